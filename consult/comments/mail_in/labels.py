"""What became of received mail, in words."""

from flask_babel import lazy_gettext as _l

from consult.comments.mail_in.models import MailState

MAIL_STATES = {
    MailState.WAITING: _l("waits"),
    MailState.PLACED: _l("placed"),
    MailState.REFUSED: _l("refused"),
}
