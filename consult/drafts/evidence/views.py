"""The library of evidence: read by everyone, kept by the drafting team, taken in and out as CSV."""

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from consult.accounts.countries import region_in_words
from consult.core.csv_files.safety import csv_lines
from consult.core.database import db
from consult.core.pagination import paged
from consult.core.streaming import download, joined
from consult.core.templating import rule
from consult.core.text import one_line
from consult.drafts.evidence import actions, citations
from consult.drafts.evidence.findings_file import COLUMNS, row_of
from consult.drafts.evidence.forms import FindingForm, WithdrawFindingForm
from consult.drafts.evidence.labels import KIND_LABELS
from consult.drafts.evidence.models import Finding, FindingKind
from consult.drafts.evidence.queries import (
    TO_CITE,
    EvidenceFilter,
    evidence_on,
    finding_for,
    findings_to_cite,
    library,
    names_of_places,
    numbers_now,
    places_by_name,
    references_of,
    regions_of,
)
from consult.drafts.evidence.rules import may_keep_evidence
from consult.drafts.models import Clause, Guideline, Pillar
from consult.drafts.navigation import guideline_of_page
from consult.drafts.queries import guideline_for
from consult.drafts.views import bp

rule("keep_evidence", may_keep_evidence)


@bp.app_context_processor
def evidence_names() -> dict[str, object]:
    return {
        "evidence_on": evidence_on,
        "finding_kind_names": KIND_LABELS,
        "region_in_words": region_in_words,
        "findings_to_cite": findings_to_cite,
        "most_to_cite": TO_CITE,
    }


@bp.app_template_filter("cited")
@pass_context
def cited(page: Context, words: Markup) -> Markup:
    """Citations in what was written, as links to the library; the library is asked once in a page, if at all."""
    guideline = guideline_of_page(page)
    if guideline is None or not citations.cited_in(str(words)):
        return words
    known: dict[int, set[str]] = g.setdefault("references_of_findings", {})
    if guideline.id not in known:
        known[guideline.id] = references_of(guideline)
    address = url_for("drafts.finding", slug=guideline.slug, finding_reference="F0").removesuffix("F0") + "{}"
    return citations.with_links(words, address, known[guideline.id])


def filter_asked() -> EvidenceFilter:
    """What the address asks for; what is not sound is not asked for."""
    since = request.args.get("since", "").strip()
    return EvidenceFilter(
        words=one_line(request.args.get("words", ""))[:200],
        kind=request.args.get("kind", "") if request.args.get("kind") in set(FindingKind) else "",
        pillar=one_line(request.args.get("pillar", ""))[:20],
        region=one_line(request.args.get("region", ""))[:200],
        since=int(since) if since.isascii() and since.isdigit() and len(since) == 4 else None,
        withdrawn=request.args.get("withdrawn") == "yes",
    )


@bp.get("/guidelines/<slug>/evidence")
def evidence(slug: str) -> ResponseReturnValue:
    """Everything that was found, for whoever reads the guideline."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    asked = filter_asked()
    return render_template(
        "drafts/evidence/library.html",
        guideline=guideline,
        asked=asked,
        page=paged(library(guideline, asked), size=50),
        regions=regions_of(guideline),
        now_there=numbers_now(guideline),
        may_keep=may_keep_evidence(membership),
    )


@bp.get("/guidelines/<slug>/evidence.csv")
def evidence_csv(slug: str) -> Response:
    """As it is read again; places by the numbers of the draft in force."""
    guideline, _membership = guideline_for(current_user, slug) or abort(404)
    now = numbers_now(guideline)
    findings = db.session.scalars(library(guideline, filter_asked()))
    rows = [COLUMNS, *(row_of(finding, names_of_places(finding, now)) for finding in findings)]
    name = f"{slug}-evidence.csv"
    return download(joined(csv_lines(rows)), content_type="text/csv; charset=utf-8", name=name)


@bp.get("/guidelines/<slug>/evidence/<finding_reference>")
def finding(slug: str, finding_reference: str) -> ResponseReturnValue:
    found, membership = finding_for(current_user, slug, finding_reference) or abort(404)
    return _finding_page(found, WithdrawFindingForm(formdata=None), may_keep=bool(may_keep_evidence(membership)))


def _finding_page(
    found: Finding, form: WithdrawFindingForm, *, may_keep: object, status: int = 200
) -> ResponseReturnValue:
    now = numbers_now(found.guideline)
    page = render_template(
        "drafts/evidence/finding.html",
        guideline=found.guideline,
        finding=found,
        now_there=now,
        form=form,
        may_keep=may_keep,
    )
    return page, status


@bp.route("/guidelines/<slug>/evidence/new", methods=["GET", "POST"])
@login_required
def add_finding(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_keep_evidence(membership).enforce()
    form = FindingForm(places=request.args.get("at", "")[:200])
    if form.validate_on_submit() and (places := _places(form, guideline)) is not None:
        if form.content.reference in references_of(guideline):
            form.reference.errors = [_("Another finding has this reference. Choose another.")]
        else:
            made = actions.add_finding(guideline, form.content, places, by=current_user)
            db.session.commit()
            flash(_("%(reference)s is in the library.", reference=made.reference))
            return redirect(url_for("drafts.finding", slug=slug, finding_reference=made.reference))
    return render_template("drafts/evidence/write.html", guideline=guideline, form=form, finding=None)


def _places(form: FindingForm, guideline: Guideline) -> list[Pillar | Clause] | None:
    """What the form attaches it to; None, with an error, where something is not there."""
    there = places_by_name(guideline)
    unknown = [name for name in form.content.places if name.casefold() not in there]
    if unknown:
        says = _("“%(name)s” is neither the code of a pillar nor the number of a clause here.", name=unknown[0])
        form.places.errors = [says]
        return None
    named = [there[name.casefold()] for name in form.content.places]
    return list(dict.fromkeys(named))


@bp.route("/guidelines/<slug>/evidence/<finding_reference>/change", methods=["GET", "POST"])
@login_required
def change_finding(slug: str, finding_reference: str) -> ResponseReturnValue:
    found, membership = finding_for(current_user, slug, finding_reference) or abort(404)
    may_keep_evidence(membership).enforce()
    names = ", ".join(names_of_places(found, numbers_now(found.guideline)))
    told = {**vars(actions.content_of_finding(found)), "places": names, "year": str(found.year or "")}
    form = FindingForm(data={**told, "base_version": actions.version_of_finding(found)})
    del form.reference
    if form.validate_on_submit() and (places := _places(form, found.guideline)) is not None:
        actions.change_finding(found, form.content, places, base_version=form.base_version.data, by=current_user)
        db.session.commit()
        flash(_("%(reference)s is changed; the record keeps what it said.", reference=found.reference))
        return redirect(url_for("drafts.finding", slug=slug, finding_reference=found.reference))
    return render_template("drafts/evidence/write.html", guideline=found.guideline, form=form, finding=found)


@bp.post("/guidelines/<slug>/evidence/<finding_reference>")
@login_required
def withdraw_finding(slug: str, finding_reference: str) -> ResponseReturnValue:
    """Withdrawn with a reason; or restored, where the button says so."""
    found, membership = finding_for(current_user, slug, finding_reference) or abort(404)
    may_keep_evidence(membership).enforce()
    if request.form.get("do") == "restore":
        actions.restore_finding(found, by=current_user)
    else:
        form = WithdrawFindingForm()
        if not form.validate_on_submit():
            return _finding_page(found, form, may_keep=True, status=422)
        actions.withdraw_finding(found, form.because.data, by=current_user)
    db.session.commit()
    return redirect(url_for("drafts.finding", slug=slug, finding_reference=found.reference))
