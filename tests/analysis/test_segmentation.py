"""People cut a comment into points, or join them: what stays with which point, what a later reading leaves alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from consult.analysis.assignment import actions as assignment
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.pipeline import nlp_adapter
from consult.analysis.pipeline.jobs import analyse_now, file_new_comments
from consult.analysis.segmentation import actions as segmentation
from consult.analysis.segmentation.segments import numbers_kept, parts_of, pieces_of, spans_from, text_digest_of
from consult.comments.models import Comment
from consult.core import clock
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.responses.models import Answer, Disposition
from tests.analysis import reader
from tests.analysis.conftest import World
from tests.lookups import entries_about

FACES = "Facial recognition has no place in our streets and should be banned outright."
MONEY = "Small towns have no budget for this: say who pays, with grants for maintenance."
BOTH = f"{FACES}\n\n{MONEY}"


@pytest.fixture(autouse=True)
def our_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp_adapter, "read_all", reader.read_all)
    monkeypatch.setattr(nlp_adapter, "place_some", reader.place_some)


@pytest.fixture
def comment(world: World) -> Comment:
    """With two points, one of faces and one of money, read."""
    world.says_everything()
    said = world.say(BOTH)
    db.session.commit()
    analyse_now(world.guideline)
    return said


def cut(point: Point, starts: list[int], world: World) -> Point | None:
    now = segmentation.cut_by_hand(point, starts, digest=text_digest_of(point.comment.text), by=world.people.dana)
    db.session.commit()
    return now


def words(comment: Comment) -> list[str]:
    return [point.text for point in segmentation.points_placed(comment)]


def themes_of(point: Point) -> set[int]:
    return set(db.session.scalars(select(Assignment.theme_id).where(Assignment.point_id == point.id)))


def answered(point: Point, world: World) -> Answer:
    said = Answer(point=point, disposition=Disposition.NOTED, reason="So.", by=world.people.dana, at=clock.now())
    db.session.add(said)
    db.session.commit()
    return said


def test_of_a_point_cut_in_two_the_larger_part_keeps_number_and_answer(comment: Comment, world: World) -> None:
    faces, money = segmentation.points_placed(comment)
    answer = answered(money, world)
    cut(money, [0, BOTH.index("Small"), BOTH.index("say who")], world)
    _faces, fresh, larger = segmentation.points_placed(comment)
    assert words(comment) == [
        FACES,
        "Small towns have no budget for this:",
        "say who pays, with grants for maintenance.",
    ]
    assert larger.id == money.id
    assert answer.point_id == larger.id
    assert fresh.id not in {faces.id, money.id}
    assert segmentation.cutting_of(larger).by_hand is not None


def test_a_point_that_did_not_change_keeps_its_themes(comment: Comment, world: World) -> None:
    faces, money = segmentation.points_placed(comment)
    theme = next(iter(themes_of(money)))
    assignment.file_points([faces], db.session.get_one(Theme, theme), by=world.people.dana)
    cut(faces, [0, BOTH.index("Small"), BOTH.index("say who")], world)
    assert themes_of(faces) == {theme}


def test_new_points_are_filed_without_a_run(comment: Comment, world: World) -> None:
    faces, money = segmentation.points_placed(comment)
    was = themes_of(money)
    joined = segmentation.join(faces, "after", digest=text_digest_of(BOTH), by=world.people.dana)
    db.session.commit()
    queue.run_all()
    assert words(comment) == [BOTH]
    assert joined is not None
    cut(joined, [0, BOTH.index("Small")], world)
    file_new_comments()
    queue.run_all()
    assert words(comment) == [FACES, MONEY]
    assert themes_of(segmentation.points_placed(comment)[1]) == was


def test_of_points_joined_the_first_keeps_its_number_and_what_an_answer_names_is_kept(
    comment: Comment, world: World
) -> None:
    faces, money = segmentation.points_placed(comment)
    numbers = faces.id, money.id
    answer = answered(money, world)
    joined = segmentation.join(money, "before", digest=text_digest_of(BOTH), by=world.people.dana)
    db.session.commit()
    assert joined is not None
    assert joined.id == numbers[0]
    assert joined.text == BOTH
    kept = db.session.get_one(Point, numbers[1])
    assert (kept.start < 0, kept.text, answer.point_id) == (True, MONEY, kept.id)
    assert [point.id for point in segmentation.cutting_of(joined).without_place] == [kept.id]


def test_given_back_to_the_machine_an_answered_point_takes_its_place_again(comment: Comment, world: World) -> None:
    faces, money = segmentation.points_placed(comment)
    number = money.id
    answered(money, world)
    segmentation.join(faces, "after", digest=text_digest_of(BOTH), by=world.people.dana)
    db.session.commit()
    queue.run_all()
    segmentation.cut_by_machine(faces, by=world.people.dana)
    db.session.commit()
    queue.run_all()
    assert words(comment) == [FACES, MONEY]
    assert segmentation.points_placed(comment)[1].id == number
    assert segmentation.cutting_of(segmentation.points_placed(comment)[0]).by_hand is None


def test_a_reading_leaves_a_cut_as_it_is(comment: Comment, world: World) -> None:
    cut(segmentation.points_placed(comment)[0], [0], world)
    before = [(point.id, point.text) for point in segmentation.points_placed(comment)]
    analyse_now(world.guideline)
    assert [(point.id, point.text) for point in segmentation.points_placed(comment)] == before


def test_what_is_cut_while_a_reading_goes_on_stays_cut(
    comment: Comment, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_meanwhile(*given: object, **more: object) -> object:
        found = reader.read_all(*given, **more)  # type: ignore[arg-type]
        cut(segmentation.points_placed(comment)[0], [0], world)
        return found

    monkeypatch.setattr(nlp_adapter, "read_all", cut_meanwhile)
    analyse_now(world.guideline)
    assert words(comment) == [BOTH]


def test_a_cut_falls_away_when_the_author_edits_the_comment(comment: Comment, world: World) -> None:
    cut(segmentation.points_placed(comment)[0], [0], world)
    comment.text = f"Thank you.\n\n{BOTH}"
    db.session.commit()
    assert segmentation.cutting_of(segmentation.points_placed(comment)[0]).by_hand is None
    analyse_now(world.guideline)
    assert words(comment) == ["Thank you.", FACES, MONEY]


def test_a_cut_made_on_an_older_text_is_refused(comment: Comment, world: World) -> None:
    point = segmentation.points_placed(comment)[0]
    with pytest.raises(Stale, match="changed the comment meanwhile"):
        segmentation.cut_by_hand(point, [0], digest=text_digest_of("An older text."), by=world.people.dana)


def test_a_comment_that_was_edited_is_read_again_before_it_is_cut(comment: Comment, world: World) -> None:
    comment.text = f"Thank you.\n\n{BOTH}"
    db.session.commit()
    with pytest.raises(Stale, match="not read again yet"):
        cut(segmentation.points_placed(comment)[0], [0], world)


def test_only_the_drafting_team_cuts(comment: Comment, world: World) -> None:
    point = segmentation.points_placed(comment)[0]
    with pytest.raises(Refused):
        segmentation.cut_by_hand(point, [0], digest=text_digest_of(BOTH), by=world.people.ines)


def test_the_journal_says_who_cut_what(comment: Comment, world: World) -> None:
    point = segmentation.points_placed(comment)[0]
    cut(point, [0], world)
    entry = entries_about(point)[-1]
    assert (entry.verb, entry.actor_id) == ("point.cut", world.people.dana.id)
    assert (entry.facts["starts"], entry.facts["was"]) == ([0], [0, BOTH.index("Small")])
    assert cut(point, [0], world) is None
    assert entries_about(point)[-1].id == entry.id


def test_a_copy_of_a_letter_stays_one_when_it_is_cut(comment: Comment, world: World) -> None:
    letter = next(said for said in world.comments if "clause on sensors" in said.text)
    point = segmentation.points_placed(letter)[0]
    campaign = point.campaign_id
    assert campaign is not None
    cut(point, [piece.start for piece in pieces_of(letter.text, [])], world)
    queue.run_all()
    assert {each.campaign_id for each in segmentation.points_placed(letter)} == {campaign}


def test_a_point_that_goes_leaves_its_number_to_none_that_comes(world: World) -> None:
    world.says_everything()
    said = world.say(f"Ban it. {FACES} Say who pays.")
    db.session.commit()
    analyse_now(world.guideline)
    cut(segmentation.points_placed(said)[0], [0], world)
    whole = segmentation.points_placed(said)[0]
    cut(whole, [said.text.index("Facial")], world)
    goes, stays = segmentation.points_placed(said)
    was = goes.id
    cut(goes, [said.text.index("Say who")], world)
    first, fresh = segmentation.points_placed(said)
    assert first.id == stays.id
    assert fresh.id > was
    assert words(said)[1] == "Say who pays."


def test_a_pillar_that_a_person_decided_holds_for_both_halves(comment: Comment, world: World) -> None:
    _faces, money = segmentation.points_placed(comment)
    pillar = world.guideline.pillars[0]
    assignment.decide_pillar(money, pillar, by=world.people.dana)
    cut(money, [0, BOTH.index("Small"), BOTH.index("say who")], world)
    queue.run_all()
    faces, *halves = segmentation.points_placed(comment)
    assert [(half.pillar_id, half.pillar_by_id) for half in halves] == [(pillar.id, world.people.dana.id)] * 2
    assert faces.pillar_by_id is None


def test_of_a_long_comment_the_point_and_its_neighbours_are_in_sight() -> None:
    text = "".join(f"Sentence number {number}. " for number in range(60))
    starts = [text.index(f"Sentence number {number}.") for number in range(0, 60, 10)]
    parts = parts_of(pieces_of(text, starts), starts, 2)
    assert [(part.name, len(part.pieces)) for part in parts] == [
        ("earlier", 14),
        ("before", 6),
        ("this", 10),
        ("after", 6),
        ("later", 24),
    ]
    assert [piece.text for part in parts for piece in part.pieces] == text.strip().replace(". ", ".|").split("|")
    assert [part.name for part in parts_of(pieces_of(text, starts), starts, 0)] == ["this", "after", "later"]
    assert [part.name for part in parts_of(pieces_of(text, starts), starts, -1)] == ["all"]


def test_a_text_is_offered_in_pieces_that_a_person_can_tell_apart() -> None:
    text = "We ask for two things: a desk; a telephone.\n- And, please,\nsay who pays. 请公开数据。也要保护隐私。"
    assert [piece.text for piece in pieces_of(text, [0])] == [
        "We ask for two things:",
        "a desk;",
        "a telephone.",
        "- And, please,",
        "say who pays.",
        "请公开数据。",
        "也要保护隐私。",
    ]


@given(st.text(max_size=200), st.lists(st.integers(-5, 210), max_size=6))
def test_points_cut_by_hand_cover_the_text_and_do_not_overlap(text: str, starts: list[int]) -> None:
    spans = spans_from(text, starts)
    covered = "".join(text[start:end] for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert "".join(covered.split()) == "".join(text.split())


def test_numbers_go_with_the_larger_part_and_the_older_point() -> None:
    known = [Point(id=7, comment_id=1, start=0, end=10), Point(id=5, comment_id=1, start=10, end=100)]
    assert numbers_kept(((0, 10), (10, 30), (30, 100)), known) == {0: 7, 2: 5}
    assert numbers_kept(((0, 100),), known) == {0: 5}
    assert numbers_kept(((0, 40), (40, 100)), known) == {1: 5, 0: 7}
