"""Who takes part in the team's discussion."""

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.responses.notes.models import TeamNote


def may_discuss(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team reads and writes these notes."))


def may_take_back(person: Person, note: TeamNote) -> Ruling:
    return refuse_unless(note.by_id == person.id, _("Only who wrote a note takes it back."))
