"""Opening ballots together, voting en bloc, taking an item out; words that experts could accept."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.core import clock
from consult.core.database import db
from consult.core.forms import in_zone
from consult.core.ruling import Refused, Ruling
from consult.core.templating import rule
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Guideline
from consult.drafts.queries import guideline_for
from consult.responses.forms import row_number
from consult.revisions.advice.views import say_taken
from consult.revisions.rules import may_propose
from consult.revisions.wording import is_whole_clause
from consult.voting.actions import Conduct
from consult.voting.blueprint import ballot_names, ballot_redline, bp
from consult.voting.forms import suggested
from consult.voting.group.queries import procedure_of
from consult.voting.joint import actions, queries, rules
from consult.voting.joint.forms import EnBlocForm, JointOpeningForm
from consult.voting.joint.labels import JOINT_NAMES, lost_in_words, settled_in_words
from consult.voting.joint.models import JointBallot, JointKind
from consult.voting.labels import rule_in_words
from consult.voting.models import Ballot, Choice
from consult.voting.queries import (
    ballot_for,
    last_ballot,
    open_ballots_for,
    rule_of,
    seat_in,
    seat_of,
    seats,
    standing_vote,
    units_of,
)
from consult.voting.rules import may_vote

rule("take_acceptable", rules.may_take_acceptable)


@bp.context_processor
def names_of_joint_ballots() -> dict[str, Any]:
    """For the page of any ballot: the set it belongs to, words in refusals, the next one that waits for a vote."""
    return {
        "joint_item_of": queries.joint_item_of,
        "joint_items": queries.joint_items,
        "settled_in_words": settled_in_words,
        "acceptable_words_in": queries.acceptable_words_in,
        "next_to_vote": next_to_vote,
    }


@bp.app_context_processor
def alternatives_for_templates() -> dict[str, Any]:
    """`lost_in(ballot)`: the set in which an alternative met the rule without being carried; one query a page."""
    known: dict[int, Mapping[int, JointBallot]] = {}

    def lost_in(ballot: Ballot) -> JointBallot | None:
        if not ballot.carried:
            return None
        guideline_id = ballot.revision.guideline_id
        if guideline_id not in known:
            known[guideline_id] = queries.unsuccessful_alternatives(guideline_id)
        return known[guideline_id].get(ballot.id)

    return {"lost_in": lost_in, "lost_in_words": lost_in_words}


def next_to_vote(but: Ballot | None = None) -> Ballot | None:
    """The next ballot that waits for the vote of whoever is here, the one that closes first leading."""
    if not current_user.is_authenticated:
        return None
    waiting = [ballot for ballot, voted in open_ballots_for(current_user, clock.now()) if not voted]
    return next((ballot for ballot in waiting if but is None or ballot.id != but.id), None)


@bp.get("/ballots/next")
@login_required
def next_ballot() -> ResponseReturnValue:
    """To the next ballot that waits for their vote; where none does, back with a word."""
    waiting = next_to_vote()
    if waiting is None:
        flash(_("No ballot waits for your vote."))
        return redirect(url_for("tracing.home"))
    return redirect(url_for("voting.ballot", ballot_id=waiting.id))


@bp.route("/guidelines/<slug>/ballots/together", methods=["GET", "POST"])
@login_required
def open_together(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    if not membership.chair:
        raise Refused(_("Only the chair of the expert group or the secretariat opens a ballot."))
    form = _opening_form(guideline)
    if form.validate_on_submit():
        chosen = queries.joinable_revisions(guideline, form.revisions.data)
        kind = JointKind(form.kind.data)
        joins = rules.may_be_voted_together(kind, chosen)
        try:
            joins.enforce()
            return _opened(kind, chosen, form)
        except Refused as refused:
            db.session.rollback()
            form.revisions.errors = [str(refused)]
    page = render_template("voting/joint/open.html", guideline=guideline, form=form, **ballot_names())
    return page, 422 if form.errors else 200


def _opening_form(guideline: Guideline) -> JointOpeningForm:
    begins = suggested(last_ballot(guideline), current_user.timezone, procedure_of(guideline))
    begins.pop("opens_at", None)  # ballots together open at once
    form = JointOpeningForm(kind=JointKind.EN_BLOC, **begins)
    form.offer(seats(guideline.id))
    form.list_revisions(queries.joinable_revisions(guideline))
    return form


def _opened(kind: JointKind, chosen: Any, form: JointOpeningForm) -> ResponseReturnValue:
    joint = actions.open_together(
        kind,
        chosen,
        form.rule,
        closes_at=in_zone(form.closes_at.data, form.timezone.data),
        timezone=form.timezone.data,
        results_hidden=form.results_hidden.data,
        conduct=Conduct(secret=form.secret.data, departs_because=form.departs_because.data or ""),
        by=current_user,
    )
    db.session.commit()
    flash(_("The ballots are open. Every expert with a vote is told of all of them in one mail."))
    return redirect(url_for("voting.joint", joint_id=joint.id))


@bp.route("/ballots/together/<int:joint_id>", methods=["GET", "POST"])
def joint(joint_id: int) -> ResponseReturnValue:
    found, membership = queries.joint_for(current_user, joint_id) or abort(404)
    form = EnBlocForm()
    if not form.is_submitted():
        return _joint_page(found, membership, form)
    member = seat_of(current_user, found.guideline)
    if not membership.signed_in or member is None:
        raise Refused(_("Only experts with a vote take part in this ballot."))
    if not form.validate():
        return _joint_page(found, membership, form)
    voted = actions.vote_en_bloc(member, found, Choice(form.choice.data), reason=form.reason.data or "")
    db.session.commit()
    flash(
        ngettext(
            "Your vote is recorded on %(num)s item. You can change it there until its ballot closes.",
            "Your vote is recorded on %(num)s items. You can change each there until its ballot closes.",
            voted,
        )
    )
    return redirect(url_for("voting.joint", joint_id=joint_id))


def _joint_page(found: JointBallot, membership: Membership, form: EnBlocForm) -> ResponseReturnValue:
    items = queries.joint_items(found)
    member = seat_of(current_user, found.guideline)
    now = clock.now()
    page = render_template(
        "voting/joint/joint.html",
        joint=found,
        guideline=found.guideline,
        membership=membership,
        items=[(item, ballot_redline(item.ballot.revision), _own(item.ballot, member)) for item in items],
        within=[item for item in items if item.taken_out_at is None],
        may_vote={item.id: _may_vote(item.ballot, member, now) for item in items},
        form=form,
        kind_says=JOINT_NAMES[found.kind],
        rules=_rules_in_words([item.ballot for item in items]),
        settled=settled_in_words(found, items) if found.settled_at is not None else "",
        **ballot_names(),
    )
    return page, 422 if form.errors else 200


def _rules_in_words(ballots: list[Ballot]) -> list[list[str]]:
    """By which rule they are voted on: mostly one for all."""
    each = {tuple(rule_in_words(rule_of(ballot), units_of(ballot))): None for ballot in ballots}
    return [list(sentences) for sentences in each]


def _may_vote(ballot: Ballot, member: Appointment | None, now: Any) -> Ruling:
    seat = seat_in(ballot, member)
    return may_vote(member, seat, ballot, now, standing=standing_vote(seat))


def _own(ballot: Ballot, member: Appointment | None) -> Any:
    return standing_vote(seat_in(ballot, member))


@bp.post("/ballots/together/<int:joint_id>/take-out/<int:ballot_id>")
@login_required
def take_out(joint_id: int, ballot_id: int) -> ResponseReturnValue:
    found, _membership = queries.joint_for(current_user, joint_id) or abort(404)
    item = next((each for each in queries.joint_items(found) if each.ballot_id == ballot_id), None) or abort(404)
    member = seat_of(current_user, found.guideline)
    if member is None:
        raise Refused(_("Only experts with a vote take an item out."))
    actions.take_out(member, item)
    db.session.commit()
    flash(_("The item is taken out and voted on separately. Votes that were cast on it stand until they are changed."))
    return redirect(url_for("voting.joint", joint_id=joint_id))


@bp.get("/guidelines/<slug>/ballots/acceptable")
@login_required
def acceptable(slug: str) -> ResponseReturnValue:
    """Words that experts could accept, of closed ballots, for the drafting team."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_propose(membership).enforce()
    words = queries.acceptable_words(guideline)
    return render_template(
        "voting/joint/acceptable.html", guideline=guideline, membership=membership, every=words, **ballot_names()
    )


@bp.post("/ballots/<int:ballot_id>/alternative")
@login_required
def take_acceptable(ballot_id: int) -> ResponseReturnValue:
    """One press: an objector's words (`vote`, or `paper` of a secret ballot) are an alternative revision."""
    ballot, membership = ballot_for(current_user, ballot_id) or abort(404)
    rules.may_take_acceptable(membership, ballot).enforce()
    wanted = [request.form.get(name, 0, type=row_number) for name in ("vote", "paper")]
    chosen = [w for w in queries.acceptable_words_in(ballot) if [w.vote_id or 0, w.paper_id or 0] == wanted]
    words = next(iter(chosen), None) or abort(404)
    alternative = actions.make_alternative(words, by=current_user)
    db.session.commit()
    say_taken(whole=is_whole_clause(ballot.revision.proposed_text, words.words))
    return redirect(url_for("revisions.revision", revision_id=alternative.id))
