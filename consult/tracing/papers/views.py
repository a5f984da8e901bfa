"""The publication pack of a draft: asked for by the team, taken by everyone who may read the draft."""

import io

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.ruling import Refused
from consult.core.streaming import download, stream_pieces
from consult.drafts.queries import draft_for
from consult.tracing.background_jobs.labels import JOB_STATE_NAMES
from consult.tracing.blueprint import bp
from consult.tracing.papers.actions import ask_for_pack
from consult.tracing.papers.queries import making_job, pack_of, taken_back_since
from consult.tracing.papers.rules import may_make_pack


@bp.get("/guidelines/<slug>/drafts/<int:number>/pack", endpoint="pack")
def pack_page(slug: str, number: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    pack = pack_of(draft)
    return render_template(
        "tracing/papers/pack.html",
        draft=draft,
        guideline=draft.guideline,
        membership=membership,
        pack=pack,
        taken_back=taken_back_since(pack) if pack is not None else 0,
        job=making_job(draft),
        job_states=JOB_STATE_NAMES,
        ruling=may_make_pack(membership, draft),
    )


@bp.post("/guidelines/<slug>/drafts/<int:number>/pack")
@login_required
def make_pack(slug: str, number: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    ask_for_pack(membership, draft, by=current_user)
    db.session.commit()
    flash(_("The pack is being made. This page says how far it is."))
    return redirect(url_for("tracing.pack", slug=slug, number=number))


@bp.get("/guidelines/<slug>/drafts/<int:number>/pack.zip")
def take_pack(slug: str, number: int) -> Response:
    """The last one that was made, unless something in it was taken back since."""
    draft, _membership = draft_for(current_user, slug, number) or abort(404)
    pack = pack_of(draft) or abort(404)
    if taken_back_since(pack):
        raise Refused(_("Something in this pack was changed or taken back since it was made. It must be made again."))
    name = f"{slug}-draft-{number}.zip"
    return download(stream_pieces(io.BytesIO(pack.content)), content_type="application/zip", name=name)
