"""Forms of calls and nominations."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, IntegerField, StringField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from consult.accounts.countries import country_choices
from consult.accounts.forms import an_address, as_kept
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.accounts.models import StakeholderType
from consult.core import clock
from consult.core.forms import (
    BaseForm,
    at_most,
    choice,
    in_zone,
    line,
    local_time_field,
    one_of,
    prose,
    required,
    select_choices,
)
from consult.core.i18n.languages import language_now
from consult.core.text import one_line
from consult.drafts.people.rules import is_state
from consult.voting.nominations.actions import CallContent, NominationContent
from consult.voting.nominations.labels import GENDER_NAMES, NOMINATOR_NAMES
from consult.voting.nominations.letters import LARGEST, Letter, NoLetter, letter_in
from consult.voting.nominations.models import Gender, Nominators

A_COUNT = _l("Give a whole number from 1 to 500.")


def _address(label: str, **options: Any) -> Any:
    return StringField(label, [required(), at_most(254), an_address], filters=[one_line, as_kept], **options)


class CallForm(BaseForm):
    title = line(_l("Title"), required())
    text = prose(_l("What the group does, and what members commit to"), required(), longest=10_000)
    criteria = prose(_l("Criteria"), longest=5000, description=_l("What nominees are chosen by."))
    nominators = one_of(_l("Who may nominate"), NOMINATOR_NAMES.items(), required())
    seats = IntegerField(_l("Seats"), [InputRequired(A_COUNT), NumberRange(1, 500, A_COUNT)])
    closes_at = local_time_field(_l("Deadline"), required(_l("Give the day and hour, for example 2027-03-31 18:00.")))
    timezone = choice(_l("Time zone"), (), required())

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.timezone.choices = select_choices((zone, zone) for zone in clock.zones(self.timezone.object_data))

    def validate_closes_at(self, field: Field) -> None:
        if field.data and in_zone(field.data, self.timezone.data or "UTC") <= clock.now():
            raise ValidationError(str(_("The deadline is in the past. Choose a later one.")))

    @property
    def content(self) -> CallContent:
        return CallContent(
            title=self.title.data,
            text=self.text.data,
            criteria=self.criteria.data,
            nominators=Nominators(self.nominators.data),
            seats=self.seats.data,
            closes_at=in_zone(self.closes_at.data, self.timezone.data),
            timezone=self.timezone.data,
        )


class NominationForm(BaseForm):
    nominating_body = line(_l("Government or organisation that nominates"), required())
    nominator_name = line(_l("Your name"), required())
    nominator_email = _address(_l("Your e-mail address"))
    nominee_name = line(_l("Name of the nominee"), required())
    nominee_email = _address(_l("E-mail address of the nominee"))
    member_state = choice(_l("Nominated by or from (country)"), [], validate_choice=False)
    stakeholder_type = choice(
        _l("The nominee comes from"), [("", _l("Choose a kind")), *STAKEHOLDER_TYPE_NAMES.items()], required()
    )
    gender = one_of(
        _l("Gender, as the nominee describes it"),
        GENDER_NAMES.items(),
        default=Gender.UNSAID,
        description=_l("If they wish. It is used for the balance of the group and for nothing else."),
    )
    expertise = prose(_l("Expertise"), required(), longest=3000)
    motivation = prose(_l("Why they are nominated"), required(), longest=3000)

    of_states = False  # whether a country must be given

    def offer(self, *, of_states: bool) -> None:
        self.of_states = of_states
        self.member_state.choices = select_choices([("", _("None")), *country_choices(language_now())])

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        state = self.member_state.data or None
        says = is_state(state).refusal
        if self.of_states and state is None:
            says = _("Members of this group are appointed by states. Choose the country.")
        if says:
            self.member_state.errors = [says]
        return sound and not says

    @property
    def content(self) -> NominationContent:
        return NominationContent(
            nominator_name=self.nominator_name.data,
            nominator_email=self.nominator_email.data.lower(),
            nominating_body=self.nominating_body.data,
            nominee_name=self.nominee_name.data,
            nominee_email=self.nominee_email.data.lower(),
            member_state=self.member_state.data or None,
            stakeholder_type=StakeholderType(self.stakeholder_type.data),
            gender=Gender(self.gender.data or Gender.UNSAID),
            expertise=self.expertise.data,
            motivation=self.motivation.data,
        )


class LetterForm(BaseForm):
    file: Any = FileField(
        _l("Signed letter"),
        [FileRequired(_l("Choose the signed letter."))],
        description=_l("PDF, PNG, JPEG or Word (.docx), up to %(most)s MB.", most=LARGEST // 1024**2),
    )
    letter: Letter | None = None

    def validate_file(self, field: Field) -> None:
        try:
            self.letter = letter_in(field.data.read(), field.data.filename or "")
        except NoLetter as wrong:
            raise ValidationError(str(wrong)) from wrong


class ConfirmNominationForm(BaseForm):
    """A button."""


class DecisionForm(BaseForm):
    because = prose(
        _l("Why it is declined"),
        required(),
        longest=2000,
        description=_l("Whoever nominated, and the nominee, read it in the mail."),
    )
