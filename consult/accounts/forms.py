"""Forms about oneself."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    PasswordField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from consult.accounts.addresses import LONGEST, NoAddress, address_of
from consult.accounts.countries import countries
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.accounts.models import StakeholderType
from consult.accounts.passwords import LONGEST as LONGEST_PASSWORD
from consult.accounts.passwords import SHORTEST, easily_guessed
from consult.core import clock
from consult.core.clock import CHOSEN_UTC, UNSAID_ZONE
from consult.core.forms import BaseForm, at_most, choice, line, required, select_choices
from consult.core.i18n.languages import NAMES
from consult.core.text import one_line

PASSWORD_HINT = _l("At least 12 characters. A sentence of your own is good; what others use, too, is refused.")


def an_address(form: Form, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    """The one rule of addresses, for each form that takes one."""
    try:
        address_of(field.data or "")
    except NoAddress as wrong:
        says = _l("This is not an e-mail address that we can write to. It looks like name@example.org.")
        raise ValidationError(str(says)) from wrong


def as_kept(text: str | None) -> str | None:
    """One spelling of each address, so that what is counted by address is counted once; else what was typed."""
    try:
        return address_of(text or "")
    except NoAddress:
        return text


def email_field(**options: Any) -> Any:
    checks = [required(), at_most(LONGEST), an_address]
    return StringField(_l("E-mail address"), checks, filters=[one_line, as_kept], **options)


def new_password_field() -> Any:
    says = _l("Use between 12 and 200 characters.")
    return PasswordField(
        _l("Password"),
        [required(), Length(SHORTEST, LONGEST_PASSWORD, says)],
        description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )


class NewPasswordForm(BaseForm):
    """Refuses what is guessed easily: common words, keyboards, dates, and what is `known` of its owner."""

    password = new_password_field()
    known: tuple[str, ...] = ()

    def validate_password(self, field: Field) -> None:
        if easily_guessed(field.data, self.known):
            says = _l("This is guessed easily: it is common, or made of names, dates or rows of keys. Try a sentence.")
            raise ValidationError(str(says))


class SignUpForm(BaseForm):
    """An address alone: the rest is asked of whoever opens the link that is mailed to it."""

    email = email_field()
    website = line(_l("Leave this empty"))  # a trap for machines; hidden from people

    def validate_website(self, field: Field) -> None:
        if field.data:
            raise ValidationError(str(_l("Leave this field empty.")))


def zone_field() -> Any:
    """Hidden; a script says what the browser's clock says. Without it nothing is known, and nothing is guessed."""
    return HiddenField(render_kw={"data-enhance": "zone"}, filters=[one_line])


class AccountForm(NewPasswordForm):
    zone_of_browser = zone_field()
    name = line(_l("Your name"), required(), render_kw={"autocomplete": "name"})

    def validate_password(self, field: Field) -> None:
        self.known = (*self.known, self.name.data or "")
        super().validate_password(field)


class SignInForm(BaseForm):
    """Any account may sign in, also one whose address today's rule would refuse."""

    email: Any = StringField(_l("E-mail address"), [required(), at_most(LONGEST)], filters=[one_line])
    password: Any = PasswordField(_l("Password"), [required()], render_kw={"autocomplete": "current-password"})
    stay = BooleanField(_l("Stay signed in on this device"))
    zone_of_browser = zone_field()


class ProofForm(BaseForm):
    """The password of whoever is signed in, asked again."""

    password: Any = PasswordField(_l("Password"), [required()], render_kw={"autocomplete": "current-password"})


class EmailForm(BaseForm):
    email = email_field()


def known_country(form: Form, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    if field.data and field.data not in countries():
        raise ValidationError(str(_l("Choose a country from the list.")))


class ProfileForm(BaseForm):
    name = line(_l("Your name"), required())
    country = choice(_l("Country"), [], required(_l("Choose a country.")), known_country, validate_choice=False)
    stakeholder_type = choice(_l("You speak as"), [("", _l("Choose one")), *STAKEHOLDER_TYPE_NAMES.items()], required())
    organisation = line(
        _l("Organisation"),
        description=_l("Leave empty if you speak for yourself."),
        render_kw={"list": "organisations"},
    )
    language = choice(_l("Language of this site and of its mail for you"), [])
    timezone = choice(_l("Time zone"), [], render_kw={"data-enhance": "zone", "data-unsaid": UNSAID_ZONE})
    languages_read: Any = SelectMultipleField(
        _l("Languages that you read"),
        description=_l("For the drafting team: who answers comments in which languages."),
        choices=select_choices(NAMES.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer_zones(self) -> None:
        """Who says none is shown the hours of UTC until a browser says better; who chooses UTC keeps it."""
        kept = self.timezone.object_data
        places = [zone for zone in clock.zones(kept) if zone not in {UNSAID_ZONE, CHOSEN_UTC}]
        unsaid = (UNSAID_ZONE, _("As my browser says"))
        self.timezone.choices = select_choices([unsaid, (CHOSEN_UTC, "UTC"), *((zone, zone) for zone in places)])

    @property
    def kind(self) -> StakeholderType:
        return StakeholderType(self.stakeholder_type.data)
