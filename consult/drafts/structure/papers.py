"""A file as a paper, by the ending of its name; and its styles, with what each is taken for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.core import clock
from consult.core.csv_files.reading import UnreadableText, decoded, read_csv
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.drafts.outline import COLUMNS, Outline, PartOutline, PillarOutline, UnreadableOutline, checked_outline
from consult.drafts.structure.akoma_ntoso_paper import akoma_ntoso_paper
from consult.drafts.structure.blocks import Block, Paper, UnreadablePaper, bounded
from consult.drafts.structure.clause_tables import clause_rows
from consult.drafts.structure.html_paper import html_paper
from consult.drafts.structure.markdown_paper import markdown_paper
from consult.drafts.structure.models import StyleMapping
from consult.drafts.structure.recognition import Recognised, recognise_outline
from consult.drafts.structure.roles import BlockRole, guessed_roles, styles_in
from consult.drafts.structure.word_paper import word_paper

WORD = (".docx",)
MARKDOWN = (".md", ".markdown", ".txt")
HTML = (".html", ".htm")
AKOMA_NTOSO = (".xml", ".akn")
ENDINGS = WORD + MARKDOWN + HTML + AKOMA_NTOSO
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def is_paper(name: str) -> bool:
    return name.lower().endswith((*ENDINGS, ".doc", ".odt", ".pdf", ".rtf"))


def read_paper(name: str, content: bytes) -> Paper:
    """Raises UnreadablePaper with what to do."""
    ending = name.lower()
    if not ending.endswith(ENDINGS):
        raise UnreadablePaper(
            _("A text is read from Word (.docx), Markdown, HTML or Akoma Ntoso (.xml). Save this file as .docx.")
        )
    if ending.endswith(AKOMA_NTOSO):
        paper = akoma_ntoso_paper(content)
    else:
        paper = word_paper(content) if ending.endswith(WORD) else _written(ending, content)
    if not paper.blocks:
        raise UnreadablePaper(_("There is no text in this file. A scan needs to be turned into text first."))
    return paper


def paper_of_table(name: str, content: bytes) -> Paper | None:
    """A CSV whose columns bear other names than ours, one of them the text's; None for ours, and for other files."""
    if not name.lower().endswith((".csv", ".tsv")):
        return None
    try:
        table = read_csv(decoded(content), known=COLUMNS)
    except UnreadableText:
        return None
    if table.faults or {"number", "pillar", "text"} <= set(table.names):
        return None
    blocks = clause_rows([table.headings, *(record.cells for record in table.records)])
    return Paper(bounded(blocks)) if blocks else None


def _written(ending: str, content: bytes) -> Paper:
    try:
        text = decoded(content, table=False)
    except UnreadableText as error:
        raise UnreadablePaper(_("Line %(line)s: %(says)s", line=error.line, says=str(error))) from error
    return html_paper(text) if ending.endswith(HTML) else markdown_paper(text)


@dataclass(frozen=True)
class StyleInUse:
    """One style of a paper: how many blocks bear it, how the first begins, what it is taken for."""

    name: str
    number: int
    example: str
    role: BlockRole


def styles_of(blocks: Sequence[Block], roles: Mapping[str, BlockRole]) -> list[StyleInUse]:
    found = []
    for name in styles_in(blocks):
        having = [block for block in blocks if block.style == name]
        example = f"{having[0].number} {having[0].text}".strip()[:160]
        found.append(StyleInUse(name, len(having), example, roles.get(name, BlockRole.TEXT)))
    return found


def roles_for(guideline: Guideline, blocks: Sequence[Block]) -> Mapping[str, BlockRole]:
    """As a person said it of the version before, where they did; else as guessed."""
    kept = db.session.get(StyleMapping, guideline.id)
    said = {name: BlockRole(role) for name, role in kept.roles.items()} if kept is not None else {}
    guessed = guessed_roles(blocks)
    return {name: said.get(name, guessed[name]) for name in guessed}


def roles_said(blocks: Sequence[Block], typed: Mapping[str, str | None]) -> Mapping[str, BlockRole]:
    """By style, of what was typed by place; what is no role is the guess."""
    guessed, known = guessed_roles(blocks), {role.value for role in BlockRole}
    named = enumerate(styles_in(blocks), start=1)
    return {
        name: BlockRole(said) if (said := typed.get(str(place)) or "") in known else guessed[name]
        for place, name in named
    }


def outline_from(blocks: Sequence[Block], roles: Mapping[str, BlockRole], guideline: Guideline) -> Recognised:
    """Raises Unreadable, as for any outline."""
    found = recognise_outline(
        blocks,
        roles,
        language=guideline.language,
        known=[PillarOutline(one.code, one.title) for one in guideline.pillars],
        known_parts=[PartOutline(one.code, one.title) for one in guideline.parts],
    )
    if not found.outline.clauses:
        says = _("No clause was found with what the styles stand for now. Say which style is a clause.")
        raise UnreadableOutline([says])
    checked_outline(found.outline)
    return found


def outline_of_file(name: str, content: bytes, guideline: Guideline) -> tuple[Outline, Recognised, Paper]:
    """For the command: read with the roles kept, or guessed. Raises UnreadablePaper, Unreadable."""
    paper = paper_of_table(name, content) or read_paper(name, content)
    found = outline_from(paper.blocks, roles_for(guideline, paper.blocks), guideline)
    return found.outline, found, paper


def keep_roles(guideline: Guideline, roles: Mapping[str, str], *, by: int) -> None:
    """For the next version of this paper."""
    known = {role.value for role in BlockRole}
    said = {name[:200]: role for name, role in list(roles.items())[:200] if role in known}
    kept = db.session.get(StyleMapping, guideline.id)
    if kept is None:
        db.session.add(StyleMapping(guideline_id=guideline.id, roles=said, by_id=by, at=clock.now()))
    else:
        kept.roles, kept.by_id, kept.at = said, by, clock.now()
