"""Forms: one base, and the checks and fields that several stages need.

Fields are `Any` to the type checker: what a validated form holds is checked here, not by it.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import flash
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.i18n import messages_path
from wtforms.validators import DataRequired, Length, Optional

from consult.core import clock
from consult.core.text import cleaned, one_line
from consult.core.urls import is_web_address

NUMBERS_AND_TIMES = IntegerField | DateField | DateTimeLocalField


class BaseForm(FlaskForm):  # type: ignore[misc]
    """Every form of the site; its CSRF token lives as long as the session.

    Local times are checked here for all of them: in the zone that the form's own field says, or `zone` where the
    page has one, an hour that the clocks pass over is refused, and one that they show twice is said to be the first.
    """

    zone = ""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Form) -> "_FieldMessages":  # noqa: ARG002 - WTForms' signature
            return _FieldMessages()

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        zone = self.zone or (self["timezone"].data if "timezone" in self else "UTC")
        typed = [field for field in self if isinstance(field, DateTimeLocalField) and field.data and not field.errors]
        for field in typed:
            field.errors = [*field.errors, *_faults_of_hour(field.data, zone)]
        sound = sound and not any(field.errors for field in typed)
        for field in typed:
            if sound and clock.is_doubled(field.data, zone):
                hour, label = f"{field.data:%H:%M}", field.label.text
                says = _(
                    "%(label)s: clocks in %(zone)s are set back then, and show %(hour)s twice. The first is meant."
                )
                flash(says % {"label": label, "zone": zone, "hour": hour})
        return sound

    @classmethod
    def fields_sent(cls) -> dict[str, Any]:
        """Its fields by the name under which they are sent."""
        found = {name: getattr(cls, name) for name in dir(cls) if not name.startswith("_")}
        return {name: field for name, field in found.items() if isinstance(field, UnboundField)}

    @classmethod
    def given_back(cls, name: str, sent: str) -> tuple[str, str] | None:
        """Label and words of what a person put into a field, as they should read it again; None for what is not
        theirs to read: hidden fields, ticks, files, passwords."""
        field = cls.fields_sent().get(name)
        kind = field.field_class if field is not None else HiddenField
        if field is None or issubclass(kind, HiddenField | PasswordField | FileField):
            return None
        label = field.kwargs.get("label") or (field.args[0] if field.args else name)
        if issubclass(kind, SelectField):
            known = {choice.value: choice.label for choice in field.kwargs.get("choices", ())}
            return (str(label), str(known[sent])) if sent in known else None
        return (str(label), sent) if issubclass(kind, StringField | NUMBERS_AND_TIMES) else None


class _FieldMessages:
    """WTForms' own messages in the language of the request: a language is read from its file once."""

    def gettext(self, words: str) -> str:
        return str(_field_messages(str(get_locale() or "en")).ugettext(words))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return str(_field_messages(str(get_locale() or "en")).ungettext(singular, plural, number))


@cache
def _field_messages(locale: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale], domain="wtforms")


def form_that_sends(names: Collection[str], near: Collection[Any] = ()) -> type[BaseForm] | None:
    """The form that most of these names belong to: a form that was refused before any view saw it. Of forms that have
    as many, one that is `near`: that the view at its address knows."""
    if not names:
        return None
    every = [form for form in _all_forms(BaseForm) if form.fields_sent().keys() & set(names)]
    return max(every, key=lambda form: _likeness(form, set(names), near), default=None)


def _likeness(form: type[BaseForm], names: set[str], near: Collection[Any]) -> tuple[int, bool, int]:
    own = set(form.fields_sent())
    return len(own & names), form in near, -len(own - names)


def _all_forms(base: type[BaseForm]) -> Iterator[type[BaseForm]]:
    for form in base.__subclasses__():
        yield form
        yield from _all_forms(form)


def required(says: str | None = None) -> DataRequired:
    """Something must be there once blanks are taken away; 0 and False are not asked for with this."""
    return DataRequired(says or _l("This is needed."))


class AtMost(Length):  # type: ignore[misc]
    """Says how long it is and how long it may be, so that they know how much to take away."""

    def __call__(self, form: Form, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        now = len(field.data or "")
        if now > self.max:
            says = _("This is too long: it has %(now)s characters and may have %(max)s.", now=_n(now), max=_n(self.max))
            next_step = _("Nothing was lost; shorten it and send again.")
            raise ValidationError(f"{says} {next_step}")


def _n(count: int) -> str:
    return str(format_decimal(count))


def at_most(characters: int) -> Length:
    return AtMost(max=characters)


def web_address(form: Form, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    """Only addresses a browser may safely open."""
    if field.data and not is_web_address(field.data):
        raise ValidationError(str(_l("Give the whole address, beginning with https://.")))


def line(label: str, *checks: Any, longest: int = 200, **options: Any) -> Any:
    return StringField(label, [*checks, at_most(longest)], filters=[one_line], **options)


def prose(label: str, *checks: Any, longest: int = 20_000, **options: Any) -> Any:
    return TextAreaField(label, [*checks, at_most(longest)], filters=[cleaned], **options)


def select_choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What a select offers, from (value, label) pairs."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def _without_blanks(chosen: Any) -> Any:
    """`Optional` lets blanks pass as nothing chosen, and then they must be nothing."""
    return chosen.strip() if isinstance(chosen, str) else chosen


def choice(label: str, pairs: Iterable[tuple[Any, Any]], *checks: Any, **options: Any) -> Any:
    return SelectField(
        label, [*checks] or [Optional()], choices=select_choices(pairs), filters=[_without_blanks], **options
    )


def one_of(label: str, pairs: Iterable[tuple[Any, Any]], *checks: Any, **options: Any) -> Any:
    return RadioField(
        label, [*checks] or [Optional()], choices=select_choices(pairs), filters=[_without_blanks], **options
    )


def day_field(label: str, *checks: Any, **options: Any) -> Any:
    return DateField(label, [*checks] or [Optional()], **options)


def local_time_field(label: str, *checks: Any, **options: Any) -> Any:
    """A local date and time; the form's zone field says which zone (`in_zone`)."""
    return DateTimeLocalField(
        label,
        [*checks] or [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        **options,
    )


def _faults_of_hour(local: datetime, zone: str) -> Iterator[str]:
    if not 1900 < local.year < 2200:
        yield _("The year of this date cannot be right.")
    elif clock.is_skipped(local, zone):
        says = _("Clocks in %(zone)s are set forward then and never show %(hour)s. Choose an earlier or a later hour.")
        yield says % {"zone": zone, "hour": f"{local:%H:%M}"}


def in_zone(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=clock.zone(zone)).astimezone(UTC)
