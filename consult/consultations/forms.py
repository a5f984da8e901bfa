"""Forms about rounds, sessions, invitations and targets."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consult.accounts.countries import REGION_NAMES
from consult.accounts.forms import email_field
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.consultations.actions import Meeting, Plan
from consult.consultations.labels import ACCESS_NAMES, KIND_NAMES, ROUND_ROLE_NAMES, VISIBILITY_NAMES
from consult.consultations.models import Access, Kind, Round, RoundRole, Visibility
from consult.core.forms import BaseForm, choice, in_zone, line, local_time_field, one_of, prose, required, web_address
from consult.core.text import whole_number
from consult.drafts.models import Pillar

ZONE_HINT = _l("The zone in which the times on this form are meant, and shown to everyone.")


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Several of a few, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """Nothing typed is nothing; what is no number is said in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = whole_number(typed)
        if typed and self.data is None:
            raise ValueError(str(_l("Give a whole number, or leave it empty.")))


class RoundForm(BaseForm):
    base_version: Any = HiddenField()
    title = line(_l("Title"), required())
    kind = choice(
        _l("Kind of round"), [("", _l("Choose one")), *KIND_NAMES.items()], required(_l("Choose a kind of round."))
    )
    host = line(_l("Host"), description=_l("Who holds it, if it is not the secretariat itself."))
    purpose = prose(_l("What it is for"), longest=4000)
    audience = line(_l("Who is asked"), description=_l("For example: cities of Central Asia."), longest=300)
    pillars: Any = CheckboxesField(
        _l("Pillars it is about"), coerce=int, description=_l("None ticked means the whole text.")
    )
    timezone = choice(_l("Time zone"), [], required(), description=ZONE_HINT)
    opens_at = local_time_field(_l("Opens"), required())
    closes_at = local_time_field(_l("Closes"), required())
    access = one_of(_l("Who may comment"), list(ACCESS_NAMES.items()), required(), default=Access.OPEN)
    visibility = one_of(
        _l("Who reads the comments"), list(VISIBILITY_NAMES.items()), required(), default=Visibility.AT_ONCE
    )
    endorsements: Any = BooleanField(_l("People may endorse each other’s comments"), default=True)
    replies: Any = BooleanField(_l("People may reply to comments"), default=True)

    keeps_late: Any = BooleanField(
        _l("Keep what comes after the close in a late register"),
        description=_l("It is marked as late, and counts once the drafting team admits it. Otherwise it is refused."),
    )
    practice: Any = BooleanField(
        _l("This is a practice round"),
        description=_l("Nothing said in it is counted, analysed or published, and you throw it away afterwards."),
    )

    def validate_closes_at(self, field: Field) -> None:
        if self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(str(_l("A round closes after it opens.")))

    def plan(self, pillars: list[Pillar], *, was: Round | None = None) -> Plan:
        """What was typed. Times are typed by the minute: one that was not touched keeps its seconds."""
        zone = self.timezone.data
        return Plan(
            title=self.title.data,
            kind=Kind(self.kind.data),
            host=self.host.data,
            purpose=self.purpose.data,
            audience=self.audience.data,
            opens_at=_kept(in_zone(self.opens_at.data, zone), was.opens_at if was else None),
            closes_at=_kept(in_zone(self.closes_at.data, zone), was.closes_at if was else None),
            timezone=zone,
            access=Access(self.access.data),
            visibility=Visibility(self.visibility.data),
            endorsements=self.endorsements.data,
            replies=self.replies.data,
            keeps_late=self.keeps_late.data,
            practice=self.practice.data,
            pillars=[pillar for pillar in pillars if pillar.id in (self.pillars.data or [])],
        )


def _kept(typed: datetime, was: datetime | None) -> datetime:
    return was if was is not None and was.replace(second=0, microsecond=0) == typed else typed


class NewRoundForm(RoundForm):
    draft = choice(_l("Draft it is about"), [], required(), coerce=int)
    slug = line(
        _l("Short name in addresses"),
        longest=80,
        description=_l("Small letters, digits and hyphens. Left empty, it is made from the title."),
    )

    def validate_slug(self, field: Field) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", field.data or ""):
            raise ValidationError(str(_l("Use small letters, digits and hyphens, for example open-online.")))


class SessionForm(BaseForm):
    base_version: Any = HiddenField()
    title = line(_l("Title"), required())
    timezone = choice(_l("Time zone"), [], required(), description=ZONE_HINT)
    starts_at = local_time_field(_l("Begins"), required())
    ends_at = local_time_field(_l("Ends"), required())
    place = line(_l("Place"), longest=300, description=_l("A room with its address, or “Online”."))
    link = line(_l("Link"), web_address, longest=500, description=_l("Shown to those who may take part in the round."))
    agenda = prose(_l("Agenda"), longest=8000)

    def validate_ends_at(self, field: Field) -> None:
        if self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(str(_l("A session ends after it begins.")))

    @property
    def meeting(self) -> Meeting:
        return Meeting(
            title=self.title.data,
            starts_at=in_zone(self.starts_at.data, self.timezone.data),
            ends_at=in_zone(self.ends_at.data, self.timezone.data),
            timezone=self.timezone.data,
            place=self.place.data,
            link=self.link.data,
            agenda=self.agenda.data,
        )


class GroupsForm(BaseForm):
    """A number for each region and each stakeholder type."""

    @property
    def regions(self) -> list[Any]:
        return [self[name] for name in self._fields if name.startswith("region_")]

    @property
    def types(self) -> list[Any]:
        return [self[name] for name in self._fields if name.startswith("stakeholder_type_")]

    @property
    def counts(self) -> dict[tuple[str, str], int]:
        return {group: self[name].data or 0 for name, group in GROUP_FIELDS.items()}

    def fill(self, counts: Mapping[tuple[str, str], int]) -> None:
        for name, group in GROUP_FIELDS.items():
            self[name].data = counts.get(group)


GROUP_FIELDS: dict[str, tuple[str, str]] = {}
for dimension, named in (("region", REGION_NAMES), ("stakeholder_type", STAKEHOLDER_TYPE_NAMES)):
    for value, label in named.items():
        GROUP_FIELDS[f"{dimension}_{value}"] = (dimension, str(value))
        at_most = NumberRange(0, 1_000_000, _l("Give a number between 0 and a million."))
        field = WholeNumberField(label, [Optional(), at_most], render_kw={"inputmode": "numeric"})
        setattr(GroupsForm, f"{dimension}_{value}", field)


class ReportForm(GroupsForm):
    base_version: Any = HiddenField()
    report = prose(_l("Report"), description=_l("What was said and what was agreed, in a few paragraphs."))


class InvitationForm(BaseForm):
    emails = prose(_l("E-mail addresses"), required(), description=_l("One in each line."), longest=40_000)
    role = choice(_l("As"), list(ROUND_ROLE_NAMES.items()), required(), default=RoundRole.INVITED)


class CancelForm(BaseForm):
    because = prose(
        _l("Why it is cancelled"), required(), longest=1000, description=_l("Shown on its page and in the mail.")
    )


class ExtensionForm(BaseForm):
    email = email_field()
    until = local_time_field(_l("May comment until"), required())
