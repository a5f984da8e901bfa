"""The form of the planner of sessions: sent by address, so that a plan can be kept and passed on."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from consult.consultations.timezones.asked import CannotPlan, check_count, check_day, places_asked
from consult.consultations.timezones.planner import Place
from consult.core.forms import BaseForm, prose, required

LONGEST = 12 * 60


class TimeZonesForm(BaseForm):
    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False  # it only asks

    countries = prose(
        _l("Countries"),
        required(_l("Name at least one country.")),
        longest=6000,
        description=_l("Names or codes, parted by commas. A number after = weighs a country: Kenya=120, BR."),
    )
    day = DateField(_l("Day"), [InputRequired(_l("Give a day."))])
    clusters = IntegerField(_l("How many sessions"), [InputRequired(_l("Ask for 1 to 24 sessions."))])
    minutes = IntegerField(
        _l("Length in minutes"), [InputRequired(), NumberRange(0, LONGEST, _l("Give a number from 0 to 720."))]
    )
    whole = BooleanField(
        _l("Count every zone of a country"),
        description=_l("Each with an equal part of its weight. Otherwise a country has the clock of its capital."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        try:
            self.places = places_asked(self.countries.data, whole=self.whole.data)
        except CannotPlan as reason:
            self.countries.errors = [str(reason)]
            return False
        try:
            check_count(self.clusters.data, self.places)
        except CannotPlan as reason:
            self.clusters.errors = [str(reason)]
            return False
        try:
            check_day(self.day.data)
        except CannotPlan as reason:
            self.day.errors = [str(reason)]
            return False
        return True

    places: list[Place]
