"""Forms about following: the address of a visitor, and how soon someone wants to be told of what."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.accounts.forms import email_field
from consult.core.forms import BaseForm, choice, line, required
from consult.tracing.following.labels import GUEST_KIND_NAMES, NOTICE_KIND_NAMES, PACE_NAMES
from consult.tracing.following.paces import GUEST_KINDS, NoticeKind, Pace


class FollowByMailForm(BaseForm):
    """For who has no account: the link that is mailed proves the address."""

    email = email_field()
    website = line(_l("Leave this empty"))  # a trap for machines; hidden from people

    def validate_website(self, field: Any) -> None:
        if field.data:
            field.errors = [_l("Leave this field empty.")]


class PacesForm(BaseForm):
    """A choice for each kind of news; each field has the name of its kind."""

    @property
    def paces(self) -> Mapping[NoticeKind, Pace]:
        return {kind: Pace(self[kind.value].data) for kind in NoticeKind}


class GuestPacesForm(BaseForm):
    """For who has no account: few questions, each for the kinds of news that belong together."""

    @property
    def paces(self) -> Mapping[NoticeKind, Pace]:
        return {kind: Pace(self[first.value].data) for first, kinds in GUEST_KINDS.items() for kind in kinds}


for _kind, _name in GUEST_KIND_NAMES.items():
    setattr(GuestPacesForm, _kind.value, choice(_name, PACE_NAMES.items(), required()))
for _kind, _name in NOTICE_KIND_NAMES.items():
    setattr(PacesForm, _kind.value, choice(_name, PACE_NAMES.items(), required()))
