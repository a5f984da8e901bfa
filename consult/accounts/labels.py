"""What the values of this stage are called."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from consult.accounts.models import StakeholderType

STAKEHOLDER_TYPE_NAMES: Mapping[str, str] = {
    StakeholderType.NATIONAL_GOVERNMENT: _l("National government"),
    StakeholderType.LOCAL_GOVERNMENT: _l("Local or regional government"),
    StakeholderType.PRIVATE_SECTOR: _l("Private sector"),
    StakeholderType.ACADEMIA: _l("Academia"),
    StakeholderType.CIVIL_SOCIETY: _l("Civil society"),
    StakeholderType.INTERNATIONAL_ORGANISATION: _l("International organisation"),
    StakeholderType.INDIVIDUAL: _l("Individual"),
}
