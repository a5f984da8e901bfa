"""The report of a session as a Word document, drafted from what was captured: through the writer of all papers."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.comments.capture.labels import ROOM_VIEW_NAMES
from consult.comments.capture.models import CapturedPoint, RoomView
from consult.comments.labels import STATE_NAMES
from consult.comments.models import CommentState
from consult.consultations.labels import said_span
from consult.consultations.models import Session
from consult.core.i18n.languages import language_now
from consult.core.ruling import Ruling
from consult.core.urls import absolute_url
from consult.drafts.translations.naming import shown_name
from consult.tracing.papers.word import WordPaper
from consult.tracing.session_room.session_points import SessionPoints


def session_paper(session: Session, found: SessionPoints, now: datetime, *, written: Ruling) -> bytes:
    """The same for the same state and moment. What the host wrote is marked as theirs, where it may be read."""
    paper = WordPaper(_("Report on “%(title)s”", title=shown_name(session)), language_now(), now)
    paper.note(f"{session.round.title} · {said_span(session.starts_at, session.ends_at, session.timezone)}")
    paper.note(session.place)
    if session.report:
        paper.paragraph("Heading 1").text(_("Written by the host"))
        for words in session.report.split("\n") if written else [written.refusal]:
            paper.note(words)
    paper.paragraph("Heading 1").text(_("What was said, point by point"))
    for said in counted_words(found):
        paper.note(said)
    for clause in found.clauses:
        wording = clause.wording
        name = f"{wording.number} {wording.heading}".strip() if wording is not None else _("The whole text")
        paper.paragraph("Heading 2").text(name)
        if wording is not None:
            paper.note(wording.text)
        for point in clause.points:
            paper.paragraph("List Bullet").text(point.comment.text).text(f" ({about_point(point)})")
    paper.note(absolute_url("tracing.session_report", round_slug=session.round.slug, session_id=session.id))
    return paper.written()


def counted_words(found: SessionPoints) -> list[str]:
    """Sentences of counts; a number comes with what it is of."""
    points = ngettext("%(num)s point was written down.", "%(num)s points were written down.", len(found.points))
    voices = ngettext("They were said by %(num)s voice.", "They were said by %(num)s voices.", found.voices)
    says = [f"{points} {voices}" if found.points else points]
    if found.tables:
        says.append(ngettext("They come from %(num)s table.", "They come from %(num)s tables.", found.tables))
    agreed, disputed = found.of_view(RoomView.AGREED), found.of_view(RoomView.DISPUTED)
    says.append(_("Agreed: %(agreed)s. Disputed: %(disputed)s.", agreed=agreed, disputed=disputed))
    return says


def about_point(point: CapturedPoint) -> str:
    said = ngettext("said by %(num)s", "said by %(num)s", point.said_by)
    table = _("table %(name)s", name=point.table_name) if point.table_name else ""
    state = "" if point.comment.state == CommentState.SENT else str(STATE_NAMES[point.comment.state])
    return ", ".join(filter(None, (str(ROOM_VIEW_NAMES[point.view]), said, table, state, point.comment.reference)))
