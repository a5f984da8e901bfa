"""What the values of this stage are called on pages and in mail."""

from flask_babel import lazy_gettext as _l

from consult.drafts.models import DraftState, Role, Status
from consult.drafts.people.models import RoleChangeKind

ROLE_NAMES = {
    Role.SECRETARIAT: _l("Secretariat"),
    Role.DRAFTER: _l("Drafting team"),
    Role.MODERATOR: _l("Moderator"),
    Role.EXPERT: _l("Expert"),
    Role.CHAIR: _l("Chair of the expert group"),
}

CHANGE_NAMES = {
    RoleChangeKind.GIVEN: _l("Given"),
    RoleChangeKind.CHANGED: _l("Changed"),
    RoleChangeKind.SUSPENDED: _l("Suspended"),
    RoleChangeKind.RESUMED: _l("Resumed"),
    RoleChangeKind.ENDED: _l("Ended"),
    RoleChangeKind.EXPIRED: _l("Its term was over"),
    RoleChangeKind.REPLACED: _l("Replaced by someone else"),
}
# What a role's terms are called where one of them changed.
TERM_NAMES = {
    "member_state": _l("State"),
    "seated": _l("Votes"),
    "title": _l("Function"),
    "term_starts_on": _l("Term begins on"),
    "term_ends_on": _l("Last day of the term"),
    "alternate_of_id": _l("Alternate of"),
    "suspended_until": _l("Last day of the suspension"),
}
DRAFT_STATE_NAMES = {
    DraftState.EDITING: _l("in work"),
    DraftState.PUBLISHED: _l("current"),
    DraftState.SUPERSEDED: _l("superseded"),
}
STATUS_NAMES = {
    Status.AUTHENTIC: _l("authentic text"),
    Status.TRANSLATED: _l("translation"),
    Status.MACHINE_TRANSLATED: _l("machine translation"),
}
# A pillar's kind is a word of its guideline; these two have a name here, and a heading over several.
PILLAR_KIND_NAMES = {"thematic": _l("Thematic"), "enabling": _l("Enabling")}
PILLAR_KIND_HEADINGS = {"thematic": _l("Thematic pillars"), "enabling": _l("Enabling pillars")}
# What became of a clause, when two drafts are laid side by side (`draft_diff`).
DIFFERENCE_NAMES = {
    "added": _l("added"),
    "deleted": _l("deleted"),
    "reworded": _l("reworded"),
    "retitled": _l("retitled"),
    "moved": _l("moved"),
    "renumbered": _l("renumbered"),
    "split": _l("split"),
    "merged": _l("merged"),
}
