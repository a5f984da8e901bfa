"""Words for what a member of an organisation is."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from consult.accounts.organisations.models import MembershipProof, OrganisationRole

ORGANISATION_ROLE_NAMES: Mapping[str, str] = {
    OrganisationRole.FOCAL_POINT: _l("Focal point"),
    OrganisationRole.DEPUTY: _l("Deputy"),
    OrganisationRole.REVIEWER: _l("Reviewer"),
}
MEMBERSHIP_PROOF_NAMES: Mapping[str, str] = {
    MembershipProof.INVITATION: _l("invited by mail"),
    MembershipProof.DOMAIN: _l("by the domain of their address"),
    MembershipProof.CONFIRMED: _l("confirmed by someone responsible"),
}
