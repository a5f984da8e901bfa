"""Comments as they are read: filtered, sorted, each with its replies, its endorsements and its redline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from consult.accounts.countries import Region, countries
from consult.accounts.models import StakeholderType
from consult.comments.models import Comment, CommentState, CommentType, Endorsement, Stance
from consult.comments.queries import (
    KEPT_BACK,
    facts_beside,
    places_of,
    readable_condition,
    rounds_on,
    rounds_overseen_by,
    rounds_read_by,
    shown_in,
)
from consult.comments.quotation.anchor import Anchor
from consult.comments.quotation.passages import redline
from consult.comments.rules import STANDING, may_endorse, may_moderate, may_reply
from consult.comments.tallies.queries import SENT, number_standing
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.derived.row_cache import is_read
from consult.core.pagination import Page, paged
from consult.core.ruling import Ruling
from consult.core.text import folded_for_search
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Draft, Pillar, Wording
from consult.drafts.queries import words_by_clause
from consult.drafts.text_diff import Segment
from consult.drafts.translations.queries import clauses_read
from consult.drafts.translations.sources import digest_of_words
from consult.drafts.translations.standing import chosen_of

ENDORSED = Comment.endorsed_elsewhere + (
    select(func.count()).where(Endorsement.comment_id == Comment.id).correlate(Comment).scalar_subquery()
)
REPLIES_BESIDE = 10  # of each comment in a list; a comment's own page has all of them, fifty at a time
NOT_SENT = (CommentState.HELD, CommentState.HIDDEN, CommentState.WITHDRAWN)
TAKEN_AWAY = (CommentState.WITHDRAWN, CommentState.HIDDEN)


@dataclass(frozen=True)
class CommentFilter:
    """What a reader narrows a list to; empty means all."""

    type: CommentType | None = None
    stance: Stance | None = None
    stakeholder_type: StakeholderType | None = None
    region: Region | None = None
    language: str = ""
    words: str = ""
    most_endorsed: bool = False

    @property
    def narrow(self) -> bool:
        return any((self.type, self.stance, self.stakeholder_type, self.region, self.language, self.words))


@dataclass(frozen=True)
class CommentView:
    """A comment with what a reader sees and may do beside it."""

    comment: Comment
    endorsed: int  # for the words as they are
    endorsed_before: int  # for earlier words
    endorsed_by_reader: bool | None  # False: for earlier words; None: not at all
    may_endorse: Ruling
    may_reply: Ruling
    may_moderate: Ruling
    changed: datetime | None  # when it was last changed after it was sent
    redline: Sequence[Segment] | None
    number: str  # of the clause, in the draft of its round
    replies: Sequence["CommentView"] = ()
    replied: int = 0  # how many replies there are in all, of which `replies` are the first


def comments_on(
    draft: Draft,
    membership: Membership,
    filters: CommentFilter,
    now: datetime,
    *,
    clause: Clause | None = None,
    pillar: Pillar | None = None,
) -> Select[Comment]:
    """Comments, not replies, that they may read on the clause, on the pillar with its clauses, or on all of the draft.

    One that was taken away stays as an empty place while there are replies to it.
    """
    reply = aliased(Comment)
    answered = select(reply.id).where(reply.in_reply_to_id == Comment.id, reply.state == CommentState.SENT).exists()
    shown = or_(
        readable_condition(membership, now), and_(Comment.state.in_(TAKEN_AWAY), answered, shown_in(membership, now))
    )
    query = select(Comment).join(Comment.round).where(Round.draft_id == draft.id, Comment.in_reply_to_id.is_(None))
    query = query.where(shown).options(
        contains_eager(Comment.round),
        joinedload(Comment.clause),
        joinedload(Comment.pillar),
        joinedload(Comment.position),
    )
    if clause is not None:
        query = query.where(Comment.clause_id == clause.id)
    if pillar is not None:
        query = query.where(_in_pillar(draft, pillar))
    query = query.where(*_conditions(filters))
    newest = (Comment.sent_at.desc(), Comment.id.desc())
    return query.order_by(ENDORSED.desc(), *newest) if filters.most_endorsed else query.order_by(*newest)


def numbers_said_on(
    listed: Select[Comment], draft: Draft, membership: Membership, now: datetime, *, clause: Clause
) -> tuple[int, int, dict[Stance, int]]:
    """How many comments are listed on the clause, and how many they may read, replies among them: what the margins of
    the text count as well; and the stances of those that were sent and reply to none. One query."""
    every = select(func.count(Comment.id)).join(Comment.round).where(Round.draft_id == draft.id)
    every = every.where(readable_condition(membership, now), Comment.clause_id == clause.id)
    those = listed.order_by(None).with_only_columns(func.count(Comment.id))
    alone = (Comment.state == CommentState.SENT, Comment.in_reply_to_id.is_(None))
    stances = [func.count().filter(Comment.stance == stance, *alone) for stance in Stance]
    said, number, *sides = db.session.execute(every.add_columns(those.scalar_subquery(), *stances)).one()
    return number, said, dict(zip(Stance, sides, strict=True))


def number_listed(draft: Draft, membership: Membership, now: datetime) -> int:
    """How many `comments_on` lists of the whole draft: the tallies of the rounds that they read, and, counted, the few
    that they read of others or that only hold a place."""
    rounds, overseen = rounds_read_by(membership, draft, now), rounds_overseen_by(membership, draft, now)
    number = number_standing((rounds, SENT), (overseen, KEPT_BACK), replies=False)
    every = comments_on(draft, membership, CommentFilter(), now).order_by(None).with_only_columns(func.count())
    on_it = [one.id for one in rounds_on(membership, draft, now)]
    every = every.where(Comment.round_id.in_(on_it))  # a few numbers: with the state they are found by an index
    apart = every.where(
        Comment.state.in_(NOT_SENT), ~and_(Comment.state.in_(KEPT_BACK), Comment.round_id.in_(overseen))
    )
    counted = apart
    if membership.person is not None:
        theirs = (Comment.state == CommentState.SENT, Comment.round_id.not_in(rounds))
        own = every.where(*theirs, Comment.author_id == membership.person.id)
        counted = select(apart.scalar_subquery() + own.scalar_subquery())
    return number + (db.session.scalar(counted) or 0)


def page_of_listed(draft: Draft, membership: Membership, now: datetime) -> Page:
    """A page of what `comments_on` lists of the whole draft, the newest first: found by walking the index of times
    until it is full, so that no text is read that is not shown. A key plus nothing keeps the key's own index out."""
    round_id, nothing = Comment.round_id + 0, Comment.in_reply_to_id + 0
    reply = aliased(Comment)
    answered = select(reply.id).where(reply.in_reply_to_id == Comment.id, reply.state == CommentState.SENT).exists()
    on_it = rounds_on(membership, draft, now)
    seen = [
        and_(Comment.state == CommentState.SENT, round_id.in_(rounds_read_by(membership, draft, now))),
        and_(Comment.state.in_(KEPT_BACK), round_id.in_(rounds_overseen_by(membership, draft, now))),
        and_(Comment.state.in_(TAKEN_AWAY), answered, round_id.in_([one.id for one in on_it if one.shown])),
    ]
    if membership.person is not None:
        own = (Comment.author_id == membership.person.id, Comment.state.in_(STANDING))
        seen.append(and_(*own, round_id.in_([one.id for one in on_it])))
    newest = (Comment.sent_at.desc(), Comment.id.desc())
    numbers = select(Comment.id).where(nothing.is_(None), or_(*seen)).order_by(*newest)
    page = paged(numbers, total=number_listed(draft, membership, now))
    listed = comments_on(draft, membership, CommentFilter(), now).where(Comment.id.in_(page.items))
    return replace(page, items=db.session.scalars(listed).unique().all())


def _in_pillar(draft: Draft, pillar: Pillar) -> ColumnElement[bool]:
    clauses = select(Wording.clause_id).where(Wording.draft_id == draft.id, Wording.pillar_id == pillar.id)
    return or_(and_(Comment.clause_id.is_(None), Comment.pillar_id == pillar.id), Comment.clause_id.in_(clauses))


def _conditions(filters: CommentFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    for column in ("type", "stance", "stakeholder_type", "language"):
        value = getattr(filters, column)
        if value:
            wanted.append(getattr(Comment, column) == value)
    if filters.region:
        codes = [code for code, country in countries().items() if country.region == filters.region]
        wanted.append(Comment.country.in_(codes))
    if filters.words:
        wanted.append(Comment.searched.contains(folded_for_search(filters.words), autoescape=True))
    return wanted


def threads(
    comments: Sequence[Comment],
    membership: Membership,
    now: datetime,
    *,
    most: int = REPLIES_BESIDE,
    known: Sequence[Wording] = (),
) -> list[CommentView]:
    """These comments with all that stands beside them, in a number of queries that grows neither with theirs nor with
    how deep they were replied to: of the replies to each the first `most`, and how many there are. `known` are
    words that the page has read."""
    replies = _first_replies(comments, membership, now, most) if most else {}
    every = [*comments, *(reply for those, _count in replies.values() for reply in those)]
    beside = _Beside(every, membership, now, known)
    return [
        beside.said(comment, [beside.said(reply) for reply in those], count)
        for comment in comments
        for those, count in [replies.get(comment.id, ((), 0))]
    ]


def thread_of(comment: Comment, replies: Sequence[Comment], membership: Membership, now: datetime) -> CommentView:
    """One comment with a page of its replies."""
    beside = _Beside([comment, *replies], membership, now)
    return beside.said(comment, [beside.said(reply) for reply in replies], len(replies))


def replies_to(comment: Comment, membership: Membership, now: datetime) -> Select[Comment]:
    """All that was replied below it and that they may read, at any depth; oldest first."""
    below = _below([comment.id], membership, now)
    return _replies().join(below, below.c.id == Comment.id).order_by(Comment.sent_at, Comment.id)


def _replies() -> Select[Comment]:
    query = select(Comment).join(Comment.round).options(contains_eager(Comment.round))
    return query.options(joinedload(Comment.in_reply_to), joinedload(Comment.position))


def _below(began: Sequence[int], membership: Membership, now: datetime) -> CTE:
    """(comment that began the thread, reply) at any depth: a recursive common table expression, one query."""
    shown = (Comment.id.not_in(began), readable_condition(membership, now))
    first = select(Comment.in_reply_to_id.label("began"), Comment.id.label("id")).join(Comment.round)
    below = first.where(Comment.in_reply_to_id.in_(began), *shown).cte("below", recursive=True)
    further = select(below.c.began, Comment.id).select_from(Comment).join(Comment.round)
    further = further.join(below, Comment.in_reply_to_id == below.c.id).where(*shown)
    return below.union(further)  # not `union_all`: a circle in a register that was read in ends, too


def _first_replies(
    comments: Sequence[Comment], membership: Membership, now: datetime, most: int
) -> Mapping[int, tuple[Sequence[Comment], int]]:
    """By the comment that began the thread: its first replies, flat, and the number of all.

    Which they are is asked first, and what they say only of these: mostly there are none."""
    began = [comment.id for comment in comments]
    if not began:
        return {}
    below = _below(began, membership, now)
    by_age = func.row_number().over(partition_by=below.c.began, order_by=(Comment.sent_at, Comment.id))
    count = func.count().over(partition_by=below.c.began)
    ranked = select(below.c.began, below.c.id, by_age.label("rank"), count.label("count"))
    rows = ranked.join(Comment, Comment.id == below.c.id).subquery()
    first = db.session.execute(select(rows.c.began, rows.c.id, rows.c.count).where(rows.c.rank <= most)).all()
    if not first:
        return {}
    place = {number: (root, total) for root, number, total in first}
    query = _replies().where(Comment.id.in_(place)).order_by(Comment.sent_at, Comment.id)
    found: dict[int, tuple[list[Comment], int]] = {}
    for reply in db.session.scalars(query).unique():
        root, total = place[reply.id]
        found.setdefault(root, ([], total))[0].append(reply)
    return found


class _Beside:
    """What a list of comments needs, fetched once for all of them."""

    def __init__(
        self, comments: Sequence[Comment], membership: Membership, now: datetime, known: Sequence[Wording] = ()
    ) -> None:
        self.membership, self.now = membership, now
        numbers = [comment.id for comment in comments]
        self.places = places_of(membership.person, {comment.round for comment in comments})
        self.facts = facts_beside(numbers, membership.person)
        self.wordings = _wordings_for(comments, known)
        self.read = _translations_for(comments)

    def said(self, comment: Comment, replies: Sequence[CommentView] = (), replied: int = 0) -> CommentView:
        place = self.places.get(comment.round_id)
        number, heading, text = self.wordings.get((comment.round.draft_id, comment.clause_id or 0), ("", "", ""))
        if comment.read_in:
            kept = self.read.get((comment.clause_id or 0, comment.read_in), ())
            found, _state = chosen_of(kept, digest_of_words(heading, text), comment.round.draft.number)
            text = found.text if found is not None else ""
        anchor = Anchor(comment.quote, comment.prefix, comment.suffix)
        return CommentView(
            comment=comment,
            endorsed=comment.endorsed_elsewhere + self.facts.now.get(comment.id, 0),
            endorsed_before=self.facts.before.get(comment.id, 0),
            endorsed_by_reader=self.facts.by_reader.get(comment.id),
            may_endorse=may_endorse(comment, self.membership, place, self.now),
            may_reply=may_reply(comment, self.membership, place, self.now),
            may_moderate=may_moderate(self.membership, place, comment.round),
            changed=self.facts.changed.get(comment.id),
            redline=redline(text, anchor, comment.proposed_text) if text else None,
            number=number,
            replies=replies,
            replied=replied,
        )


def _wordings_for(
    comments: Sequence[Comment], known: Sequence[Wording] = ()
) -> Mapping[tuple[int, int], tuple[str, str, str]]:
    """Number, heading and words of each clause commented on, by (draft, clause)."""
    read = {(one.draft_id, one.clause_id): (one.number, one.heading, one.text) for one in known}
    asked = [c for c in comments if c.clause_id and (c.round.draft_id, c.clause_id) not in read]
    clauses, drafts = {comment.clause_id for comment in asked}, {comment.round.draft_id for comment in asked}
    if not clauses:
        return read
    if is_read():
        held = {draft.id: words_by_clause(draft) for draft in {comment.round.draft for comment in asked}}
        places = [(comment.round.draft_id, comment.clause_id or 0) for comment in asked]
        return read | {place: held[place[0]][place[1]] for place in places if place[1] in held[place[0]]}
    languages = {comment.round.guideline.language for comment in asked}
    columns = (Wording.draft_id, Wording.clause_id, Wording.number, Wording.heading, Wording.text)
    query = select(*columns).where(
        Wording.draft_id.in_(drafts),
        Wording.clause_id.in_(clauses),
        Wording.language.in_(languages),
    )
    return read | {
        (row.draft_id, row.clause_id): (row.number, row.heading, row.text) for row in db.session.execute(query)
    }


def _translations_for(comments: Sequence[Comment]) -> Mapping[tuple[int, str], Sequence[Any]]:
    """The clauses as they stand in the languages in which they were read, of words that were proposed there."""
    asked = [c for c in comments if c.read_in and c.clause_id and c.proposed_text]
    return clauses_read({c.clause_id for c in asked if c.clause_id}, {c.read_in for c in asked}) if asked else {}


def anchors_in(
    draft: Draft, clause: Clause, membership: Membership, now: datetime, *, read_in: str = ""
) -> list[Anchor]:
    """Every passage of the clause, as it stands in that language, that a comment they may read is about."""
    query = select(Comment.quote, Comment.prefix, Comment.suffix).join(Round, Round.id == Comment.round_id)
    here = (Round.draft_id == draft.id, Comment.clause_id == clause.id, Comment.read_in == read_in)
    query = query.where(*here, Comment.quote != "")
    rows = db.session.execute(query.where(readable_condition(membership, now)).limit(500))
    return [Anchor(*row) for row in rows]


def clause_numbers_of_comments(comments: Sequence[Comment]) -> Mapping[int, str]:
    """The printed number of the clause that each comment is on, by the comment's id."""
    wordings = _wordings_for(comments)
    found = {c.id: wordings.get((c.round.draft_id, c.clause_id or 0), ("", "", ""))[0] for c in comments}
    return {comment_id: number for comment_id, number in found.items() if number}
