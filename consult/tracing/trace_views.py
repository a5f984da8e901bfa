"""A clause's ledger, a comment's journey, and the way to it by a reference."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.comments.queries import comment_for
from consult.drafts.queries import clause_for
from consult.tracing.blueprint import bp


@bp.get("/clauses/<uid>")
def clause(uid: str) -> ResponseReturnValue:
    found, standing = clause_for(current_user, uid) or abort(404)
    return render_template("tracing/clause.html", clause=found, standing=standing)


@bp.get("/comments/<reference>")
def comment(reference: str) -> ResponseReturnValue:
    found, standing = comment_for(current_user, reference) or abort(404)
    return render_template("tracing/comment.html", comment=found, standing=standing)


@bp.get("/find")
def find() -> ResponseReturnValue:
    """From a reference, however it was typed, to the comment's journey; says so when there is none to see."""
    asked = request.args.get("reference", "")
    reference = tidied(asked)
    if reference and comment_for(current_user, reference) is not None:
        return redirect(url_for("tracing.comment", reference=reference))
    return render_template("tracing/find.html", asked=asked), 404 if asked else 200


def tidied(typed: str) -> str:
    """A reference as it is kept: capitals, one hyphen after five; letters that Crockford's alphabet reads as digits."""
    letters = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    letters = letters.translate(str.maketrans("OIL", "011"))
    return f"{letters[:5]}-{letters[5:]}" if len(letters) == 10 else typed.strip()
