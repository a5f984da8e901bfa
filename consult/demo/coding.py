"""A sample of points, coded by two of the team: the figure on the page of themes.

Drawn from the comments by lot over their languages (seed 2026). Each of the two wrote down, in their own words, what a
comment's longest point is about; the theme is the one whose name and words share most with that, or none. So the
coding stays what it is when the machine finds other themes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.analysis.models import Point, Sample, SampledPoint, Theme
from consult.analysis.queries import themes_of
from consult.analysis.shared.population import main_theme
from consult.analysis.themes.actions import code_point
from consult.comments.models import Comment
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.verbs import Verb
from consult.demo import reading
from consult.drafts.models import Guideline

_SHARED = 5  # first letters of a word by which forms of it are known


def code_sample(guideline: Guideline, comments: Mapping[str, Comment], coders: Mapping[str, Person]) -> Sample:
    """`coders` by the name of their column."""
    rows = [row for row in reading.city_rows("codings.csv") if row["id"] in comments]
    first = next(iter(coders.values()))
    sample = Sample(guideline=guideline, by_id=first.id, at=clock.now())
    db.session.add(sample)
    db.session.flush()
    themes, pillars = themes_of(guideline), {pillar.code: pillar for pillar in guideline.pillars}
    for row in rows:
        sampled = _drawn(sample, comments[row["id"]])
        if sampled is None:
            continue
        for name, coder in coders.items():
            code_point(sampled, theme_about(row[name], themes), pillars.get(row[f"{name}_pillar"]), by=coder)
    record(Verb.SAMPLE_DRAWN, sample, by=first, guideline_id=guideline.id, size=len(rows), seed=2026)
    return sample


def _drawn(sample: Sample, comment: Comment) -> SampledPoint | None:
    """The comment's longest point, with what the machine says of it."""
    query = select(Point.id, main_theme(), Point.pillar_id).where(Point.comment_id == comment.id, Point.start >= 0)
    found = db.session.execute(query.order_by(func.length(Point.text).desc(), Point.id).limit(1)).first()
    if found is None:
        return None
    sampled = SampledPoint(sample_id=sample.id, point_id=found[0], theme_id=found[1], pillar_id=found[2])
    db.session.add(sampled)
    db.session.flush()
    return sampled


def theme_about(words: str, themes: Sequence[Theme]) -> Theme | None:
    """The one whose name and words share most with these; of equals the one with the earlier name; None: none does."""
    wanted = _stems([words])
    shared = [
        (len(wanted & _stems([theme.label, *theme.keywords, *theme.words.get("en", ())])), theme) for theme in themes
    ]
    most = max((many for many, _theme in shared), default=0)
    return next((theme for many, theme in shared if many == most and many), None)


def _stems(texts: Iterable[str]) -> set[str]:
    return {word[:_SHARED] for text in texts for word in re.findall(r"\w{3,}", text.casefold())}
