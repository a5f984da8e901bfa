"""May they see received mail, place it, refuse it? Pure."""

from flask_babel import gettext as _

from consult.comments.mail_in.models import MailState, ReceivedMail
from consult.consultations.rules import may_comment_late
from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.rules import may_add_to


def may_handle_mail(membership: Membership) -> Ruling:
    if not membership.secretariat:
        return Ruling(_("Only the secretariat reads what came by mail."))
    return may_add_to(membership)


def may_place_mail(mail: ReceivedMail) -> Ruling:
    """As its sender could have written in the round when it came: as a guest, in time."""
    if mail.state == MailState.REFUSED:
        return Ruling(_("This message was refused. Its sender may write again."))
    if not mail.sender_address:
        return Ruling(_("This message names no sender. Put its words into the register instead."))
    guest = Membership(None, mail.round.guideline, frozenset())
    return may_comment_late(guest, None, mail.round, mail.received_at, None)


def may_refuse_mail(mail: ReceivedMail) -> Ruling:
    return refuse_unless(mail.state == MailState.WAITING, _("Somebody has decided about this message already."))
