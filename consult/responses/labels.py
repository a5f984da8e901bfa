"""What dispositions are called, and the tone in which a page shows one."""

from flask_babel import lazy_gettext as _l

from consult.responses.models import AnswerStage, Disposition

DISPOSITION_NAMES = {
    Disposition.ACCEPTED: _l("Accepted"),
    Disposition.ACCEPTED_IN_PART: _l("Accepted in part"),
    Disposition.ACCEPTED_IN_PRINCIPLE: _l("Accepted in principle"),
    Disposition.NOTED: _l("Noted"),
    Disposition.NOT_ACCEPTED: _l("Not accepted"),
    Disposition.OUT_OF_SCOPE: _l("Out of scope"),
    Disposition.OVERTAKEN: _l("Overtaken by another change"),
    Disposition.REFERRED: _l("Referred to another clause"),
    Disposition.DUPLICATE: _l("Duplicate of another point"),
}
STAGE_NAMES = {
    AnswerStage.DRAFT: _l("Draft"),
    AnswerStage.FOR_CLEARANCE: _l("For clearance"),
    AnswerStage.CLEARED: _l("Cleared"),
    AnswerStage.PUBLIC: _l("Public"),
    AnswerStage.DROPPED: _l("Dropped"),
}
DISPOSITION_TONES = {
    Disposition.ACCEPTED: "good",
    Disposition.ACCEPTED_IN_PART: "good",
    Disposition.ACCEPTED_IN_PRINCIPLE: "good",
    Disposition.NOTED: "",
    Disposition.NOT_ACCEPTED: "bad",
    Disposition.OUT_OF_SCOPE: "bad",
    Disposition.OVERTAKEN: "",
    Disposition.REFERRED: "",
    Disposition.DUPLICATE: "",
}
