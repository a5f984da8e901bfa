"""A text as it goes out to a translator: the original, and what there is of it in their language. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from consult.drafts.translations.sources import TextSource
from consult.drafts.translations.standing import Kept, TranslationState, chosen_of


class TextLine(NamedTuple):
    source: TextSource
    heading: str
    text: str
    state: TranslationState
    machine: bool = False


def lines_of(sources: Iterable[TextSource], kept: Kept, draft: int) -> Iterator[TextLine]:
    for source in sources:
        found, state = chosen_of(kept.get(source.name, ()), source.digest, draft)
        if found is None:
            yield TextLine(source, "", "", state)
        else:
            yield TextLine(source, found.heading, found.text, state, found.status == "machine_translated")
