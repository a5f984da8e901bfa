"""Forms about roles: given, changed, suspended, passed on, ended."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, ValidationError
from wtforms.validators import Optional

from consult.accounts.countries import country_choices, country_name
from consult.accounts.forms import email_field
from consult.core.forms import BaseForm, choice, day_field, line, prose, required, select_choices
from consult.core.i18n.languages import language_now
from consult.drafts.labels import ROLE_NAMES
from consult.drafts.models import Appointment, Role
from consult.drafts.people.rules import is_state
from consult.drafts.people.terms import RoleTerms

BECAUSE = _l("Whoever has the role reads it in the mail.")


class TermsForm(BaseForm):
    """On which terms; every role has a function and a term, an expert a state and a vote."""

    member_state = choice(_l("Appointed by member state (experts)"), [], validate_choice=False)
    title = line(_l("Function"), longest=200)
    term_starts_on = day_field(_l("Term begins on"), description=_l("Leave empty if it begins now."))
    term_ends_on = day_field(
        _l("Last day of the term"), description=_l("When it is over the role ends by itself. Leave empty for no end.")
    )
    seated: Any = BooleanField(_l("Votes (an expert who does not vote only advises)"), default=True)
    alternate_of = choice(
        _l("Alternate of"),
        [],
        description=_l("An expert who takes over the seat when the member leaves; without a vote until then."),
    )

    def offer(self, seats: Iterable[Appointment]) -> None:
        """What there is to choose from: countries, and members who may have an alternate."""
        language = language_now()
        self.member_state.choices = select_choices([("", _("None")), *country_choices(language)])
        members = [(str(seat.id), _member(seat, language)) for seat in seats]
        self.alternate_of.choices = select_choices([("", _("Nobody")), *members])

    def validate_member_state(self, field: Field) -> None:
        if not (known := is_state(field.data or None)):
            raise ValidationError(known.refusal)

    def validate_term_ends_on(self, field: Field) -> None:
        starts, ends = self.term_starts_on.data, field.data
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            raise ValidationError(str(_("The term would end before it begins. Choose a later last day.")))

    def terms(self, role: Role) -> RoleTerms:
        alternate = int(self.alternate_of.data) if self.alternate_of.data else None
        return RoleTerms(
            role=role,
            member_state=self.member_state.data or None,
            seated=self.seated.data and alternate is None,
            title=self.title.data,
            term_starts_on=self.term_starts_on.data,
            term_ends_on=self.term_ends_on.data,
            alternate_of_id=alternate,
        )


def _member(seat: Appointment, language: str) -> str:
    state = country_name(seat.member_state, language)
    return f"{seat.person.name} ({state})" if state else seat.person.name


class AppointmentForm(TermsForm):
    email = email_field()
    role = choice(_l("Role"), [("", _l("Choose a role")), *ROLE_NAMES.items()], required(_l("Choose a role.")))


class RoleChangeForm(TermsForm):
    because = prose(_l("Why"), required(), longest=1000, description=BECAUSE)
    base_version: Any = HiddenField()


class OwnRoleEndForm(BaseForm):
    """A button: nobody needs to be given a reason."""


class RoleEndForm(BaseForm):
    because = prose(_l("Why"), required(), longest=1000, description=BECAUSE)


class RoleSuspendForm(BaseForm):
    until = day_field(
        _l("Last day of the suspension"),
        description=_l("When it is over the role resumes by itself. Leave empty if someone resumes it."),
    )
    because = prose(_l("Why"), required(), longest=1000, description=BECAUSE)


class RoleResumeForm(BaseForm):
    because = prose(_l("Why"), Optional(), longest=1000, description=BECAUSE)


class SuccessorForm(BaseForm):
    email = email_field()
    title = line(_l("Function"), longest=200)
    because = prose(_l("Why"), required(), longest=1000, description=_l("Both read it in the mail."))


class GroupForm(BaseForm):
    group_of_states: Any = BooleanField(
        _l("The experts are appointed by member states"),
        description=_l("Then nobody votes without a state, and a state has at most two seats."),
    )
