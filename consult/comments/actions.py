"""What changes about comments: written, sent, edited, withdrawn, endorsed."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from flask_babel import gettext as _
from sqlalchemy import ScalarSelect, bindparam, func, inspect, select
from sqlalchemy.orm.attributes import set_committed_value

from consult.accounts import signed_links
from consult.accounts.models import Person, StakeholderType, erased_address
from consult.accounts.organisations.queries import confirmed_organisation_of
from consult.accounts.organisations.rules import PUBLIC_BODIES
from consult.comments.content import CommentContent
from consult.comments.models import Comment, CommentState, CommentVersion, Endorsement
from consult.comments.papers.ending import end_papers_of
from consult.comments.papers.links import link_to_attach, link_to_receipt
from consult.comments.quotation import passages
from consult.comments.references import comment_digest, new_reference
from consult.comments.rules import (
    STANDING,
    TRANSITIONS,
    may_be_official,
    may_be_said,
    may_edit_comment,
    may_endorse,
    may_withdraw_comment,
)
from consult.comments.statements import (
    StatementPlace,
    as_said,
    author_as_shown,
    clause_read,
    content_of_comment,
)
from consult.consultations.models import Round, Visibility
from consult.consultations.participation import RoundMembership
from consult.consultations.policy.queries import policy_of
from consult.consultations.queries import participation_of
from consult.consultations.rules import deadline_for, may_comment_late
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db, insert_at_once
from consult.core.i18n.languages import NAMES
from consult.core.locking import enforce_base_version, held, held_along, held_once, held_values
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused, Ruling
from consult.core.transparency.commitments import commit, new_salt
from consult.core.verbs import Verb
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Pillar, Wording
from consult.drafts.queries import membership_of, wording_in
from consult.drafts.translations.queries import clause_as_read

PRACTISED = "practice"  # how a draft came that was sent in a practice round
TAKE_BACK, TWO_YEARS = "take-back", 730 * signed_links.A_DAY  # a link in each receipt, for who has no account


def save_comment(
    round_: Round,
    author: Person,
    content: CommentContent,
    *,
    about: Clause | Pillar | None = None,
    in_reply_to: Comment | None = None,
    token: str = "",
    base_version: str = "",
    there: Wording | None = None,
) -> Comment:
    """A new draft of theirs, written down. The same form sent twice (same `token`) is the same comment."""
    comment = begin_comment(
        round_,
        author,
        content,
        about=about,
        in_reply_to=in_reply_to,
        token=token,
        base_version=base_version,
        there=there,
    )
    keep_draft(comment)
    return comment


def begin_comment(
    round_: Round,
    author: Person,
    content: CommentContent,
    *,
    about: Clause | Pillar | None = None,
    in_reply_to: Comment | None = None,
    token: str = "",
    base_version: str = "",
    there: Wording | None = None,
) -> Comment:
    """As `save_comment`, but a new one is no row yet: `send_comment` writes it as sent, `keep_draft` as a draft.

    `there`: the wording of the clause in the round's draft, where the caller has read it already.
    """
    known = _written_by(author, token)
    if known is not None:
        if known.state == CommentState.DRAFT:
            return change_draft(known, content, round_=round_, base_version=base_version, there=there)
        _enforce_not_stale(known, _settled(known, content, there), base_version="sent")
        return known
    comment = Comment(
        reference=new_reference(),
        round=round_,
        author=author,
        pillar=about if isinstance(about, Pillar) else None,
        clause=about if isinstance(about, Clause) else None,
        in_reply_to=in_reply_to,
        source_id=f"form-{token}" if token else None,
        state=CommentState.DRAFT,
        saved_at=clock.now(),
    )
    _put(comment, content, there)
    return comment


def keep_draft(comment: Comment) -> None:
    db.session.add(comment)
    db.session.flush()


def hold_author(person: Person) -> None:
    """Before anything of theirs is written: an erasure at this moment comes before, and is obeyed, or after."""
    (email,) = held_values(person, Person.email)
    if email == erased_address(person.id):
        raise Refused(_("This account was erased a moment ago. Nothing more is kept in its name."))


def _written_by(author: Person, token: str) -> Comment | None:
    """The comment that they began in the form with this token; their row is held from here on.

    One statement. What was written while it waited for the row it does not see on PostgreSQL: then the unique index
    refuses the second one, and who calls begins again.
    """
    if not token:
        hold_author(author)
        return None
    written = held_along(author, Person.email, also=_written_with(), source=f"form-{token}")
    hold_author(author)
    return db.session.get(Comment, written) if written is not None else None


@cache
def _written_with() -> ScalarSelect[int]:
    same = (Comment.author_id == Person.id, Comment.source_id == bindparam("source"))
    return select(func.max(Comment.id)).where(*same).correlate(Person).scalar_subquery()


def change_draft(
    comment: Comment,
    content: CommentContent,
    *,
    round_: Round | None = None,
    base_version: str = "",
    there: Wording | None = None,
) -> Comment:
    """What they typed since. Nothing half-typed is refused; sending is what checks."""
    if comment.author is not None:
        hold_author(comment.author)
    comment = held(comment)
    _enforce_not_stale(comment, content, base_version)
    if comment.state != CommentState.DRAFT:
        raise Refused(_("This comment was sent already. Open it again to change it."))
    comment.round = round_ or comment.round
    _put(comment, content, there)
    comment.saved_at = clock.now()
    return comment


def send_comment(
    comment: Comment,
    *,
    there: Wording | None = None,
    membership: Membership | None = None,
    place: RoundMembership | None = None,
) -> Comment:
    """Acknowledged from here on: a version, a hash, an entry in the journal. Sending twice is sending once."""
    if comment.author is not None:
        hold_author(comment.author)
    comment = held_once(comment)
    if comment.state != CommentState.DRAFT or comment.author is None:
        return comment
    author = comment.author
    known = place or participation_of(author, comment.round)
    ruling_on_sending(comment, there=there, membership=membership, place=known).enforce()
    comment.author_name = author.name
    comment.organisation = author.organisation.name if author.organisation else ""
    comment.stakeholder_type, comment.country = author.stakeholder_type, author.country
    count_as_confirmed(comment, author)
    return acknowledge(comment, there=there, late=clock.now() >= deadline_for(known, comment.round))


def count_as_confirmed(comment: Comment, author: Person) -> None:
    """Nobody is counted as a public body by their own word: else, whoever typed a ministry's name would be one."""
    organisation = confirmed_organisation_of(author) if author.organisation_id is not None else None
    if organisation is not None and organisation.name != comment.organisation:
        organisation = None  # a guest named another
    comment.confirmed_organisation_id = organisation.id if organisation is not None else None
    if organisation is None and comment.stakeholder_type in PUBLIC_BODIES:
        comment.stakeholder_type = StakeholderType.INDIVIDUAL


def ruling_on_sending(
    comment: Comment,
    *,
    there: Wording | None = None,
    membership: Membership | None = None,
    place: RoundMembership | None = None,
) -> Ruling:
    """May its author send this draft as it is, now? What the caller has read in the same request is not read again."""
    author, round_ = comment.author, comment.round
    known = membership or membership_of(author, round_.guideline)
    in_time = may_comment_late(known, place or participation_of(author, round_), round_, clock.now(), author)
    if not (official := may_be_official(comment.capacity)):
        return official
    return may_be_said(CommentContent.of(comment), _words_of(comment, there)) if in_time else in_time


def acknowledge(
    comment: Comment,
    *,
    there: Wording | None = None,
    by: Person | None = None,
    waits: bool = False,
    late: bool = False,
) -> Comment:
    """Into the register, or before a moderator where the round asks for that or it `waits` for another reason; what is
    `late`, into the late register. In a practice round it stays a draft.

    `by`: who wrote it down, where that is not its author.
    """
    if comment.round.practice:
        comment.provenance = PRACTISED
        keep_draft(comment)
        return comment
    comment.late = late
    moderated = waits or late or comment.round.visibility == Visibility.AFTER_MODERATION
    move(comment, CommentState.HELD if moderated else CommentState.SENT)
    comment.sent_at = clock.now()
    _add_version(comment, there)
    _record(Verb.COMMENT_SENT, comment, by=by or comment.author, commitment=comment.commitment)
    return comment


def edit_comment(comment: Comment, content: CommentContent, *, by: Person, base_version: str = "") -> Comment:
    """New words for a comment that was sent; the old ones are kept as a version."""
    hold_author(by)
    comment = held(comment)
    may_edit_comment(comment, by, participation_of(by, comment.round), clock.now()).enforce()
    _enforce_not_stale(comment, content, base_version)
    if CommentContent.of(comment).version == content.version:
        return comment
    if content.capacity != comment.capacity:
        may_be_official(content.capacity).enforce()
    _put(comment, content)
    may_be_said(CommentContent.of(comment), _words_of(comment)).enforce()
    # What a moderator has read must not change unread.
    if comment.state == CommentState.HIDDEN or comment.round.visibility == Visibility.AFTER_MODERATION:
        move(comment, CommentState.HELD)
    comment.saved_at = clock.now()
    _add_version(comment)
    _tell_endorsers(comment)
    _record(Verb.COMMENT_EDITED, comment, by=by, commitment=comment.commitment)
    return comment


def _tell_endorsers(comment: Comment) -> None:
    """Those whose endorsement was for the words just replaced: once, however often it is changed after that."""
    now, before = comment.versions[-1], comment.versions[-2]
    if now.digest == before.digest:
        return
    same = (Endorsement.comment_id == comment.id, Endorsement.version == before.number)
    for given in db.session.scalars(select(Endorsement).where(*same).order_by(Endorsement.id)):
        person = given.person
        values = {"person": person, "comment": comment, "given": given}
        mail.post(person.email, "comments/endorsed_changed", language=person.language, **values)


def show_name(comment: Comment, shown: bool, *, by: Person) -> None:
    """Whether their name stands with it is theirs to choose at any time; what was said stays as it was."""
    hold_author(by)
    comment = held(comment)
    if comment.author_id != by.id:
        raise Refused(_("Only its author changes these choices."))
    if comment.named == shown:
        return
    comment.named = shown
    if comment.sent_at is not None:
        _add_version(comment)
        _record(Verb.COMMENT_EDITED, comment, by=by, commitment=comment.commitment)


def withdraw_comment(comment: Comment, *, by: Person) -> Comment:
    """Taken back: it stays in the record, and is shown to nobody but its author and the team."""
    hold_author(by)
    comment = held(comment)
    may_withdraw_comment(comment, by).enforce()
    move(comment, CommentState.WITHDRAWN)
    _record(Verb.COMMENT_WITHDRAWN, comment, by=by)
    withdraw_made_of_paper(end_papers_of(comment), by=by)
    return comment


def withdraw_made_of_paper(comments: Sequence[Comment], *, by: Person) -> None:
    """What stands of the comments that were made of a position paper goes with it."""
    for comment in map(held, comments):
        if comment.state in STANDING:
            move(comment, CommentState.WITHDRAWN)
            _record(Verb.COMMENT_WITHDRAWN, comment, by=by)


def withdraw_with_its_position(comment: Comment, *, by: Person) -> None:
    """Whoever speaks for the organisation takes it back, who need not be who sent it."""
    comment = held(comment)
    move(comment, CommentState.WITHDRAWN)
    _record(Verb.COMMENT_WITHDRAWN, comment, by=by)
    end_papers_of(comment)  # what was made of them belongs to the position, and goes with it


def discard_draft(comment: Comment, *, by: Person) -> None:
    """A draft was never said: it leaves no trace."""
    comment = held(comment)
    if comment.author_id != by.id or comment.state != CommentState.DRAFT:
        raise Refused(_("Only a draft can be thrown away. Withdraw a comment that was sent."))
    db.session.delete(comment)


def endorse(comment: Comment, *, by: Person) -> None:
    """Once each: a second press changes nothing, unless the words were changed since the first."""
    comment = held(comment)
    _may_endorse(comment, by)
    given, version = endorsement_by(by, comment), len(comment.versions)
    if given is None:
        db.session.add(Endorsement(comment_id=comment.id, person=by, at=clock.now(), version=version))
    elif given.version != version:
        given.version, given.at = version, clock.now()
    else:
        return
    _record(Verb.COMMENT_ENDORSED, comment, by=by)


def take_back_endorsement(comment: Comment, *, by: Person) -> None:
    comment = held(comment)
    _may_endorse(comment, by)
    given = endorsement_by(by, comment)
    if given is not None:
        db.session.delete(given)
        _record(Verb.COMMENT_ENDORSEMENT_TAKEN_BACK, comment, by=by)


def _may_endorse(comment: Comment, by: Person) -> None:
    membership, place = membership_of(by, comment.round.guideline), participation_of(by, comment.round)
    may_endorse(comment, membership, place, clock.now()).enforce()


def endorsement_by(person: Person, comment: Comment) -> Endorsement | None:
    own = (Endorsement.comment_id == comment.id, Endorsement.person_id == person.id)
    return db.session.scalars(select(Endorsement).where(*own)).one_or_none()


def move(comment: Comment, state: CommentState) -> None:
    if state != comment.state and state not in TRANSITIONS[comment.state]:
        raise Refused(_("This comment is no longer in a state that allows that. Look at it again."))
    comment.state = state
    if state != CommentState.HIDDEN:
        comment.hidden_because = ""


def _put(comment: Comment, content: CommentContent, there: Wording | None = None) -> None:
    """Write it into the comment, with the pillar that its clause is in."""
    said = _settled(comment, content, there)
    if comment.clause is not None and comment.pillar is None:
        comment.pillar = _wording_of(comment, there).pillar
    said.put_into(comment)


def _settled(comment: Comment, content: CommentContent, there: Wording | None = None) -> CommentContent:
    """With its passage word for word as it stands in the clause, in the language in which that was read."""
    if comment.clause is None or not (content.quote or content.proposed_text or content.read_in):
        return replace(content, read_in=content.read_in if content.read_in in NAMES else "")
    wording = _wording_of(comment, there)
    read = clause_as_read(comment.round.draft, wording, content.read_in)
    if read is None:
        return passages.settled(replace(content, read_in=""), wording.text)
    return passages.settled(content, read.text)


def _wording_of(comment: Comment, there: Wording | None = None) -> Wording:
    clause, draft = comment.clause, comment.round.draft
    if there is not None and clause is not None and (there.clause_id, there.draft_id) == (clause.id, draft.id):
        return there
    wording = wording_in(draft, clause) if clause is not None else None
    if wording is None:
        raise Refused(_("This clause is not in the draft that the round is about."))
    return wording


def _words_of(comment: Comment, there: Wording | None = None) -> str:
    """The words of its clause in the draft of its round, as its author read them; nothing where it is on no clause."""
    if comment.clause is None:
        return ""
    wording = _wording_of(comment, there)
    read = clause_as_read(comment.round.draft, wording, comment.read_in)
    return read.text if read is not None else wording.text


def _enforce_not_stale(comment: Comment, content: CommentContent, base_version: str) -> None:
    """The same words sent twice are no conflict; a form that was never saved started from nothing."""
    now = CommentContent.of(comment)
    if now.version != content.version:
        says = _("This comment was changed in another window. Compare, and enter your change again.")
        enforce_base_version(base_version or None, now.version, says, theirs=now.text, yours=content.text)


def _add_version(comment: Comment, there: Wording | None = None) -> None:
    """What is said now, whole, and a leaf of the log that commits to it: the receipt."""
    said = {
        "type": comment.type,
        "stance": comment.stance,
        "text": comment.text,
        "proposed_text": comment.proposed_text,
    }
    if not comment.digest:  # never sent: there is no version to read
        set_committed_value(comment, "versions", [])
    comment.digest = comment_digest(**said)
    number = len(comment.versions) + 1
    version = CommentVersion(number=number, digest=comment.digest, at=clock.now(), **said)
    version.author_shown, salt = author_as_shown(comment), new_salt()
    version.author_salt = salt.hex()
    version.as_said = as_said(comment, place_of(comment, there), version.author_shown, salt)
    made = commit("comment", version, content_of_comment(version), comment.round.guideline_id)
    comment.commitment = version.commitment = made.hex
    if inspect(comment).transient:
        _write_with(version, comment)
    else:
        comment.versions.append(version)


def _write_with(version: CommentVersion, comment: Comment) -> None:
    """What was begun in this request: a row each, written once."""
    insert_at_once(comment)
    version.comment_id = comment.id
    insert_at_once(version)
    set_committed_value(comment, "versions", [version])


def place_of(comment: Comment, there: Wording | None = None) -> StatementPlace:
    """Where it is said, as its receipt has it."""
    round_, clause = comment.round, None
    if comment.clause is not None:
        wording = _wording_of(comment, there)
        clause = clause_read(comment.clause.uid, wording.number, wording.text)
    return StatementPlace(
        guideline=round_.guideline.slug,
        round=round_.slug,
        draft=round_.draft.number,
        pillar=comment.pillar.code if comment.pillar is not None else None,
        clause=clause,
        in_reply_to=comment.in_reply_to.reference if comment.in_reply_to is not None else None,
    )


def post_receipt(comments: Sequence[Comment]) -> None:
    """One mail about all that was sent in one go: references, hashes, where to follow them."""
    author = comments[0].author
    if author is not None:
        back = {} if author.password_hash else {one.reference: _way_back(one, author) for one in comments}
        files = {} if author.password_hash else {one.reference: link_to_receipt(one, author) for one in comments}
        in_time = next((one for one in comments if not one.waits_as_late), None)
        paper = link_to_attach(in_time, author) if in_time is not None and not author.password_hash else ""
        with db.session.no_autoflush:  # no policy waits to be written
            policy = policy_of(comments[0].round)
        values = {"person": author, "comments": comments, "policy": policy, "back": back, "files": files}
        mail.post(author.email, "comments/receipt", language=author.language, **values, paper=paper)


def _way_back(comment: Comment, author: Person) -> str:
    return signed_links.sign(TAKE_BACK, [comment.id, author.id])


def comment_to_take_back(token: str) -> Comment | None:
    """The comment that a link in a receipt withdraws; raises LinkExpired."""
    signed = signed_links.read_link(TAKE_BACK, token, seconds=TWO_YEARS)
    comment = db.session.get(Comment, signed[0]) if signed is not None else None
    return comment if comment is not None and signed is not None and comment.author_id == signed[1] else None


def _record(verb: Verb, comment: Comment, *, by: Person | None, **facts: str) -> None:
    record(verb, comment, by=by, guideline_id=comment.round.guideline_id, reference=comment.reference, **facts)
