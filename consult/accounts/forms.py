"""Forms about oneself."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, PasswordField, StringField, ValidationError
from wtforms.validators import Email, Length

from consult.accounts.places import TYPE_NAMES, StakeholderType, countries
from consult.core.forms import BaseForm, at_most, choice, line, required, tidy

PASSWORD_HINT = _l("At least 10 characters. A sentence is good.")


def email_field() -> Any:
    says = _l("This is not an e-mail address. It looks like name@example.org.")
    return StringField(_l("E-mail address"), [required(), at_most(254), Email(says)], filters=[tidy])


def new_password_field() -> Any:
    says = _l("Use between 10 and 200 characters.")
    return PasswordField(
        _l("Password"),
        [required(), Length(10, 200, says)],
        description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )


class SignUpForm(BaseForm):
    name = line(_l("Your name"), required(), render_kw={"autocomplete": "name"})
    email = email_field()
    password = new_password_field()
    website = line(_l("Leave this empty"))  # a trap for machines; hidden from people

    def validate_website(self, field: Field) -> None:
        if field.data:
            raise ValidationError(str(_l("Leave this field empty.")))


class SignInForm(BaseForm):
    email = email_field()
    password: Any = PasswordField(_l("Password"), [required()], render_kw={"autocomplete": "current-password"})
    stay = BooleanField(_l("Stay signed in on this device"))


class EmailForm(BaseForm):
    email = email_field()


class PasswordForm(BaseForm):
    password = new_password_field()


def known_country(form: Form, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    if field.data and field.data not in countries():
        raise ValidationError(str(_l("Choose a country from the list.")))


class ProfileForm(BaseForm):
    name = line(_l("Your name"), required())
    country = choice(_l("Country"), [], required(_l("Choose a country.")), known_country, validate_choice=False)
    stakeholder_type = choice(_l("You speak as"), [("", _l("Choose one")), *TYPE_NAMES.items()], required())
    organisation = line(
        _l("Organisation"),
        description=_l("Leave empty if you speak for yourself."),
        render_kw={"list": "organisations"},
    )
    language = choice(_l("Language of this site and of its mail for you"), [])
    timezone = choice(_l("Time zone"), [])

    @property
    def kind(self) -> StakeholderType:
        return StakeholderType(self.stakeholder_type.data)
