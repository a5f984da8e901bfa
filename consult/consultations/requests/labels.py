"""What the register of requests calls things."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from consult.consultations.requests.models import RequestAnswer

REQUEST_ANSWER_NAMES: Mapping[str, str] = {
    RequestAnswer.NONE: _l("No answer"),
    RequestAnswer.ACCEPTED: _l("Accepted"),
    RequestAnswer.DECLINED: _l("Declined"),
}
