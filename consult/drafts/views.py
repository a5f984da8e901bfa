"""Founding a guideline, its people, its drafts: import, export, editing, comparison."""

from collections.abc import Container
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.rules import may_administer
from consult.core.database import db
from consult.core.locking import version_of
from consult.core.ruling import Ruling
from consult.core.templating import rule
from consult.core.text import short_name
from consult.drafts import actions, draft_diff, import_export, outline
from consult.drafts import navigation as ways
from consult.drafts.approval.actions import approved_json, told_of_approval
from consult.drafts.forms import GuidelineForm, WordingForm
from consult.drafts.labels import DIFFERENCE_NAMES, DRAFT_STATE_NAMES
from consult.drafts.models import Draft, Pillar, Wording
from consult.drafts.origins.queries import draft_before
from consult.drafts.people.rules import may_appoint
from consult.drafts.queries import (
    current_draft,
    draft_for,
    drafts_of,
    guideline_for,
    splits_and_merges_between,
    wordings_of,
)
from consult.drafts.rules import is_edit_explained, may_discard_draft, may_edit_draft, may_publish_draft
from consult.drafts.translations.labels import TRANSLATION_STATE_NAMES, name_of_choice, remark_on_text
from consult.drafts.translations.naming import named_markup, notice_shown, sentence_of, shown_name, text_shown

bp = Blueprint("drafts", __name__)
rule("edit_draft", may_edit_draft)
rule("appoint", may_appoint)
rule("publish_draft", may_publish_draft)
NAMING = {
    "name": shown_name,
    "named": named_markup,
    "text_of_name": text_shown,
    "sentence": sentence_of,
    "notice": notice_shown,
}
for name, words in NAMING.items():
    bp.add_app_template_filter(words, name)


@bp.app_context_processor
def navigation() -> dict[str, object]:
    return {
        "ways_about": ways.ways_about,
        "membership_toward": ways.membership_toward,
        "guideline_of": ways.guideline_of_page,
        "hue_of": hue_of,
        "change_names": DIFFERENCE_NAMES,
        "asking": asking,
        "name_of_choice": name_of_choice,
        "remark_on_text": remark_on_text,
        "translation_state_names": TRANSLATION_STATE_NAMES,
    }


def asking(**changes: str) -> str:
    """The address of this page with other questions in it."""
    return f"?{urlencode({**request.args.to_dict(), **changes})}"


HUES = 8  # as many as `tokens.css` names; a ninth pillar has the first again


def hue_of(pillar: Pillar | None) -> str:
    """The class that gives a pillar its quiet hue."""
    return f"hue-{(pillar.position - 1) % HUES + 1}" if pillar is not None else ""


@bp.route("/guidelines/new", methods=["GET", "POST"])
@login_required
def found() -> ResponseReturnValue:
    may_administer(current_user).enforce()
    form = GuidelineForm()
    if form.title.data and not form.slug.data:
        form.slug.data = short_name(form.title.data, "guideline", 60, is_taken)
    if form.validate_on_submit():
        if is_taken(form.slug.data):
            form.slug.errors = [_("Another guideline has this short name. Choose another.")]
        else:
            guideline = actions.found_guideline(
                form.slug.data,
                form.title.data,
                form.sentence.data,
                language=form.language.data,
                notice=form.notice.data,
                by=current_user,
            )
            db.session.commit()
            flash(_("The guideline is founded. It is private: its team alone reads it, until you make it public."))
            return redirect(url_for("tracing.manage", slug=guideline.slug))
    return render_template("drafts/found.html", form=form)


def is_taken(slug: str) -> bool:
    return guideline_for(current_user, slug) is not None


@bp.get("/guidelines/<slug>/drafts")
def drafts(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    return render_template(
        "drafts/drafts.html",
        guideline=guideline,
        membership=membership,
        drafts=drafts_of(guideline, membership),
        draft_state_names=DRAFT_STATE_NAMES,
    )


@bp.get("/guidelines/<slug>/drafts/<int:number>/edit")
@login_required
def edit(slug: str, number: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    may_edit_draft(membership, draft).enforce()
    return render_template(
        "drafts/edit.html",
        draft=draft,
        membership=membership,
        wordings=wordings_of(draft),
        follows=draft_before(draft) not in {None, draft},
    )


@bp.route("/guidelines/<slug>/drafts/<int:number>/edit/<int:wording_id>", methods=["GET", "POST"])
@login_required
def edit_wording(slug: str, number: int, wording_id: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    may_edit_draft(membership, draft).enforce()
    wording = db.session.get(Wording, wording_id)
    if wording is None or wording.draft_id != draft.id:
        abort(404)
    form = WordingForm(text=wording.text, base_version=version_of(wording.text))
    in_force = current_draft(draft.guideline)
    if form.validate_on_submit() and _explained(form, is_edit_explained(draft, in_force, form.reason.data or "")):
        reason = form.reason.data or ""
        actions.edit_wording(
            wording, form.text.data, reason=reason, base_version=form.base_version.data, by=current_user
        )
        db.session.commit()
        flash(_("%(number)s is saved.", number=wording.number))
        return redirect(url_for("drafts.edit", slug=slug, number=number, _anchor=f"c-{wording.clause.uid}"))
    return render_template("drafts/edit_wording.html", draft=draft, wording=wording, form=form, in_force=in_force)


def _explained(form: WordingForm, ruling: Ruling) -> bool:
    if not ruling:
        form.reason.errors = [*form.reason.errors, ruling.refusal]
    return bool(ruling)


@bp.route("/guidelines/<slug>/drafts/<int:number>/discard", methods=["GET", "POST"])
@login_required
def discard(slug: str, number: int) -> ResponseReturnValue:
    """Throw away a draft that was imported or prepared by mistake."""
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    ruling = may_discard_draft(membership, draft, used=actions.tables_using(draft))
    if request.method == "POST":
        actions.discard_draft(draft, by=current_user)
        db.session.commit()
        flash(_("Draft %(number)s is discarded.", number=number))
        return redirect(url_for("drafts.drafts", slug=slug))
    if not membership.team:
        ruling.enforce()
    words = wordings_of(draft)
    return render_template(
        "drafts/discard.html", guideline=draft.guideline, draft=draft, ruling=ruling, clauses=len(words)
    )


@bp.get("/guidelines/<slug>/drafts/<int:number>/export.<any(json, csv):file_format>")
def export(slug: str, number: int, file_format: str) -> ResponseReturnValue:
    draft, _membership = draft_for(current_user, slug, number) or abort(404)
    said = import_export.outline_of(draft)
    if file_format == "json":
        text = approved_json(draft, outline.to_json(said))
    else:
        text = outline.to_csv(said, told=told_of_approval(draft))
    mime = "application/json" if file_format == "json" else "text/csv"
    name = f"{slug}-draft-{number}.{file_format}"
    return Response(text, mimetype=mime, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.get("/guidelines/<slug>/compare")
def compare(slug: str) -> ResponseReturnValue:
    """Any two drafts, word by word: `?old=1&new=2`; unasked, the last one begun and what it goes on from."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    readable = {draft.number: draft for draft in drafts_of(guideline, membership)}
    new = readable.get(request.args.get("new", max(readable, default=0), type=int))
    old = readable.get(request.args.get("old", _number_before(new, readable) if new else 0, type=int))
    links = splits_and_merges_between(old, new) if old and new else ()
    pairs = draft_diff.compare(wordings_of(old), wordings_of(new), links) if old and new else []
    return render_template(
        "drafts/compare.html", guideline=guideline, drafts=list(readable.values()), old=old, new=new, pairs=pairs
    )


def _number_before(draft: Draft, readable: Container[int]) -> int:
    """Of the draft that it was made from, or else that is in force: two that are in work say nothing of each other."""
    before = draft.based_on or current_draft(draft.guideline)
    if before is not None and before.number < draft.number and before.number in readable:
        return before.number
    return draft.number - 1
