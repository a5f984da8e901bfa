"""What kinds of interests, and ways of handling them, are called."""

from flask_babel import lazy_gettext as _l

from consult.voting.interests.models import HandlingKind, InterestKind

INTEREST_NAMES = {
    InterestKind.EMPLOYMENT: _l("Employment, office or consultancy"),
    InterestKind.FUNDING: _l("Funding of research, projects or travel"),
    InterestKind.OWNERSHIP: _l("Shares or other ownership"),
    InterestKind.INTELLECTUAL_PROPERTY: _l("Patents or other intellectual property"),
    InterestKind.PUBLIC_STATEMENTS: _l("Public statements or positions taken"),
    InterestKind.FAMILY: _l("Interest of a family member or partner"),
    InterestKind.NONE: _l("I have no interest to declare"),
}
# As the register says it of somebody.
NOTHING_DECLARED = _l("No interest to declare")
HANDLING_NAMES = {
    HandlingKind.NO_CONFLICT: _l("No conflict"),
    HandlingKind.DISCLOSED: _l("Disclosed, nothing further"),
    HandlingKind.RECUSED: _l("Recused"),
    HandlingKind.EXCLUDED: _l("Without a vote"),
}
