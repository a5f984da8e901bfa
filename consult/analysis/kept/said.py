"""Which languages, kinds of stakeholder and countries occur in a guideline's points."""

from dataclasses import dataclass
from typing import Any

from consult.accounts.models import StakeholderType
from consult.analysis.kept.reports import Reports
from consult.analysis.models import Point
from consult.analysis.shared.population import of_points
from consult.comments.models import Comment
from consult.core.database import db
from consult.drafts.membership import Membership

SAID = "said"


@dataclass(frozen=True)
class Said:
    """Each value once; None among types and countries: somebody did not say."""

    languages: list[str]
    types: list[StakeholderType | None]
    countries: list[str | None]


def said_in(reports: Reports, membership: Membership | None) -> Said:
    """Of what they may read."""

    def count() -> list[list[Any]]:
        asked = (Point.language, Comment.stakeholder_type, Comment.country)
        rows = db.session.execute(of_points(reports.guideline, *asked, membership=membership).distinct()).all()
        return [sorted({row[place] for row in rows}, key=str) for place in range(len(asked))]

    languages, types, countries = reports.value(SAID, count)
    return Said(languages, [StakeholderType(word) if word else None for word in types], countries)
