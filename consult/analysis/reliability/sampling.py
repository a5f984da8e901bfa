"""Samples: drawn over languages and groups, coded blind by people, compared with each other and the machine."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.models import Person
from consult.analysis.models import Coding, Point, Sample, SampledPoint
from consult.analysis.queries import heirs_of
from consult.analysis.shared.point_filter import NONE
from consult.analysis.shared.population import each_letter_once_condition, main_theme, of_points
from consult.comments.models import Comment
from consult.consultations.models import Round, Visibility
from consult.core.database import db
from consult.drafts.models import Guideline
from nlp.evaluation.agreement import Estimate, kappa, macro_f1, stratified_sample

Code = tuple[int | None, int | None]  # theme, pillar
WHAT = ("theme", "pillar")


@dataclass(frozen=True)
class Compared:
    """Two codings of the same points: how many, the share coded alike, and both measures with their intervals."""

    points: int
    alike: float
    kappa: Estimate
    f1: Estimate


@dataclass(frozen=True)
class Coder:
    """A person who codes, how far they are, and how they compare with the machine, by what was coded."""

    person: Person
    coded: int
    machine: Mapping[str, Compared | None]


@dataclass(frozen=True)
class CoderPair:
    """Two people who coded the same points."""

    one: Person
    other: Person
    compared: Mapping[str, Compared | None]


def drawn(guideline: Guideline, size: int, *, seed: int) -> list[dict[str, Any]]:
    """Points at random, each language and kind of stakeholder in its share, with what the machine says of them.

    Only of rounds that the experts may read: they code too.
    """
    what = (Point.id, main_theme(), Point.pillar_id, Point.language, Comment.stakeholder_type)
    rows = db.session.execute(
        of_points(guideline, *what)
        .where(each_letter_once_condition(), Round.visibility != Visibility.NEVER)
        .order_by(Point.id)
    ).all()
    chosen = stratified_sample([(row[3], row[4]) for row in rows], size, seed=seed) if rows else []
    return [{"point_id": rows[n][0], "theme_id": rows[n][1], "pillar_id": rows[n][2]} for n in chosen]


def samples_of(guideline: Guideline) -> list[tuple[Sample, int, int]]:
    """Newest first, each with its number of points and of people who code."""
    of_sample = SampledPoint.sample_id == Sample.id
    size = select(func.count()).where(of_sample).correlate(Sample).scalar_subquery()
    coding = select(func.count(func.distinct(Coding.coder_id))).join(Coding.sampled).where(of_sample)
    query = select(Sample, size, coding.correlate(Sample).scalar_subquery())
    query = query.where(Sample.guideline_id == guideline.id).order_by(Sample.id.desc())
    return [(sample, points, people) for sample, points, people in db.session.execute(query)]


def points_of_sample(sample: Sample) -> Sequence[SampledPoint]:
    """Those whose comment still stands."""
    query = select(SampledPoint).join(SampledPoint.point).join(Point.comment)
    query = query.where(SampledPoint.sample_id == sample.id, Comment.state == "sent", Point.start >= 0)
    loaded = contains_eager(SampledPoint.point).options(
        contains_eager(Point.comment).options(joinedload(Comment.round))
    )
    return db.session.scalars(query.options(loaded).order_by(SampledPoint.id)).unique().all()


def coded_by(sample: Sample, coder: Person) -> dict[int, Coding]:
    """What they said so far by sampled point, in the order in which they said it."""
    query = select(Coding).join(Coding.sampled).where(SampledPoint.sample_id == sample.id, Coding.coder_id == coder.id)
    return {coding.sampled_id: coding for coding in db.session.scalars(query.order_by(Coding.at, Coding.id))}


def next_to_code(points: Sequence[SampledPoint], coded: Collection[int], after: int = 0) -> SampledPoint | None:
    """The first that is not coded yet, of those after a given one if there are any: a point can be put off."""
    left = [sampled for sampled in points if sampled.id not in coded]
    return next((sampled for sampled in left if sampled.id > after), left[0] if left else None)


def codings_of(sample: Sample) -> dict[Person, dict[int, Code]]:
    """What each person said of which sampled point; a theme that was merged counts as the one it is in."""
    heirs = heirs_of(sample.guideline)
    query = select(Coding).join(Coding.sampled).where(SampledPoint.sample_id == sample.id).order_by(Coding.id)
    found: dict[Person, dict[int, Code]] = {}
    for coding in db.session.scalars(query.options(joinedload(Coding.coder))):
        theme = heirs.get(coding.theme_id) if coding.theme_id is not None else None
        found.setdefault(coding.coder, {})[coding.sampled_id] = (theme, coding.pillar_id)
    return found


def results_of(sample: Sample) -> tuple[list[Coder], list[CoderPair]]:
    """Each coder against the machine, and each two coders against each other."""
    heirs = heirs_of(sample.guideline)
    points = points_of_sample(sample)
    machine = {each.id: (heirs.get(each.theme_id or 0), each.pillar_id) for each in points}
    said = {person: {n: c for n, c in codes.items() if n in machine} for person, codes in codings_of(sample).items()}
    coders = [Coder(person, len(codes), _each(codes, machine)) for person, codes in said.items()]
    pairs = [CoderPair(one, other, _each(said[one], said[other])) for one, other in combinations(said, 2)]
    return coders, pairs


def _each(truth: Mapping[int, Code], guess: Mapping[int, Code]) -> dict[str, Compared | None]:
    both = sorted(truth.keys() & guess.keys())
    return {
        what: _compared(tuple(truth[n][place] for n in both), tuple(guess[n][place] for n in both))
        for place, what in enumerate(WHAT)
    }


@lru_cache(maxsize=256)
def _compared(truth: tuple[int | None, ...], guess: tuple[int | None, ...]) -> Compared | None:
    if len(truth) < 2:
        return None
    alike = sum(one == other for one, other in zip(truth, guess, strict=True)) / len(truth)
    return Compared(len(truth), alike, kappa(truth, guess), macro_f1(truth, guess))


def by_group(sample: Sample, group_of: Callable[[Point], str | None]) -> list[tuple[str, int, int]]:
    """Group, codings in it, and in how many of them the machine named the same theme; the largest first."""
    heirs = heirs_of(sample.guideline)
    points = {each.id: each for each in points_of_sample(sample)}
    alike: dict[str, list[bool]] = {}
    for codes in codings_of(sample).values():
        for number, (theme, _pillar) in codes.items():
            if number in points:
                same = heirs.get(points[number].theme_id or 0) == theme
                alike.setdefault(group_of(points[number].point) or NONE, []).append(same)
    rows = [(group, len(said), sum(said)) for group, said in alike.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


@dataclass(frozen=True)
class CodedPoint:
    """What people and the machine said of one point of a sample; of people only those who coded every point."""

    point: Point
    said: Mapping[Person, Code]
    machine: Code

    @property
    def divided(self) -> bool:
        return len(set(self.said.values())) > 1

    @property
    def against_machine(self) -> bool:
        """At least two people say the same, and the machine says otherwise."""
        return len(self.said) > 1 and not self.divided and next(iter(self.said.values())) != self.machine


def readings_of(sample: Sample) -> list[CodedPoint]:
    heirs = heirs_of(sample.guideline)
    points = points_of_sample(sample)
    said = {person: codes for person, codes in codings_of(sample).items() if codes.keys() >= {p.id for p in points}}
    return [
        CodedPoint(
            point=each.point,
            said={person: codes[each.id] for person, codes in said.items()},
            machine=(heirs.get(each.theme_id or 0), each.pillar_id),
        )
        for each in points
    ]


def strata_of(guideline: Guideline) -> int:
    """How many groups (language and kind of stakeholder together) a sample is drawn over."""
    what = (Point.language, Comment.stakeholder_type)
    rows = (
        of_points(guideline, *what).where(each_letter_once_condition(), Round.visibility != Visibility.NEVER).distinct()
    )
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


@dataclass(frozen=True)
class LanguageAgreement:
    """Of the points in a language (None: of all): how many two people put in one theme, and how many they both put
    where the machine does."""

    language: str | None
    points: int
    people: int
    machine: int


@dataclass(frozen=True)
class SampleAgreement:
    """The newest sample that at least two people coded to its end: all of it, then by language, the largest first."""

    sample: Sample
    whole: LanguageAgreement
    languages: Sequence[LanguageAgreement]


def last_agreement(guideline: Guideline) -> SampleAgreement | None:
    """How far people and the machine agreed on themes; None before two people have coded a sample."""
    for sample, _points, people in samples_of(guideline):
        readings = readings_of(sample) if people > 1 else []
        if readings and len(readings[0].said) > 1:
            by_language: dict[str, list[CodedPoint]] = {}
            for reading in readings:
                by_language.setdefault(reading.point.language, []).append(reading)
            rows = [_agreed(language, mine) for language, mine in by_language.items()]
            ordered = sorted(rows, key=lambda row: (-row.points, row.language or ""))
            return SampleAgreement(sample, _agreed(None, readings), ordered)
    return None


def _agreed(language: str | None, readings: Sequence[CodedPoint]) -> LanguageAgreement:
    themes = [({theme for theme, _pillar in each.said.values()}, each.machine[0]) for each in readings]
    return LanguageAgreement(
        language,
        len(readings),
        people=sum(len(said) == 1 for said, _machine in themes),
        machine=sum(said == {machine} for said, machine in themes),
    )
