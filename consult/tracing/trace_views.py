"""A clause's ledger, a comment's journey, and the way to it by a reference."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.analysis.queries import may_read_themes_of
from consult.comments.blueprint import not_shown
from consult.comments.queries import comment_for, withdrawn_for
from consult.comments.references import read_reference
from consult.drafts.adoption.queries import adopted_texts
from consult.drafts.queries import clause_for
from consult.drafts.text_diff import difference
from consult.responses.queries import satisfaction_with
from consult.tracing.blueprint import bp
from consult.tracing.journey import journey_of
from consult.tracing.ledger import deletion_of, kinships_of, ledger_of


@bp.get("/clauses/<uid>")
def clause(uid: str) -> ResponseReturnValue:
    found, membership = clause_for(current_user, uid) or abort(404)
    return render_template(
        "tracing/clause.html",
        clause=found,
        membership=membership,
        ledger=ledger_of(found, membership),
        deleted=deletion_of(found),
        kinships=kinships_of(found),
        elsewhere=adopted_texts(found, current_user),
        reads_themes=may_read_themes_of(current_user, found.guideline),
    )


@bp.get("/comments/<reference>/journey")
def comment(reference: str) -> ResponseReturnValue:
    known = comment_for(current_user, reference)
    if known is None:
        return not_shown(reference)
    found, membership = known
    return render_template(
        "tracing/comment.html",
        comment=found,
        membership=membership,
        journey=journey_of(found, membership),
        reads_themes=may_read_themes_of(current_user, membership.guideline),
        proposed_redline=difference,
        said_of_it=satisfaction_with(found),
    )


@bp.get("/follow")
def find() -> ResponseReturnValue:
    """From a reference, however it was typed, to the comment's journey; says so when there is none to see."""
    asked = request.args.get("reference", "").strip()
    reference = read_reference(asked) or asked
    if reference and comment_for(current_user, reference) is not None:
        return redirect(url_for("tracing.comment", reference=reference))
    if reference and withdrawn_for(current_user, reference) is not None:
        return not_shown(reference)
    return render_template("tracing/find.html", asked=asked), 404 if asked else 200
