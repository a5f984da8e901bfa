"""What people decide about points: filed, filed twice, kept, taken out; each act undone as the whole that it was."""

import pytest
from sqlalchemy import select

from consult.analysis.assignment import actions as assignment
from consult.analysis.assignment.actions import also_file_points, file_points, found_theme, keep_points, take_out_points
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.theme_models import Exclusion
from consult.analysis.themes import actions
from consult.analysis.themes.change_history import changes_of_thing
from consult.analysis.themes.undo import undo
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import Stale, version_of
from consult.core.queue import Job
from consult.core.ruling import Refused
from consult.responses.models import Answer, Disposition
from tests.analysis.conftest import World

Where = dict[int, tuple[float, int | None]]


@pytest.fixture
def themes(world: World) -> dict[str, Theme]:
    return world.is_read()


def where(point: Point) -> Where:
    """By theme: how probable, and who said so."""
    rows = db.session.scalars(select(Assignment).where(Assignment.point_id == point.id))
    return {row.theme_id: (row.p, row.by_id) for row in rows}


def some(theme: Theme, many: int) -> list[Point]:
    rows = db.session.scalars(select(Assignment).where(Assignment.theme_id == theme.id).order_by(Assignment.id))
    return [row.point for row in rows.all()[:many]]


def test_a_kept_point_is_theirs_and_its_other_proposals_stay_proposals(world: World, themes: dict[str, Theme]) -> None:
    faces, money = themes["faces"], themes["money"]
    (point,) = some(faces, 1)
    db.session.add(Assignment(point=point, theme=money, p=0.3, at=clock.now()))
    db.session.commit()
    act = keep_points([point], faces, by=world.people.dana)
    db.session.commit()
    assert where(point) == {faces.id: (1.0, world.people.dana.id), money.id: (0.3, None)}
    undo(faces, act.id, by=world.people.dana)
    db.session.commit()
    assert where(point) == {faces.id: (0.9, None), money.id: (0.3, None)}


def test_a_point_is_kept_in_more_than_one_theme(world: World, themes: dict[str, Theme]) -> None:
    faces, money = themes["faces"], themes["money"]
    (point,) = some(faces, 1)
    keep_points([point], faces, by=world.people.dana)
    also_file_points([point], money, by=world.people.sara)
    assert where(point) == {faces.id: (1.0, world.people.dana.id), money.id: (1.0, world.people.sara.id)}


def test_filed_under_a_second_theme_it_stays_in_the_first(world: World, themes: dict[str, Theme]) -> None:
    faces, money = themes["faces"], themes["money"]
    (point,) = some(faces, 1)
    also_file_points([point], money, by=world.people.dana)
    assert where(point) == {faces.id: (0.9, None), money.id: (1.0, world.people.dana.id)}


def test_what_was_taken_out_is_remembered_until_someone_puts_it_back(world: World, themes: dict[str, Theme]) -> None:
    faces = themes["faces"]
    (point,) = some(faces, 1)
    act = take_out_points([point], faces, by=world.people.dana)
    assert where(point) == {}
    assert [(e.point_id, e.theme_id) for e in db.session.scalars(select(Exclusion))] == [(point.id, faces.id)]
    undo(faces, act.id, by=world.people.dana)
    assert where(point) == {faces.id: (0.9, None)}
    assert not db.session.scalars(select(Exclusion)).all()
    take_out_points([point], faces, by=world.people.dana)
    file_points([point], faces, by=world.people.sara)
    assert not db.session.scalars(select(Exclusion)).all()
    undo(point, None, by=world.people.sara)
    assert where(point) == {}
    assert db.session.scalars(select(Exclusion)).one().theme_id == faces.id


def test_only_what_stands_in_a_theme_is_kept_there(world: World, themes: dict[str, Theme]) -> None:
    elsewhere = some(themes["money"], 1)
    with pytest.raises(Refused, match="None of these points"):
        keep_points(elsewhere, themes["faces"], by=world.people.dana)
    act = keep_points([*elsewhere, *some(themes["faces"], 2)], themes["faces"], by=world.people.dana)
    assert len(act.facts["points"]) == 2


def test_a_filing_of_many_is_one_undo_but_for_what_was_decided_again(world: World, themes: dict[str, Theme]) -> None:
    faces, money, data = themes["faces"], themes["money"], themes["open data"]
    points = some(faces, 5)
    act = file_points(points, money, by=world.people.dana)
    file_points(points[:1], data, by=world.people.sara)
    undo(points[1], None, by=world.people.sara)
    db.session.commit()
    assert undo(money, act.id, by=world.people.dana) == 1
    db.session.commit()
    assert where(points[0]) == {data.id: (1.0, world.people.sara.id)}
    assert all(where(point) == {faces.id: (0.9, None)} for point in points[1:])


def test_back_in_a_theme_that_was_merged_since_it_is_in_its_heir(world: World, themes: dict[str, Theme]) -> None:
    faces, money, data = themes["faces"], themes["money"], themes["open data"]
    (point,) = some(faces, 1)
    file_points([point], money, by=world.people.dana)
    actions.merge_theme(faces, data, by=world.people.dana)
    undo(point, None, by=world.people.dana)
    assert where(point) == {data.id: (0.9, None)}


def test_a_theme_begun_by_example_shows_its_examples_and_asks_the_machine_to_follow(
    world: World, themes: dict[str, Theme]
) -> None:
    points = some(themes["faces"], 3)
    theme = found_theme(world.guideline, "School yards", points, by=world.people.dana)
    db.session.commit()
    shown = select(Assignment.point_id).where(Assignment.theme_id == theme.id).order_by(Assignment.representative)
    assert list(db.session.scalars(shown)) == [point.id for point in points]
    kinds = [job.kind for job in db.session.scalars(select(Job))]
    assert [kind for kind in kinds if kind != "log.seal"] == ["follow_examples"]
    file_points(some(themes["money"], 1), theme, by=world.people.dana)
    db.session.commit()
    assert len(db.session.scalars(select(Job).where(Job.kind == "follow_examples")).all()) == 1, (
        "a job that waits serves again"
    )


def test_a_founding_is_undone_as_if_it_had_never_been(world: World, themes: dict[str, Theme]) -> None:
    points = some(themes["faces"], 3)
    theme = found_theme(world.guideline, "School yards", points, by=world.people.dana)
    db.session.add(Assignment(point=some(themes["money"], 1)[0], theme=theme, p=0.6, followed=True, at=clock.now()))
    db.session.commit()
    number = theme.id
    undo(theme, None, by=world.people.sara)
    db.session.commit()
    assert db.session.get(Theme, number) is None
    assert all(where(point) == {themes["faces"].id: (0.9, None)} for point in points)
    verbs = db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.subject == "theme", AuditEntry.subject_id == number)
    ).all()
    assert verbs == ["theme.founded", "theme.points_filed", "theme.undone", "theme.undone"]


def test_a_founding_on_which_something_rests_is_not_undone(world: World, themes: dict[str, Theme]) -> None:
    theme = found_theme(world.guideline, "School yards", some(themes["faces"], 3), by=world.people.dana)
    founding = changes_of_thing(theme)[-1].entry.id
    act = file_points(some(themes["money"], 1), theme, by=world.people.dana)
    with pytest.raises(Refused, match="depends on it"):
        undo(theme, founding, by=world.people.dana)
    undo(theme, act.id, by=world.people.dana)
    told = {"disposition": Disposition.NOTED, "reason": "So it is.", "by": world.people.dana, "at": clock.now()}
    db.session.add(Answer(theme=theme, **told))
    db.session.flush()
    with pytest.raises(Refused, match="Set it aside instead"):
        undo(theme, founding, by=world.people.dana)


def test_an_earlier_filing_is_undone_by_itself(world: World, themes: dict[str, Theme]) -> None:
    faces, money, dana = themes["faces"], themes["money"], world.people.dana
    points = some(faces, 4)
    first, second = file_points(points[:2], money, by=dana), file_points(points[2:], money, by=dana)
    db.session.commit()
    assert {done.entry.id for done in changes_of_thing(money) if done.undoable} == {first.id, second.id}
    undo(money, first.id, by=dana)
    db.session.commit()
    assert all(where(point) == {faces.id: (0.9, None)} for point in points[:2])
    assert all(where(point) == {money.id: (1.0, dana.id)} for point in points[2:])
    with pytest.raises(Stale, match="undone already"):
        undo(money, first.id, by=dana)
    undo(money, second.id, by=dana)


def test_the_last_of_each_kind_is_undoable(world: World, themes: dict[str, Theme]) -> None:
    theme, dana = themes["faces"], world.people.dana
    actions.rename_theme(theme, "One", by=dana)
    actions.rename_theme(theme, "Two", by=dana)
    actions.set_theme_aside(theme, by=dana)
    keep_points(some(theme, 1), theme, by=dana)
    db.session.commit()
    told = [(done.entry.verb, done.words, done.by, done.undoable) for done in changes_of_thing(theme)]
    assert told == [
        ("theme.points_kept", "1 point kept here", dana, True),
        ("theme.set_aside", "Set aside", dana, True),
        ("theme.renamed", "Renamed from “One” to “Two”", dana, True),
        ("theme.renamed", "Renamed from “Faces” to “One”", dana, False),
    ]
    first = changes_of_thing(theme)[-1].entry.id
    with pytest.raises(Refused, match="depends on it"):
        undo(theme, first, by=dana)
    for _turn in range(4):
        undo(theme, None, by=world.people.sara)
    db.session.commit()
    assert (theme.label, theme.named_by_id, theme.state) == ("Faces", None, "active")
    with pytest.raises(Stale, match="nothing here to undo"):
        undo(theme, None, by=dana)


def test_a_decided_pillar_goes_back_to_what_the_machine_proposed(world: World, themes: dict[str, Theme]) -> None:
    (point,) = some(themes["faces"], 1)
    was = (point.pillar_id, point.pillar_p)
    assignment.decide_pillar(point, None, by=world.people.dana)
    undo(point, None, by=world.people.dana)
    assert (point.pillar_id, point.pillar_p, point.pillar_by_id) == (*was, None)


def test_a_name_given_meanwhile_is_not_overwritten_unseen(world: World, themes: dict[str, Theme]) -> None:
    theme = themes["faces"]
    actions.rename_theme(theme, "Theirs", by=world.people.sara, base_version=version_of("Faces"))
    with pytest.raises(Stale) as stale:
        actions.rename_theme(theme, "Mine", by=world.people.dana, base_version=version_of("Faces"))
    assert (stale.value.theirs, stale.value.yours) == ("Theirs", "Mine")


def test_who_may_undo(world: World, themes: dict[str, Theme]) -> None:
    actions.rename_theme(themes["faces"], "One", by=world.people.dana)
    for person in (world.people.ines, world.people.moses, world.people.amina):
        with pytest.raises(Refused, match="drafting team"):
            undo(themes["faces"], None, by=person)
