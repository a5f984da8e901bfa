"""The illustrative guideline in the other five languages: names, rounds, questions and the clauses of two pillars."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from consult.accounts.models import Person
from consult.comments.questions.words import questions_to_translate
from consult.consultations.models import Round
from consult.demo import reading
from consult.drafts.models import Draft, Guideline, Status
from consult.drafts.queries import wordings_with_clause
from consult.drafts.translations.actions import GivenTranslation, keep_translations
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.sources import NOTICE, TextSource, sources_of
from consult.drafts.translations.standing import TextChoice

CHOICES = ("ar", "es", "fr", "ru", "zh", "en.easy_read")


def translate_guideline(drafts: Sequence[Draft], by: Person) -> None:
    """As it was translated when the first draft was out: what was reworded since is behind."""
    guideline = drafts[0].guideline
    newest_first = sorted(drafts, key=lambda draft: -draft.number)
    sources = {one.name: one for draft in newest_first for one in sources_of(draft, wordings_with_clause(draft))}
    _keep(guideline, sources.values(), by)


def translate_rounds(rounds: Iterable[Round], guideline: Guideline, by: Person) -> None:
    words = [(one.slug, (one.title, one.title, one.purpose)) for one in rounds]
    _keep(guideline, [TextSource(TextKind.ROUND, slug, *said) for slug, said in words], by)


def translate_questions(round_: Round, by: Person) -> None:
    """With their answers; those that are names of pillars are said as these are."""
    pillars = {pillar.title: pillar.code for pillar in round_.guideline.pillars}
    every = list(questions_to_translate([round_]))
    for choice, said in _files():
        given = []
        for source in every if "questions" in said else ():
            heading, answers = said["questions"][source.label]
            named = [said["pillars"][pillars[one]][0] for one in source.text.splitlines() if one in pillars]
            given.append(GivenTranslation(source, heading, "\n".join(named or answers), Status.TRANSLATED))
        keep_translations(round_.guideline, given, choice, by=by)


def _files() -> Iterator[tuple[TextChoice, Mapping[str, Any]]]:
    for code in CHOICES:
        if (choice := TextChoice.of(code)) is not None:
            yield choice, reading.city_file(f"translations/{code}.json")


def _keep(guideline: Guideline, sources: Iterable[TextSource], by: Person) -> None:
    every = list(sources)
    for choice, said in _files():
        keep_translations(guideline, list(_given(every, said)), choice, by=by)


def _given(sources: Iterable[TextSource], said: Mapping[str, Any]) -> Iterator[GivenTranslation]:
    for source in sources:
        heading, text = _words_of(source, said)
        if heading or text:
            yield GivenTranslation(source, heading, text, Status.TRANSLATED)


def _words_of(source: TextSource, said: Mapping[str, Any]) -> tuple[str, str]:
    if source.kind == TextKind.GUIDELINE:
        own = said.get("guideline", {"title": "", "sentence": "", "notice": ""})
        return ("", own["notice"]) if source.key == NOTICE else (own["title"], own["sentence"])
    if source.kind == TextKind.DRAFT:
        return said.get("drafts", {}).get(source.key, ""), ""
    if source.kind == TextKind.CLAUSE:
        return "", said["clauses"].get(source.label, "")
    kinds = {TextKind.PART: "parts", TextKind.PILLAR: "pillars", TextKind.ROUND: "rounds"}
    heading, text = said.get(kinds[source.kind], {}).get(source.key, ("", ""))
    return heading, text
