"""The page of a draft's brackets: what is not agreed, and who stands where."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.drafts.brackets.labels import STANCE_NAMES
from consult.drafts.brackets.queries import bracketed_clauses, open_brackets
from consult.drafts.queries import draft_for
from consult.drafts.views import bp


@bp.app_context_processor
def bracket_names() -> dict[str, object]:
    return {"bracket_stance_names": STANCE_NAMES, "open_brackets": open_brackets}


@bp.get("/guidelines/<slug>/drafts/<int:number>/brackets")
def brackets(slug: str, number: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    found = bracketed_clauses(draft)
    return render_template(
        "drafts/brackets/brackets.html",
        guideline=draft.guideline,
        draft=draft,
        membership=membership,
        clauses=found,
        count=sum(len(clause.found.brackets) for clause in found),
    )
