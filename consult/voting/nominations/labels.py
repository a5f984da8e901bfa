"""What the values of nominations are called."""

from flask_babel import lazy_gettext as _l

from consult.voting.nominations.models import Gender, NominationState, Nominators

NOMINATOR_NAMES = {
    Nominators.GOVERNMENTS: _l("Governments of member states"),
    Nominators.ORGANISATIONS: _l("Organisations"),
    Nominators.BOTH: _l("Governments and organisations"),
}
GENDER_NAMES = {
    Gender.WOMAN: _l("Woman"),
    Gender.MAN: _l("Man"),
    Gender.ANOTHER: _l("Another gender"),
    Gender.UNSAID: _l("Not said"),
}
NOMINATION_STATES = {
    NominationState.BEGUN: _l("letter missing"),
    NominationState.UNCONFIRMED: _l("not confirmed"),
    NominationState.SUBMITTED: _l("to be decided"),
    NominationState.ACCEPTED: _l("accepted"),
    NominationState.DECLINED: _l("declined"),
    NominationState.ERASED: _l("erased"),
}
