"""The blueprint that all pages about comments hang on, and the words that they share."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from flask import Blueprint, abort, current_app, has_request_context, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.comments import labels as comment_labels
from consult.comments.models import Comment
from consult.comments.moderation.labels import HIDING_REASONS
from consult.comments.queries import erased_for, kept_back, withdrawn_for
from consult.comments.statements import changes_of, says_the_same
from consult.consultations.models import Round
from consult.core import clock
from consult.core.urls import is_web_address
from consult.drafts.labels import PILLAR_KIND_HEADINGS, STATUS_NAMES

bp = Blueprint("comments", __name__)
TO_THE_FORM = {f"comments.{page}" for page in ("read", "read_pillar", "read_text", "clause", "write")}


@bp.context_processor
def comment_names() -> dict[str, object]:
    """What comments are called, for the templates of this stage."""
    return {
        "hiding_reasons": HIDING_REASONS,
        "type_of": comment_labels.TYPE_NAMES,
        "says_the_same": says_the_same,
        "stance_of": comment_labels.STANCE_NAMES,
        "capacity_of": comment_labels.CAPACITY_NAMES,
        "channel_of": comment_labels.CHANNEL_NAMES,
        "status_of": STATUS_NAMES,
        "pillar_kinds": PILLAR_KIND_HEADINGS,
        "is_web_address": is_web_address,
        "changes_of": changes_of,
    }


@bp.app_context_processor
def words_for_comments() -> dict[str, object]:
    """For the templates of every stage. `spoken_as(comment)`: official, personal, or what nobody confirmed;
    `state_of_comment(comment)`: sent, waiting for a moderator, late."""
    return {"spoken_as": comment_labels.spoken_as, "state_of_comment": comment_labels.named_state}


@bp.url_defaults
def carry_the_round(endpoint: str, values: dict[str, Any]) -> None:
    """Who came from the page of a round (`?round=…`) keeps it from page to page of that draft, to the form."""
    named = request.args.get("round", "") if has_request_context() and endpoint in TO_THE_FORM else ""
    here = request.view_args or {} if named else {}
    if named and all(values.get(name) == here.get(name) for name in ("slug", "number")):
        values.setdefault("round", named)


def round_asked() -> str:
    """The slug of the round that the address names."""
    return request.args.get("round", "")


def named_first(rounds: Sequence[Round]) -> list[Round]:
    """The round that the address names stands first, and is the one that the form offers."""
    named = round_asked()
    return sorted(rounds, key=lambda round_: round_.slug != named)


def not_shown(reference: str) -> ResponseReturnValue:
    """404 for a comment that is not theirs to read; who comes from a mail without a session learns what to do."""
    erased = erased_for(current_user, reference)
    if erased is not None:
        return render_template("comments/erased.html", comment=erased), 410
    withdrawn = withdrawn_for(current_user, reference)
    if withdrawn is not None:
        return was_withdrawn(withdrawn)
    comment = kept_back(current_user if current_user.is_authenticated else None, reference) or abort(404)
    ended = comment.round.cancelled_at is not None or comment.round.closes_at <= clock.now()
    return render_template("comments/not_shown.html", comment=comment, ended=ended), 404


def link_of_a_receipt() -> str:
    """What to do where such a link is broken or too old."""
    return str(
        _("If it still does not work, choose a password for your address: your comments are under “My comments” then.")
    )


def was_withdrawn(comment: Comment) -> ResponseReturnValue:
    """That it was there and was taken back, and nothing of what it said or who said it."""
    return render_template("comments/withdrawn.html", comment=comment), 410


def signed_in_to_write(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Who comes without a session is led to sign in; who *sends* without one is shown what they typed, not led away."""

    @wraps(view)
    def guarded(**asked: Any) -> ResponseReturnValue:
        if current_user.is_authenticated:
            return view(**asked)
        if request.method == "POST":
            abort(401)
        led: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return led

    return guarded
