"""Position papers: attached, looked at, cut into comments, taken as a file."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.comments.blueprint import bp, link_of_a_receipt, signed_in_to_write
from consult.comments.forms import ActForm
from consult.comments.models import Comment
from consult.comments.papers import actions, queries, rules
from consult.comments.papers.forms import PaperForm
from consult.comments.papers.labels import EXCERPT_STATES, PAPER_STATES
from consult.comments.papers.links import comment_of_paper_link
from consult.comments.papers.models import PaperState, PositionPaper
from consult.comments.papers.recognition import MEDIA_TYPES
from consult.comments.papers.suggesting import numbers_lacking
from consult.comments.queries import comment_for, own_comment
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.pagination import paged
from consult.core.text import cleaned, one_line
from consult.core.word.archive import UnreadableForm
from consult.drafts.membership import Membership
from consult.drafts.models import Wording
from consult.drafts.queries import guideline_for, membership_of, wordings_of

EXCERPTS_SHOWN = 20
SANDBOX = "default-src 'none'; sandbox"


@bp.app_context_processor
def paper_words() -> dict[str, object]:
    """For pages of comments: the papers with one, and the paper that its words stand in."""
    return {
        "papers_with": queries.papers_with,
        "quoted_from": queries.quoted_from,
        "may_take_paper": rules.may_take_paper,
    }


@bp.get("/guidelines/<slug>/papers")
@login_required
def papers(slug: str) -> ResponseReturnValue:
    """What came with submissions, and its words before anybody placed them."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    rules.may_look_through_papers(membership).enforce()
    words = one_line(request.args.get("q", ""))[:200]
    page = paged(queries.position_papers_of(guideline))
    return render_template(
        "comments/papers/list.html",
        guideline=guideline,
        page=page,
        waiting=queries.waiting_in(page.items),
        states=PAPER_STATES,
        words=words,
        found=queries.excerpts_with(guideline, words),
        most=EXCERPTS_SHOWN,
    )


@bp.route("/comments/<reference>/papers", methods=["GET", "POST"])
@signed_in_to_write
def attach_paper(reference: str) -> ResponseReturnValue:
    own = own_comment(current_user, reference)
    comment = own if own is not None else (comment_for(current_user, reference) or abort(404))[0]
    actions.ruling_on_attaching(comment, current_user).enforce()
    return _attached(comment, current_user)


@bp.route("/comments/paper/<token>", methods=["GET", "POST"])
def attach_paper_by_link(token: str) -> ResponseReturnValue:
    """By the link in a receipt: who has no account attaches their paper, too."""
    try:
        comment = comment_of_paper_link(token)
    except signed_links.LinkExpired:
        comment = None
    if comment is None or comment.author is None:
        return render_template("comments/link_broken.html", instead=link_of_a_receipt()), 404
    actions.ruling_on_attaching(comment, comment.author).enforce()
    return _attached(comment, comment.author, signed_in=False)


def _attached(comment: Comment, by: Person, *, signed_in: bool = True) -> ResponseReturnValue:
    form, paper = PaperForm(), None
    if form.validate_on_submit():
        try:
            sent = form.paper.data
            paper = actions.attach_paper(comment, sent.read(), one_line(sent.filename)[-200:], language_now(), by=by)
        except UnreadableForm as unreadable:
            form.paper.errors = [str(unreadable)]
    if paper is None:
        there = queries.papers_with(comment, membership_of(by, comment.round.guideline))
        page = render_template(
            "comments/papers/attach.html", comment=comment, form=form, there=there, states=PAPER_STATES
        )
        return page, 422 if form.errors else 200
    db.session.commit()
    flash(_("Your paper is kept. It is read now; the secretariat looks at it before others can take it."))
    here = request.path if not signed_in else url_for("comments.paper", paper_id=paper.id)
    return redirect(here)


@bp.get("/papers/<int:paper_id>")
def paper(paper_id: int) -> ResponseReturnValue:
    """What it is, what was found in it; for who may sort them, its excerpts."""
    found, membership = queries.paper_for(current_user, paper_id) or abort(404)
    if not (may_read := rules.may_take_paper(found, membership)) and found.state == PaperState.READ:
        may_read.enforce()
    return _paper_page(found, membership)


def _paper_page(found: PositionPaper, membership: Membership, **typed: object) -> str:
    sorts = rules.may_sort_excerpts(found, membership)
    job = queries.reading_of(found) if found.state == PaperState.READING else None
    return render_template(
        "comments/papers/paper.html",
        paper=found,
        comment=found.comment,
        membership=membership,
        takes=rules.may_take_paper(found, membership),
        sorts=sorts,
        stands=rules.is_of_standing_submission(found),
        releases=rules.may_release_paper(found, membership),
        ends=rules.may_withdraw_paper(found, membership),
        job=job,
        stuck=job is None or job.ended_badly,
        page=paged(queries.excerpts_of_paper(found, waiting=True), size=EXCERPTS_SHOWN) if sorts else None,
        counts=queries.excerpts_by_state(found),
        made=queries.comments_from(found) if sorts else [],
        wordings=wordings_of(found.round.draft) if sorts else [],
        states=PAPER_STATES,
        excerpt_states=EXCERPT_STATES,
        form=ActForm(),
        lacks=_lacks,
        **{"typed": {}, "faults": {}, **typed},
    )


def _lacks(text: str, wordings: Sequence[Wording]) -> list[str]:
    return numbers_lacking(text, frozenset(one.number for one in wordings))


@bp.get("/papers/<int:paper_id>/file")
def paper_file(paper_id: int) -> ResponseReturnValue:
    """As it was received; always a download, and nothing in it runs on this site."""
    found, membership = queries.paper_for(current_user, paper_id) or abort(404)
    rules.may_take_paper(found, membership).enforce()
    answer = Response(found.content, mimetype=MEDIA_TYPES[found.kind])
    answer.headers.set("Content-Disposition", "attachment", filename=found.file_name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


@bp.post("/papers/<int:paper_id>/excerpts")
@login_required
def sort_excerpts(paper_id: int) -> ResponseReturnValue:
    """The ticked ones: comments of their own, put together, or skipped."""
    found, membership = queries.paper_for(current_user, paper_id) or abort(404)
    rules.may_sort_excerpts(found, membership).enforce()
    typed = _typed()
    wanted = request.form.get("do", "")
    faults = actions.faults_of_sorting(found, typed, by=current_user) if wanted == "confirm" else {}
    if faults or not typed:
        if not typed:
            flash(_("Tick those that you mean."))
        return _paper_page(found, membership, typed=typed, faults=faults), 422
    flash(_done(found, wanted, typed))
    db.session.commit()
    return redirect(url_for("comments.paper", paper_id=found.id))


def _done(found: PositionPaper, wanted: str, typed: dict[int, actions.SortedExcerpt]) -> Any:
    if wanted == "confirm":
        made = actions.confirm_excerpts(found, typed, by=current_user)
        return ngettext("%(num)s comment was made.", "%(num)s comments were made.", len(made))
    if wanted == "merge":
        actions.merge_excerpts(found, typed, by=current_user)
        return _("They are one now.")
    skipped = actions.skip_excerpts(found, typed, by=current_user)
    return ngettext("%(num)s excerpt was skipped.", "%(num)s excerpts were skipped.", skipped)


def _typed() -> dict[int, actions.SortedExcerpt]:
    ticked = [one for one in request.form.getlist("excerpt")[:200] if one.isdecimal() and len(one) < 10]
    return {
        int(one): actions.SortedExcerpt(
            cleaned(request.form.get(f"text-{one}", ""))[:20_000], one_line(request.form.get(f"place-{one}", ""))
        )
        for one in ticked
    }


@bp.post("/papers/<int:paper_id>/release")
@login_required
def release_paper(paper_id: int) -> ResponseReturnValue:
    found, _membership = queries.paper_for(current_user, paper_id) or abort(404)
    actions.release_paper(found, by=current_user)
    db.session.commit()
    flash(_("Whoever reads the comment can take the paper now."))
    return redirect(url_for("comments.paper", paper_id=found.id))


@bp.post("/papers/<int:paper_id>/withdraw")
@login_required
def withdraw_paper(paper_id: int) -> ResponseReturnValue:
    found, _membership = queries.paper_for(current_user, paper_id) or abort(404)
    actions.withdraw_paper(found, by=current_user)
    db.session.commit()
    flash(_("The paper is not kept any more; its digest stays in the record."))
    return redirect(url_for("comments.paper", paper_id=found.id))
