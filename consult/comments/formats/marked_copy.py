"""A Word copy of the draft with comments and tracked changes: each of them a row, on the clause whose words it marks.

Pure. Where no clause has these words, or two have them nearly, the row is a doubt with the likeliest clauses.
"""

import hashlib
from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from consult.comments.formats.placing import RowPlace, place_of_words, row_place
from consult.comments.formats.protocol import FormatContext, SourceFile
from consult.comments.register.rows import CellFault, ParsedRegister, RegisterRow
from consult.core.word.reading import CommentRange, TrackedChange, WordComment, WordDocument, WordParagraph

SHOWN = 300  # letters of a change that are repeated in words


class MarkedCopy:
    """Read only: what goes out with marks is made where drafts are published."""

    name = "word"
    write = None

    def recognise(self, source: SourceFile) -> bool:
        return source.word is not None and _is_marked(source.word)

    def read(self, source: SourceFile, context: FormatContext) -> ParsedRegister:
        if source.word is None:
            return _refused(_("This is no Word document. Choose the .docx with the comments and changes in it."))
        if not _is_marked(source.word):
            return _refused(_("This Word document has no comments, no tracked changes and no table of comments."))
        rows = _MarkedRows(source.word, context)
        found = [*rows.of_paragraphs(), *rows.without_place()]
        notices = [_("Comments without words were left out: %(count)s.", count=rows.empty)] if rows.empty else []
        return ParsedRegister(found, notices=[*map(str, notices)], file_format=self.name)


def _is_marked(document: WordDocument) -> bool:
    return bool(document.comments) or any(paragraph.changes for paragraph in document.paragraphs)


def _refused(says: str) -> ParsedRegister:
    return ParsedRegister(faults=[CellFault(1, "", says)], file_format="word")


class _MarkedRows:
    def __init__(self, document: WordDocument, context: FormatContext) -> None:
        self.document, self.context = document, context
        self.number = self.empty = 0
        self.last = ""  # the clause before, beside which a new paragraph may belong
        self.done: dict[str, str] = {}  # comments by their number in the file, with the source_id they got

    def of_paragraphs(self) -> Iterator[RegisterRow]:
        for paragraph in self.document.paragraphs:
            self.context.tick()
            if not paragraph.changes and not paragraph.ranges:
                self._remember(paragraph)
                continue
            place = self._place(paragraph)
            self.last = place.clause or self.last
            yield from self._of_comments(paragraph, place)
            yield from (
                self._change(paragraph, one, place) for one in paragraph.changes if _is_of_words(paragraph, one)
            )

    def without_place(self) -> Iterator[RegisterRow]:
        """Comments whose words are gone, and replies, which stand nowhere in the text."""
        for comment in self.document.comments.values():
            if comment.id not in self.done and self._counts(comment):
                yield self._comment(comment, "", RowPlace(doubt="" if comment.parent in self.done else "–"))

    def _remember(self, paragraph: WordParagraph) -> None:
        found = row_place(self.context, paragraph.text[:80])
        self.last = found.clause or self.last

    def _place(self, paragraph: WordParagraph) -> RowPlace:
        if not paragraph.before.strip():
            near = ((self.last, 0.5),) if self.last else ()
            return RowPlace(doubt=paragraph.text[:200] or "–", candidates=near)
        named = row_place(self.context, paragraph.before) if len(paragraph.before) <= 80 else RowPlace()
        if named.clause or named.pillar:
            return named
        return place_of_words(self.context, paragraph.before)

    def _of_comments(self, paragraph: WordParagraph, place: RowPlace) -> Iterator[RegisterRow]:
        for one in paragraph.ranges:
            comment = self.document.comments.get(one.comment)
            if comment is not None and comment.id not in self.done and self._counts(comment):
                yield self._comment(comment, _quote(paragraph, one), place)

    def _counts(self, comment: WordComment) -> bool:
        if comment.text:
            return True
        self.done[comment.id] = ""
        self.empty += 1
        return False

    def _comment(self, comment: WordComment, quote: str, place: RowPlace) -> RegisterRow:
        source_id = _identity(comment.author, comment.date, comment.text, quote)
        self.done[comment.id] = source_id
        cells = {"comment": comment.text, "source_id": source_id, "in_reply_to": self.done.get(comment.parent, "")}
        texts = self.context.clauses.get(place.clause, ())
        if quote and any(text.count(quote) == 1 and text.strip() != quote.strip() for text in texts):
            cells["quote"] = quote
        return self._row({**cells, **_who(comment.author, comment.date)}, place)

    def _change(self, paragraph: WordParagraph, change: TrackedChange, place: RowPlace) -> RegisterRow:
        old, new = paragraph.before[change.start : change.end], change.inserted
        source_id = _identity(change.author, change.date, paragraph.before, str(change.start), old, new)
        cells = {"comment": _in_words(old, new), "source_id": source_id, "type": "editorial"}
        cells["proposed_text"] = self._proposed(paragraph.before, change, place)
        return self._row({**cells, **_who(change.author, change.date)}, place)

    def _proposed(self, before: str, change: TrackedChange, place: RowPlace) -> str:
        """The clause with this one change; its printed number, which stands before its words, is no part of it."""
        changed = before[: change.start] + change.inserted + before[change.end :]
        for text in self.context.clauses.get(place.clause, ()):
            at = before.find(text)
            if at >= 0 and change.start >= at:
                return changed[at:].strip()
        return changed.strip()

    def _row(self, cells: Mapping[str, str], place: RowPlace) -> RegisterRow:
        self.number += 1
        there = {**cells, "clause": place.clause, "pillar": place.pillar, "channel": "word"}
        filled = {name: cell for name, cell in there.items() if cell}
        return RegisterRow(self.number, filled, place.doubt, place.candidates)


def _is_of_words(paragraph: WordParagraph, change: TrackedChange) -> bool:
    return paragraph.before[change.start : change.end].split() != change.inserted.split()


def _quote(paragraph: WordParagraph, one: CommentRange) -> str:
    return paragraph.before[one.start : one.end].strip()


def _who(author: str, date: str) -> dict[str, str]:
    return {"author_name": author[:200], "received_at": date}


def _identity(*parts: str) -> str:
    """The same mark in the same words of the same author is one, however often its file is saved."""
    return f"word-{hashlib.sha256(chr(31).join(parts).encode(errors='replace')).hexdigest()[:32]}"


def _in_words(old: str, new: str) -> str:
    old, new = old.strip()[:SHOWN], new.strip()[:SHOWN]
    if old and new:
        return str(_("Replace “%(old)s” by “%(new)s”.", old=old, new=new))
    return str(_("Insert “%(new)s”.", new=new) if new else _("Delete “%(old)s”.", old=old))
