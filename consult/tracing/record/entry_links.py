"""What journal entries are about, named and linked as far as the reader may open it: one query for each kind."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Point, Theme
from consult.analysis.queries import may_read_themes_of
from consult.comments.models import Comment
from consult.comments.positions.queries import positions_among
from consult.comments.queries import readable_condition
from consult.consultations.models import Round, Session
from consult.consultations.queries import rounds_by_close
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.i18n.punctuation import quoted
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Draft, Wording
from consult.drafts.queries import drafts_of, milestones_of
from consult.publishing.models import Carry, Publication
from consult.responses.models import Answer, Satisfaction
from consult.revisions.advice.models import RevisionRemark
from consult.revisions.advice.rules import is_adviser
from consult.revisions.models import Revision
from consult.revisions.queries import readable_revisions
from consult.voting.delphi.models import DelphiRound, DelphiStudy
from consult.voting.delphi.rules import may_read_study
from consult.voting.models import Ballot, Vote

Names = dict[int, Markup]
Numbers = Collection[int]


def named(entries: Iterable[AuditEntry], membership: Membership) -> dict[tuple[str, int], Markup]:
    """By table and number; what may not be named is left out."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject].add(entry.subject_id)
    return {
        (subject, number): name
        for subject, numbers in wanted.items()
        if subject in KINDS
        for number, name in KINDS[subject](numbers, membership).items()
    }


def entry_link(endpoint: str, words: str, **values: object) -> Markup:
    return Markup('<a href="%s"><bdi>%s</bdi></a>') % (url_for(endpoint, **values), words)  # type: ignore[arg-type]


def _comments(numbers: Numbers, membership: Membership) -> Names:
    query = select(Comment.id, Comment.reference).join(Round, Round.id == Comment.round_id)
    rows = db.session.execute(query.where(Comment.id.in_(numbers), readable_condition(membership, clock.now())))
    return {number: _comment(reference) for number, reference in rows}


def _comment(reference: str) -> Markup:
    return entry_link("tracing.comment", _("Comment %(reference)s", reference=reference), reference=reference)


def _about_comments(model: type[Carry | Satisfaction | Point]) -> Callable[[Numbers, Membership], Names]:
    """Things that belong to one comment are named by it."""

    def find(numbers: Numbers, membership: Membership) -> Names:
        pairs = db.session.execute(select(model.id, model.comment_id).where(model.id.in_(numbers))).all()
        comments = _comments({comment_id for _number, comment_id in pairs}, membership)
        return {number: comments[comment_id] for number, comment_id in pairs if comment_id in comments}

    return find


def _answers(numbers: Numbers, membership: Membership) -> Names:
    query = select(Answer.id, Comment.reference).join(Point, Point.id == Answer.point_id)
    query = query.join(Comment, Comment.id == Point.comment_id).join(Round, Round.id == Comment.round_id)
    rows = db.session.execute(query.where(Answer.id.in_(numbers), readable_condition(membership, clock.now())))
    said = _("An answer to the comment %(thing)s")
    found = {n: _filled(said, entry_link("tracing.comment", ref, reference=ref)) for n, ref in rows}
    if may_read_themes_of(membership.person, membership.guideline):
        of_themes = select(Answer.id, Theme.id, Theme.label).join(Theme, Theme.id == Answer.theme_id)
        for number, theme_id, label in db.session.execute(of_themes.where(Answer.id.in_(numbers))):
            found[number] = _filled(
                _("An answer to the theme %(thing)s"), entry_link("analysis.theme", label, theme_id=theme_id)
            )
    return found


def _filled(sentence: str, thing: Markup) -> Markup:
    return escape(sentence) % {"thing": thing}


def _themes(numbers: Numbers, membership: Membership) -> Names:
    if not may_read_themes_of(membership.person, membership.guideline):
        return {}
    rows = db.session.execute(select(Theme.id, Theme.label).where(Theme.id.in_(numbers)))
    return {n: entry_link("analysis.theme", _("Theme “%(label)s”", label=label), theme_id=n) for n, label in rows}


def _revisions(numbers: Numbers, membership: Membership) -> Names:
    theirs = readable_revisions(membership).with_only_columns(Revision.id, Revision.title)
    titles = db.session.execute(theirs.where(Revision.id.in_(numbers)))
    return {
        n: entry_link("revisions.revision", _("Revision “%(title)s”", title=title), revision_id=n)
        for n, title in titles
    }


def _remarks_inside(numbers: Numbers, membership: Membership) -> Names:
    """Named by the revision, for those who read what is said of it."""
    if not is_adviser(membership):
        return {}
    query = select(RevisionRemark.id, Revision.id, Revision.title)
    rows = db.session.execute(
        query.join(Revision, Revision.id == RevisionRemark.revision_id).where(RevisionRemark.id.in_(numbers))
    )
    said = _("Advice on %(thing)s")
    return {n: _filled(said, entry_link("revisions.revision", title, revision_id=r)) for n, r, title in rows}


def _studies(numbers: Numbers, membership: Membership) -> Names:
    found = db.session.scalars(select(DelphiStudy).where(DelphiStudy.id.in_(numbers)))
    return {study.id: _study(study) for study in found if may_read_study(membership, study)}


def _study(study: DelphiStudy) -> Markup:
    words = _("Delphi rounds on “%(title)s”", title=study.title)
    return entry_link("voting.delphi_report", words, study_id=study.id)


def _rounds_of_studies(numbers: Numbers, membership: Membership) -> Names:
    query = select(DelphiRound).where(DelphiRound.id.in_(numbers)).options(joinedload(DelphiRound.study))
    found = [round_ for round_ in db.session.scalars(query) if may_read_study(membership, round_.study)]
    said = _("Round %(number)s of %(thing)s")
    return {r.id: escape(said) % {"number": r.number, "thing": _study(r.study)} for r in found}


def _ballots(numbers: Numbers, membership: Membership) -> Names:  # noqa: ARG001 - that a ballot is held is public
    query = select(Ballot.id, Revision.title).join(Revision, Revision.id == Ballot.revision_id)
    rows = db.session.execute(query.where(Ballot.id.in_(numbers)))
    return {
        n: entry_link("voting.ballot", _("The ballot on “%(title)s”", title=title), ballot_id=n) for n, title in rows
    }


def _votes(numbers: Numbers, membership: Membership) -> Names:  # noqa: ARG001 - the entries themselves are chosen by rule
    query = select(Vote.id, Vote.ballot_id, Revision.title).join(Ballot, Ballot.id == Vote.ballot_id)
    rows = db.session.execute(query.join(Revision, Revision.id == Ballot.revision_id).where(Vote.id.in_(numbers)))
    return {
        n: entry_link("voting.ballot", _("A vote on “%(title)s”", title=title), ballot_id=b) for n, b, title in rows
    }


def _drafts(numbers: Numbers, membership: Membership) -> Names:
    theirs = drafts_of(membership.guideline, membership)
    return {draft.id: _draft(draft, membership.guideline.slug) for draft in theirs if draft.id in numbers}


def _draft(draft: Draft, slug: str) -> Markup:
    words = _("Draft %(number)s", number=draft.number)
    return entry_link("comments.read", words, slug=slug, number=draft.number)


def _publications(numbers: Numbers, membership: Membership) -> Names:
    rows = select(Publication.id, Publication.draft_id).where(Publication.id.in_(numbers))
    pairs = db.session.execute(rows).all()
    drafts = _drafts({draft_id for _number, draft_id in pairs}, membership)
    return {number: drafts[draft_id] for number, draft_id in pairs if draft_id in drafts}


def _wordings(numbers: Numbers, membership: Membership) -> Names:
    if not membership.inside:
        return {}
    query = select(Wording.id, Wording.number, Clause.uid).join(Clause, Clause.id == Wording.clause_id)
    rows = db.session.execute(query.where(Wording.id.in_(numbers)))
    return {n: entry_link("tracing.clause", _("Clause %(number)s", number=number), uid=uid) for n, number, uid in rows}


def _rounds(numbers: Numbers, membership: Membership) -> Names:
    return {
        one.id: entry_link("consultations.round", _("Round “%(title)s”", title=one.title), round_slug=one.slug)
        for one in rounds_by_close(membership.guideline)
        if one.id in numbers
    }


def _milestones(numbers: Numbers, membership: Membership) -> Names:
    return {one.id: escape(quoted(one.title)) for one in milestones_of(membership.guideline) if one.id in numbers}


def _pillars(numbers: Numbers, membership: Membership) -> Names:
    return {
        one.id: escape(_("Pillar %(code)s", code=one.code)) for one in membership.guideline.pillars if one.id in numbers
    }


def _parts(numbers: Numbers, membership: Membership) -> Names:
    return {
        one.id: escape(_("Part %(code)s", code=one.code)) for one in membership.guideline.parts if one.id in numbers
    }


def _sessions(numbers: Numbers, membership: Membership) -> Names:  # noqa: ARG001 - sessions are public
    query = select(Session.id, Session.title, Round.slug).join(Round, Round.id == Session.round_id)
    rows = db.session.execute(query.where(Session.id.in_(numbers)))
    return {
        n: entry_link("consultations.round", _("Session “%(title)s”", title=title), round_slug=slug)
        for n, title, slug in rows
    }


def _positions(numbers: Numbers, membership: Membership) -> Names:
    """Of organisations, for whoever may open them."""
    told = _("Position %(reference)s")
    return {
        one.id: entry_link("comments.position", told % {"reference": one.reference}, reference=one.reference)
        for one in positions_among(membership.person, numbers)
    }


KINDS: dict[str, Callable[[Numbers, Membership], Names]] = {
    "answer": _answers,
    "ballot": _ballots,
    "carry": _about_comments(Carry),
    "comment": _comments,
    "consultation_session": _sessions,
    "delphi_round": _rounds_of_studies,
    "delphi_study": _studies,
    "draft": _drafts,
    "milestone": _milestones,
    "part": _parts,
    "pillar": _pillars,
    "point": _about_comments(Point),
    "position": _positions,
    "publication": _publications,
    "revision": _revisions,
    "revision_remark": _remarks_inside,
    "round": _rounds,
    "satisfaction": _about_comments(Satisfaction),
    "theme": _themes,
    "vote": _votes,
    "wording": _wordings,
}
