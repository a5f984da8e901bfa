"""What there is to translate: each text of a draft with its lasting name and the digest of its words. Pure."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from consult.core.transparency.canonical import canonical_json
from consult.drafts.models import Draft, Wording
from consult.drafts.translations.models import TextKind

NOTICE = "notice"  # the key of a guideline's notice; its title and sentence are under its own short name


@lru_cache(maxsize=4096)
def digest_of_words(heading: str, text: str) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of both."""
    return hashlib.sha256(canonical_json([heading, text])).hexdigest()


@dataclass(frozen=True)
class TextSource:
    """A text as it stands in the original. `label` is what people call it, `group` the code of its pillar."""

    kind: TextKind
    key: str
    label: str
    heading: str
    text: str
    group: str = ""
    draft: int = 0  # number of the one whose words they are; none of a round or an answer

    @property
    def name(self) -> tuple[TextKind, str]:
        return self.kind, self.key

    @cached_property
    def digest(self) -> str:
        return digest_of_words(self.heading, self.text)


def sources_of(draft: Draft, wordings: Iterable[Wording]) -> Iterator[TextSource]:
    """In reading order: the guideline, the draft, parts, each pillar and its clauses."""
    guideline, clauses, number = draft.guideline, list(wordings), draft.number
    yield TextSource(
        TextKind.GUIDELINE, guideline.slug, guideline.title, guideline.title, guideline.sentence, "", number
    )
    if guideline.notice:
        yield TextSource(TextKind.GUIDELINE, NOTICE, NOTICE, "", guideline.notice, "", number)
    if draft.title:
        yield TextSource(TextKind.DRAFT, str(draft.number), draft.title, draft.title, "", "", number)
    for part in guideline.parts:
        yield TextSource(TextKind.PART, part.code, part.title, part.title, part.addressee, "", number)
    for pillar in guideline.pillars:
        own = [wording for wording in clauses if wording.pillar_id == pillar.id]
        if own:
            names = (pillar.code, pillar.title, pillar.title, pillar.summary, pillar.code)
            yield TextSource(TextKind.PILLAR, *names, number)
        for one in own:
            yield TextSource(TextKind.CLAUSE, one.clause.uid, one.number, one.heading, one.text, pillar.code, number)
