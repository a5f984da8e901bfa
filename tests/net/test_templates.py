"""Every template compiles, is used, asks for endpoints that exist, and holds nothing inline."""

import re
from pathlib import Path

from flask import Flask

from consult.app import create_app
from consult.drafts.models import Pillar
from consult.drafts.navigation import ERRANDS
from consult.drafts.views import hue_of
from consult.revisions.labels import STATE_NAMES, STATE_TONES
from consult.revisions.models import RevisionState
from consult.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def templates() -> list[Path]:
    return sorted(p for p in TEMPLATES.rglob("*") if p.suffix in {".html", ".txt", ".xml", ".svg"})


def sources() -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "consult").rglob("*.py"))


def test_every_template_compiles(sqlite_app: Flask) -> None:
    for path in templates():
        sqlite_app.jinja_env.get_template(path.relative_to(TEMPLATES).as_posix())


def test_every_template_is_used() -> None:
    everything = sources() + "\n".join(path.read_text(encoding="utf-8") for path in templates())
    unused = []
    for path in templates():
        name = path.relative_to(TEMPLATES).as_posix()
        if f'"{name}"' not in everything and f'"{name.removeprefix("mail/").removesuffix(".txt")}"' not in everything:
            unused.append(name)
    assert not unused


def test_every_address_names_an_endpoint(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text("{}", encoding="utf-8")  # with a demo there is more
    known = create_app(Settings(home=tmp_path, secret_key="a key for tests alone")).view_functions
    asked = {
        (path.relative_to(ROOT).as_posix(), endpoint)
        for path in [*templates(), *(ROOT / "consult").rglob("*.py")]
        for endpoint in re.findall(
            r"(?:url_for|linked|entry_link)\(\s*['\"]([\w.]+)['\"]", path.read_text(encoding="utf-8")
        )
    }
    unknown = {pair for pair in asked if pair[1] not in known}
    assert not unknown


def test_every_way_about_a_guideline_leads_to_a_page(tmp_path: Path) -> None:
    known = create_app(Settings(home=tmp_path, secret_key="a key for tests alone")).view_functions
    assert {way.endpoint for errand in ERRANDS for way in errand.ways} <= set(known)


def test_no_page_asks_whether_a_stage_is_there() -> None:
    """A stage is there: a link that might lead nowhere is a fault to be seen, not to be passed over."""
    asked = [path.name for path in templates() if " in endpoints" in path.read_text(encoding="utf-8")]
    assert not asked
    asking = [path.name for path in (ROOT / "consult").rglob("*.py") if "view_functions" in path.read_text("utf-8")]
    assert asking == ["typed.py"]  # which looks for the form of a page that is there


def test_nothing_is_inline_and_nothing_points_right_or_left() -> None:
    for path in templates():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"https?://(?!www\.w3\.org)", text), f"{path} speaks of a third host"
    for path in (ROOT / "static" / "css").rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        physical = re.findall(
            r"\b(?:margin|padding|border)-(?:left|right)\b|\bfloat:|text-align:\s*(?:left|right)|\b(?:left|right):",
            text,
        )
        assert not physical, f"{path}: {physical}"
        assert path.name == "tokens.css" or not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgb\(|\bhsl\(", text), (
            f"{path}: a raw colour"
        )
        assert "!important" not in text, path


def test_marks_between_words_are_each_languages_own() -> None:
    """No English comma, colon or quotation mark stands between two expressions: core.i18n.punctuation has them."""
    mark = "[ ]?[,;:.“”][ ]?"
    constant, nothing_else = rf"""(?<![\w,(])\s"{mark}"|join\("{mark}"\)""", rf"\s*(?:{mark}\s*)+"
    for path in templates():
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        constants = [said for said in EXPRESSION.findall(text) if re.search(constant, said)]
        between = re.split(r"<[^<>]*>", EXPRESSION.sub("<>", text)) if path.suffix in {".html", ".txt"} else []
        assert not constants, f"{path}: {constants}"
        assert not [words for words in between if re.fullmatch(nothing_else, words)], path


SHORT = (".n", ".count", ".code", "td:first-child", ".visually-hidden")  # numbers, codes and days


def test_words_may_always_break_so_that_nothing_is_wider_than_a_phone() -> None:
    """A line that must not break is cut off with an ellipsis, or holds a number, a code or a day."""
    unbroken = [
        f"{path.name}: {selector.strip()}"
        for path in (ROOT / "static" / "css").rglob("*.css")
        for selector, rules in re.findall(
            r"([^{}]+)\{([^{}]*white-space: nowrap[^{}]*)\}", path.read_text(encoding="utf-8")
        )
        if "overflow: hidden" not in rules and not selector.strip().endswith(SHORT)
    ]
    assert not unbroken


def test_a_hue_and_the_tone_of_a_state_have_one_home() -> None:
    """A page asks `hue_of(pillar)` and `revision_state(revision)`; none computes a class of its own."""
    for path in templates():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"hue-(?:\{\{|\d)", text), path
        assert path.name == "revision_state.html" or "revision_state_tones" not in text, path


def test_a_ninth_pillar_has_the_first_hue_again_and_every_hue_has_its_colour() -> None:
    css = (TEMPLATES.parent / "static/css/tokens.css").read_text(encoding="utf-8")
    hues = [hue_of(Pillar(position=place)) for place in range(1, 10)]
    assert hues[8] == hues[0]
    assert all(f"--{hue}:" in css for hue in hues)
    assert hue_of(None) == ""
    assert set(STATE_NAMES) == set(STATE_TONES) == set(RevisionState)


def test_two_sentences_that_are_each_told_where_they_hold_have_a_space_between() -> None:
    """The line's end after a block is dropped, and the blanks before the next: `+%}` keeps it."""
    joined = re.compile(r"\}\}\{% endif %\}\n\s*\{% if [^%]*%\}\{\{ (_|gettext|ngettext)\(")
    found = [path.name for path in TEMPLATES.rglob("*.html") if joined.search(path.read_text(encoding="utf-8"))]
    assert not found
