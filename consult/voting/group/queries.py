"""Rules of procedure, found."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.drafts.models import Guideline
from consult.voting.group.models import RulesOfProcedure
from consult.voting.group.procedure import USUAL, Procedure, procedure_in


@once_a_page
def rules_in_force(guideline: Guideline) -> RulesOfProcedure | None:
    """The version that the secretariat set last; None where nobody has set any."""
    newest = select(RulesOfProcedure).where(RulesOfProcedure.guideline_id == guideline.id)
    return db.session.scalars(newest.order_by(RulesOfProcedure.version.desc()).limit(1)).one_or_none()


def procedure_of(guideline: Guideline) -> Procedure:
    """What a new ballot begins with: as set, or the usual rules where none are."""
    found = rules_in_force(guideline)
    return procedure_in(found) if found is not None else USUAL


def versions_of_rules(guideline: Guideline) -> Sequence[RulesOfProcedure]:
    """The newest first."""
    every = select(RulesOfProcedure).where(RulesOfProcedure.guideline_id == guideline.id)
    every = every.options(joinedload(RulesOfProcedure.set_by)).order_by(RulesOfProcedure.version.desc())
    return db.session.scalars(every).all()
