"""The ballots of a guideline; one ballot with its form, and its result when it has closed."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.core import clock
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment
from consult.drafts.queries import guideline_for
from consult.drafts.text_diff import changed_share, difference
from consult.voting import actions, queries, rules
from consult.voting.blueprint import ballot_names, ballot_redline, bp
from consult.voting.forms import VoteForm
from consult.voting.interests.queries import handled_interest
from consult.voting.labels import CHOICE_NAMES, missed_in_words, outcome_in_words, rule_in_words
from consult.voting.models import Ballot, Choice, Vote
from consult.voting.rationale import reasons_for
from consult.voting.tally import Tally


@bp.get("/guidelines/<slug>/ballots")
def ballots(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    found = queries.ballots_of(guideline)
    seat = queries.seat_of(current_user, guideline)
    running = [ballot for ballot in found if ballot.closed_at is None]
    return render_template(
        "voting/ballots.html",
        guideline=guideline,
        membership=membership,
        running=[(b, queries.turnout(b), _own_vote(b, seat)) for b in running],
        closed=[(b, queries.tally_of(b)) for b in found if b.closed_at is not None],
        ready=queries.ready_for_a_ballot(guideline) if membership.chair else [],
        seat=seat,
        missed=missed_in_words,
        **ballot_names(),
    )


@bp.route("/ballots/<int:ballot_id>", methods=["GET", "POST"])
def ballot(ballot_id: int) -> ResponseReturnValue:
    ballot, membership = queries.ballot_for(current_user, ballot_id) or abort(404)
    ballot = _opened(ballot)
    member = queries.seat_of(current_user, membership.guideline)
    form = VoteForm(obj=_own_vote(ballot, member))
    if handled_interest(member, ballot.revision) is not None:
        form.put_recused_first()
    if not form.is_submitted():
        return _page(ballot, membership, form)
    if not membership.signed_in:
        raise Refused(_("Sign in to vote. What you typed is below."))
    rules.may_vote(member, queries.seat_in(ballot, member), ballot, clock.now()).enforce()
    if member is None or not form.validate():
        return _page(ballot, membership, form)
    actions.cast_vote(
        member,
        ballot,
        Choice(form.choice.data),
        reason=form.reason.data,
        acceptable_wording=form.acceptable_wording.data,
    )
    db.session.commit()
    flash(_("Your vote is recorded. You can change it until the ballot closes."))
    return redirect(url_for("voting.ballot", ballot_id=ballot_id))


def _own_vote(ballot: Ballot, member: Appointment | None) -> Vote | None:
    return queries.standing_vote(queries.seat_in(ballot, member))


def _opened(ballot: Ballot) -> Ballot:
    """Whoever looks first after its time has come finds it open."""
    ballot = actions.open_when_due(ballot)
    db.session.commit()
    return ballot


def _page(ballot: Ballot, membership: Membership, form: VoteForm) -> ResponseReturnValue:
    now = clock.now()
    member = queries.seat_of(current_user, membership.guideline)
    seat = queries.seat_in(ballot, member)
    shown = rules.may_see_results(membership, ballot)
    tally = queries.tally_of(ballot) if shown else None
    return render_template(
        "voting/ballot.html",
        ballot=ballot,
        revision=ballot.revision,
        membership=membership,
        form=form,
        seat=member,
        voting=rules.may_vote(member, seat, ballot, now),
        history=queries.votes_through(seat),
        reasons=reasons_for(ballot.revision, membership, now),
        segments=ballot_redline(ballot.revision),
        rule_says=rule_in_words(queries.rule_of(ballot), tally.seated if tally else queries.turnout(ballot)[1]),
        turnout=queries.turnout(ballot),
        shown=shown,
        roll_call=queries.roll_call(ballot) if shown else [],
        acceptable=_acceptable(ballot),
        **(_outcome(tally) if tally else {}),
        **ballot_names(),
    )


def _acceptable(ballot: Ballot) -> Any:
    """What an objector could accept, as a redline where it is a version of the words proposed."""
    proposed = ballot.revision.proposed_text

    def segments(words: str) -> Any:
        return difference(proposed, words) if changed_share(proposed, words) < 0.5 else None

    return segments


def _outcome(tally: Tally) -> dict[str, Any]:
    counts = [(CHOICE_NAMES[choice], getattr(tally, choice.value), None, "") for choice in Choice]
    return {"tally": tally, "outcome": outcome_in_words(tally), "counts": counts}
