"""Points of each theme, grouped by what they want: after every run, and where new comments were filed.

Looks at stored vectors; only the few points that are quoted are read sentence by sentence. Imported by the command line
alone, like jobs.py, because nlp comes in here.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import Row, and_, select

import nlp
from consult.analysis.asks.actions import FoundAsk, keep_asks
from consult.analysis.models import Point, Theme, ThemeState
from consult.analysis.pipeline.nlp_adapter import encoder
from consult.analysis.pipeline.theme_jobs import model_of, stored_vectors
from consult.analysis.shared.population import main_theme, of_points
from consult.comments.models import Comment, Stance
from consult.consultations.models import Round
from consult.core.database import db, for_reading
from consult.drafts.models import Guideline, Wording

SIDES: Mapping[str, str] = {
    Stance.SUPPORT: "for",
    Stance.SUPPORT_WITH_CHANGES: "for",
    Stance.OPPOSE: "against",
    Stance.NEUTRAL: "",
}
LONG = 120  # characters of a quote from which it is looked for the sentence that asks
_WORD = re.compile(r"\w+")


@cache
def roles() -> "nlp.SentenceRoles":
    return nlp.sentence_roles(encoder())


def group_asks(guideline_id: int, comments: Collection[int] | None = None) -> None:
    """Group the points of every theme, or of those that some comments' points are in; the caller commits."""
    with for_reading():
        guideline = db.session.get_one(Guideline, guideline_id)
        model, points = model_of(guideline), _points_by_theme(guideline)
        db.session.rollback()
    if comments is not None:
        wanted = set(comments)
        points = {theme: rows for theme, rows in points.items() if any(row.comment_id in wanted for row in rows)}
    found, seen = list[FoundAsk](), list[int]()
    for theme, rows in sorted(points.items()):
        vectors = stored_vectors({row.id: row.text for row in rows}, model)
        read = [row for row in rows if row.id in vectors]
        seen += [row.id for row in rows]
        found += _asks_of(theme, read, np.stack([vectors[row.id] for row in read])) if read else ()
    keep_asks(seen, found)


def _points_by_theme(guideline: Guideline) -> dict[int, list[Row[Any]]]:
    """Every point that stands, under the theme that it most probably belongs to."""
    seen = and_(
        Wording.clause_id == Comment.clause_id,
        Wording.draft_id == Round.draft_id,
        Wording.language == guideline.language,
    )
    columns = (
        Point.id,
        Point.text,
        Point.language,
        Point.comment_id,
        Comment.clause_id,
        Comment.stance,
        Comment.proposed_text,
        Wording.text.label("wording"),
        main_theme().label("theme_id"),
    )
    query = of_points(guideline, *columns).outerjoin(Wording, seen).order_by(Point.id)
    active = set(
        db.session.scalars(select(Theme.id).where(Theme.guideline_id == guideline.id, Theme.state == ThemeState.ACTIVE))
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(query):
        if row.theme_id in active:
            found.setdefault(row.theme_id, []).append(row)
    return found


def _asks_of(theme: int, rows: Sequence[Row[Any]], vectors: nlp.Vectors) -> list[FoundAsk]:
    """What the points of a theme ask for; a point that nobody else makes is in none."""
    said = [nlp.SpokenText(row.text, row.language) for row in rows]
    asking = roles().asking(vectors, said)
    points = [
        nlp.AskingPoint(row.text, str(row.clause_id or ""), SIDES[row.stance], added)
        for row, added in zip(rows, _words_added(rows, asking.tolist()), strict=True)
    ]
    groups = [group for group in nlp.ask_groups(vectors, points, asking) if len(group.members) > 1]
    quotes = _sentences([said[group.quote] for group in groups])
    return [
        FoundAsk(theme, [rows[row].id for row in group.members], rows[group.quote].id, sentence, group.asks)
        for group, sentence in zip(groups, quotes, strict=True)
    ]


def _words_added(rows: Sequence[Row[Any]], asking: Sequence[float]) -> list[frozenset[str]]:
    """What the wording proposed in a comment adds to the text, by that of its points that asks most."""
    best: dict[int, int] = {}
    for place, row in enumerate(rows):
        if row.proposed_text and asking[place] > asking[best.get(row.comment_id, place)]:
            best[row.comment_id] = place
        elif row.proposed_text:
            best.setdefault(row.comment_id, place)
    mine = set(best.values())
    return [
        _words(row.proposed_text) - _words(row.wording or "") if place in mine else frozenset()
        for place, row in enumerate(rows)
    ]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _sentences(quotes: "Sequence[nlp.SpokenText]") -> list[tuple[int, int] | None]:
    """Of each long quote the sentence that asks."""
    long = [place for place, quote in enumerate(quotes) if len(quote.text) >= LONG]
    spans = nlp.asking_sentences([quotes[place] for place in long], roles(), encoder())
    found = {place: (span.start, span.end) for place, span in zip(long, spans, strict=True) if span is not None}
    return [found.get(place) for place in range(len(quotes))]
