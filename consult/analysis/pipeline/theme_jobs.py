"""The machine's part in what people do about themes: parts of one that may be two, and points that follow examples.

Both look at stored vectors alone: nothing is embedded, nothing is clustered afresh. Imported by the command line
alone, like jobs.py, because nlp comes in here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Row

import nlp
from consult.analysis.assignment.reassignment import Placed, confirmed_examples, exclusions_of, follow
from consult.analysis.models import Assignment, Point
from consult.analysis.pipeline.example_centroids import centroid_rows, known_of, rows_taught
from consult.analysis.pipeline.inputs import themes_given
from consult.analysis.pipeline.vector_jobs import VectorTable
from consult.analysis.queries import last_run
from consult.analysis.shared.centroid_codec import StoredCentroid, packed
from consult.analysis.shared.population import of_points
from consult.analysis.theme_models import Split, SplitPart, SplitState
from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.queue import ReportProgress, queue
from consult.drafts.models import Guideline
from nlp.installed import reason_not_installed

AT_ONCE = 20_000  # points looked at at a time: some forty megabytes of vectors
LEARNT_FROM = 3_000  # points of a theme that say what its parts are
READ = 0.5  # share of a theme's points that must have been read to part it


# Parts of a theme


@queue.job("propose_split", obstacle=reason_not_installed)
def propose_split(split_id: int, progress: ReportProgress) -> None:
    """Say what the theme would be in parts. Done twice, the second changes nothing."""
    with for_reading():
        split = db.session.get(Split, split_id)
        if split is None or split.state != SplitState.ASKED:
            return
        guideline, number = split.theme.guideline, split.number
        points, model, main = points_to_part(guideline, split.theme_id), model_of(guideline), guideline.language
        db.session.rollback()
    progress("parting", 0.1)
    vectors = stored_vectors({point.id: point.text for point in points}, model)
    read = [point for point in points if point.id in vectors]
    if len(read) < READ * len(points):
        _keep_proposal(split_id, nlp.Parting(fault="unread"), [])
        return
    rows = np.stack([vectors[point.id] for point in read]) if read else np.empty((0, 1), np.float32)
    told = ([point.text for point in read], [point.language for point in read])
    found = nlp.parted(rows, *told, number=number, learnt_from=letters_once(read), main=main)
    _keep_proposal(split_id, found, read)


def points_to_part(guideline: Guideline, theme_id: int) -> Sequence[Row[Any]]:
    """All points of a theme, whoever put them there: of their columns, those that the machine looks at."""
    columns = (Point.id, Point.text, Point.language, Point.comment_id, Point.campaign_id)
    query = of_points(guideline, *columns).join(Assignment, Assignment.point_id == Point.id)
    return db.session.execute(query.where(Assignment.theme_id == theme_id).order_by(Point.id)).all()


def letters_once(points: Sequence[Row[Any]]) -> list[int]:
    """The rows that say what the parts are: each letter once, evenly drawn where they are very many."""
    firsts: dict[int, int] = {}
    for point in points:
        if point.campaign_id is not None:
            firsts[point.campaign_id] = min(point.comment_id, firsts.get(point.campaign_id, point.comment_id))
    once = [
        row
        for row, point in enumerate(points)
        if point.campaign_id is None or point.comment_id == firsts[point.campaign_id]
    ]
    return once[:: max(1, -(-len(once) // LEARNT_FROM))]


def _keep_proposal(split_id: int, found: "nlp.Parting", points: Sequence[Row[Any]]) -> None:
    split = db.session.get_one(Split, split_id)
    if split.state != SplitState.ASKED:
        return
    split.state = SplitState.PROPOSED if found.parts else SplitState.NO_PARTS
    split.fault, split.clear, split.proposed_at = found.fault, found.clear, clock.now()
    for position, part in enumerate(found.parts, start=1):
        db.session.add(
            SplitPart(
                split_id=split_id,
                position=position,
                label=part.label,
                keywords=list(part.keywords),
                words={language: list(words) for language, words in part.keywords_by_language.items()},
                points=[points[row].id for row in part.members],
                examples=[points[row].id for row in part.representatives],
                centre=packed([StoredCentroid(part.centre, part.reach, len(part.members))]),
            )
        )
    db.session.commit()


# Points that follow


@queue.job("follow_examples", obstacle=reason_not_installed)
def follow_examples(guideline_id: int, progress: ReportProgress) -> None:
    """Place the machine's points anew, by where the themes lie and by what people put under them.

    What people decided stays. Nothing changes where nothing was taught, and done twice, the second changes nothing.
    """
    with for_reading():
        guideline = db.session.get(Guideline, guideline_id)
        model = model_of(guideline) if guideline is not None else ""
        if guideline is None or not model:
            return
        themes = tuple(themes_given(guideline))
        examples, excluded = confirmed_examples(guideline), exclusions_of(guideline)
        columns = (Point.id, Point.text, Point.language, Point.comment_id)
        points = db.session.execute(of_points(guideline, *columns).order_by(Point.comment_id, Point.start)).all()
        db.session.rollback()
    rows, taught = centroid_rows(themes), list(_taught(examples, model))
    known = known_of([*rows, *rows_taught(taught, rows)], themes, taught)
    placed: dict[int, Placed] = {}
    for portion in _portions(points):
        progress("placing", len(placed) / len(points))
        placed |= _placed(portion, model, known, excluded)
    follow(db.session.get_one(Guideline, guideline_id), placed, {theme for theme, _text in examples})
    db.session.commit()


def _taught(examples: Sequence[tuple[int, str]], model: str) -> Iterator[tuple[int, Any]]:
    """Vectors of the points that people put under each theme, in the order in which a reading takes them."""
    vectors = stored_vectors({place: text for place, (_theme, text) in enumerate(examples)}, model)
    for theme in sorted({theme for theme, _text in examples}):
        mine = [vectors[place] for place, (of, _text) in enumerate(examples) if of == theme and place in vectors]
        if mine:
            yield theme, np.stack(mine)


def _portions(points: Sequence[Row[Any]]) -> Iterator[list[Row[Any]]]:
    """Some thousand points at a time, in the order given; those of a comment stay together."""
    some: list[Row[Any]] = []
    for point in points:
        if len(some) >= AT_ONCE and point.comment_id != some[-1].comment_id:
            yield some
            some = []
        some.append(point)
    if some:
        yield some


def _placed(
    points: Sequence[Row[Any]], model: str, known: nlp.ThemeCentroids, excluded: Mapping[int, frozenset[int]]
) -> dict[int, Placed]:
    """Where the machine puts each point whose vector is at hand, as a run would; not where people took it out."""
    vectors = stored_vectors({point.id: point.text for point in points}, model)
    read = [point for point in points if point.id in vectors]
    found = {}
    for without in {excluded.get(point.id, frozenset()) for point in read}:
        for point, placement in zip(read, _again(read, vectors, _but(known, without)), strict=True):
            if excluded.get(point.id, frozenset()) == without:
                found[point.id] = Placed({share.id: share.p for share in placement.themes}, placement.nearest)
    return found


def _again(
    read: Sequence[Row[Any]], vectors: Mapping[int, Any], known: nlp.ThemeCentroids
) -> Sequence["nlp.Placement"]:
    said = [nlp.SpokenText(point.text, point.language) for point in read]
    return nlp.place_again(np.stack([vectors[point.id] for point in read]), said, [p.comment_id for p in read], known)


def _but(known: nlp.ThemeCentroids, without: frozenset[int]) -> nlp.ThemeCentroids:
    """The themes without those that a person took a point out of."""
    kept = [row for row, theme in enumerate(known.ids) if theme not in without]
    if len(kept) == len(known.ids):
        return known
    ids, radii = tuple(known.ids[row] for row in kept), tuple(known.radii[row] for row in kept)
    return nlp.ThemeCentroids(ids, known.centres[kept], radii, next_id=known.next_id, support=known.support)


# Vectors at hand


def model_of(guideline: Guideline) -> str:
    """The name of what made the vectors of the last run; empty before there was one."""
    run = last_run(guideline)
    return str(run.versions.get("vectors", "")) if run is not None else ""


def stored_vectors(words: Mapping[int, str], model: str) -> dict[int, Any]:
    """Under the same numbers as the words; what was never read is left out."""
    keys = {number: nlp.key_of(text, model) for number, text in words.items()}
    kept = VectorTable().get_many(list(dict.fromkeys(keys.values())))
    return {number: kept[key] for number, key in keys.items() if key in kept}
