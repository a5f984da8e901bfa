"""A theme split by a person after what the machine proposed: applied, refused when it is stale, undone."""

from base64 import b64encode

import pytest
from sqlalchemy import select

from consult.analysis.assignment import actions as assignment
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.theme_models import Split, SplitPart, SplitState
from consult.analysis.themes import actions
from consult.analysis.themes.change_history import changes_of_thing
from consult.analysis.themes.split import apply_split, ask_for_split, leave_whole, split_off_from
from consult.analysis.themes.undo import undo
from consult.core import clock
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.queue import Job
from consult.core.ruling import Refused
from tests.analysis.conftest import World


def points_in(theme: Theme) -> list[int]:
    query = select(Assignment.point_id).where(Assignment.theme_id == theme.id).order_by(Assignment.point_id)
    return list(db.session.scalars(query))


def proposed(theme: Theme, world: World, *, parts: int = 2) -> Split:
    """As the machine leaves it: the points in turn."""
    split = ask_for_split(theme, None, by=world.people.dana)
    mine = points_in(theme)
    for position in range(1, parts + 1):
        points = mine[position - 1 :: parts]
        db.session.add(
            SplitPart(
                split_id=split.id,
                position=position,
                label=f"Part {position}",
                keywords=["word"],
                points=points,
                examples=points[:2],
                centre=f"centre {position}".encode(),
            )
        )
    split.state, split.proposed_at = SplitState.PROPOSED, clock.now()
    db.session.commit()
    return split


@pytest.fixture
def theme(world: World) -> Theme:
    theme = world.is_read()["faces"]
    theme.centre = b"as it was"
    db.session.commit()
    return theme


def halves(split: Split) -> tuple[SplitPart, SplitPart]:
    first, second = split.parts
    return first, second


def test_what_stays_keeps_the_theme_and_the_other_part_is_new(theme: Theme, world: World) -> None:
    split = proposed(theme, world)
    first, second = halves(split)
    apply_split(split, second, {1: "Cameras in stations", 2: "Part 2"}, by=world.people.dana)
    db.session.commit()
    (new,) = split_off_from(theme)
    assert (points_in(theme), points_in(new)) == (sorted(second.points), sorted(first.points))
    assert (theme.label, theme.centre, theme.named_by_id) == ("Part 2", second.centre, None)
    assert (new.label, new.named_by, new.origin_id) == ("Cameras in stations", world.people.dana, theme.id)
    assert (new.centre, new.change, new.keywords) == (first.centre, "split", ["word"])
    shown = select(Assignment.point_id).where(Assignment.theme_id == new.id, Assignment.representative.is_not(None))
    assert sorted(db.session.scalars(shown)) == sorted(first.examples)


def test_a_name_that_nobody_changed_stays_a_proposal(theme: Theme, world: World) -> None:
    split = proposed(theme, world)
    apply_split(split, split.parts[0], {}, by=world.people.dana)
    (new,) = split_off_from(theme)
    assert (new.label, new.named_by_id) == ("Part 2", None)


def test_a_name_that_people_gave_stays_with_what_stays(theme: Theme, world: World) -> None:
    actions.rename_theme(theme, "Faces in the street", by=world.people.sara)
    split = proposed(theme, world)
    done = apply_split(split, split.parts[0], {1: "Part 1"}, by=world.people.dana)
    assert (theme.label, theme.named_by) == ("Faces in the street", world.people.sara)
    actions.rename_theme(theme, "Renamed since", by=world.people.dana)
    undo(theme, done.id, by=world.people.dana)
    assert theme.label == "Renamed since"


@pytest.mark.parametrize("along", [False, True])
def test_points_that_people_kept_stay_unless_they_go_along(theme: Theme, world: World, *, along: bool) -> None:
    split = proposed(theme, world)
    first, second = halves(split)
    point = db.session.get_one(Point, second.points[0])
    assignment.keep_points([point], theme, by=world.people.sara)
    db.session.commit()
    apply_split(split, first, {}, by=world.people.dana, with_filed=along)
    (new,) = split_off_from(theme)
    assert (point.id in points_in(new)) == along
    assert (point.id in points_in(theme)) != along


def test_a_split_is_undone_as_a_whole_with_what_came_since(theme: Theme, world: World) -> None:
    before = points_in(theme)
    split = proposed(theme, world, parts=3)
    done = apply_split(split, split.parts[0], {1: "Renamed", 2: "Two", 3: "Three"}, by=world.people.dana)
    db.session.commit()
    assert theme.label == "Renamed"
    two, three = sorted(split_off_from(theme), key=lambda new: new.label, reverse=True)
    assignment.file_points(world_points(world, "money", 1), two, by=world.people.sara)
    db.session.commit()
    undo(theme, done.id, by=world.people.dana)
    db.session.commit()
    assert set(before) < set(points_in(theme))
    assert len(points_in(theme)) == len(before) + 1
    assert (theme.label, theme.centre, theme.named_by_id) == ("Faces", b"as it was", None)
    assert {two.state, three.state} == {ThemeState.MERGED}
    assert {two.merged_into_id, three.merged_into_id} == {theme.id}
    assert [each.undone for each in changes_of_thing(theme) if each.entry.verb == "theme.split"] == [True]
    with pytest.raises(Stale, match="undone already"):
        undo(theme, done.id, by=world.people.dana)


def world_points(world: World, matter: str, many: int) -> list:  # type: ignore[type-arg]
    theme = db.session.scalars(select(Theme).where(Theme.label == matter.capitalize())).one()
    rows = db.session.scalars(select(Assignment).where(Assignment.theme_id == theme.id)).all()
    return [row.point for row in rows[:many]]


def test_a_part_that_went_on_is_not_undone_under_its_feet(theme: Theme, world: World) -> None:
    split = proposed(theme, world)
    done = apply_split(split, split.parts[0], {}, by=world.people.dana)
    (new,) = split_off_from(theme)
    other = db.session.scalars(select(Theme).where(Theme.label == "Money")).one()
    merged = actions.merge_theme(new, other, by=world.people.dana)
    with pytest.raises(Refused, match="merged into another theme since"):
        undo(theme, done.id, by=world.people.dana)
    undo(new, merged.id, by=world.people.dana)
    undo(theme, done.id, by=world.people.dana)
    assert new.merged_into_id == theme.id


def test_a_merge_is_not_parted_once_its_points_are_in_several_themes(theme: Theme, world: World) -> None:
    money = db.session.scalars(select(Theme).where(Theme.label == "Money")).one()
    money.centre = b"money"
    actions.merge_theme(money, theme, by=world.people.dana)
    split = proposed(theme, world)
    done = apply_split(split, split.parts[0], {}, by=world.people.dana)
    assert money.centre is None
    assert split.before == {str(theme.id): b64(b"as it was"), str(money.id): b64(b"money")}
    with pytest.raises(Refused, match="was split since"):
        actions.part_theme(money, by=world.people.dana)
    undo(theme, done.id, by=world.people.dana)
    actions.part_theme(money, by=world.people.dana)
    assert (money.centre, len(points_in(money))) == (b"money", 8)


def b64(centre: bytes) -> str:
    return b64encode(centre).decode()


def test_points_that_left_since_make_the_proposal_stale(theme: Theme, world: World) -> None:
    split = proposed(theme, world)
    money = db.session.scalars(select(Theme).where(Theme.label == "Money")).one()
    assignment.file_points(world_points(world, "faces", 1), money, by=world.people.sara)
    with pytest.raises(Stale, match="have left this theme"):
        apply_split(split, split.parts[0], {2: "Typed"}, by=world.people.dana)
    assert split_off_from(theme) == []


def test_a_few_points_that_came_since_stay_and_many_make_it_stale(theme: Theme, world: World) -> None:
    split = proposed(theme, world)
    assignment.also_file_points(world_points(world, "money", 2), theme, by=world.people.sara)
    db.session.commit()
    again = proposed(theme, world)
    assignment.also_file_points(world_points(world, "standards", 8), theme, by=world.people.sara)
    with pytest.raises(Stale, match="have come to this theme"):
        apply_split(again, again.parts[0], {}, by=world.people.dana)
    assert split.state == SplitState.LEFT


def test_a_proposal_is_decided_once(theme: Theme, world: World) -> None:
    split = proposed(theme, world)
    apply_split(split, split.parts[0], {}, by=world.people.dana)
    with pytest.raises(Refused, match="split so already"):
        apply_split(split, split.parts[0], {}, by=world.people.sara)
    with pytest.raises(Refused, match="split so already"):
        leave_whole(split, by=world.people.sara)


def test_asked_twice_the_machine_looks_once(theme: Theme, world: World) -> None:
    first = ask_for_split(theme, 3, by=world.people.dana)
    assert ask_for_split(theme, 3, by=world.people.sara) == first
    other = ask_for_split(theme, None, by=world.people.sara)
    db.session.refresh(first)
    assert (other != first, first.state) == (True, SplitState.LEFT)
    jobs = db.session.scalars(select(Job.subject_id).where(Job.kind == "propose_split")).all()
    assert list(jobs) == [first.id, other.id]


def test_who_may_split_and_what(theme: Theme, world: World) -> None:
    with pytest.raises(Refused, match="drafting team"):
        ask_for_split(theme, None, by=world.people.ines)
    split = proposed(theme, world)
    with pytest.raises(Refused, match="drafting team"):
        apply_split(split, split.parts[0], {}, by=world.people.moses)
    actions.set_theme_aside(theme, by=world.people.dana)
    with pytest.raises(Refused, match="Bring it back first"):
        ask_for_split(theme, None, by=world.people.dana)
