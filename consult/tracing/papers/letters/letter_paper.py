"""Letters as Word files: a page each, or a file each. Name, address and reference are merge fields of Word."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from consult.accounts.countries import country_name
from consult.consultations.models import Round
from consult.core.i18n.dates import written
from consult.core.i18n.languages import language_now
from consult.core.text import one_line
from consult.drafts.text_diff import difference
from consult.drafts.translations.naming import shown_name
from consult.responses.labels import DISPOSITION_NAMES
from consult.tracing.papers.letters.addressees import Addressee, AnsweredPoint
from consult.tracing.papers.word import FIXED, WordPaper


def letters_in_one(round_: Round, addressees: Sequence[Addressee], now: datetime) -> bytes:
    """A page for each."""
    paper = _begun(round_, now)
    for number, one in enumerate(addressees):
        if number:
            paper.document.add_page_break()
        _letter(paper, round_, one, now)
    return paper.written()


def letters_each(round_: Round, addressees: Sequence[Addressee], now: datetime) -> bytes:
    """An archive with a Word file for each, named by its number and the first reference."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, one in enumerate(addressees, start=1):
            paper = _begun(round_, now)
            _letter(paper, round_, one, now)
            info = zipfile.ZipInfo(f"{number:04}-{one.comments[0][0].reference}.docx", FIXED)
            info.external_attr = 0o644 << 16
            archive.writestr(info, paper.written())
    return out.getvalue()


def _begun(round_: Round, now: datetime) -> WordPaper:
    title = _("Answers to what you said: %(title)s", title=shown_name(round_.guideline))
    return WordPaper(title, language_now(), now, shown_name(round_.guideline))


def _letter(paper: WordPaper, round_: Round, to: Addressee, now: datetime) -> None:
    name = to.name or to.organisation
    address = [to.organisation if to.name else "", country_name(to.country) if to.country else ""]
    paper.paragraph().field("Name", name)
    paper.paragraph().field("Address", "\n".join(filter(None, address)) or "«Address»")
    paper.note(written(now.date()))
    references = ", ".join(comment.reference for comment, _answered in to.comments)
    paper.paragraph().text(_("Reference:") + " ").field("Reference", references)
    paper.note(
        _("You took part in “%(round)s”. This is what you said, and what became of it.", round=shown_name(round_))
    )
    for comment, answered in to.comments:
        paper.paragraph("Heading 2").text(comment.reference)
        for one in answered:
            _answered_point(paper, one)
    paper.note(_("The answers were given by the drafting team of %(title)s.", title=shown_name(round_.guideline)))


def _answered_point(paper: WordPaper, one: AnsweredPoint) -> None:
    paper.paragraph("Intense Quote").text(one_line(one.point.text))
    answer = one.answer.answer
    paper.paragraph().text(f"{DISPOSITION_NAMES[answer.disposition]}. ", bold=True).text(answer.reason)
    for revision in one.revisions:
        paper.note(_("The text was changed by “%(title)s”:", title=revision.title))
        paper.paragraph().tracked(difference(revision.base_text, revision.proposed_text))
