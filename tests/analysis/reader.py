"""A reader in place of nlp, for tests of what is kept: a point a paragraph, a theme a matter, at once."""

from collections.abc import Callable
from itertools import pairwise

from consult.analysis.shared.records import Findings, FoundExample, FoundPoint, FoundTheme, Material
from tests.analysis.voices import COPIES, MATTERS

MATTER_OF = {text: matter for matter, lines in MATTERS.items() for _language, text in lines}
ORDER = list(MATTERS)


def read_all(
    material: Material, store: object, progress: Callable[[str, float], None], *, embedder: object = None
) -> Findings:
    """Themes are known by their matter, which stands in the bytes that would be their centre."""
    progress("themes", 1.0)
    known = {theme.centre.decode(): theme for theme in material.themes if theme.centre}
    fresh = max((theme.id for theme in material.themes), default=-1) + 1
    owner = {matter: known[matter].id if matter in known else fresh + place for place, matter in enumerate(ORDER)}
    numbers = {matter: known[matter].stands_for if matter in known else owner[matter] for matter in ORDER}
    points = tuple(_points(material, numbers))
    return Findings(
        points=points,
        themes=tuple(_theme(matter, number, points) for matter, number in numbers.items() if number == owner[matter]),
        campaigns=(tuple(c.id for c in material.comments if _is_letter(c.text)),),
        centres={owner[matter]: matter.encode() for matter in ORDER},
        seconds={"themes": 0.1},
        versions={"reader": "of tests"},
        settings={"seed": 0},
    )


def place_some(material: Material, store: object) -> Findings:
    numbers = {theme.centre.decode(): theme.stands_for for theme in material.themes if theme.centre}
    return Findings(points=tuple(_points(material, numbers)))


def _points(material: Material, numbers: dict[str, int]) -> list[FoundPoint]:
    found = []
    for comment in material.comments:
        for start, end in comment.cut or _paragraphs(comment.text):
            words = comment.text[start:end]
            matter = MATTER_OF.get(words)
            if any(sign.isalpha() for sign in words):
                found.append(
                    FoundPoint(
                        comment_id=comment.id,
                        start=start,
                        end=end,
                        text=words,
                        language=comment.language or "und",
                        themes=((numbers[matter], 0.9),) if matter else (),
                        nearest=min(numbers.values()),
                        pillar="HR" if matter in {"faces", "counters"} else "DI" if matter else None,
                        pillar_p=0.8,
                        campaign=0 if _is_letter(comment.text) and words in COPIES[0] else None,
                        x=0.5,
                        y=-0.5,
                    )
                )
    return found


def _paragraphs(text: str) -> list[tuple[int, int]]:
    starts = [0]
    for paragraph in text.split("\n\n"):
        starts.append(starts[-1] + len(paragraph) + 2)
    return [(start, following - 2) for start, following in pairwise(starts)]


def _theme(matter: str, number: int, points: tuple[FoundPoint, ...]) -> FoundTheme:
    mine = [point for point in points if point.themes and point.themes[0][0] == number]
    examples = tuple(FoundExample(one.comment_id, one.start, one.end, (0, 9)) for one in mine[:3])
    return FoundTheme(number, f"{matter} as proposed", (matter,), {"en": (matter,)}, "", "same", examples)


def _is_letter(text: str) -> bool:
    return "clause on sensors" in text
