"""What the first page and a guideline's page show: where it is, what is open, who was heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, literal_column, select

from consult.comments.models import Comment, CommentState
from consult.comments.queries import sessions_read_in
from consult.comments.tallies.models import who_said
from consult.comments.tallies.queries import people_heard, people_heard_in, sent_by_round
from consult.consultations.models import Attendance, Round, Session
from consult.consultations.queries import Rounds, attended, rounds_by_close, rounds_of, targets_of
from consult.core import clock
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import current_draft, milestones_of
from consult.responses.progress import answer_progress
from consult.tracing.participation import ParticipationSummary, Voices, participation
from consult.tracing.process import ProcessCounts, carried_of
from consult.tracing.progress import revisions_by_state
from consult.tracing.timeline import Timeline, timeline


@dataclass(frozen=True)
class Overview:
    """One guideline as its page opens."""

    guideline: Guideline
    draft: Draft | None
    timeline: Timeline
    rounds: Rounds
    participation: ParticipationSummary


def overview(guideline: Guideline) -> Overview:
    now = clock.now()
    return Overview(
        guideline=guideline,
        draft=current_draft(guideline),
        timeline=timeline(milestones_of(guideline), now.date()),
        rounds=rounds_of(guideline, now),
        participation=heard(guideline),
    )


def process_counts(seen: Overview) -> ProcessCounts:
    """What the picture on the first page says; totals are those of every other page."""
    guideline = seen.guideline
    answers = answer_progress(guideline)
    return ProcessCounts(
        draft=seen.draft.number if seen.draft is not None else 0,
        open_rounds=len(seen.rounds.open),
        comments=sum(sent_by_round(guideline).values()),
        people=seen.participation.people,
        points=answers.points,
        answered=answers.answered,
        carried=carried_of(revisions_by_state(guideline)),
    )


def open_first(guidelines: Sequence[Guideline]) -> list[Guideline]:
    """Guidelines with a round open now lead, the longest open first: one that becomes public displaces none of them.
    Those in which nobody could take part yet come last; otherwise the order is kept."""
    now = clock.now()

    def place(guideline: Guideline) -> tuple[int, datetime]:
        rounds = rounds_of(guideline, now)
        if rounds.open:
            return 0, min(one.opens_at for one in rounds.open)
        return (1 if rounds.past or rounds.upcoming else 2), now

    return sorted(guidelines, key=place)


def heard(guideline: Guideline, rounds: Sequence[int] | None = None) -> ParticipationSummary:
    """People whose comment stands, or who endorsed one that does, each once; against the targets. Of all rounds (kept
    as it changes), or of some (counted).
    """
    rows = people_heard(guideline) if rounds is None else people_heard_in(rounds)
    return participation((Voices(*row) for row in rows), targets_of(guideline))


def comments_by_nobody_known(guideline: Guideline) -> int:
    """Those that nobody is named in are found by an index; whether something else says who it was is asked of them."""
    rounds = [round_.id for round_ in rounds_by_close(guideline)]
    sent = (Comment.round_id.in_(rounds), Comment.state == CommentState.SENT, Comment.author_id.is_(None))
    nobody = literal_column(who_said("comment.")).is_(None)
    return db.session.scalar(select(func.count()).select_from(Comment).where(*sent, nobody)) or 0


def places_taken(membership: Membership, now: datetime) -> dict[str, dict[str, int]]:
    """Who came to sessions that they read of, as hosts reported: numbers by value, for each dimension; most first."""
    found: dict[str, dict[str, int]] = {}
    counted = attended(membership.guideline, sessions_read_in(membership, now))
    for (dimension, value), number in sorted(counted.items(), key=lambda pair: -pair[1]):
        found.setdefault(dimension, {})[value] = number
    return found


def sessions_counted(membership: Membership, now: datetime) -> tuple[int, int]:
    """Sessions whose attendance was reported: those that they read of, and those that they do not."""
    told = case((sessions_read_in(membership, now), Attendance.session_id))
    query = select(func.count(told.distinct()), func.count(Attendance.session_id.distinct())).join(Session).join(Round)
    real = query.where(Round.guideline_id == membership.guideline.id, ~Round.practice)
    counted, every = db.session.execute(real).one()
    return counted, every - counted
