"""What the values of this stage are called on pages and in mail."""

from flask_babel import lazy_gettext as _l

from consult.drafts.models import Role

ROLE_NAMES = {
    Role.SECRETARIAT: _l("Secretariat"),
    Role.DRAFTER: _l("Drafting team"),
    Role.MODERATOR: _l("Moderator"),
    Role.EXPERT: _l("Expert"),
    Role.CHAIR: _l("Chair of the expert group"),
}
