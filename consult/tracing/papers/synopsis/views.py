"""Reports on a draft that write themselves, as pages and as Word files; and what people add of their own."""

import io
from collections.abc import Mapping, Sequence
from itertools import groupby

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core import clock
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.streaming import download, stream_pieces
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState
from consult.drafts.queries import draft_for
from consult.tracing.blueprint import bp
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.synopsis.forms import ProseForm
from consult.tracing.papers.synopsis.models import ReportProse
from consult.tracing.papers.synopsis.prose import may_write_prose, prose_of, version_of_prose, write_prose
from consult.tracing.papers.synopsis.report_kinds import REPORT_HEADINGS, REPORT_NAMES, REPORTS, report_with
from consult.tracing.papers.synopsis.sentences import SynopsisSection
from consult.tracing.papers.word import WordPaper

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DRAFT = "/guidelines/<slug>/drafts/<int:number>"
# Addresses of their own: a pillar's code may be any word.
SYNOPSIS, AGREE, ACCORD = {"report": "synopsis"}, {"report": "agree"}, {"report": "accord"}


def _published(slug: str, number: int) -> tuple[Draft, Membership]:
    """What is in work has nothing to sum up yet."""
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    return (draft, membership) if draft.state != DraftState.EDITING else abort(404)


def heading_of(draft: Draft, report: str) -> str:
    return str(REPORT_HEADINGS[report] % {"number": draft.number})


@bp.get(f"{DRAFT}/synopsis", defaults=SYNOPSIS, endpoint="synopsis")
@bp.get(f"{DRAFT}/agree", defaults=AGREE, endpoint="synopsis")
@bp.get(f"{DRAFT}/accord", defaults=ACCORD, endpoint="synopsis")
def report_page(slug: str, number: int, report: str) -> ResponseReturnValue:
    draft, membership = _published(slug, number)
    sections = REPORTS[report](PublicData(draft, clock.now()))
    return render_template(
        "tracing/papers/synopsis.html",
        draft=draft,
        guideline=draft.guideline,
        report=report,
        report_names=REPORT_NAMES,
        heading=heading_of(draft, report),
        groups=[(group, list(some)) for group, some in groupby(sections, key=lambda one: one.group)],
        prose=prose_of(draft),
        writes=may_write_prose(membership, draft),
    )


@bp.get(f"{DRAFT}/synopsis.docx", defaults=SYNOPSIS)
@bp.get(f"{DRAFT}/agree.docx", defaults=AGREE)
@bp.get(f"{DRAFT}/accord.docx", defaults=ACCORD)
def synopsis_in_word(slug: str, number: int, report: str) -> Response:
    draft, _membership = _published(slug, number)
    sections = REPORTS[report](PublicData(draft, clock.now()))
    content = report_paper(draft, heading_of(draft, report), sections, prose_of(draft))
    return download(stream_pieces(io.BytesIO(content)), content_type=DOCX, name=f"{slug}-draft-{number}-{report}.docx")


def report_paper(
    draft: Draft, heading: str, sections: Sequence[SynopsisSection], prose: Mapping[str, ReportProse]
) -> bytes:
    title = f"{draft.guideline.title}: {heading}"
    paper = WordPaper(title, language_now(), draft.published_at or clock.now(), draft.guideline.title)
    paper.note(_("Every sentence is a count of the record, or words of people that are marked as theirs."))
    for group, some in groupby(sections, key=lambda one: one.group):
        if group:
            paper.paragraph("Heading 1").text(group)
        for section in some:
            _section(paper, section, prose.get(section.key))
    return paper.written()


def _section(paper: WordPaper, section: SynopsisSection, prose: ReportProse | None) -> None:
    paper.paragraph("Heading 2" if section.group else "Heading 1").text(section.heading)
    for sentence in section.sentences:
        words = _("In the words of the drafting team: %(words)s", words=sentence.text)
        paper.paragraph("List Bullet").text(str(words) if sentence.extract else sentence.text)
    if prose is not None:
        paper.paragraph("Intense Quote").text(_("Written by the drafting team: %(words)s", words=prose.text))
    elif not section.sentences:
        paper.note(_("The record says nothing of this."))


@bp.route(f"{DRAFT}/reports/<section>", methods=["GET", "POST"])
@login_required
def write_in_report(slug: str, number: int, section: str) -> ResponseReturnValue:
    """The drafting team's own words below a section."""
    draft, membership = _published(slug, number)
    may_write_prose(membership, draft).enforce()
    report = report_with(section)
    sections = REPORTS[report](PublicData(draft, clock.now()))
    told = next((one for one in sections if one.key == section), None) or abort(404)
    there = prose_of(draft).get(section)
    form = ProseForm(data={"text": there.text if there else "", "base_version": version_of_prose(there)})
    form.guideline = draft.guideline
    back = url_for("tracing.synopsis", slug=slug, number=number, report=report, _anchor=section)
    if form.validate_on_submit():
        text = (form.text.data or "").strip()
        write_prose(draft, section, text, language_now(), base_version=form.base_version.data, by=current_user)
        db.session.commit()
        flash(_("Your words stand in the report.") if text else _("Nothing of yours stands there now."))
        return redirect(back)
    return render_template(
        "tracing/papers/write_in_report.html",
        draft=draft,
        guideline=draft.guideline,
        report=report,
        section=told,
        form=form,
        back=back,
        report_heading=heading_of(draft, report),
    )
