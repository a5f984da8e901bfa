"""An operator's name, emblem and colour: checked when the site starts, so that no page comes out unreadable.

Contrast as WCAG 2.2 measures it (relative luminance of sRGB). One colour is given; its tones for dark pages are
made of it, lighter until they can be read.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from consult.core.resources import resource_folder
from consult.settings import SettingError, Settings

AA = 4.5
LARGEST_EMBLEM = 200_000
KINDS = {".svg": "image/svg+xml", ".png": "image/png"}
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Branding:
    """`css` sets our tokens anew, or is empty; `digest` changes when any of it does."""

    name: str = "consult"
    css: str = ""
    emblem: bytes = b""
    emblem_type: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(b"\n".join((self.css.encode(), self.emblem))).hexdigest()[:12]


def branding_of(settings: Settings) -> Branding:
    """Raises SettingError, in a sentence, for a colour that cannot be read on our pages or an emblem that is none."""
    css = colour_tokens(settings.site_colour) if settings.site_colour else ""
    name = " ".join(settings.site_name.split()) or "consult"
    if not settings.site_emblem:
        return Branding(name, css)
    path = Path(settings.site_emblem)
    path = path if path.is_absolute() else settings.home / path
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise SettingError("CONSULT_SITE_EMBLEM must be a picture whose name ends in .svg or .png.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingError(f"CONSULT_SITE_EMBLEM: {path} cannot be read: {error.strerror}.") from error
    if not content or len(content) > LARGEST_EMBLEM:
        raise SettingError(f"CONSULT_SITE_EMBLEM: {path} must hold a picture of at most 200 kB.")
    return Branding(name, css, content, kind)


def colour_tokens(typed: str) -> str:
    """Our accent tokens in this colour."""
    colour = colour_of(typed)
    worst = _worst(colour, "light")
    if worst < AA:
        better = as_hex(_readable(colour, BLACK, "light"))
        says = f"CONSULT_SITE_COLOUR {typed} is too light to read: its contrast on our pages is {worst:.1f} to 1"
        raise SettingError(f"{says}, and must be 4.5 or more. Choose a darker one, for example {better}.")
    dark = _readable(colour, WHITE, "dark")
    tokens = {
        "accent": (colour, dark),
        "accent-strong": (mixed(colour, BLACK, 0.3), mixed(dark, WHITE, 0.3)),
        "accent-wash": (wash(colour, "light"), wash(dark, "dark")),
        "on-accent": (WHITE, mixed(dark, BLACK, 0.9)),
    }
    pairs = (f"--{name}: light-dark({as_hex(light)}, {as_hex(dim)});" for name, (light, dim) in tokens.items())
    return f":root {{ {' '.join(pairs)} }}\n"


def colour_of(typed: str) -> Colour:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", typed):
        raise SettingError(f"CONSULT_SITE_COLOUR must be a colour such as #0b5a7d, not {typed!r}.")
    return (int(typed[1:3], 16), int(typed[3:5], 16), int(typed[5:7], 16))


@cache
def papers_of(scheme: str) -> tuple[Colour, ...]:
    """What text stands on: the papers of our style sheet, in the light or the dark scheme."""
    css = (resource_folder("static") / "css" / "tokens.css").read_text(encoding="utf-8")
    found = re.findall(r"--paper[a-z-]*: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", css)
    return tuple(colour_of(light if scheme == "light" else dark) for light, dark in found)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if (c := value / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return (r, g, b)


def wash(colour: Colour, scheme: str) -> Colour:
    """What stands behind a chosen thing: nearly the paper."""
    return mixed(colour, WHITE, 0.92) if scheme == "light" else mixed(colour, BLACK, 0.85)


def _worst(colour: Colour, scheme: str) -> float:
    """The least contrast that it has with anything it is written on, or that is written on it."""
    written_on_it = WHITE if scheme == "light" else mixed(colour, BLACK, 0.9)
    return min(contrast(colour, other) for other in (*papers_of(scheme), wash(colour, scheme), written_on_it))


def _readable(colour: Colour, towards: Colour, scheme: str) -> Colour:
    """The nearest tone of it that can be read."""
    steps = (mixed(colour, towards, step / 20) for step in range(21))
    return next((tone for tone in steps if _worst(tone, scheme) >= AA), towards)


def as_hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
