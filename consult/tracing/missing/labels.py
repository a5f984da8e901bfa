"""What is said of a type of stakeholder of whom nobody was heard."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from consult.accounts.models import StakeholderType

NOBODY_OF: Mapping[str, str] = {
    StakeholderType.NATIONAL_GOVERNMENT: _l("No national government was heard from these regions: %(regions)s."),
    StakeholderType.LOCAL_GOVERNMENT: _l("No local or regional government was heard from these regions: %(regions)s."),
    StakeholderType.PRIVATE_SECTOR: _l("Nobody of the private sector was heard from these regions: %(regions)s."),
    StakeholderType.ACADEMIA: _l("Nobody of academia was heard from these regions: %(regions)s."),
    StakeholderType.CIVIL_SOCIETY: _l("Nobody of civil society was heard from these regions: %(regions)s."),
    StakeholderType.INTERNATIONAL_ORGANISATION: _l(
        "No international organisation was heard from these regions: %(regions)s."
    ),
    StakeholderType.INDIVIDUAL: _l("Nobody who speaks for themselves was heard from these regions: %(regions)s."),
}
