"""The pages on which a drafter reads and corrects what each clause of a draft in work came from."""

import re

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.forms import BaseForm, line
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from consult.drafts.origins.actions import correct_origins
from consult.drafts.origins.queries import Continued, Continuity, continuity_of
from consult.drafts.queries import draft_for, wordings_of
from consult.drafts.rules import may_edit_draft
from consult.drafts.views import bp


class OriginsForm(BaseForm):
    numbers = line(
        _l("Came from"),
        description=_l("Numbers of clauses in the draft before, with commas between them. Empty for a new clause."),
        longest=500,
    )

    @property
    def chosen(self) -> list[str]:
        return [number for number in (part.strip() for part in re.split(r"[,;،؛、，]", self.numbers.data)) if number]


def _continuity(slug: str, number: int) -> tuple[Draft, Continuity]:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    may_edit_draft(membership, draft).enforce()
    found = continuity_of(draft)
    if found is None:
        raise Refused(_("There is no draft before this one, so each of its clauses is new."))
    return draft, found


@bp.get("/guidelines/<slug>/drafts/<int:number>/origins")
@login_required
def origins(slug: str, number: int) -> ResponseReturnValue:
    draft, found = _continuity(slug, number)
    return render_template("drafts/origins/origins.html", guideline=draft.guideline, draft=draft, continuity=found)


@bp.route("/guidelines/<slug>/drafts/<int:number>/origins/<int:wording_id>", methods=["GET", "POST"])
@login_required
def change_origins(slug: str, number: int, wording_id: int) -> ResponseReturnValue:
    draft, found = _continuity(slug, number)
    one = _in(found, wording_id) or abort(404)
    form = OriginsForm(numbers=", ".join(origin.number for origin in one.origins))
    if form.validate_on_submit():
        try:
            correct_origins(one.wording, form.chosen, by=current_user)
        except Refused as refused:
            db.session.rollback()
            form.numbers.errors = [str(refused)]
        else:
            db.session.commit()
            flash(_("It is noted what %(number)s came from.", number=one.wording.number))
            return redirect(url_for("drafts.origins", slug=slug, number=number))
    page = render_template(
        "drafts/origins/change_origins.html",
        guideline=draft.guideline,
        draft=draft,
        one=one,
        form=form,
        found=found,
        earlier=wordings_of(found.before),
    )
    return page, 422 if form.errors else 200


def _in(found: Continuity, wording_id: int) -> Continued | None:
    return next((one for one in found.clauses if one.wording.id == wording_id), None)
