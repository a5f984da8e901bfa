"""Tables whose rows are clauses: known by their first row. Pure."""

from collections.abc import Sequence

from consult.core.text import cleaned
from consult.drafts.structure.blocks import Block

NUMBERS = {
    "no",
    "no.",
    "number",
    "nr",
    "nr.",
    "#",
    "clause",
    "article",
    "n°",
    "numéro",
    "número",
    "номер",
    "№",
    "编号",
    "رقم",
}
TEXTS = {
    "text",
    "wording",
    "provision",
    "clause text",
    "texte",
    "texto",
    "текст",
    "文本",
    "条文",
    "النص",
    "requirement",
}
PILLARS = {
    "pillar",
    "chapter",
    "section",
    "section title",
    "category",
    "criterion title",
    "theme",
    "pilier",
    "chapitre",
    "pilar",
    "capítulo",
    "раздел",
    "глава",
    "支柱",
}
HEADINGS = {"heading", "title", "titre", "título", "заголовок", "标题", "العنوان"}
HEADS = {"number": NUMBERS, "text": TEXTS, "pillar": PILLARS, "heading": HEADINGS}
ROW_STYLES = {"pillar": "pillar of a table", "heading": "heading of a table", "text": "row of a table"}


def clause_rows(rows: Sequence[Sequence[str]]) -> list[Block]:
    """Blocks of a table that names a column for the text; none of any other."""
    if len(rows) < 2:
        return []
    places = {
        name: place
        for place, cell in enumerate(rows[0])
        for name, words in HEADS.items()
        if " ".join(cell.casefold().replace("_", " ").split()) in words
    }
    if "text" not in places:
        return []
    found, pillar = list[Block](), ""
    for row in rows[1:]:
        cells = {name: cleaned(row[place]) if place < len(row) else "" for name, place in places.items()}
        if cells.get("pillar") and cells["pillar"] != pillar:
            pillar = cells["pillar"]
            found.append(Block(ROW_STYLES["pillar"], pillar))
        if cells.get("heading"):
            found.append(Block(ROW_STYLES["heading"], cells["heading"]))
        if cells["text"]:
            found.append(Block(ROW_STYLES["text"], cells["text"], cells.get("number", "")))
    return found
