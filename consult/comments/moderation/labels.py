"""Words for why a comment is hidden."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from consult.comments.moderation.models import HidingReason

HIDING_REASONS: Mapping[str, str] = {
    HidingReason.PERSONAL_DATA: _l("It gives away personal data of somebody"),
    HidingReason.INSULT: _l("It insults somebody"),
    HidingReason.HATRED: _l("It incites hatred or violence"),
    HidingReason.ADVERTISING: _l("It is advertising"),
    HidingReason.OFF_TOPIC: _l("It is about something else"),
    HidingReason.FLOOD: _l("It is one of many with the same words"),
    HidingReason.UNLAWFUL: _l("It may be unlawful"),
    HidingReason.OTHER: _l("Another reason"),
}
