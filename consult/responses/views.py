"""What everyone may read of the answers, how commenters are told, and what they say of them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.comments.queries import comment_for
from consult.consultations.queries import every_round
from consult.core import clock
from consult.core.database import db
from consult.drafts.queries import guideline_for
from consult.responses import actions, notifications, public_table
from consult.responses.actions import say_whether_satisfied
from consult.responses.blueprint import bp
from consult.responses.forms import SatisfactionForm
from consult.responses.notifications import is_key_of
from consult.responses.progress import answer_progress
from consult.responses.queries import (
    answers_of_comment,
    answers_taken_back,
    comment_named,
    effective_answers,
    satisfaction_with,
)
from consult.responses.rules import may_answer, may_say_whether_satisfied


@bp.get("/guidelines/<slug>/responses")
def table(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    found = public_table.page_of_table(membership, wanted(), clock.now())
    answers = effective_answers(point for point, _number, _pillar in found.page.items)
    return render_template(
        "responses/table.html",
        guideline=guideline,
        membership=membership,
        page=found.page,
        wanted=wanted(),
        counts=found.counts,
        rounds=every_round(guideline),
        answers=answers,
        taken_back=answers_taken_back(point for point, _n, _p in found.page.items if point.id not in answers),
        progress=answer_progress(guideline),
    )


def wanted() -> public_table.TableFilter:
    names = ("pillar", "disposition", "stakeholder_type", "round")
    return public_table.TableFilter(**{name: request.args.get(name, "") for name in names})


@bp.route("/comments/<reference>/satisfaction", methods=["GET", "POST"])
def satisfaction(reference: str) -> ResponseReturnValue:
    """For the author alone: signed in, or by the link in the mail that told them (`key`)."""
    comment, person = author_of(reference) or abort(404)
    decided = answers_of_comment(comment)
    answered = bool(decided) and all(held is not None for _point, held in decided)
    ruling = may_say_whether_satisfied(person, comment, answered=answered)
    if request.method == "POST":
        ruling.enforce()
    said = satisfaction_with(comment)
    form = SatisfactionForm()
    if form.validate_on_submit() and person is not None:
        satisfied = form.satisfied.data == "yes"
        say_whether_satisfied(comment, person, satisfied=satisfied, because=form.because.data)
        db.session.commit()
        flash(_("Thank you. The drafting team sees what you said, and it stands in the record."))
        return redirect(url_for("responses.satisfaction", reference=reference, key=request.values.get("key")))
    return render_template(
        "responses/satisfaction.html", comment=comment, decided=decided, said=said, form=form, ruling=ruling
    )


def author_of(reference: str) -> tuple[Comment, Person] | None:
    """The comment and its author, if it is they who ask; one who may read it but did not write it is refused."""
    comment = comment_named(reference)
    if comment is not None and comment.author is not None and is_key_of(comment, request.values.get("key", "")):
        return comment, comment.author
    found = comment_for(current_user, reference)
    if found is None:
        return None
    if not current_user.is_authenticated:
        abort(401)
    may_say_whether_satisfied(found[1].person, found[0], answered=True).enforce()
    return found[0], current_user


@bp.get("/guidelines/<slug>/desk/tell-commenters")
@login_required
def before_telling(slug: str) -> ResponseReturnValue:
    """How many get a mail, and how it reads, before anything is sent."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    news = notifications.all_news(guideline)
    first = next(iter(news.values()), None)
    return render_template(
        "responses/tell.html",
        guideline=guideline,
        people=len(news),
        comments=sum(len(theirs) for theirs in news.values()),
        sample=notifications.sample_mail(guideline, first, current_user) if first is not None else None,
        being_told=notifications.is_being_told(guideline),
    )


@bp.post("/guidelines/<slug>/desk/tell-commenters")
@login_required
def tell(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    actions.tell_commenters(guideline, by=current_user)
    db.session.commit()
    flash(_("Mail is being written to everyone whose comments are answered and who does not know yet."))
    return redirect(url_for("responses.desk", slug=slug))
