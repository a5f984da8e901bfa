"""A comment's receipt for its owner: page, file, proof, picture; and a check of receipts for everyone."""

from dataclasses import dataclass, replace

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy import select

from consult.accounts import signed_links
from consult.comments.blueprint import link_of_a_receipt
from consult.comments.models import Comment, CommentVersion
from consult.comments.papers.links import comment_of_receipt_link
from consult.comments.queries import comment_for
from consult.comments.references import read_reference
from consult.comments.statements import content_of_comment
from consult.core.database import db
from consult.core.ruling import Refused
from consult.core.transparency import queries as logs
from consult.core.transparency.checkpoints import InclusionProof, read_head
from consult.core.transparency.commitments import found
from consult.core.transparency.models import LogLeaf
from consult.core.transparency.notes import MalformedNote, VerifierKey
from consult.core.transparency.witnessing import vouching_for
from consult.core.urls import absolute_url, qr_code
from consult.tracing.blueprint import bp
from consult.tracing.log.forms import ReceiptCheckForm, sent_in
from consult.tracing.log.labels import in_words
from consult.tracing.log.receipt_files import (
    LARGEST,
    RECOMPUTE,
    ReceiptCheck,
    check_receipt,
    comment_in,
    receipt_file,
)


@dataclass(frozen=True)
class OwnReceipt:
    """One version of a comment with its leaf, for whoever said it."""

    comment: Comment
    version: CommentVersion
    leaf: LogLeaf

    @property
    def content(self) -> dict[str, object]:
        content = content_of_comment(self.version)
        return found(content) if self.leaf.as_found else content

    @property
    def proof(self) -> InclusionProof | None:
        return logs.proof_of(self.leaf)

    @property
    def file(self) -> bytes:
        version = self.version
        return receipt_file(
            self.content,
            self.leaf,
            self.proof,
            _keys(self.leaf),
            author=version.author_shown,
            author_salt=version.author_salt,
        )


def _keys(leaf: LogLeaf) -> list[VerifierKey]:
    kept = logs.log_of(leaf.log_id)
    return list(logs.keys_of(kept.origin)) if kept is not None and kept.origin else []


def _own(reference: str, number: int | None) -> OwnReceipt:
    """Only its author has the receipt: it holds the salt, with which a guess at the words could be tried."""
    comment, _membership = comment_for(current_user, reference) or abort(404)
    if comment.author_id != current_user.id:
        raise Refused(_("Only who said it has the receipt. Whether a receipt holds, anybody can check."))
    return _receipt_of(comment, number)


def _receipt_of(comment: Comment, number: int | None = None) -> OwnReceipt:
    """Of the version of this number, or of the newest."""
    chosen = [version for version in comment.versions if number in {None, version.number}]
    if not chosen:
        abort(404)
    leaf = logs.leaves_about("comment_version", [chosen[-1].id], "comment").get(chosen[-1].id)
    return OwnReceipt(comment, chosen[-1], leaf or abort(404))


@bp.get("/comments/<reference>/receipt")
@login_required
def receipt(reference: str) -> ResponseReturnValue:
    """What was said, the commitment and its salt, the place in the log, and how to compute it again."""
    own = _own(reference, request.args.get("version", type=int))
    proof = own.proof
    check = absolute_url("tracing.check", reference=reference, commitment=own.leaf.commitment.hex())
    return render_template(
        "tracing/log/receipt.html",
        comment=own.comment,
        version=own.version,
        leaf=own.leaf,
        content=list(in_words(own.content)),
        author=list(in_words(own.version.author_shown or {})),
        proof=proof,
        head=read_head(proof.checkpoint) if proof is not None else None,
        vouching=[one for one in vouching_for(own.leaf.log_id) if one.covers(own.leaf.log_index)],
        check=check,
        check_page=absolute_url("tracing.check"),
        picture=qr_code(check),
        recompute=RECOMPUTE,
    )


@bp.get("/comments/<reference>/receipt.json")
@login_required
def receipt_as_file(reference: str) -> ResponseReturnValue:
    return _as_file(_own(reference, request.args.get("version", type=int)))


@bp.get("/receipts/of/<token>")
def receipt_by_link(token: str) -> ResponseReturnValue:
    """The same file for a guest, who has no password: by a link that opens nothing else."""
    try:
        comment = comment_of_receipt_link(token)
    except signed_links.LinkExpired:
        comment = None
    if comment is None:
        return render_template("comments/link_broken.html", instead=link_of_a_receipt()), 404
    return _as_file(_receipt_of(comment))


def _as_file(own: OwnReceipt) -> Response:
    name = f'attachment; filename="{own.comment.reference}.json"'
    return Response(own.file, mimetype="application/json", headers={"Content-Disposition": name})


@bp.get("/comments/<reference>/receipt.tlog-proof")
@login_required
def receipt_as_proof(reference: str) -> ResponseReturnValue:
    """C2SP tlog-proof; the entry that is proved stands in its `extra` line."""
    own = _own(reference, request.args.get("version", type=int))
    proof = whole_proof(own.leaf) or abort(404)
    name = f'attachment; filename="{own.comment.reference}.tlog-proof"'
    return Response(proof.written, mimetype="text/plain", headers={"Content-Disposition": name})


@bp.route("/receipts/check", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """Whether a receipt holds: its file or proof pasted here, or its reference and commitment from paper."""
    form, status, given = ReceiptCheckForm(), 200, b""
    checks: list[ReceiptCheck] = []
    if form.validate_on_submit():
        given = sent_in(form.receipt, form.file, LARGEST)
        try:
            checks = list(check_receipt(given, _every_key()))
        except MalformedNote as malformed:
            says = _("Give the file that the page of the receipt gave you: its name ends in .json or .tlog-proof.")
            field, status = form.file if form.file.data else form.receipt, 422
            field.errors = [f"{malformed} {says}"]
    elif form.is_submitted():
        status = 422
    leaf = _leaf_of_paper(request.args.get("reference", ""), request.args.get("commitment", ""))
    proof = whole_proof(leaf) if leaf is not None else None
    return render_template(
        "tracing/log/check.html",
        form=form,
        checks=checks,
        erased=bool(checks) and _was_erased(*comment_in(given)),
        asked=request.args.get("reference", ""),
        commitment=request.args.get("commitment", ""),
        leaf=leaf,
        proof=proof,
        head=read_head(proof.checkpoint) if proof is not None else None,
    ), status


def whole_proof(leaf: LogLeaf) -> InclusionProof | None:
    """With the entry that is proved: what it says is told by the proof itself."""
    proof = logs.proof_of(leaf)
    return replace(proof, extra=leaf.entry) if proof is not None else None


def _every_key() -> list[VerifierKey]:
    """Of each log that a reader may know of, under its own name."""
    return [key for origin in logs.origins() for key in logs.keys_of(origin)]


def _was_erased(number: int, commitment: str) -> bool:
    """Whether what a receipt is of was erased here since: its leaf stands, its salt is gone."""
    leaf = logs.leaves_about("comment_version", [number], "comment").get(number)
    return leaf is not None and leaf.salt is None and leaf.commitment.hex() == commitment


def _leaf_of_paper(typed: str, commitment: str) -> LogLeaf | None:
    """The leaf of a comment, for who holds its reference and its commitment: nothing of it is shown but its place."""
    reference = read_reference(typed)
    if reference is None or not commitment:
        return None
    query = select(CommentVersion.id).join(CommentVersion.comment).where(Comment.reference == reference)
    numbers = db.session.scalars(query).all()
    leaves = logs.leaves_about("comment_version", numbers, "comment").values()
    return next((leaf for leaf in leaves if leaf.commitment.hex() == commitment.strip().lower()), None)
