"""Words for what was captured in a session."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from consult.comments.capture.models import CaptureRoute, RoomView

ROOM_VIEW_NAMES: Mapping[str, str] = {
    RoomView.NOT_ASKED: _l("The room was not asked"),
    RoomView.AGREED: _l("Agreed"),
    RoomView.DISPUTED: _l("Disputed"),
}
CAPTURE_ROUTE_NAMES: Mapping[str, str] = {
    CaptureRoute.PAGE: _l("written down by the rapporteur"),
    CaptureRoute.FILE: _l("from a file"),
    CaptureRoute.PHONE: _l("written by a participant"),
}
