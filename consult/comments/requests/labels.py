"""What the standings of people who were asked are called."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from consult.comments.requests.queries import Standing

STANDING_NAMES: Mapping[str, str] = {
    Standing.SENT: _l("Sent a comment"),
    Standing.ACCEPTED: _l("Accepted, nothing sent yet"),
    Standing.DECLINED: _l("Declined"),
    Standing.SILENT: _l("Silent"),
    Standing.WAITING: _l("Not asked yet"),
}
