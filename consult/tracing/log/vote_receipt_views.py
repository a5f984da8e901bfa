"""A vote's receipt: that it counts. By roll call what it was, once the ballot is closed; of a secret one never.

A secret ballot's receipt proves, once it is closed, that the seat took part and nothing else: nobody can be made to
show a choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.ruling import Refused
from consult.core.transparency import queries as logs
from consult.core.transparency.checkpoints import read_head
from consult.core.transparency.commitments import found
from consult.core.transparency.models import LogLeaf
from consult.tracing.blueprint import bp
from consult.tracing.log.labels import in_words
from consult.tracing.log.receipt_files import RECOMPUTE, receipt_file
from consult.voting.models import Ballot, BallotSeat, Vote
from consult.voting.queries import ballot_for, seat_in, seat_of, standing_vote
from consult.voting.statements import content_of_seat, content_of_vote


@dataclass(frozen=True)
class VoteReceipt:
    """The leaf that a seat's taking part made; what it is of is shown where it may be."""

    ballot: Ballot
    seat: BallotSeat
    leaf: LogLeaf
    made_of: Mapping[str, Any]

    @property
    def opened(self) -> bool:
        return self.ballot.closed_at is not None

    @property
    def content(self) -> Mapping[str, Any]:
        return found(self.made_of) if self.leaf.as_found else self.made_of


def _own_vote(ballot_id: int) -> VoteReceipt:
    ballot, _membership = ballot_for(current_user, ballot_id) or abort(404)
    seat = seat_in(ballot, seat_of(current_user, ballot.revision.guideline))
    if seat is None:
        raise Refused(_("Only whoever has a seat in this ballot has a receipt of it."))
    vote: Vote | None = None if ballot.secret else standing_vote(seat)
    if vote is None and not seat.took_part:
        raise Refused(_("Nothing was cast for your seat in this ballot yet."))
    if vote is not None:
        about, kind, made_of = ("vote", vote.id), "vote", content_of_vote(vote)
    else:
        about, kind, made_of = ("ballot_seat", seat.id), "seat", content_of_seat(seat, ballot)
    leaf = logs.leaves_about(about[0], [about[1]], kind).get(about[1])
    return VoteReceipt(ballot, seat, leaf or abort(404), made_of)


@bp.get("/ballots/<int:ballot_id>/receipt")
@login_required
def vote_receipt(ballot_id: int) -> ResponseReturnValue:
    own = _own_vote(ballot_id)
    proof = logs.proof_of(own.leaf)
    head = read_head(proof.checkpoint) if proof is not None else None
    content = list(in_words(own.content)) if own.opened else []
    told = {"proof": proof, "head": head, "content": content, "recompute": RECOMPUTE}
    return render_template("tracing/log/vote_receipt.html", own=own, **told)


@bp.get("/ballots/<int:ballot_id>/receipt.json")
@login_required
def vote_receipt_as_file(ballot_id: int) -> ResponseReturnValue:
    """What may be shown: before a roll call closes there is none."""
    own = _own_vote(ballot_id)
    if not own.opened:
        raise Refused(_("The file is there when the ballot is closed. Until then the commitment stands for the vote."))
    kept = logs.log_of(own.leaf.log_id)
    keys = logs.keys_of(kept.origin) if kept is not None and kept.origin else []
    name = f'attachment; filename="ballot-{ballot_id}.json"'
    written = receipt_file(own.content, own.leaf, logs.proof_of(own.leaf), keys)
    return Response(written, mimetype="application/json", headers={"Content-Disposition": name})
