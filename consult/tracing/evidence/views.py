"""The evidence pack of a guideline, for whoever may read it."""

import tempfile
from collections.abc import Iterator

from flask import Response, abort
from flask_babel import gettext as _
from flask_login import current_user

from consult.core import clock
from consult.core.ruling import Refused
from consult.core.streaming import download, stream_pieces
from consult.core.transparency.backfill import backfill_waits
from consult.core.transparency.queries import latest_checkpoint
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for
from consult.tracing.blueprint import bp
from consult.tracing.evidence.pack import check_program, write_pack


@bp.get("/guidelines/<slug>/evidence.zip")
def evidence_pack(slug: str) -> Response:
    """The whole log with what any visitor may read, and the program that checks it."""
    found, _membership = guideline_for(current_user, slug) or abort(404)
    if backfill_waits():
        raise Refused(_("The site was brought up to a newer version, and its log is being completed: try again later."))
    checkpoint = latest_checkpoint(found.id)
    if checkpoint is None:
        raise Refused(_("Nothing of this guideline is sealed yet. That happens within seconds: try again."))
    return download(_pieces(found), content_type="application/zip", name=f"{found.slug}-evidence-{checkpoint.size}.zip")


@bp.get("/receipts/check.py")
def program() -> Response:
    """One file that checks packs and receipts without this site."""
    headers = {"Content-Disposition": 'attachment; filename="check.py"'}
    return Response(check_program(), mimetype="text/x-python", headers=headers)


def _pieces(guideline: Guideline) -> Iterator[bytes]:
    """Made whole in a file first: one reading of the database, however slow the reader's line is."""
    with tempfile.TemporaryFile() as file:
        write_pack(guideline, file, clock.now())
        yield from stream_pieces(file)
