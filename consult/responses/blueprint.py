"""The blueprint that all pages about answers hang on."""

from flask import Blueprint

from consult.comments.labels import CHANNEL_NAMES, STANCE_NAMES, TYPE_NAMES
from consult.core.templating import rule
from consult.responses.coverage.opposition import opposite_stances
from consult.responses.labels import DISPOSITION_NAMES, STAGE_NAMES
from consult.responses.rules import may_answer, may_say_whether_satisfied

bp = Blueprint("responses", __name__)
rule("answer", may_answer)
rule("say_whether_satisfied", may_say_whether_satisfied)


@bp.app_context_processor
def disposition_names() -> dict[str, object]:
    """Names of dispositions, for every template."""
    return {"disposition_names": DISPOSITION_NAMES}


@bp.context_processor
def names_here() -> dict[str, object]:
    comments = {"comment_type_names": TYPE_NAMES, "stance_names": STANCE_NAMES, "channel_names": CHANNEL_NAMES}
    return {**comments, "answer_stage_names": STAGE_NAMES, "opposite_stances": opposite_stances}
