"""May they keep the library of evidence, now?"""

from flask_babel import gettext as _

from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.rules import may_add_to


def may_keep_evidence(membership: Membership) -> Ruling:
    if not (ruling := may_add_to(membership)):
        return ruling
    return refuse_unless(membership.team, _("Only the drafting team keeps the library of evidence."))
