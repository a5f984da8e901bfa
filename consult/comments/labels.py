"""Words for what a comment is."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.comments.models import Capacity, Channel, Comment, CommentState, CommentType, Stance
from consult.comments.personal_data import PersonalDatum

TYPE_NAMES: Mapping[str, str] = {
    CommentType.GENERAL: _l("General"),
    CommentType.SUBSTANTIVE: _l("Substantive"),
    CommentType.TECHNICAL: _l("Technical"),
    CommentType.EDITORIAL: _l("Editorial"),
    CommentType.TRANSLATION: _l("Translation"),
}
TYPE_HINTS: Mapping[str, str] = {
    CommentType.GENERAL: _l("General: a remark in general"),
    CommentType.SUBSTANTIVE: _l("Substantive: what it asks for should be different"),
    CommentType.TECHNICAL: _l("Technical: a term, figure or reference is not right"),
    CommentType.EDITORIAL: _l("Editorial: the same could be said better"),
    CommentType.TRANSLATION: _l("Translation: a word does not carry over into another language"),
}
STANCE_NAMES: Mapping[str, str] = {
    Stance.SUPPORT: _l("Support"),
    Stance.SUPPORT_WITH_CHANGES: _l("Support with changes"),
    Stance.OPPOSE: _l("Oppose"),
    Stance.NEUTRAL: _l("No position"),
}
CAPACITY_NAMES: Mapping[str, str] = {
    Capacity.PERSONAL: _l("Personal view"),
    Capacity.OFFICIAL: _l("Official position"),
}

PERSONAL_DATA_NAMES: Mapping[str, str] = {
    PersonalDatum.EMAIL: _l("an e-mail address"),
    PersonalDatum.PHONE: _l("a telephone number"),
    PersonalDatum.ACCOUNT: _l("a number of an account or card"),
    PersonalDatum.IDENTITY: _l("a number of an identity document"),
}
STATE_NAMES: Mapping[str, str] = {
    CommentState.DRAFT: _l("Not sent"),
    CommentState.UNCONFIRMED: _l("Not confirmed yet"),
    CommentState.HELD: _l("Waits for a moderator"),
    CommentState.SENT: _l("Sent"),
    CommentState.HIDDEN: _l("Hidden by a moderator"),
    CommentState.WITHDRAWN: _l("Withdrawn"),
}
CHANNEL_NAMES: Mapping[str, str] = {
    Channel.SITE: _l("on this site"),
    Channel.REGISTER: _l("from a register"),
    Channel.SESSION: _l("said in a session"),
    Channel.MAIL: _l("by mail"),
    Channel.WORD: _l("in a document"),
}


def named_state(comment: Comment) -> str:
    """Where it is: what is held because it came late waits for no moderator."""
    late = comment.state == CommentState.HELD and comment.waits_as_late
    return str(_("In the late register") if late else STATE_NAMES[comment.state])


def spoken_as(comment: Comment) -> str:
    """In which capacity, as it is shown wherever a comment is: what nobody confirmed says so."""
    if comment.read_as_official is not None and comment.speaks_officially != (comment.capacity == Capacity.OFFICIAL):
        of_team = _("official position, as the drafting team reads it")
        return str(of_team if comment.read_as_official else _("personal view, as the drafting team reads it"))
    confirmed, named = comment.confirmed_organisation_id is not None, comment.organisation
    if comment.capacity == Capacity.OFFICIAL:
        official = str(CAPACITY_NAMES[Capacity.OFFICIAL])
        return official if confirmed else _("Says they speak for %(name)s (not confirmed)", name=named)
    personal = str(CAPACITY_NAMES[Capacity.PERSONAL])
    unknown = bool(named) and comment.named and not confirmed and comment.channel == Channel.SITE
    return _("Personal view; names %(name)s (not confirmed)", name=named) if unknown else personal


# What a column of a questionnaire may be, by the words of its mapping.
COLUMN_ROLE_NAMES = {
    "": _l("left out"),
    "open": _l("open question: each answer becomes a comment"),
    "closed": _l("closed question: counted where the round asks it in the same words"),
    "attachment": _l("name of a paper that was sent with it"),
    "source_id": _l("number of the respondent"),
    "author_name": _l("name"),
    "organisation": _l("organisation"),
    "stakeholder_type": _l("kind of actor"),
    "country": _l("country"),
    "language": _l("language"),
    "received_at": _l("day on which it came"),
    "clause": _l("clause that the row is about"),
}
COLUMN_GROUP_NAMES = {
    "person": _l("Who answered, and when"),
    "open": _l("Open questions"),
    "closed": _l("Closed questions"),
    "left_out": _l("Left out"),
}
