"""Themes, points and runs, found for a person; and what there is to read."""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.models import Person
from consult.analysis.models import AnalysisRun, Assignment, Campaign, Point, Sample, Theme, ThemeState
from consult.analysis.rules import ThemesNotYet, may_read_themes
from consult.comments.models import Comment, CommentState
from consult.comments.queries import OPENLY
from consult.consultations.models import Round, Visibility
from consult.consultations.queries import over_at
from consult.core import clock
from consult.core.database import db
from consult.core.queue import Job, queue
from consult.core.request_memo import once_a_page, remember
from consult.core.ruling import Ruling
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Guideline
from consult.drafts.queries import clause_for, guideline_for, membership_of, reached
from consult.drafts.row_cache.models import GuidelineVersion
from consult.drafts.row_cache.rows import rows_held, version_of_guideline

# What reads a guideline, or files its points anew, is done by one worker at a time.
queue.one_at_a_time("analyse", "place_new", "propose_split", "follow_examples", "compare_points")

# Loaders: a stranger finds nothing; someone known who is not entitled is told why.


def themes_for(person: Person | None, slug: str) -> tuple[Guideline, Membership] | None:
    """The guideline whose themes they ask for. Raises ThemesNotYet where everyone may know of it, and not of them."""
    found = guideline_for(person, slug)
    if found is not None and found[0].public:
        guideline, membership = found
        ruling = _may_read_themes(membership, guideline)
        if not ruling:
            raise ThemesNotYet(ruling.refusal, guideline, kept_back_by(guideline))
    return _if_theirs(found)


def theme_for(person: Person | None, theme_id: int) -> tuple[Theme, Membership] | None:
    version = GuidelineVersion.guideline_id == Guideline.id
    wanted = select(Theme, Guideline, GuidelineVersion.token).join(Theme.guideline)
    row = db.session.execute(wanted.outerjoin(GuidelineVersion, version).where(Theme.id == theme_id)).one_or_none()
    if row is None:
        return None
    theme, guideline, token = row
    remember(version_of_guideline, token or "", guideline)
    found = _if_theirs(reached(person, guideline))
    return (theme, found[1]) if found is not None else None


def point_for(person: Person | None, point_id: int) -> tuple[Point, Membership] | None:
    """A point of a comment that stands."""
    wanted = select(Point).where(Point.id == point_id).options(joinedload(Point.comment).joinedload(Comment.round))
    point = db.session.scalars(wanted).unique().one_or_none()
    if point is None or point.comment.state != CommentState.SENT:
        return None
    found = _if_theirs(reached(person, point.comment.round.guideline))
    return (point, found[1]) if found is not None and reads_round(found[1], point.comment.round) else None


def campaign_for(person: Person | None, campaign_id: int) -> tuple[Campaign, Membership] | None:
    campaign = db.session.get(Campaign, campaign_id)
    guideline = db.session.get(Guideline, campaign.guideline_id) if campaign is not None else None
    found = _if_theirs(reached(person, guideline)) if guideline is not None else None
    return (campaign, found[1]) if campaign is not None and found is not None else None


def sample_for(person: Person | None, sample_id: int) -> tuple[Sample, Membership] | None:
    sample = db.session.get(Sample, sample_id)
    found = _if_theirs(reached(person, sample.guideline)) if sample is not None else None
    return (sample, found[1]) if sample is not None and found is not None else None


def clause_points_for(person: Person | None, uid: str) -> tuple[Clause, Membership] | None:
    found = clause_for(person, uid)
    return found if found is not None and _if_theirs((found[0].guideline, found[1])) is not None else None


def _if_theirs(found: tuple[Guideline, Membership] | None) -> tuple[Guideline, Membership] | None:
    if found is None:
        return None
    guideline, membership = found
    ruling = _may_read_themes(membership, guideline)
    if not ruling and not membership.signed_in:
        return None
    ruling.enforce()
    return found


def may_read_themes_of(person: Person | None, guideline: Guideline) -> bool:
    """For a link: would the themes open for them?"""
    return bool(_may_read_themes(membership_of(person, guideline), guideline))


def _may_read_themes(membership: Membership, guideline: Guideline) -> Ruling:
    """What everyone reads is asked for those alone whose role does not open the themes."""
    return may_read_themes(membership) or may_read_themes(membership, everyone_reads_comments=everyone_reads(guideline))


def everyone_reads(guideline: Guideline) -> bool:
    """Whether each comment that was read is in a round whose comments anyone may read by now."""
    asked = _read_openly(guideline)
    return bool(asked) and all(asked)


def everyone_reads_some(guideline: Guideline) -> bool:
    """Whether there is anything under themes that anyone may read by now: for a link."""
    return any(_read_openly(guideline))


@once_a_page
def _read_openly(guideline: Guideline) -> Sequence[bool]:
    """Of each round of which comments were read, whether anyone may read them by now."""
    by_now = and_(Round.visibility == Visibility.AFTER_CLOSE, over_at(clock.now()))
    holds_points = exists().where(Comment.round_id == Round.id, Point.comment_id == Comment.id)
    openly = or_(Round.visibility.in_(OPENLY), by_now)
    return db.session.scalars(select(openly).where(Round.guideline_id == guideline.id, holds_points)).all()


def kept_back_by(guideline: Guideline) -> Sequence[Round]:
    """Rounds whose comments were read and are not anyone's to read by now: they keep the themes from everyone."""
    by_now = and_(Round.visibility == Visibility.AFTER_CLOSE, over_at(clock.now()))
    holds_points = exists().where(Comment.round_id == Round.id, Point.comment_id == Comment.id)
    openly = or_(Round.visibility.in_(OPENLY), by_now)
    query = select(Round).where(Round.guideline_id == guideline.id, holds_points, ~openly)
    return db.session.scalars(query.order_by(Round.closes_at, Round.id)).all()


def reads_round(membership: Membership, round_: Round) -> bool:
    """What a round promised to keep from others stays with the drafting team."""
    return membership.team or round_.visibility != Visibility.NEVER


# Runs


@once_a_page
def last_run(guideline: Guideline) -> AnalysisRun | None:
    """The last one that finished: what the pages show."""
    finished = select(AnalysisRun).where(AnalysisRun.guideline_id == guideline.id, AnalysisRun.finished_at.is_not(None))
    return db.session.scalars(finished.order_by(AnalysisRun.id.desc()).limit(1)).first()


def run_of(guideline: Guideline, run_id: int) -> AnalysisRun | None:
    """One that finished, of this guideline."""
    run = db.session.get(AnalysisRun, run_id)
    return run if run is not None and run.guideline_id == guideline.id and run.finished_at is not None else None


def last_runs() -> Sequence[AnalysisRun]:
    """The last finished run of each guideline."""
    last = (
        select(func.max(AnalysisRun.id)).where(AnalysisRun.finished_at.is_not(None)).group_by(AnalysisRun.guideline_id)
    )
    return db.session.scalars(select(AnalysisRun).where(AnalysisRun.id.in_(last)).order_by(AnalysisRun.id)).all()


def runs_of(guideline: Guideline) -> Sequence[tuple[AnalysisRun, Job | None]]:
    """The last twenty, newest first, each with the job that did it (None: done from the command line)."""
    job = and_(Job.kind == "analyse", Job.subject_id == AnalysisRun.id)
    query = select(AnalysisRun, Job).outerjoin(Job, job).where(AnalysisRun.guideline_id == guideline.id)
    return db.session.execute(query.order_by(AnalysisRun.id.desc()).limit(20)).all()


def unfinished_run(guideline: Guideline) -> tuple[AnalysisRun, Job] | None:
    """The one that waits or is at work."""
    for run, job in runs_of(guideline):
        if run.finished_at is None and job is not None and job.finished_at is None and not job.ended_badly:
            return run, job
    return None


def guidelines_to_read() -> Sequence[Guideline]:
    """Those with a round that closed, holding comments, and no run asked for since."""
    said = exists().where(Comment.round_id == Round.id, Comment.state == CommentState.SENT)
    since = exists().where(AnalysisRun.guideline_id == Round.guideline_id, AnalysisRun.created_at >= Round.closed_at)
    closed = select(Round.guideline_id).where(Round.closed_at.is_not(None), said, ~since)
    return db.session.scalars(select(Guideline).where(Guideline.id.in_(closed)).order_by(Guideline.id)).all()


def guidelines_never_read() -> Sequence[Guideline]:
    """Those with comments and without a run, asked for or done."""
    said = select(Round.guideline_id).join(Comment, Comment.round_id == Round.id)
    spoken = Guideline.id.in_(said.where(Comment.state == CommentState.SENT))
    unread = ~exists().where(AnalysisRun.guideline_id == Guideline.id)
    return db.session.scalars(select(Guideline).where(spoken, unread).order_by(Guideline.id)).all()


# Themes and points


def points_of_guideline(guideline: Guideline, ids: Sequence[int]) -> Sequence[Point]:
    """Those of the numbers that are points of this guideline's comments."""
    query = select(Point).join(Point.comment).join(Comment.round).where(Round.guideline_id == guideline.id)
    loaded = contains_eager(Point.comment).contains_eager(Comment.round)
    return db.session.scalars(query.where(Point.id.in_(ids)).options(loaded).order_by(Point.id)).unique().all()


@once_a_page
def themes_of(guideline: Guideline, *states: ThemeState) -> Sequence[Theme]:
    """Those in use, or those in the given states; by label."""
    wanted = states or (ThemeState.ACTIVE,)
    query = select(Theme).where(Theme.guideline_id == guideline.id).order_by(Theme.label, Theme.id)
    return [theme for theme in rows_held(guideline, "themes", query) if theme.state in wanted]


def names_in_use(guideline: Guideline, *, but: Theme | None = None) -> list[str]:
    """Of the guideline's other themes."""
    return [theme.label for theme in themes_of(guideline) if but is None or theme.id != but.id]


def heirs_of(guideline: Guideline) -> Mapping[int, int]:
    """For every theme the one that its points are in: itself, or, over as many merges as there were, its heir."""
    rows = select(Theme.id, Theme.merged_into_id).where(Theme.guideline_id == guideline.id)
    into: dict[int, int | None] = dict(db.session.execute(rows).all())
    heirs = {}
    for theme in into:
        heir = theme
        while (further := into.get(heir)) is not None:
            heir = further
        heirs[theme] = heir
    return heirs


def assignments_of(points: Sequence[Point]) -> Mapping[int, list[Assignment]]:
    """The themes of each point, strongest first, with who filed it."""
    ids = [point.id for point in points]
    query = select(Assignment).where(Assignment.point_id.in_(ids)).order_by(Assignment.p.desc(), Assignment.id)
    found: dict[int, list[Assignment]] = {number: [] for number in ids}
    for assignment in db.session.scalars(
        query.options(joinedload(Assignment.theme), joinedload(Assignment.by))
    ).unique():
        found[assignment.point_id].append(assignment)
    return found
