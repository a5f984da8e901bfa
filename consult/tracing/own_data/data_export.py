"""Everything that the site holds on one person, as plain values: shown to them, and taken away as JSON."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.access_log.queries import accesses_to
from consult.accounts.models import Person, UserSession
from consult.accounts.organisations.queries import every_membership_of
from consult.accounts.passkeys.queries import passkeys_of
from consult.accounts.second_factor.models import RecoveryCode
from consult.accounts.second_factor.queries import second_factor_of
from consult.accounts.single_sign_on.queries import identities_of
from consult.analysis.read_points.queries import comments_read_by
from consult.comments.mail_in.queries import mail_from
from consult.comments.models import Comment, CommentVersion, Endorsement
from consult.comments.papers.models import PositionPaper
from consult.comments.positions.models import PositionNote
from consult.comments.queries import readable_condition
from consult.comments.questions.queries import answers_held
from consult.consultations.models import Participation, Round
from consult.consultations.requests.queries import requests_to
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.drafts.models import Appointment, Guideline
from consult.drafts.people.models import RoleOffer
from consult.drafts.queries import membership_of
from consult.responses.models import Satisfaction
from consult.responses.notes.models import TeamNote
from consult.revisions.advice.models import RevisionRemark
from consult.revisions.models import Revision
from consult.tracing.following.models import NoticePreference
from consult.tracing.following.queries import follows_of, notices_to
from consult.tracing.own_data.erasure import comments_of
from consult.tracing.own_data.person_rows import headings_held, headings_known, rows_of_deeds
from consult.voting.delphi.models import DelphiItem, DelphiPanelist, DelphiRating, DelphiRound, DelphiStudy
from consult.voting.interests.models import Interest, InterestHandling
from consult.voting.models import Ballot, Vote
from consult.voting.nominations.queries import nominations_about
from consult.voting.objections.models import Objection

Rows = list[dict[str, Any]]


def held_on(person: Person) -> dict[str, Any]:
    """Keys are the headings of the page; each is one object or a list of rows."""
    there = headings_held(person) | (_ROWS.keys() - headings_known())
    held = {heading: rows(person) if heading in there else [] for heading, rows in _ROWS.items()}
    return {"profile": profile(person), **held}


def taken_away(person: Person) -> dict[str, Any]:
    """What the page shows, and each row that names them as who did it: long, so in the file alone."""
    return {**held_on(person), "deeds": rows_of_deeds(person)}


def profile(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "country": person.country,
        "stakeholder_type": person.stakeholder_type,
        "organisation": person.organisation.name if person.organisation else None,
        "language": person.language,
        "timezone": person.timezone,
        "reads": person.reads.split(),
        "has_password": person.password_hash is not None,
        "signed_up": _moment(person.created_at),
        "confirmed": _moment(person.confirmed_at),
        "administrator": person.administrator,
        "suspended": _moment(person.suspended_at),
    }


def _organisations(person: Person) -> Rows:
    return [
        {
            "organisation": one.organisation.name,
            "role": one.role,
            "asked": _moment(one.asked_at),
            "confirmed": _moment(one.confirmed_at),
            "proof": one.proof,
            "ended": _moment(one.ended_at),
        }
        for one in every_membership_of(person)
    ]


def _received_mail(person: Person) -> Rows:
    return [
        {"subject": one.subject, "text": one.words, "cut": one.cut, "at": _moment(one.received_at), "state": one.state}
        for one in mail_from(person.email)
    ]


def _papers(person: Person) -> Rows:
    sent = select(PositionPaper).where(PositionPaper.by_id == person.id).order_by(PositionPaper.id)
    return [
        {
            "file": one.file_name,
            "sha256": one.sha256,
            "size": one.size,
            "state": one.state,
            "at": _moment(one.attached_at),
        }
        for one in db.session.scalars(sent)
    ]


def _position_notes(person: Person) -> Rows:
    said = select(PositionNote).where(PositionNote.by_id == person.id).order_by(PositionNote.id)
    return [{"text": one.text, "at": _moment(one.at)} for one in db.session.scalars(said)]


def _team_notes(person: Person) -> Rows:
    said = select(TeamNote).where(TeamNote.by_id == person.id).order_by(TeamNote.id)
    return [{"text": one.text, "at": _moment(one.at)} for one in db.session.scalars(said)]


def _requests(person: Person) -> Rows:
    return [
        {
            "round": one.round.slug,
            "name": one.name,
            "email": one.email,
            "organisation": one.organisation,
            "list": one.list_name,
            "asked": _moment(one.asked_at),
            "answer": one.answer,
            "answered": _moment(one.answered_at),
        }
        for one in requests_to(person)
    ]


def _comments(person: Person) -> Rows:
    return [_comment(comment) for comment in comments_of(person)]


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "reference": comment.reference,
        "round": comment.round.title,
        "guideline": comment.round.guideline.slug,
        "state": comment.state,
        "waits_as_late": comment.waits_as_late,
        "clause": comment.clause.uid if comment.clause else None,
        "quote": comment.quote,
        "title": comment.title,
        "text": comment.text,
        "proposed_text": comment.proposed_text,
        "type": comment.type,
        "stance": comment.stance,
        "capacity": comment.capacity,
        "read_as_official": comment.read_as_official,
        "as": {
            "name": comment.author_name,
            "organisation": comment.organisation,
            "country": comment.country,
            "stakeholder_type": comment.stakeholder_type,
        },
        "sent": _moment(comment.sent_at),
        "saved": _moment(comment.saved_at),
        "versions": [_version(version) for version in comment.versions],
    }


def _version(version: CommentVersion) -> dict[str, Any]:
    names = ("number", "text", "proposed_text", "digest", "commitment", "as_said", "author_shown", "author_salt")
    return {**{name: getattr(version, name) for name in names}, "at": _moment(version.at)}


def _answers(person: Person) -> Rows:
    """To closed questions, as they were worded: a sheet a row."""
    moments = ("saved", "counted")
    return [{**one, **{name: _moment(one[name]) for name in moments}} for one in answers_held(person)]


def _endorsements(person: Person) -> Rows:
    query = select(Comment.reference, Endorsement.version, Endorsement.at)
    query = query.join(Endorsement, Endorsement.comment_id == Comment.id)
    rows = db.session.execute(query.where(Endorsement.person_id == person.id).order_by(Endorsement.id))
    return [{"comment": reference, "version": version, "at": _moment(at)} for reference, version, at in rows]


def _objections(person: Person) -> Rows:
    found = db.session.scalars(select(Objection).where(Objection.by_id == person.id).order_by(Objection.id))
    names = ("id", "contested", "reason", "change", "state", "outcome", "rationale", "effect")
    return [{**{n: getattr(o, n) for n in names}, "at": _moment(o.filed_at)} for o in found]


def words_endorsed(person: Person) -> dict[str, str]:
    """How each comment that they endorsed begins, by its reference; left out where they may not read it any more."""
    theirs = select(Endorsement.comment_id).where(Endorsement.person_id == person.id)
    query = select(Guideline).join(Round).join(Comment).where(Comment.id.in_(theirs)).distinct()
    words: dict[str, str] = {}
    memberships = [membership_of(person, guideline) for guideline in db.session.scalars(query)]
    for membership in memberships:
        if not membership.knows:
            continue
        guideline, seen = membership.guideline, readable_condition(membership, clock.now())
        rows = select(Comment.reference, func.coalesce(func.nullif(Comment.text, ""), Comment.proposed_text))
        rows = rows.join(Round).where(Round.guideline_id == guideline.id, Comment.id.in_(theirs), seen)
        words |= dict(db.session.execute(rows).all())
    return words


def _satisfaction(person: Person) -> Rows:
    query = select(Comment.reference, Satisfaction).join(Satisfaction, Satisfaction.comment_id == Comment.id)
    rows = db.session.execute(query.where(Comment.author_id == person.id).order_by(Satisfaction.id))
    return [
        {"comment": reference, "satisfied": said.satisfied, "because": said.because, "at": _moment(said.at)}
        for reference, said in rows
    ]


def _rounds(person: Person) -> Rows:
    query = select(Participation).where(Participation.person_id == person.id).options(joinedload(Participation.round))
    return [
        {"round": place.round.title, "slug": place.round.slug, "as": place.role, "until": _moment(place.until)}
        for place in db.session.scalars(query.order_by(Participation.id)).unique()
    ]


def _roles(person: Person) -> Rows:
    query = select(Appointment).where(Appointment.person_id == person.id).options(joinedload(Appointment.guideline))
    return [
        {
            "guideline": seat.guideline.title,
            "slug": seat.guideline.slug,
            "role": seat.role,
            "member_state": seat.member_state,
            "function": seat.title,
            "since": _moment(seat.appointed_at),
            "until": _moment(seat.ended_at),
        }
        for seat in db.session.scalars(query.order_by(Appointment.id)).unique()
    ]


def _offers(person: Person) -> Rows:
    """Roles offered to their address, and by them to others, whose addresses are not theirs to take away."""
    query = select(RoleOffer).where(or_(RoleOffer.email == person.email, RoleOffer.by_id == person.id))
    return [
        {
            "guideline": offer.guideline.title,
            "role": offer.role,
            "to_me": offer.email == person.email,
            "at": _moment(offer.at),
            "taken": _moment(offer.taken_at),
            "no_longer_open": _moment(offer.withdrawn_at),
        }
        for offer in db.session.scalars(query.order_by(RoleOffer.id))
    ]


def _interests(person: Person) -> Rows:
    """Everything they declared, what was updated too, and how it was handled."""
    query = select(Interest, InterestHandling).outerjoin(InterestHandling, InterestHandling.interest_id == Interest.id)
    query = query.join(Appointment, Appointment.id == Interest.appointment_id).where(Appointment.person_id == person.id)
    return [
        {
            "kind": interest.kind,
            "text": interest.text,
            "since": _moment(interest.since),
            "until": _moment(interest.until),
            "declared": _moment(interest.declared_at),
            "updated": _moment(interest.superseded_at),
            "handled": handling.kind if handling else None,
            "because": handling.because if handling else None,
        }
        for interest, handling in db.session.execute(query.order_by(Interest.id, InterestHandling.id))
    ]


def _nominations(person: Person) -> Rows:
    """By them and of them."""
    return [
        {
            "reference": one.reference,
            "call": one.call.title,
            "as": "nominee" if one.nominee_email == person.email else "nominator",
            "nominee": one.nominee_name,
            "nominated_by": one.nominating_body,
            "country": one.member_state,
            "stakeholder_type": one.stakeholder_type,
            "gender": one.gender,
            "expertise": one.expertise,
            "motivation": one.motivation,
            "state": one.state,
            "because": one.because,
            "sent": _moment(one.sent_at),
            "decided": _moment(one.decided_at),
        }
        for one in nominations_about(person)
    ]


def _sessions(person: Person) -> Rows:
    rows = db.session.scalars(select(UserSession).where(UserSession.person_id == person.id).order_by(UserSession.id))
    return [
        {
            "device": row.device,
            "network": row.network,
            "signed_in": _moment(row.created_at),
            "last_used": _moment(row.seen_at),
            "password_given": _moment(row.proved_at),
            "ends": _moment(row.ends_at),
        }
        for row in rows
    ]


def _identities(person: Person) -> Rows:
    names = ("issuer", "provider_subject")
    return [{**{n: getattr(row, n) for n in names}, "at": _moment(row.linked_at)} for row in identities_of(person)]


def _passkeys(person: Person) -> Rows:
    return [
        {
            "device": row.device,
            "public_key": row.public_key,
            "made": _moment(row.created_at),
            "used": _moment(row.used_at),
        }
        for row in passkeys_of(person)
    ]


def _second_factor(person: Person) -> Rows:
    """That there is one; its secret is nobody's to take away."""
    found = second_factor_of(person)
    times = {"begun": found.created_at, "set_up": found.confirmed_at} if found is not None else {}
    return [{name: _moment(at) for name, at in times.items()}] if times else []


def _recovery_codes(person: Person) -> Rows:
    rows = db.session.scalars(select(RecoveryCode).where(RecoveryCode.person_id == person.id).order_by(RecoveryCode.id))
    return [{"made": _moment(row.created_at), "used": _moment(row.used_at)} for row in rows]


def _opened(person: Person) -> Rows:
    """When an administrator opened their account's details."""
    return [{"at": _moment(row.at), "what": row.what} for row in accesses_to(person)]


def _votes(person: Person) -> Rows:
    """Every vote they cast, replaced ones too."""
    query = select(Vote).join(Vote.voter).where(Appointment.person_id == person.id)
    query = query.options(joinedload(Vote.ballot).joinedload(Ballot.revision))
    return [
        {
            "ballot": vote.ballot_id,
            "on": vote.ballot.revision.title,
            "choice": vote.choice,
            "reason": vote.reason,
            "acceptable_wording": vote.acceptable_wording,
            "cast": _moment(vote.cast_at),
            "replaced": _moment(vote.superseded_at),
        }
        for vote in db.session.scalars(query.order_by(Vote.id)).unique()
    ]


def _advice(person: Person) -> Rows:
    """What they said of revisions."""
    query = select(RevisionRemark, Revision.title).join(Revision, Revision.id == RevisionRemark.revision_id)
    rows = db.session.execute(query.where(RevisionRemark.author_id == person.id).order_by(RevisionRemark.id))
    return [
        {
            "revision": remark.revision_id,
            "on": title,
            "kind": remark.kind,
            "text": remark.text,
            "proposed_text": remark.proposed_text,
            "at": _moment(remark.at),
        }
        for remark, title in rows.unique()
    ]


def _ratings(person: Person) -> Rows:
    """What they rated in Delphi rounds: theirs alone, so shown to nobody else."""
    query = select(DelphiRating, DelphiItem.text, DelphiRound.number, DelphiStudy.title)
    query = query.join(DelphiItem, DelphiItem.id == DelphiRating.item_id)
    query = query.join(DelphiRound, DelphiRound.id == DelphiRating.round_id)
    query = query.join(DelphiStudy, DelphiStudy.id == DelphiRound.study_id)
    query = query.join(DelphiPanelist, DelphiPanelist.id == DelphiRating.panelist_id)
    query = query.join(Appointment, Appointment.id == DelphiPanelist.appointment_id)
    rows = db.session.execute(query.where(Appointment.person_id == person.id).order_by(DelphiRating.id))
    return [
        {
            "study": title,
            "round": number,
            "statement": text,
            "rating": rating.value,
            "reason": rating.reason,
            "at": _moment(rating.at),
        }
        for rating, text, number, title in rows
    ]


def _mail(person: Person) -> Rows:
    query = select(Message).where(Message.recipient == person.email).order_by(Message.id)
    return [
        {"subject": mail.subject, "body": mail.without_links, "written": _moment(mail.created_at)}
        for mail in db.session.scalars(query)
    ]


def _follows(person: Person) -> Rows:
    return [
        {"what": one.subject, "number": one.subject_id, "guideline": one.guideline.slug, "since": _moment(one.at)}
        for one in follows_of(person)
    ]


def _notice_paces(person: Person) -> Rows:
    chosen = select(NoticePreference).where(NoticePreference.person_id == person.id).order_by(NoticePreference.id)
    return [{"of": one.kind, "told": one.pace} for one in db.session.scalars(chosen)]


def _notices(person: Person) -> Rows:
    """What they were told of, or are to be told."""
    return [
        {"of": one.kind, "what": one.what, "about": one.subject, "number": one.subject_id, "at": _moment(one.at)}
        | {"due": _moment(one.due_at), "mailed": _moment(one.mailed_at)}
        for one in notices_to(person)
    ]


def _journal(person: Person) -> Rows:
    """What the journal says that they did; their number stands there, not their name."""
    query = select(AuditEntry.at, AuditEntry.verb, AuditEntry.subject, AuditEntry.subject_id).where(
        AuditEntry.actor_id == person.id
    )
    rows = db.session.execute(query.order_by(AuditEntry.id))
    return [{"at": _moment(at), "verb": verb, "subject": s, "number": number} for at, verb, s, number in rows]


_ROWS: Mapping[str, Callable[[Person], Rows]] = {
    "comments": _comments,
    "organisations": _organisations,
    "papers": _papers,
    "received_mail": _received_mail,
    "position_notes": _position_notes,
    "team_notes": _team_notes,
    "read_points": lambda person: [{"comment": reference} for reference in comments_read_by(person)],
    "answers": _answers,
    "endorsements": _endorsements,
    "satisfaction": _satisfaction,
    "objections": _objections,
    "rounds": _rounds,
    "requests": _requests,
    "roles": _roles,
    "offers": _offers,
    "interests": _interests,
    "nominations": _nominations,
    "votes": _votes,
    "advice": _advice,
    "ratings": _ratings,
    "follows": _follows,
    "notice_paces": _notice_paces,
    "notices": _notices,
    "mail": _mail,
    "journal": _journal,
    "sessions": _sessions,
    "identities": _identities,
    "passkeys": _passkeys,
    "second_factor": _second_factor,
    "recovery_codes": _recovery_codes,
    "opened": _opened,
}


def _moment(moment: datetime | date | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def counts(held: Mapping[str, Any]) -> dict[str, int]:
    return {name: len(rows) for name, rows in held.items() if isinstance(rows, list)}
