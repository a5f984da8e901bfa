"""Who may give clauses another number, heading or place by hand. Pure."""

from flask_babel import gettext as _

from consult.core.ruling import Ruling
from consult.drafts.membership import Membership
from consult.drafts.models import Draft
from consult.drafts.rules import may_edit_draft


def may_place_clauses(membership: Membership, draft: Draft, in_force: Draft | None) -> Ruling:
    if in_force is not None:
        return Ruling(
            _("A draft is in force: a clause gets another number, heading or place by a revision that moves it.")
        )
    return may_edit_draft(membership, draft)
