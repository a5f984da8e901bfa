"""The log of a guideline: its page, its tiles for whoever keeps a copy, its witnesses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.ruling import Refused
from consult.core.transparency import queries as logs
from consult.core.transparency.models import SITE_LOG, Checkpoint, Witness
from consult.core.transparency.notes import LARGEST, MalformedNote
from consult.core.transparency.tiles import read_tile_path
from consult.core.transparency.witnessing import (
    UnsoundCosignature,
    accept_cosignatures,
    add_witness,
    note_refused,
    remove_witness,
    vouching_for,
)
from consult.core.urls import absolute_url
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for, guidelines_for
from consult.tracing.blueprint import bp
from consult.tracing.log.forms import CosignatureForm, WitnessForm, sent_in
from consult.tracing.rules import may_name_witnesses

FOREVER = "public, max-age=31536000, immutable"


def _log_id(slug: str | None) -> int:
    """The guideline's own log, or the site's."""
    if slug is None:
        return SITE_LOG
    found, _membership = guideline_for(current_user, slug) or abort(404)
    return found.id


def _checkpoint(slug: str | None) -> Checkpoint:
    return logs.latest_checkpoint(_log_id(slug)) or abort(404)


@dataclass(frozen=True)
class KeptLog:
    """A log as the list shows it; `guideline` None: the site's own."""

    guideline: Guideline | None
    checkpoint: Checkpoint | None
    vouched: int  # entries that a witness vouches for


def _kept_logs(guidelines: Sequence[Guideline]) -> list[KeptLog]:
    """Of each guideline, and the site's own; two queries."""
    whose: dict[int, Guideline | None] = {**{one.id: one for one in guidelines}, SITE_LOG: None}
    latest, vouched = logs.latest_checkpoints(whose), logs.sizes_vouched_for(whose)
    return [KeptLog(whose[number], latest.get(number), vouched.get(number, 0)) for number in whose]


@bp.get("/log", endpoint="logs")
def logs_of_site() -> ResponseReturnValue:
    """Every log that they may read: one for each guideline, and the site's own."""
    kept = _kept_logs(guidelines_for(current_user))
    return render_template("tracing/log/logs.html", logs=kept, address=absolute_url("tracing.logs"))


@bp.get("/log/<slug>")
def log(slug: str) -> ResponseReturnValue:
    """What the record's log is, how far it is sealed, who vouches for it, how to check it."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    checkpoint = logs.latest_checkpoint(guideline.id)
    kept = logs.log_of(guideline.id)
    return render_template(
        "tracing/log/log.html",
        guideline=guideline,
        address=absolute_url("tracing.log", slug=slug),
        checkpoint=checkpoint,
        note=logs.cosigned_note(checkpoint).written if checkpoint is not None else "",
        keys=logs.keys_of(kept.origin) if kept is not None and kept.origin else [],
        changes=[key for key in logs.log_keys() if key.statement],
        vouching=vouching_for(guideline.id),
        may_name=may_name_witnesses(membership),
    )


@bp.get("/log/<slug>/checkpoint")
@bp.get("/site-log/checkpoint", defaults={"slug": None})
def log_checkpoint(slug: str | None) -> ResponseReturnValue:
    """C2SP tlog-tiles: the signed head, with the lines of witnesses."""
    return _text(logs.cosigned_note(_checkpoint(slug)).written)


@bp.get("/log/<slug>/tile/<int:level>/<path:tile>")
@bp.get("/site-log/tile/<int:level>/<path:tile>", defaults={"slug": None})
def log_tile(slug: str | None, level: int, tile: str) -> ResponseReturnValue:
    """C2SP tlog-tiles: hashes of one level."""
    return _bytes(logs.tile_of(_log_id(slug), min(level, 63), *_tile(tile)))


@bp.get("/log/<slug>/tile/entries/<path:tile>")
@bp.get("/site-log/tile/entries/<path:tile>", defaults={"slug": None})
def log_entries(slug: str | None, tile: str) -> ResponseReturnValue:
    """C2SP tlog-tiles: what the leaves are of; commitments, no words."""
    return _bytes(logs.entries_of_log(_log_id(slug), *_tile(tile)))


@bp.get("/log/<slug>/request")
@bp.get("/site-log/request", defaults={"slug": None})
def log_request(slug: str | None) -> ResponseReturnValue:
    """What a witness asks for that saw `?old=` leaves last: how the log grew, and what to cosign."""
    checkpoint, old = _checkpoint(slug), request.args.get("old", 0, type=int)
    if not 0 <= old <= checkpoint.size:
        abort(404)
    return _text(logs.request_for_witness(checkpoint, old).written)


@bp.route("/log/<slug>/cosignature", methods=["GET", "POST"])
def cosignature(slug: str) -> ResponseReturnValue:
    """A witness hands in its line: by its command, or by hand. Anybody may; only what verifies is kept."""
    guideline, _membership = guideline_for(current_user, slug) or abort(404)
    form, status = CosignatureForm(), 200
    if form.validate_on_submit():
        try:
            kept = accept_cosignatures(sent_in(form.note, form.file, LARGEST), guideline.id)
        except UnsoundCosignature as unsound:
            db.session.rollback()
            note_refused(unsound)
            db.session.commit()
            _given_in(form).errors, status = [str(unsound)], 422
        except (MalformedNote, Refused) as refused:
            _given_in(form).errors, status = [str(refused)], 422
        else:
            db.session.commit()
            flash(_("Kept: %(names)s.", names=", ".join(witness.name for witness in kept)))
            return redirect(url_for("tracing.log", slug=slug))
    elif form.is_submitted():
        status = 422
    return render_template("tracing/log/cosignature.html", guideline=guideline, form=form), status


def _given_in(form: CosignatureForm) -> Any:
    """The field that the reader filled in."""
    return form.file if form.file.data else form.note


@bp.route("/log/<slug>/witnesses", methods=["GET", "POST"])
@login_required
def name_witness(slug: str) -> ResponseReturnValue:
    """The secretariat names who vouches: for every log of the site."""
    guideline = _named_by(slug)
    form = WitnessForm()
    if form.validate_on_submit():
        try:
            add_witness(form.vkey.data, form.run_by.data, by=current_user, guideline_id=guideline.id)
        except (MalformedNote, Refused) as refused:
            form.vkey.errors = [str(refused)]
        else:
            db.session.commit()
            flash(_("The witness is named. Readers see how far it has come."))
            return redirect(url_for("tracing.log", slug=slug))
    page = render_template("tracing/log/witness.html", guideline=guideline, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.post("/log/<slug>/witnesses/<int:witness_id>/remove")
@login_required
def dismiss_witness(slug: str, witness_id: int) -> ResponseReturnValue:
    guideline = _named_by(slug)
    remove_witness(db.get_or_404(Witness, witness_id), by=current_user, guideline_id=guideline.id)
    db.session.commit()
    flash(_("It is no longer a witness. What it signed stays."))
    return redirect(url_for("tracing.log", slug=slug))


def _named_by(slug: str) -> Guideline:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_name_witnesses(membership).enforce()
    return guideline


def _tile(path: str) -> tuple[int, int]:
    return read_tile_path(path) or abort(404)


def _text(text: str) -> Response:
    return Response(text, mimetype="text/plain", headers={"Cache-Control": "no-cache"})


def _bytes(held: bytes | None) -> Response:
    if held is None:
        abort(404)
    return Response(held, mimetype="application/octet-stream", headers={"Cache-Control": FOREVER})
