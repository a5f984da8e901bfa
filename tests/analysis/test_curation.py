"""What the drafting team does about themes and points, who may not, and how it is undone."""

import pytest
from sqlalchemy import select

from consult.analysis.assignment import actions as assignment
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.themes import actions
from consult.analysis.themes.undo import undo
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.models import Guideline
from tests.analysis.conftest import World
from tests.lookups import entries_about


def themes_in(world: World) -> dict[str, Theme]:
    return world.is_read()


def points_in(theme: Theme) -> set[int]:
    return set(db.session.scalars(select(Assignment.point_id).where(Assignment.theme_id == theme.id)))


def themes_of_point(point: Point) -> list[tuple[int, int | None]]:
    standing = select(Assignment.theme_id, Assignment.by_id).where(Assignment.point_id == point.id)
    return [tuple(row) for row in db.session.execute(standing)]


def some_point(theme: Theme) -> Point:
    return db.session.get_one(Point, min(points_in(theme)))


def test_a_name_says_who_gave_it_and_the_journal_what_it_was(world: World) -> None:
    theme = themes_in(world)["faces"]
    actions.rename_theme(theme, "A ban on face recognition", by=world.people.dana)
    db.session.commit()
    assert (theme.label, theme.named_by) == ("A ban on face recognition", world.people.dana)
    assert entries_about(theme)[-1].facts["was"] == "Faces"


def test_a_merge_moves_every_point_and_can_be_undone(world: World) -> None:
    themes = themes_in(world)
    data, standards = themes["open data"], themes["standards"]
    before = points_in(data), points_in(standards)
    actions.merge_theme(data, standards, by=world.people.dana)
    db.session.commit()
    assert (data.state, data.merged_into_id) == (ThemeState.MERGED, standards.id)
    assert points_in(standards) == before[0] | before[1]
    assert points_in(data) == set()
    actions.part_theme(data, by=world.people.dana)
    db.session.commit()
    assert (points_in(data), points_in(standards)) == before
    assert data.state == ThemeState.ACTIVE


def test_a_point_in_both_themes_stands_once_after_a_merge_and_twice_when_they_are_parted(world: World) -> None:
    themes = themes_in(world)
    data, standards = themes["open data"], themes["standards"]
    point = some_point(data)
    db.session.add(Assignment(point=point, theme=standards, p=0.3, at=data.created_at))
    db.session.commit()
    actions.merge_theme(data, standards, by=world.people.dana)
    db.session.commit()
    assert [theme for theme, _by in themes_of_point(point)] == [standards.id]
    actions.part_theme(data, by=world.people.dana)
    db.session.commit()
    assert {theme for theme, _by in themes_of_point(point)} == {data.id, standards.id}


def test_merged_twice_it_is_parted_from_where_its_points_are_now(world: World) -> None:
    themes = themes_in(world)
    mine = points_in(themes["money"])
    actions.merge_theme(themes["money"], themes["standards"], by=world.people.dana)
    actions.merge_theme(themes["standards"], themes["open data"], by=world.people.dana)
    db.session.commit()
    actions.part_theme(themes["money"], by=world.people.dana)
    db.session.commit()
    assert points_in(themes["money"]) == mine


def test_what_cannot_be_merged(world: World) -> None:
    themes = themes_in(world)
    actions.set_theme_aside(themes["money"], by=world.people.dana)
    with pytest.raises(Refused, match="Only themes in use"):
        actions.merge_theme(themes["faces"], themes["money"], by=world.people.dana)
    with pytest.raises(Refused, match="into itself"):
        actions.merge_theme(themes["faces"], themes["faces"], by=world.people.dana)


def test_set_aside_and_brought_back(world: World) -> None:
    theme = themes_in(world)["money"]
    mine = points_in(theme)
    actions.set_theme_aside(theme, by=world.people.dana)
    assert points_in(theme) == mine
    with pytest.raises(Refused, match="Only a theme in use"):
        actions.set_theme_aside(theme, by=world.people.dana)
    actions.bring_theme_back(theme, by=world.people.dana)
    assert theme.state == ThemeState.ACTIVE


def test_a_filed_point_stands_in_one_theme_by_a_person_and_can_be_put_back(world: World) -> None:
    themes = themes_in(world)
    point = some_point(themes["faces"])
    assignment.file_points([point], themes["money"], by=world.people.dana)
    db.session.commit()
    assert themes_of_point(point) == [(themes["money"].id, world.people.dana.id)]
    undo(point, None, by=world.people.dana)
    db.session.commit()
    assert themes_of_point(point) == [(themes["faces"].id, None)]


def test_a_theme_begins_with_points_of_ones_choice(world: World) -> None:
    points = [some_point(theme) for theme in themes_in(world).values()]
    theme = assignment.found_theme(world.guideline, "School yards", by=world.people.dana)
    assignment.file_points(points, theme, by=world.people.dana)
    db.session.commit()
    assert points_in(theme) == {point.id for point in points}


def test_a_decided_pillar_says_who(world: World) -> None:
    point = some_point(themes_in(world)["faces"])
    assignment.decide_pillar(point, None, by=world.people.dana)
    db.session.commit()
    assert (point.pillar, point.pillar_by_id) == (None, world.people.dana.id)


def test_only_the_drafting_team_curates(world: World) -> None:
    themes = themes_in(world)
    point = some_point(themes["faces"])
    for person in (world.people.ines, world.people.chen, world.people.amina, world.people.moses):
        with pytest.raises(Refused, match="drafting team"):
            actions.rename_theme(themes["faces"], "Mine", by=person)
        with pytest.raises(Refused, match="drafting team"):
            assignment.file_points([point], themes["money"], by=person)
        with pytest.raises(Refused, match="drafting team"):
            actions.start_run(world.guideline, by=person)


def test_a_point_is_not_filed_under_another_guidelines_theme(world: World) -> None:
    point = some_point(themes_in(world)["faces"])
    other = Guideline(slug="other", title="Other", sentence="Another.", created_at=point.comment.saved_at)
    db.session.add(other)
    db.session.commit()
    world.people.appoint_all(other)
    theme = assignment.found_theme(other, "Elsewhere", by=world.people.dana)
    with pytest.raises(Refused, match="another guideline"):
        assignment.file_points([point], theme, by=world.people.dana)
