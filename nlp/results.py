"""The result put into words and records: texts with their points, themes with their size and representatives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nlp.labels.asking import asking_sentences
from nlp.labels.labels import ExemplarContext, ThemeLabel, representatives
from nlp.preprocessing import PreparedTexts
from nlp.text.segmentation import proposed_wording
from nlp.topics.assignment import Placement
from nlp.topics.sentence_roles import SentenceRoles, SpokenText, sentence_roles
from nlp.topics.tracking import change_of
from nlp.topics.training import FittedThemes, theme_rows
from nlp.types import (
    CampaignResult,
    Embedder,
    PillarGuess,
    PointResult,
    Representative,
    Span,
    Text,
    TextResult,
    ThemeCentroids,
    ThemeGroupResult,
    ThemeResult,
    ThemeShare,
)

_THEMES_OF_A_TEXT = 5
_LEAST = 0.1  # share of a text from which a theme is named


def texts_read(
    texts: Sequence[Text], read: PreparedTexts, placed: Sequence[Placement], guesses: Sequence[PillarGuess]
) -> tuple[TextResult, ...]:
    """One record a text, in order, each with its points in order."""
    rows: list[list[int]] = [[] for _ in texts]
    for row, owner in enumerate(read.owner):
        rows[owner].append(row)
    numbers = _campaign_numbers(read.firsts)
    return tuple(
        TextResult(
            id=text.id,
            language=read.languages[place],
            campaign=numbers.get(read.firsts[place]),
            themes=_shares_of_text([(placed[row], len(read.wordings[row])) for row in rows[place]]),
            points=tuple(_point(read, row, placed[row], guesses[row]) for row in rows[place]),
        )
        for place, text in enumerate(texts)
    )


def themes_found(
    texts: Sequence[Text],
    read: PreparedTexts,
    placed: Sequence[Placement],
    learnt: FittedThemes,
    earlier: ThemeCentroids | None,
    *,
    embedder: Embedder,
) -> tuple[ThemeResult, ...]:
    """One record a theme, in the order of `learnt.ids`; the embedder that made the vectors finds what is asked."""
    members: dict[int, list[int]] = {theme: [] for theme in learnt.ids}
    for row, placement in enumerate(placed):
        if placement.themes:
            members[placement.themes[0].id].append(row)
    roles = sentence_roles(embedder)
    found = [_theme(texts, read, learnt, place, members[theme], roles=roles) for place, theme in enumerate(learnt.ids)]
    spoken = dict(zip((text.id for text in texts), read.languages, strict=True))
    found = _with_asks(found, spoken, roles, embedder)
    if earlier is None:
        return tuple(found)
    sizes = {theme.id: theme.folded for theme in found}
    return tuple(
        replace(
            theme,
            change=change_of(theme.id, sizes, earlier, learnt.origins),
            origin=(learnt.origins[theme.id],) if theme.id in learnt.origins else (),
        )
        for theme in found
    )


def groups(learnt: FittedThemes) -> tuple[ThemeGroupResult, ...]:
    """The broader headings, each with the ids of its themes."""
    return tuple(
        ThemeGroupResult(
            number, heading, tuple(i for i, p in zip(learnt.ids, learnt.parents, strict=True) if p == number)
        )
        for number, heading in enumerate(learnt.headings)
        if number in learnt.parents
    )


def campaigns(texts: Sequence[Text], firsts: Sequence[int]) -> tuple[CampaignResult, ...]:
    """Letters that came more than once, in order of their first appearance."""
    numbers = _campaign_numbers(firsts)
    members: dict[int, list[str]] = {number: [] for number in numbers.values()}
    for place, first in enumerate(firsts):
        if first in numbers:
            members[numbers[first]].append(texts[place].id)
    return tuple(CampaignResult(number, tuple(ids)) for number, ids in members.items())


def folded_sizes(known: ThemeCentroids, themes: Sequence[ThemeResult]) -> ThemeCentroids:
    """What the next run needs to tell which themes grew, and the labels that stand."""
    sizes = {theme.id: theme.folded for theme in themes}
    return replace(known, sizes=tuple(sizes[theme] for theme in known.ids))


def _theme(
    texts: Sequence[Text],
    read: PreparedTexts,
    learnt: FittedThemes,
    place: int,
    members: Sequence[int],
    *,
    roles: SentenceRoles,
) -> ThemeResult:
    theme, wording = learnt.ids[place], learnt.wordings[place]
    speaker: dict[int, int] = {}
    for owner in sorted({read.owner[row] for row in members}, key=lambda owner: texts[owner].text):
        speaker.setdefault(read.firsts[owner], owner)
    single = [row for row in members if speaker[read.firsts[read.owner[row]]] == read.owner[row]]
    centre = learnt.known.centres[theme_rows(learnt.known, theme)].mean(0)
    known = _known_of(single, read, wording, roles)
    shown = representatives(read.vectors[single], centre, [read.wordings[row] for row in single], known=known)
    return ThemeResult(
        id=theme,
        label=learnt.known.labels.get(theme, wording.label),
        keywords=wording.keywords,
        size=len(members),
        representatives=tuple(_representative(texts, read, single[place]) for place in shown),
        parent=learnt.parents[place],
        keywords_by_language=wording.by_language,
        folded=len(single),
        people=len({read.owner[row] for row in members}),
        loose=wording.loose,
        language=wording.language,
    )


def _known_of(rows: Sequence[int], read: PreparedTexts, wording: ThemeLabel, roles: SentenceRoles) -> ExemplarContext:
    """Whose the points of a theme are, in which language, in which of its words, and which of them ask."""

    def asking(some: Sequence[int]) -> NDArray[np.float32]:
        mine = [rows[row] for row in some]
        said = [SpokenText(read.wordings[row], read.languages[read.owner[row]]) for row in mine]
        return roles.asking(read.vectors[mine], said)

    return ExemplarContext(
        owners=[read.owner[row] for row in rows],
        languages=[read.languages[read.owner[row]] for row in rows],
        words={**wording.by_language, wording.language: (*wording.phrases, *wording.keywords)},
        asking=asking,
    )


def _with_asks(
    themes: Sequence[ThemeResult], languages: Mapping[str, str], roles: SentenceRoles, embedder: Embedder
) -> list[ThemeResult]:
    """The themes with the sentence that asks marked in each representative, if one does."""
    shown = [one for theme in themes for one in theme.representatives]
    asks = iter(asking_sentences([SpokenText(one.quote, languages[one.text]) for one in shown], roles, embedder))
    return [
        replace(theme, representatives=tuple(_with_ask(one, next(asks)) for one in theme.representatives))
        for theme in themes
    ]


def _with_ask(shown: Representative, asks: Span | None) -> Representative:
    return shown if asks is None else replace(shown, asks=Span(shown.start + asks.start, shown.start + asks.end))


def _representative(texts: Sequence[Text], read: PreparedTexts, row: int) -> Representative:
    span = read.spans[row]
    return Representative(texts[read.owner[row]].id, span.start, span.end, read.wordings[row])


def _campaign_numbers(firsts: Sequence[int]) -> dict[int, int]:
    counts = Counter(firsts)
    return {first: number for number, first in enumerate(first for first in counts if counts[first] > 1)}


def _point(read: PreparedTexts, row: int, placed: Placement, guess: PillarGuess) -> PointResult:
    span, wording = read.spans[row], read.wordings[row]
    asked = proposed_wording(wording, Span(0, len(wording)), read.languages[read.owner[row]])
    proposed = Span(span.start + asked.start, span.start + asked.end) if asked is not None else None
    return PointResult(span.start, span.end, placed.themes, placed.nearest, guess, proposed)


def _shares_of_text(points: Sequence[tuple[Placement, int]]) -> tuple[ThemeShare, ...]:
    """Themes of a text: those of its points, weighted by length, the strongest five of a tenth or more."""
    sums: dict[int, float] = {}
    for placement, length in points:
        for share in placement.themes:
            sums[share.id] = sums.get(share.id, 0.0) + share.p * length
    whole = sum(sums.values())
    ranked = sorted(((p / whole, theme) for theme, p in sums.items()), key=lambda pair: (-pair[0], pair[1]))
    return tuple(ThemeShare(theme, round(p, 4)) for p, theme in ranked[:_THEMES_OF_A_TEXT] if p >= _LEAST)
