"""Findings taken in from a file: what it would do is shown, faults and doubts by row; then a person says yes."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.core.csv_files.reading import TableFault, UnreadableText, decoded
from consult.core.database import db
from consult.core.locking import version_of
from consult.drafts.evidence.actions import FindingsImport, import_findings, planned_import
from consult.drafts.evidence.findings_file import COLUMNS, read_findings
from consult.drafts.evidence.forms import FindingsForm
from consult.drafts.evidence.queries import places_by_name
from consult.drafts.evidence.rules import may_keep_evidence
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for
from consult.drafts.views import bp

MOST_BYTES = 1_000_000


@bp.route("/guidelines/<slug>/evidence/import", methods=["GET", "POST"], endpoint="import_findings")
@login_required
def import_page(slug: str) -> ResponseReturnValue:
    """First the file, then yes: nothing is kept before, and all of it or nothing then."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_keep_evidence(membership).enforce()
    form = FindingsForm()
    if not form.validate_on_submit():
        return _page(guideline, form, None, status=422 if form.errors else 200)
    if not (form.content.data or form.file.data):
        form.file.errors = [_("Choose a file.")]
        return _page(guideline, form, None, status=422)
    plan = _planned(guideline, form)
    shown = version_of(plan.doubts, len(plan.new), len(plan.changed))
    if plan.faults or form.plan.data != shown or not (plan.new or plan.changed):
        form.plan.data = shown
        return _page(guideline, form, plan, status=422 if plan.faults else 200)
    import_findings(guideline, plan, by=current_user)
    db.session.commit()
    kept = len(plan.new) + len(plan.changed)
    flash(ngettext("%(num)s finding is in the library.", "%(num)s findings are in the library.", kept))
    return redirect(url_for("drafts.evidence", slug=slug))


def _planned(guideline: Guideline, form: FindingsForm) -> FindingsImport:
    """A file that is chosen anew replaces the one that the page carries."""
    if form.file.data:
        content = form.file.data.read()
        if len(content) > MOST_BYTES:
            return _refused(1, _("The file is larger than one megabyte. Split it."))
        try:
            form.content.data = decoded(content)
        except UnreadableText as unreadable:
            return _refused(unreadable.line, str(unreadable))
    read = read_findings(form.content.data, source=form.source.data)
    return planned_import(guideline, read, places_by_name(guideline))


def _refused(line: int, says: str) -> FindingsImport:
    return FindingsImport(faults=[TableFault(line, line, "", says)])


def _page(guideline: Guideline, form: FindingsForm, plan: FindingsImport | None, *, status: int) -> ResponseReturnValue:
    page = render_template("drafts/evidence/import.html", guideline=guideline, form=form, plan=plan, columns=COLUMNS)
    return page, status
