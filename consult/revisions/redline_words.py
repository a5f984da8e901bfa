"""What a revision changes, in words: for an answer in plain text, where no redline can be drawn."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from consult.drafts.models import Guideline
from consult.drafts.text_diff import Segment, difference
from consult.responses.answer_templates.fields import TemplateField
from consult.responses.answer_templates.filling import fill_field
from consult.revisions.models import Revision, RevisionKind, RevisionState
from consult.revisions.rules import PUBLIC
from consult.revisions.structure.queries import changes_in_words
from consult.revisions.uptake.queries import revisions_naming_numbers

MOST = 6  # changes that are told one by one; of more the whole new text is given
TOLD = PUBLIC - {RevisionState.NOT_CARRIED}  # an answer is for readers: it tells no words that they do not see yet


def redline_in_words(segments: Sequence[Segment], becomes: str) -> str:
    """“may” becomes “shall”; “where appropriate” is struck. `becomes` is the whole new text."""
    said, struck = list[str](), ""
    for segment in [*segments, Segment("same", "")]:
        words = segment.text.strip()
        if segment.kind == "removed":
            struck = words
            continue
        if segment.kind == "added":
            became = _("“%(old)s” becomes “%(new)s”", old=struck, new=words)
            said.append(became if struck else _("“%(new)s” is added", new=words))
        elif struck:
            said.append(_("“%(old)s” is struck", old=struck))
        struck = ""
    return "; ".join(said) if len(said) <= MOST else _("it then reads “%(text)s”", text=becomes)


def _in_words(revision: Revision) -> str:
    if revision.structure is not None:
        return " ".join(changes_in_words(revision))
    if revision.kind == RevisionKind.DELETE:
        return str(_("the clause is struck"))
    if revision.base is None:
        return str(_("a new clause is added: “%(text)s”", text=revision.proposed_text))
    return redline_in_words(difference(revision.base.text, revision.proposed_text), revision.proposed_text)


def _told(point_ids: Sequence[int]) -> Mapping[int, Revision]:
    """By point, the newest revision that names it and that readers see: voted on, carried or published."""
    naming = revisions_naming_numbers(point_ids)
    named = {number: [r for r in found if r.state in TOLD] for number, found in naming.items()}
    return {number: found[0] for number, found in named.items() if found}


def _titles(point_ids: Sequence[int], _guideline: Guideline) -> Mapping[int, str]:
    return {number: revision.title for number, revision in _told(point_ids).items()}


def _redlines(point_ids: Sequence[int], _guideline: Guideline) -> Mapping[int, str]:
    words: dict[int, str] = {}
    told = _told(point_ids)
    for revision in told.values():
        if revision.id not in words:
            words[revision.id] = _in_words(revision)
    return {number: words[revision.id] for number, revision in told.items()}


fill_field(TemplateField.REVISION, _titles)
fill_field(TemplateField.REDLINE, _redlines)
