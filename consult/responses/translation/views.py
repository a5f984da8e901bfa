"""The page of a point's translation; the file of what is to be translated, out and in."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user, login_required
from flask_wtf.file import FileField, FileRequired

from consult.core.csv_files.reading import TableFault, UnreadableText, decoded
from consult.core.csv_files.safety import csv_lines
from consult.core.database import db
from consult.core.forms import BaseForm, prose
from consult.core.streaming import download, joined
from consult.drafts.queries import guideline_for
from consult.responses.blueprint import bp
from consult.responses.queries import point_on_desk
from consult.responses.rules import may_answer
from consult.responses.translation import actions
from consult.responses.translation.queries import points_in_other_languages, translation_of


class TranslationForm(BaseForm):
    text = prose(_l("Translation"), longest=actions.LONGEST, description=_l("For the team alone. Empty takes it away."))


class TranslationsForm(BaseForm):
    file: Any = FileField(_l("File (CSV)"), [FileRequired(_l("Choose a file."))])


@bp.app_context_processor
def translations() -> dict[str, object]:
    return {"translation_of": translation_of}


@bp.route("/points/<int:point_id>/translation", methods=["GET", "POST"])
@login_required
def translate(point_id: int) -> ResponseReturnValue:
    point, membership = point_on_desk(current_user, point_id) or abort(404)
    may_answer(membership).enforce()
    kept = translation_of(point)
    form = TranslationForm(obj=kept)
    if form.validate_on_submit():
        actions.keep_translation(point, form.text.data, by=current_user)
        db.session.commit()
        flash(_("It is kept beside the point."))
        return redirect(url_for("responses.answer_point", point_id=point.id))
    guideline = point.comment.round.guideline
    return render_template(
        "responses/translation/translate.html", guideline=guideline, point=point, form=form, kept=kept
    )


@bp.route("/guidelines/<slug>/desk/translations", methods=["GET", "POST"])
@login_required
def import_translations(slug: str) -> ResponseReturnValue:
    """All of the file or nothing; every fault by its row."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    form, faults = TranslationsForm(), list[TableFault]()
    if form.validate_on_submit():
        try:
            read = actions.read_translations(guideline, decoded(form.file.data.read()))
            faults = read.faults
        except UnreadableText as unreadable:
            faults = [TableFault(unreadable.line, unreadable.line, "", str(unreadable))]
        if not faults:
            kept = actions.import_translations(guideline, read, by=current_user)
            db.session.commit()
            flash(ngettext("%(num)s translation is new.", "%(num)s translations are new.", kept))
            return redirect(url_for("responses.import_translations", slug=slug))
    page = render_template("responses/translation/file.html", guideline=guideline, form=form, faults=faults)
    return page, 422 if faults or form.errors else 200


@bp.get("/guidelines/<slug>/desk/translations.csv")
@login_required
def translations_csv(slug: str) -> Response:
    """Every point in another language than the text's, to be filled in by a translator; nobody is named."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    rows = [
        (str(point.id), reference, point.language, point.text, text or "")
        for point, reference, text in db.session.execute(points_in_other_languages(guideline))
    ]
    made = joined(csv_lines([actions.COLUMNS, *rows]))
    return download(made, content_type="text/csv; charset=utf-8", name=f"{slug}-translations.csv")
