"""Paragraphs of a paper with their pages, and excerpts of a size that one can decide about. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from consult.core.text import cleaned, one_line
from consult.core.word.reading import WordDocument, WordParagraph, WordTable

ENDS = re.compile(r"[.!?…:;。！？؟।][\"'”’»)\]]*$")
ITEM = re.compile(r"^(?:[-•–*▪◦●·‣]|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)]|[IVXivx]{1,5}[.)])\s+")
ONLY_A_NUMBER = re.compile(
    r"^(?:page|p\.|seite|página|стр\.)?\s*[-–—]?\s*\d{1,4}\s*(?:(?:/|of|de|von|sur)\s*\d{1,4})?\s*[-–—]?$",
    re.IGNORECASE,
)
CONTENTS = re.compile(r".*(?:[.…]\s?){5,}\s*[\divxlIVXL]{1,6}")  # a line of a table of contents: dots, then a page
SENTENCE = re.compile(r"(?<=[.!?。！？؟।])\s+")
SHORT = 80  # letters of what may be a heading
GATHERED, MOST = 900, 1500  # letters of an excerpt: items of a list are gathered up to, others split beyond


@dataclass(frozen=True)
class PaperPassage:
    text: str
    page: int | None
    heading: bool = False
    item: bool = False


def paragraphs_of_word(document: WordDocument) -> tuple[list[PaperPassage], int | None]:
    """With pages as the word processor last laid them out; None where it did not say."""
    marks = {mark for block in document.paragraphs for mark, _at in block.page_breaks}
    counted = next((mark for mark in ("laid out", "asked for") if mark in marks), "")
    page, found = 1, []
    for block in document.blocks:
        inside = block.paragraphs if isinstance(block, WordTable) else [block]
        starts = page + sum(mark == counted and not at for one in inside[:1] for mark, at in one.page_breaks)
        page += sum(mark == counted for one in inside for mark, _at in one.page_breaks)
        found += [replace(one, page=starts if counted else None) for one in _of_block(block)]
    return found, page if counted else None


def _of_block(block: WordParagraph | WordTable) -> Iterator[PaperPassage]:
    if isinstance(block, WordTable):
        for row in block.rows:
            said = " | ".join(dict.fromkeys(filter(None, map(one_line, row))))
            if said:
                yield PaperPassage(said, None, item=True)
    elif text := cleaned(block.text):
        listed = block.list_level is not None or bool(ITEM.match(text))
        yield PaperPassage(
            text, None, heading=block.level > 0 or (_looks_like_a_heading(text) and not listed), item=listed
        )


def paragraphs_of_pdf(pages: Sequence[str]) -> list[PaperPassage]:
    """Lines joined, also over pages; what stands at the edge of most pages is said once, a table of contents never."""
    lines = [[one_line(line) for line in cleaned(page).split("\n")] for page in pages]
    edges = _repeated(lines)
    found: list[PaperPassage] = []
    said: set[str] = set()
    for number, page in enumerate(lines, start=1):
        kept = [
            line for line in page if line not in said and not ONLY_A_NUMBER.match(line) and not is_of_contents(line)
        ]
        said |= edges & set(page)
        own = list(_joined(kept, number))
        if found and own and _goes_on(found[-1], own[0]):
            found[-1] = _paragraph(_put_together(found[-1].text, own.pop(0).text), found[-1].page or number)
        found += own
    return found


def _leads_elsewhere(line: str) -> bool:
    return ONLY_A_NUMBER.match(line) is not None or is_of_contents(line)


def is_of_contents(line: str) -> bool:
    return CONTENTS.fullmatch(line.strip()) is not None


def _repeated(pages: Sequence[Sequence[str]]) -> set[str]:
    """Running heads and feet: the first or last two lines of at least half of the pages, three at least."""
    if len(pages) < 3:
        return set()
    filled = [[line for line in page if line] for page in pages]
    seen = Counter(line for page in filled for line in {*page[:2], *page[-2:]})
    return {line for line, times in seen.items() if times >= max(3, len(pages) / 2)}


def _joined(lines: Sequence[str], page: int) -> Iterator[PaperPassage]:
    wide = median([len(line) for line in lines if line] or [0])
    text = ""
    for line in [*lines, ""]:
        starts = not line or ITEM.match(line) or _ended(text, line, wide)
        if text and starts:
            yield _paragraph(text, page)
            text = ""
        text = _put_together(text, line) if line else text


def _ended(text: str, line: str, wide: float) -> bool:
    """A sentence ends in a short line, or a short line without an end stands before a capital: a heading."""
    if not text:
        return False
    last = text.rpartition("\n")[2]
    if ENDS.search(text) and len(last) % max(wide, 1) < 0.75 * wide:
        return True
    return len(text) < min(SHORT, 0.6 * wide) and not ENDS.search(text) and line[:1].isupper()


def _paragraph(text: str, page: int) -> PaperPassage:
    listed = bool(ITEM.match(text))
    return PaperPassage(text, page, heading=_looks_like_a_heading(text) and not listed, item=listed)


def _looks_like_a_heading(text: str) -> bool:
    return len(text) <= SHORT and not ENDS.search(text)


def _goes_on(before: PaperPassage, after: PaperPassage) -> bool:
    return not ENDS.search(before.text) and not after.item and after.text[:1].islower()


def _put_together(text: str, line: str) -> str:
    """A word that was parted at the end of its line is one word again."""
    if re.search(r"[^\W\d_]-$", text) and line[:1].islower():
        return text[:-1] + line
    return f"{text} {line}" if text else line


def title_of(paragraphs: Sequence[PaperPassage]) -> str:
    """What a paper is called: a heading that leads to another heading before anything is said. Else empty."""
    if len(paragraphs) > 1 and paragraphs[0].heading and paragraphs[1].heading:
        return paragraphs[0].text
    return ""


def excerpts_of(paragraphs: Sequence[PaperPassage]) -> list[PaperPassage]:
    """A heading goes with what follows it, items of a list with what leads to them; only the title is left out."""
    paragraphs = paragraphs[1:] if title_of(paragraphs) else paragraphs
    found: list[PaperPassage] = []
    under = ""
    for one in paragraphs:
        if one.heading:
            under = f"{under}\n{one.text}".strip()
            continue
        if under:
            found.append(replace(one, text=f"{under}\n{one.text}"))
            under = ""
        elif found and one.item and len(found[-1].text) + len(one.text) < GATHERED:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{one.text}")
        else:
            found.append(one)
    if under:
        found.append(PaperPassage(under, paragraphs[-1].page))
    return [replace(one, text=part) for one in found for part in _split(one.text)]


def _split(text: str) -> Iterator[str]:
    """Whole sentences of up to so many letters; one sentence longer than that stays whole."""
    if len(text) <= MOST:
        yield text
        return
    part = ""
    for sentence in SENTENCE.split(text):
        if part and len(part) + len(sentence) >= MOST:
            yield part
            part = ""
        part = f"{part} {sentence}".strip()
    if part:
        yield part
