"""The blueprint that all pages about revisions hang on."""

from flask import Blueprint

from consult.core.templating import rule
from consult.revisions.citing import what_cites
from consult.revisions.force.normative_strength import watch
from consult.revisions.labels import KIND_NAMES, STATE_MEANINGS, STATE_NAMES, STATE_TONES
from consult.revisions.rules import may_edit_revision, may_propose, may_rebase, may_submit, may_withdraw_revision
from consult.revisions.structure.labels import words_left_out
from consult.revisions.structure.queries import changes_in_words

bp = Blueprint("revisions", __name__)
rule("propose_revision", may_propose)
rule("edit_revision", may_edit_revision)
rule("rebase_revision", may_rebase)
rule("submit_revision", may_submit)
rule("withdraw_revision", may_withdraw_revision)


@bp.app_context_processor
def state_names() -> dict[str, object]:
    """A revision is shown on the pages of every later stage, by one name and one colour for each state.

    The comparison of two drafts asks the force-of-language watch, too.
    """
    return {
        "revision_state_names": STATE_NAMES,
        "revision_state_tones": STATE_TONES,
        "revision_kind_names": KIND_NAMES,
        "changes_in_words": changes_in_words,
        "words_left_out": words_left_out,
        "force_between": watch,
        "what_cites": what_cites,
    }


@bp.context_processor
def revision_names() -> dict[str, object]:
    return {"revision_state_meanings": STATE_MEANINGS}
