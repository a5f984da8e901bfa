"""The ballots of a guideline; one ballot with its form, its life and its result; the certificate."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core import clock
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.ruling import Refused, Ruling
from consult.core.transparency.queries import leaves_about
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment
from consult.drafts.queries import guideline_for
from consult.drafts.text_diff import changed_share, difference
from consult.revisions.rules import on_draft_in_force
from consult.voting import actions, life, queries, rules
from consult.voting.blueprint import ballot_names, ballot_redline, bp, terms_digest
from consult.voting.forms import IndicationForm, ObjectionAnswerForm, VoteForm
from consult.voting.group.queries import procedure_of
from consult.voting.interests.queries import handled_interest
from consult.voting.joint.queries import kinds_of_joint_items
from consult.voting.labels import (
    CHOICE_NAMES,
    EVENT_NAMES,
    GRADIENT_NAMES,
    missed_in_words,
    outcome_in_words,
    rule_in_words,
    secrecy_in_words,
)
from consult.voting.models import Ballot, Choice, Gradient, Majority, Vote
from consult.voting.rationale import reasons_for
from consult.voting.tally import Tally


@bp.get("/guidelines/<slug>/ballots")
def ballots(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    found = queries.ballots_of(guideline)
    seat = queries.seat_of(current_user, guideline)
    running = [ballot for ballot in found if ballot.closed_at is None]
    now = clock.now()
    waiting = [(ballot, (now - (ballot.closed_at or now)).days) for ballot in queries.waiting_decisions(guideline)]
    return render_template(
        "voting/ballots.html",
        guideline=guideline,
        membership=membership,
        running=[queries.running_ballot(b, seat) for b in running],
        kinds=kinds_of_joint_items(guideline.id),
        closed=[(b, queries.tally_if_countable(b)) for b in found if b.closed_at is not None],
        ready=queries.ready_for_a_ballot(guideline) if membership.chair else [],
        waiting=waiting,
        seat=seat,
        missed=missed_in_words,
        **ballot_names(),
    )


@bp.route("/ballots/<int:ballot_id>", methods=["GET", "POST"])
def ballot(ballot_id: int) -> ResponseReturnValue:
    ballot, membership = queries.ballot_for(current_user, ballot_id) or abort(404)
    if actions.is_due_to_open(ballot, clock.now()):
        ballot = actions.open_when_due(ballot)
        db.session.commit()
    member = queries.seat_of(current_user, membership.guideline)
    form = _vote_form(ballot, _own_vote(ballot, member))
    if isinstance(form, VoteForm) and handled_interest(member, ballot.revision) is not None:
        form.put_recused_first()
    if not form.is_submitted():
        return _page(ballot, membership, form)
    if not membership.signed_in:
        raise Refused(_("Sign in to vote. What you typed is below."))
    seat = queries.seat_in(ballot, member)
    rules.may_vote(member, seat, ballot, clock.now(), standing=queries.standing_vote(seat)).enforce()
    if form.terms.data and form.terms.data != terms_digest(ballot):
        raise Stale(_("The rule or the words of this ballot changed meanwhile. Read it again, then vote."))
    if member is None or not form.validate():
        return _page(ballot, membership, form)
    actions.cast_vote(member, ballot, **form.says)
    db.session.commit()
    if ballot.secret:
        flash(_("Your vote is in. Nobody can find it again, and it cannot be changed."))
    else:
        flash(_("Your vote is recorded. You can change it until the ballot closes."))
    return redirect(url_for("voting.ballot", ballot_id=ballot_id))


def _vote_form(ballot: Ballot, vote: Vote | None) -> VoteForm | IndicationForm:
    terms = terms_digest(ballot)
    if ballot.majority != Majority.INDICATIVE:
        form = VoteForm.opened_with(vote)
        form.terms.data = form.terms.data or terms
        return form
    stands = (vote.gradient or vote.choice) if vote is not None else None
    indication = IndicationForm(choice=stands, reason=vote.reason if vote is not None else "")
    indication.terms.data = indication.terms.data or terms
    return indication


@bp.post("/ballots/<int:ballot_id>/sustained")
@login_required
def answer_question(ballot_id: int) -> ResponseReturnValue:
    """Who objected sustains or lifts it."""
    ballot, membership = queries.ballot_for(current_user, ballot_id) or abort(404)
    member = queries.seat_of(current_user, membership.guideline)
    vote = _own_vote(ballot, member)
    if member is None or vote is None:
        raise Refused(_("Nobody asks you about an objection here."))
    form = ObjectionAnswerForm()
    if not form.validate_on_submit():
        return _page(ballot, membership, _vote_form(ballot, vote), answer=form)
    life.answer_question(member, vote, lifted=form.lifted.data == "yes", answer=form.answer.data)
    db.session.commit()
    flash(_("Your answer is recorded, with its date."))
    return redirect(url_for("voting.ballot", ballot_id=ballot_id))


@bp.get("/ballots/<int:ballot_id>/certificate")
def certificate(ballot_id: int) -> ResponseReturnValue:
    """A statement of the result, for printing: of a closed ballot, certified or not yet or void, as it says."""
    ballot, membership = queries.ballot_for(current_user, ballot_id) or abort(404)
    if ballot.closed_at is None or ballot.tally is None:
        abort(404)
    tally = queries.tally_of(ballot)
    return render_template(
        "voting/certificate.html",
        ballot=ballot,
        revision=ballot.revision,
        membership=membership,
        rule_says=rule_in_words(queries.rule_of(ballot), tally.seated),
        roll_call=queries.roll_call(ballot),
        events=queries.events_of(ballot),
        segments=ballot_redline(ballot.revision),
        sealed=leaves_about(Ballot.__tablename__, [ballot.id], "tally").get(ballot.id),
        **_outcome(tally),
        **_words(),
    )


def _own_vote(ballot: Ballot, member: Appointment | None) -> Vote | None:
    return queries.standing_vote(queries.seat_in(ballot, member))


def _page(
    ballot: Ballot, membership: Membership, form: VoteForm | IndicationForm, answer: ObjectionAnswerForm | None = None
) -> ResponseReturnValue:
    now = clock.now()
    member = queries.seat_of(current_user, membership.guideline)
    seat = queries.seat_in(ballot, member)
    own = queries.standing_vote(seat)
    shown = rules.may_see_results(membership, ballot)
    tally = queries.tally_if_countable(ballot) if shown else None
    if shown and tally is None:
        shown = Ruling(_("There are more votes than seats in this ballot, so it has no result."))
    return render_template(
        "voting/ballot.html",
        ballot=ballot,
        revision=ballot.revision,
        membership=membership,
        form=form,
        seat=member,
        held=seat,
        voting=rules.may_vote(member, seat, ballot, now, standing=own),
        history=queries.votes_through(seat),
        asked=queries.open_question_on(own) if own is not None and ballot.closed_at is None else None,
        answer=answer or ObjectionAnswerForm(None),
        reasons=reasons_for(ballot.revision, membership, now),
        segments=ballot_redline(ballot.revision),
        rule_says=rule_in_words(queries.rule_of(ballot), tally.seated if tally else queries.units_of(ballot)),
        turnout=queries.turnout(ballot),
        shown=shown,
        roll_call=queries.roll_call(ballot) if shown else [],
        papers=queries.papers_of(ballot) if shown and ballot.closed_at else [],
        questions=queries.questions_on(ballot) if shown else {},
        acceptable=_acceptable(ballot),
        **_before_and_after(ballot),
        **_what_next(ballot, membership),
        **(_outcome(tally) if tally else {}),
        **_words(),
    )


def _before_and_after(ballot: Ballot) -> dict[str, Any]:
    """What a reader has to know of it: what it departs from, what changed meanwhile, what came before and after."""
    revision = ballot.revision
    newer = life.newer_words(revision) if ballot.closed_at is None else None
    return {
        "secrecy": secrecy_in_words() if ballot.secret else [],
        "departs": actions.departures_of(ballot, _announced_at(ballot)) if ballot.departs_because else [],
        "superseded": ballot.closed_at is None and not on_draft_in_force(revision),
        "newer": newer,
        "newer_segments": difference(revision.base.text, newer.text) if newer and revision.base else [],
        "events": queries.events_of(ballot),
        "earlier": queries.earlier_ballots(ballot),
        "later": queries.later_ballot(ballot),
    }


def _what_next(ballot: Ballot, membership: Membership) -> dict[str, Any]:
    now, procedure = clock.now(), procedure_of(membership.guideline)
    return {
        "may_certify": rules.may_certify(membership, ballot, procedure=procedure, now=now),
        "may_void": rules.may_void(membership, ballot, now),
        "may_withdraw": rules.may_withdraw_decision(membership, ballot.revision) if ballot.carried else None,
    }


def _words() -> dict[str, Any]:
    return {"gradient_names": GRADIENT_NAMES, "event_names": EVENT_NAMES, **ballot_names()}


def _announced_at(ballot: Ballot) -> Any:
    events = queries.events_of(ballot)
    return events[0].at if events else ballot.opens_at


def _acceptable(ballot: Ballot) -> Any:
    """What an objector could accept, as a redline where it is a version of the words proposed."""
    proposed = ballot.revision.proposed_text

    def segments(words: str) -> Any:
        return difference(proposed, words) if changed_share(proposed, words) < 0.5 else None

    return segments


def _outcome(tally: Tally) -> dict[str, Any]:
    if tally.decides:
        chosen = [choice for choice in Choice if choice != Choice.INDICATED]
        counts = [(CHOICE_NAMES[choice], getattr(tally, choice.value), None, "") for choice in chosen]
        if tally.lifted:
            counts.append((_("Objection lifted"), tally.lifted, None, ""))
    else:
        counts = [(GRADIENT_NAMES[g], tally.gradients.get(g.value, 0), None, "") for g in Gradient]
        counts.append((CHOICE_NAMES[Choice.RECUSED], tally.recused, None, ""))
    return {"tally": tally, "outcome": outcome_in_words(tally), "counts": counts}
