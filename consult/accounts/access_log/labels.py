"""What can be opened is called."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from consult.accounts.access_log.models import PersonalData

PERSONAL_DATA_NAMES: Mapping[PersonalData, str] = {
    PersonalData.ACCOUNTS: _l("List of accounts"),
    PersonalData.ACCOUNT: _l("Account"),
    PersonalData.MAIL: _l("Mail of the site"),
    PersonalData.ROLES: _l("People with roles"),
    PersonalData.PLACES: _l("People of a round"),
    PersonalData.REGISTER: _l("Register of comments, with names"),
    PersonalData.NOMINATIONS: _l("List of nominations"),
    PersonalData.NOMINATION: _l("Nomination"),
    PersonalData.LETTER: _l("Signed letter"),
}
