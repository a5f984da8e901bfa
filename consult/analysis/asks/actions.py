"""What a run found is kept: each ask under the number that it had, its points as they are grouped now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.analysis.asks.matching import carried_on
from consult.analysis.asks.models import Ask, AskMember
from consult.core import clock
from consult.core.bulk_sql import delete_rows, insert_rows, rows_where
from consult.core.database import db


@dataclass(frozen=True)
class FoundAsk:
    """Numbers of points, the one that shows it, and the sentence in that one that asks, if it is not the whole."""

    theme_id: int
    points: Sequence[int]
    quote: int
    asks: tuple[int, int] | None
    asking: bool


def keep_asks(points: Collection[int], found: Sequence[FoundAsk]) -> None:
    """These points were grouped anew; those in no group are in no ask any more."""
    before: dict[int, list[int]] = {}
    rows = rows_where(select(AskMember.point_id, AskMember.ask_id), AskMember.point_id, sorted(points))
    for point_id, ask_id in rows:
        before.setdefault(ask_id, []).append(point_id)
    known = {ask.id: ask for (ask,) in rows_where(select(Ask), Ask.id, sorted(before))}
    delete_rows(AskMember, AskMember.point_id, sorted(points))
    members = []
    for fresh, number in zip(found, carried_on(before, [each.points for each in found]), strict=True):
        ask = known[number] if number is not None else Ask(created_at=clock.now())
        ask.theme_id, ask.quote_id, ask.asking = fresh.theme_id, fresh.quote, fresh.asking
        ask.asks_start, ask.asks_end = fresh.asks if fresh.asks is not None else (None, None)
        db.session.add(ask)
        db.session.flush()
        members += [{"point_id": point_id, "ask_id": ask.id} for point_id in fresh.points]
    insert_rows(AskMember, members)
