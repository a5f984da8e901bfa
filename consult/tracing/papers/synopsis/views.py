"""The synopsis of a draft as a page, and as a Word file to go on from."""

import io

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.core import clock
from consult.core.i18n.languages import language_now
from consult.core.streaming import download, stream_pieces
from consult.drafts.models import Draft, DraftState
from consult.drafts.queries import draft_for
from consult.tracing.blueprint import bp
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.synopsis.sentences import SynopsisSection, synopsis_of
from consult.tracing.papers.word import WordPaper

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _published(slug: str, number: int) -> Draft:
    """What is in work has nothing to sum up yet."""
    draft, _membership = draft_for(current_user, slug, number) or abort(404)
    return draft if draft.state != DraftState.EDITING else abort(404)


@bp.get("/guidelines/<slug>/drafts/<int:number>/synopsis")
def synopsis(slug: str, number: int) -> ResponseReturnValue:
    draft = _published(slug, number)
    sections = synopsis_of(PublicData(draft, clock.now()))
    return render_template("tracing/papers/synopsis.html", draft=draft, guideline=draft.guideline, sections=sections)


@bp.get("/guidelines/<slug>/drafts/<int:number>/synopsis.docx")
def synopsis_in_word(slug: str, number: int) -> Response:
    draft = _published(slug, number)
    content = synopsis_paper(draft, synopsis_of(PublicData(draft, clock.now())))
    return download(stream_pieces(io.BytesIO(content)), content_type=DOCX, name=f"{slug}-draft-{number}-synopsis.docx")


def synopsis_paper(draft: Draft, sections: list[SynopsisSection]) -> bytes:
    title = _("Synopsis of the consultation: %(title)s", title=draft.guideline.title)
    paper = WordPaper(str(title), language_now(), draft.published_at or clock.now(), draft.guideline.title)
    paper.note(_("Every sentence is a count of the record, or an extract marked as one. Add your own below each."))
    for section in sections:
        paper.paragraph("Heading 1").text(section.heading)
        for sentence in section.sentences:
            words = _("In the words of the drafting team: %(words)s", words=sentence.text)
            paper.paragraph("List Bullet").text(str(words) if sentence.extract else sentence.text)
    return paper.written()
