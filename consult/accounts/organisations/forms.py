"""Forms about organisations: confirmed, invited to."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from consult.accounts.countries import country_choices
from consult.accounts.forms import email_field, known_country
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.accounts.models import StakeholderType
from consult.accounts.organisations.labels import ORGANISATION_ROLE_NAMES
from consult.accounts.organisations.models import OrganisationRole
from consult.accounts.organisations.rules import may_be_its_domain
from consult.core.forms import BaseForm, choice, line, required, select_choices
from consult.core.i18n.languages import language_now

KINDS = [(kind, name) for kind, name in STAKEHOLDER_TYPE_NAMES.items() if kind != StakeholderType.INDIVIDUAL]


class ConfirmOrganisationForm(BaseForm):
    stakeholder_type = choice(_l("Kind"), KINDS, required())
    domain = line(
        _l("Domain of its addresses"),
        description=_l(
            "Whoever has a confirmed address of this domain joins as a reviewer. Leave empty if it has none of its own."
        ),
        render_kw={"dir": "ltr"},
    )

    def validate_domain(self, field: Field) -> None:
        ruling = may_be_its_domain((field.data or "").strip().lower().removeprefix("@"))
        if not ruling:
            raise ValidationError(ruling.refusal)

    @property
    def kind(self) -> StakeholderType:
        return StakeholderType(self.stakeholder_type.data)


class AddOrganisationForm(ConfirmOrganisationForm):
    name = line(_l("Name of the organisation"), required())
    country = choice(_l("Country"), [], known_country, validate_choice=False)
    email = email_field(description=_l("Of its focal point: an invitation is mailed there."))

    def offer_countries(self) -> None:
        self.country.choices = select_choices([("", _("None: international")), *country_choices(language_now())])


class InviteMemberForm(BaseForm):
    email = email_field()
    role: Any = choice(_l("Role"), list(ORGANISATION_ROLE_NAMES.items()), required())

    @property
    def as_role(self) -> OrganisationRole:
        return OrganisationRole(self.role.data)
