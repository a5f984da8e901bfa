"""The machine follows what people decided, and proposes parts: from stored vectors, at once, undone with its cause."""

import numpy as np
import pytest
from sqlalchemy import select

from consult.analysis.assignment import actions as assignment
from consult.analysis.models import AnalysisRun, Assignment, Point, Theme, Vector
from consult.analysis.pipeline.jobs import silent
from consult.analysis.pipeline.theme_jobs import follow_examples, propose_split
from consult.analysis.refiling import actions as refiling
from consult.analysis.refiling.models import RefiledPoint, Refiling, RefilingState
from consult.analysis.shared.centroid_codec import DIMENSIONS, StoredCentroid, packed
from consult.analysis.theme_models import SplitState
from consult.analysis.themes.split import apply_split, ask_for_split, split_off_from
from consult.analysis.themes.undo import undo
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.queue import queue
from nlp.embedding.encoder import key_of
from tests.analysis.conftest import World
from tests.analysis.voices import MATTERS

MODEL = "of tests"
ORDER = list(MATTERS)


def unit(vector: np.ndarray) -> np.ndarray:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def vector_of(place: int, row: int) -> np.ndarray:
    """Each matter has a direction; the later half of its points leans towards one of its own."""
    vector = np.random.default_rng(100 * place + row).normal(0, 0.01, DIMENSIONS)
    vector[place] += 1.0
    vector[50 + place] += 0.9 if row >= 4 else -0.2
    return unit(vector)


@pytest.fixture
def themes(world: World) -> dict[str, Theme]:
    """The world read, with vectors kept and centres where the points lie."""
    themes = world.is_read()
    for place, matter in enumerate(ORDER):
        vectors = [vector_of(place, row) for row in range(len(MATTERS[matter]))]
        for (_language, text), vector in zip(MATTERS[matter], vectors, strict=True):
            db.session.add(Vector(digest=key_of(text, MODEL), values=vector.astype("<f4").tobytes()))
        themes[matter].centre = packed([StoredCentroid(np.mean(vectors, axis=0), 1.0, len(vectors))])
    db.session.scalars(select(AnalysisRun)).one().versions = {"vectors": MODEL}
    db.session.commit()
    settle(world)
    return themes


def settle(world: World) -> None:
    follow_examples(world.guideline.id, silent)


def where() -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for point, theme in db.session.execute(select(Assignment.point_id, Assignment.theme_id)):
        found.setdefault(point, set()).add(theme)
    return found


def points_of(matter: str) -> list[Point]:
    said = [text for _language, text in MATTERS[matter]]
    points = db.session.scalars(select(Point).where(Point.text.in_(said))).all()
    return sorted(points, key=lambda point: said.index(point.text))


def followers(theme: Theme) -> set[int]:
    mine = select(Assignment.point_id).where(Assignment.theme_id == theme.id, Assignment.followed)
    return set(db.session.scalars(mine))


def test_where_nothing_was_taught_nothing_changes(world: World, themes: dict[str, Theme]) -> None:
    before = where()
    settle(world)
    assert where() == before
    assert all(before[point.id] == {themes["faces"].id} for point in points_of("faces"))
    assert not db.session.scalars(select(Assignment).where(Assignment.followed)).all()


def test_points_like_the_examples_follow_and_go_back_with_them(world: World, themes: dict[str, Theme]) -> None:
    before = where()
    points = points_of("faces")
    theme = assignment.found_theme(world.guideline, "Protests", points[4:6], by=world.people.dana)
    db.session.commit()
    queue.run_all()
    assert followers(theme) == {point.id for point in points[6:]}
    assert {number for number, there in where().items() if theme.id in there} == {point.id for point in points[4:]}
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "theme.followed")).one()
    assert (told.subject_id, told.actor_id) == (theme.id, None)
    assert told.facts["points"] == sorted(followers(theme))
    undo(theme, None, by=world.people.dana)
    db.session.commit()
    queue.run_all()
    assert where() == before


def test_done_twice_the_second_changes_nothing(world: World, themes: dict[str, Theme]) -> None:
    assignment.found_theme(world.guideline, "Protests", points_of("faces")[4:6], by=world.people.dana)
    db.session.commit()
    settle(world)
    rows = select(Assignment.id, Assignment.theme_id, Assignment.p).order_by(Assignment.id)
    before = db.session.execute(rows).all()
    settle(world)
    assert db.session.execute(rows).all() == before
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "theme.followed")).all()) == 1


def test_what_people_decided_does_not_follow(world: World, themes: dict[str, Theme]) -> None:
    points = points_of("faces")
    assignment.keep_points([points[6]], themes["faces"], by=world.people.sara)
    theme = assignment.found_theme(world.guideline, "Protests", points[4:6], by=world.people.dana)
    db.session.commit()
    queue.run_all()
    assert where()[points[6].id] == {themes["faces"].id}
    assert points[6].id not in followers(theme)


def test_a_follower_that_is_taken_out_goes_where_else_it_belongs(world: World, themes: dict[str, Theme]) -> None:
    points = points_of("faces")
    theme = assignment.found_theme(world.guideline, "Protests", points[4:6], by=world.people.dana)
    db.session.commit()
    queue.run_all()
    assignment.take_out_points([points[7]], theme, by=world.people.dana)
    db.session.commit()
    queue.run_all()
    assert where()[points[7].id] == {themes["faces"].id}
    assert followers(theme) == {points[6].id}


def test_a_point_whose_words_were_never_read_stays(world: World, themes: dict[str, Theme]) -> None:
    point = points_of("faces")[7]
    db.session.delete(db.session.get_one(Vector, key_of(point.text, MODEL)))
    assignment.found_theme(world.guideline, "Protests", points_of("faces")[4:6], by=world.people.dana)
    db.session.commit()
    queue.run_all()
    assert where()[point.id] == {themes["faces"].id}


def test_the_machine_proposes_parts_and_a_split_lasts(world: World, themes: dict[str, Theme]) -> None:
    theme, points = themes["faces"], points_of("faces")
    split = ask_for_split(theme, None, by=world.people.dana)
    db.session.commit()
    queue.run_all()
    db.session.refresh(split)
    assert split.state == SplitState.PROPOSED
    halves = [sorted(part.points) for part in split.parts]
    assert sorted(halves) == sorted([sorted(p.id for p in points[:4]), sorted(p.id for p in points[4:])])
    assert all(part.label and set(part.examples) <= set(part.points) for part in split.parts)
    apply_split(split, split.parts[0], {}, by=world.people.dana)
    db.session.commit()
    (new,) = split_off_from(theme)
    before = where()
    assert {number for number, there in before.items() if new.id in there} == set(split.parts[1].points)
    settle(world)
    assert where() == before


def test_a_theme_too_small_or_unread_is_not_parted(world: World, themes: dict[str, Theme]) -> None:
    small = assignment.found_theme(world.guideline, "Small", points_of("money")[:2], by=world.people.dana)
    few = ask_for_split(small, None, by=world.people.dana)
    db.session.query(Vector).filter(
        Vector.digest.in_([key_of(point.text, MODEL) for point in points_of("standards")])
    ).delete()
    unread = ask_for_split(themes["standards"], 2, by=world.people.dana)
    db.session.commit()
    queue.run_all()
    for split, fault in ((few, "few"), (unread, "unread")):
        db.session.refresh(split)
        assert (split.state, split.fault, split.parts) == (SplitState.NO_PARTS, fault, [])


def test_a_proposal_made_twice_is_one(world: World, themes: dict[str, Theme]) -> None:
    split = ask_for_split(themes["faces"], 2, by=world.people.dana)
    db.session.commit()
    propose_split(split.id, silent)
    propose_split(split.id, silent)
    assert [part.position for part in split.parts] == [1, 2]


def founded(world: World) -> Theme:
    """A theme begun with two of the points about faces, followed by those like them."""
    theme = assignment.found_theme(world.guideline, "Protests", points_of("faces")[4:6], by=world.people.dana)
    db.session.commit()
    queue.run_all()
    return theme


def test_what_followed_is_noted_point_by_point_and_can_be_put_back_for_good(
    world: World, themes: dict[str, Theme]
) -> None:
    before, theme = where(), founded(world)
    refiled = db.session.scalars(select(Refiling)).one()
    moved = set(db.session.scalars(select(RefiledPoint.point_id)))
    assert (refiled.state, refiled.moved, moved) == (RefilingState.APPLIED, len(followers(theme)), followers(theme))
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "analysis.refiled")).one()
    assert (entry.facts["moved"], entry.actor_id) == (len(moved), None)
    assert refiling.undo_refiling(refiled, by=world.people.sara) == (len(moved), 0)
    db.session.commit()
    settle(world)
    assert {number: where()[number] for number in moved} == {number: before[number] for number in moved}
    refiling.release_points(refiled, by=world.people.sara)
    db.session.commit()
    queue.run_all()
    assert followers(theme) == moved


def test_what_a_person_decided_since_is_not_put_back(world: World, themes: dict[str, Theme]) -> None:
    theme = founded(world)
    points = db.session.scalars(select(Point).where(Point.id.in_(followers(theme))).order_by(Point.id)).all()
    assignment.keep_points(points[:1], theme, by=world.people.dana)
    db.session.commit()
    refiled = db.session.scalars(select(Refiling)).one()
    assert refiling.undo_refiling(refiled, by=world.people.sara) == (len(points) - 1, 1)
    assert theme.id in where()[points[0].id]
    with pytest.raises(Stale):
        refiling.undo_refiling(refiled, by=world.people.dana)


def test_where_the_team_asks_first_points_move_only_once_a_person_says_so(
    world: World, themes: dict[str, Theme]
) -> None:
    refiling.set_refiling(world.guideline, at_once=False, by=world.people.sara)
    theme = founded(world)
    proposal = db.session.scalars(select(Refiling)).one()
    assert (proposal.state, followers(theme)) == (RefilingState.PROPOSED, set())
    settle(world)
    assert db.session.scalars(select(Refiling)).all() == [proposal], "the same is not proposed twice"
    would = set(db.session.scalars(select(RefiledPoint.point_id)))
    assert refiling.apply_refiling(proposal, by=world.people.dana) == (len(would), 0)
    assert followers(theme) == would


def test_what_was_declined_is_not_proposed_again(world: World, themes: dict[str, Theme]) -> None:
    refiling.set_refiling(world.guideline, at_once=False, by=world.people.sara)
    founded(world)
    refiling.decline_refiling(db.session.scalars(select(Refiling)).one(), by=world.people.dana)
    db.session.commit()
    before = where()
    settle(world)
    assert where() == before
    assert [one.state for one in db.session.scalars(select(Refiling))] == [RefilingState.DECLINED]
