"""One press for the paper of a meeting: `?at=` a clause, `?pillar=` its code, `?theme=` its number, or the whole."""

from collections.abc import Sequence

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.analysis.models import Theme
from consult.core import clock
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.ruling import Refused
from consult.core.streaming import download
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for
from consult.responses.answer_queue import WHOLE, QueueFilter, QueueItem, place_named, queue_of
from consult.responses.desk_views import asked
from consult.responses.rules import may_answer
from consult.tracing.blueprint import bp
from consult.tracing.papers.catalogue import MEDIA_TYPES
from consult.tracing.papers.meeting.working_paper import working_paper
from consult.tracing.papers.page_paper import PagePaper
from consult.tracing.papers.pdf import as_pdf, why_no_pdf
from consult.tracing.papers.reports import marks_read_aloud
from consult.tracing.papers.word import WordPaper

MOST_PRINTED = 2000  # paragraphs


@bp.get("/guidelines/<slug>/working-paper.<any(docx, pdf):file_format>")
@login_required
def meeting_paper(slug: str, file_format: str) -> Response:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    filters = QueueFilter(pillar=asked().pillar, theme=asked().theme, show="all")
    places, subject = _asked_about(guideline, filters)
    title = _("Working paper: %(subject)s", subject=subject)
    now = clock.now()
    if file_format == "docx":
        paper = WordPaper(title, language_now(), now, _("Proposed revision"))
        made = working_paper(membership, paper, places, filters, now)
    else:
        made = _printed(PagePaper(title, language_now(), marks_read_aloud()), membership, places, filters)
    return download([made], content_type=MEDIA_TYPES[file_format], name=f"{slug}-working-paper.{file_format}")


def _printed(page: PagePaper, membership: Membership, places: Sequence[QueueItem], filters: QueueFilter) -> bytes:
    """Within the time that a page may take."""
    if missing := why_no_pdf():
        raise Refused(missing)
    written = working_paper(membership, page, places, filters, clock.now())
    if len(page.paragraphs) > MOST_PRINTED:
        raise Refused(_("This paper is too long to be printed at once. Take it in Word, or ask for a smaller part."))
    return as_pdf(written)[0]


def _asked_about(guideline: Guideline, filters: QueueFilter) -> tuple[Sequence[QueueItem], str]:
    """The places that it tells of, in the order of the text, and what they are called together."""
    at = request.args.get("at", "" if filters.pillar or filters.theme else WHOLE)
    if at:
        place = place_named(guideline, at) or abort(404)
        name = place.pillar.title if place.pillar is not None else _("The whole text")
        return [place], place.wording.number if place.wording is not None else str(name)
    theme = db.session.get(Theme, filters.theme) if filters.theme else None
    pillar = next((pillar for pillar in guideline.pillars if pillar.code == filters.pillar), None)
    if theme is not None and theme.guideline_id == guideline.id:
        return queue_of(guideline, filters), theme.label
    return queue_of(guideline, filters), (pillar or abort(404)).title
