"""Forms on received mail: its words placed, a refusal, an answer."""

from flask_babel import lazy_gettext as _l

from consult.accounts.countries import country_choices
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.core.forms import BaseForm, choice, line, prose, required, select_choices
from consult.core.i18n.languages import language_now


class PlaceMailForm(BaseForm):
    words = prose(
        _l("Words of the message"),
        required(),
        description=_l("Leave words out with […], and add none."),
        longest=20_000,
    )
    number = line(_l("Clause (empty: the whole text)"))
    organisation = line(_l("Organisation, if it says one"), longest=300)
    stakeholder_type = choice(_l("Kind of sender, if it says"), [("", _l("Not said")), *STAKEHOLDER_TYPE_NAMES.items()])
    country = choice(_l("Country, if it says one"), [])

    def offer_countries(self) -> None:
        self.country.choices = select_choices([("", _l("Not said")), *country_choices(language_now())])


class RefuseMailForm(BaseForm):
    because = prose(_l("Why it is not taken"), required(), description=_l("Its sender is told."), longest=2000)


class AnswerMailForm(BaseForm):
    answer = prose(_l("Your answer"), required(), longest=20_000)
