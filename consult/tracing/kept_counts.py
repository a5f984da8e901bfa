"""What a page about a guideline counts, in one statement: the tallies that its parts would each ask for."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Integer, String, bindparam, cast, func, literal, null, select, union_all

from consult.comments.models import CommentState
from consult.comments.tallies.models import CommentTally, VoiceTally
from consult.comments.tallies.queries import people_heard, sent_by_language, sent_by_round
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.request_memo import remember
from consult.drafts.models import Guideline
from consult.responses.tallies.models import AnswerTally
from consult.responses.tallies.queries import CountedOfType, by_type
from consult.revisions.models import Revision
from consult.tracing.progress import revisions_by_state

GUIDELINE: Any = bindparam("guideline")


def read_counts(guideline: Guideline) -> None:
    """Comments by round and language, people heard, points by type and answer, revisions by state: whichever part of
    this page asks for them finds them."""
    found: dict[str, list[Any]] = {"comment": [], "voice": [], "point": [], "revision": []}
    for what, *row in db.session.execute(_counts(), {"guideline": guideline.id}):
        found[what].append(row)
    by_round, by_language = Counter[int](), Counter[str | None]()
    for round_id, language, _nothing, number, _ids in found["comment"]:
        by_round[round_id] += number
        by_language[language] += number
    voices = [(country, kind, number) for _key, country, kind, number, _ids in found["voice"]]
    points = [CountedOfType(kind, answer, int(n), int(ids)) for _key, kind, answer, n, ids in found["point"]]
    remember(sent_by_round, dict(by_round), guideline)
    remember(sent_by_language, _most_first(by_language), guideline)
    remember(people_heard, voices, guideline)
    remember(by_type, points, guideline)
    remember(revisions_by_state, {state: number for _key, state, _, number, _ids in found["revision"]}, guideline)


def _most_first(counted: Counter[str | None]) -> Sequence[tuple[str | None, int]]:
    pairs = [(language, number) for language, number in counted.items() if number]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0] or ""))


@cache
def _counts() -> CompoundSelect[Any]:
    """(what, key, word, other word, number, sum of keys). Made once."""
    no_key, no_word = cast(null(), Integer), cast(null(), String)
    said, voice, point = CommentTally, VoiceTally, AnswerTally
    rounds = select(Round.id).where(Round.guideline_id == GUIDELINE)
    sent = (said.slice == "language", said.state == CommentState.SENT.value, said.round_id.in_(rounds))
    comments = select(literal("comment"), said.round_id, said.language, no_word, func.sum(said.n), no_key)
    voices = select(literal("voice"), no_key, voice.country, voice.stakeholder_type, func.sum(voice.n), no_key)
    voices = voices.where(voice.guideline_id == GUIDELINE).group_by(voice.country, voice.stakeholder_type)
    points = select(literal("point"), no_key, point.type, point.answer, func.sum(point.n), func.sum(point.ids))
    points = points.where(point.guideline_id == GUIDELINE, point.slice == "place").group_by(point.type, point.answer)
    revisions = select(literal("revision"), no_key, cast(Revision.state, String), no_word, func.count(), no_key)
    return union_all(
        comments.where(*sent).group_by(said.round_id, said.language),
        voices.having(func.sum(voice.n) != 0),
        points,
        revisions.where(Revision.guideline_id == GUIDELINE).group_by(Revision.state),
    )
