"""What a reading writes, and what a later one leaves alone. A reader of our own stands in for nlp."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select

from consult.analysis.assignment import actions as assignment
from consult.analysis.models import AnalysisRun, Assignment, Campaign, Point, Theme
from consult.analysis.pipeline import jobs, nlp_adapter
from consult.analysis.pipeline.jobs import analyse_guideline, analyse_now, file_new_comments, read_closed_rounds, silent
from consult.analysis.reporting.summaries import summaries_of
from consult.analysis.themes import actions
from consult.comments.models import CommentState
from consult.core import clock
from consult.core.carriers.embedded import LEASE
from consult.core.database import db
from consult.core.queue import Job, queue
from consult.responses.models import Answer, Disposition
from tests.analysis import reader
from tests.analysis.conftest import World
from tests.analysis.voices import COPIES, OWN_WORDS
from tests.dead_workers import believed_dead


@pytest.fixture(autouse=True)
def our_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp_adapter, "read_all", reader.read_all)
    monkeypatch.setattr(nlp_adapter, "place_some", reader.place_some)


@pytest.fixture
def run(world: World) -> AnalysisRun:
    world.says_everything()
    return analyse_now(world.guideline)


def points() -> dict[int, Point]:
    return {point.id: point for point in db.session.scalars(select(Point))}


def placed() -> dict[int, set[tuple[int, int | None]]]:
    """Where each point stands: (theme, by whom)."""
    found: dict[int, set[tuple[int, int | None]]] = {}
    for point, theme, by in db.session.execute(select(Assignment.point_id, Assignment.theme_id, Assignment.by_id)):
        found.setdefault(point, set()).add((theme, by))
    return found


def point_with(words: str) -> Point:
    return next(point for point in points().values() if words in point.text)


def theme_of(point: Point) -> Theme:
    filed = select(Theme).join(Assignment, Assignment.theme_id == Theme.id).where(Assignment.point_id == point.id)
    return db.session.scalars(filed.order_by(Assignment.p.desc())).first()  # type: ignore[return-value]


def test_every_sent_comment_is_read_and_nothing_is_dropped(run: AnalysisRun, world: World) -> None:
    read = [comment for comment in world.comments if comment.state == CommentState.SENT]
    with_points = {point.comment_id for point in points().values()}
    assert run.finished_at is not None
    assert run.comments == len(read)
    assert {comment.id for comment in read} - with_points == set(run.counts["pointless"])
    assert world.comments[-1].id not in with_points  # a hidden one
    for point in points().values():
        assert point.comment.text[point.start : point.end] == point.text
        assert point.id in placed() or point.nearest_theme_id is not None
    shown = db.session.scalars(select(Assignment).where(Assignment.representative.is_not(None))).all()
    assert {(one.asks_start, one.asks_end) for one in shown} == {(0, 9)}
    assert (run.versions, run.settings) == ({"reader": "of tests"}, {"seed": 0})
    assert set(run.seconds) == {"themes", "keeping", "asks"}


def test_a_letter_in_copies_is_folded_and_what_its_senders_add_counts_for_itself(
    run: AnalysisRun, world: World
) -> None:
    campaign = db.session.scalars(select(Campaign)).one()
    assert campaign.size == len(COPIES)
    assert point_with(OWN_WORDS).campaign_id is None
    assert {p.comment_id for p in points().values() if p.campaign_id == campaign.id} == {
        comment.id for comment in world.comments if "clause on sensors" in comment.text
    }


def test_a_second_run_on_the_same_comments_changes_nothing(run: AnalysisRun, world: World) -> None:
    before, where = points(), placed()
    spans = {number: (point.start, point.end, point.text) for number, point in before.items()}
    themes = set(db.session.scalars(select(Theme.id)))
    again = analyse_now(world.guideline)
    assert {number: (point.start, point.end, point.text) for number, point in points().items()} == spans
    assert set(db.session.scalars(select(Theme.id))) == themes
    assert {number: {theme for theme, _by in where[number]} for number in where} == {
        number: {theme for theme, _by in there} for number, there in placed().items()
    }
    assert again.counts["themes"] == run.counts["themes"]


def test_what_people_decided_outlasts_a_run(run: AnalysisRun, world: World) -> None:
    dana = world.people.dana
    counters, faces = theme_of(point_with("Keep counters")), theme_of(point_with("Facial recognition"))
    money = theme_of(point_with("Small towns have no budget"))
    moved, decided = point_with("Biometric cameras"), point_with("Without predictable transfers")
    actions.rename_theme(counters, "Counters with staff", by=dana)
    assignment.file_points([moved], counters, by=dana)
    assignment.decide_pillar(decided, None, by=dana)
    actions.set_theme_aside(money, by=dana)
    db.session.commit()
    analyse_now(world.guideline)
    assert (counters.label, counters.named_by_id) == ("Counters with staff", dana.id)
    assert placed()[moved.id] == {(counters.id, dana.id)}
    assert (decided.pillar_id, decided.pillar_by_id) == (None, dana.id)
    assert money.state == "set_aside"
    assert money.label == "money as proposed"
    assert theme_of(point_with("Facial recognition")) == faces


def test_a_proposed_name_stays_as_long_as_it_fits(run: AnalysisRun, world: World) -> None:
    counters = theme_of(point_with("Keep counters"))
    strongest = counters.keywords[0]
    counters.label = f"What was read before: {strongest}"
    db.session.commit()
    analyse_now(world.guideline)
    assert counters.label == f"What was read before: {strongest}"
    counters.label = "…"
    db.session.commit()
    analyse_now(world.guideline)
    assert counters.label != "…"


def test_a_theme_that_is_no_subject_any_more_loses_the_name_of_one_and_a_persons_name_stays(
    run: AnalysisRun, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_left_over(*given: Any, **more: Any) -> Any:
        found = reader.read_all(*given, **more)
        themes = (replace(theme, label=f"Various remarks ({theme.id})", loose=True) for theme in found.themes)
        return replace(found, themes=tuple(themes))

    counters, faces = theme_of(point_with("Keep counters")), theme_of(point_with("Facial recognition"))
    actions.rename_theme(faces, "Faces in public", by=world.people.dana)
    db.session.commit()
    monkeypatch.setattr(nlp_adapter, "read_all", all_left_over)
    analyse_now(world.guideline)
    assert counters.label == f"Various remarks ({counters.id})"
    assert faces.label == "Faces in public"


def test_what_is_left_over_ranks_last_until_people_name_it(run: AnalysisRun, world: World) -> None:
    first = summaries_of(world.guideline)[0].theme
    first.loose = True
    db.session.commit()
    for order in ("breadth", "size", "agreed", "divided"):
        assert summaries_of(world.guideline, order=order)[-1].theme == first
    actions.rename_theme(first, "A subject after all", by=world.people.dana)
    assert summaries_of(world.guideline)[0].theme == first


def test_points_of_a_merged_theme_stay_where_people_put_them(run: AnalysisRun, world: World) -> None:
    counters, faces = theme_of(point_with("Keep counters")), theme_of(point_with("Facial recognition"))
    here = point_with("Keep counters")
    actions.merge_theme(counters, faces, by=world.people.dana)
    db.session.commit()
    analyse_now(world.guideline)
    assert theme_of(here) == faces
    assert (counters.state, faces.change) == ("merged", "merged")
    actions.part_theme(counters, by=world.people.dana)
    db.session.commit()
    analyse_now(world.guideline)
    assert theme_of(here) == counters
    assert faces.change != "merged"


def test_an_edited_comment_keeps_the_points_whose_words_still_stand(run: AnalysisRun, world: World) -> None:
    point = point_with("Facial recognition has no place")
    point.comment.text = "Thank you for asking.\n\n" + point.comment.text
    gone = point_with("Small towns have no budget")
    number, comment = gone.id, gone.comment
    comment.text = "I have changed my mind and have nothing more to say about this clause."
    db.session.commit()
    analyse_now(world.guideline)
    kept = db.session.get(Point, point.id)
    assert kept is not None
    assert kept.comment.text[kept.start : kept.end] == kept.text
    assert db.session.get(Point, number) is None


def test_a_point_that_an_answer_names_is_kept_without_a_place(run: AnalysisRun, world: World) -> None:
    point = point_with("Small towns have no budget")
    db.session.add(
        Answer(point=point, disposition=Disposition.NOTED, reason="So it is.", by=world.people.dana, at=clock.now())
    )
    point.comment.text = "Something else altogether, about the pigeons."
    db.session.commit()
    analyse_now(world.guideline)
    kept = db.session.get_one(Point, point.id)
    assert kept.start < 0
    assert "Small towns" in kept.text


def test_a_run_that_was_killed_runs_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.says_everything()
    run = actions.start_run(world.guideline, by=world.people.dana)
    db.session.commit()

    def killed(*_told: Any) -> None:
        raise KeyboardInterrupt

    job = db.session.scalars(select(Job.id).where(Job.kind == "analyse")).one()
    with monkeypatch.context() as patched:
        patched.setattr(jobs.persistence, "keep_run", killed)
        with pytest.raises(KeyboardInterrupt):
            queue.run(job)
    db.session.rollback()
    assert not points()
    with believed_dead():
        queue.run_all()
    assert db.session.get_one(AnalysisRun, run.id).finished_at is not None
    assert points()


def test_what_is_kept_in_portions_is_the_same(run: AnalysisRun, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each portion is a transaction of its own: nobody who comments waits for all."""
    before, ended = (placed(), len(points())), list[None]()
    monkeypatch.setattr(jobs.persistence, "PORTION", 3)
    event.listen(db.session(), "after_commit", lambda _session: ended.append(None))
    again = analyse_now(world.guideline)
    assert (placed(), len(points())) == before
    assert again.finished_at is not None
    assert len(ended) > again.comments // 3


def test_done_twice_a_run_changes_nothing(run: AnalysisRun) -> None:
    finished = run.finished_at
    analyse_guideline(run.id, silent)
    assert run.finished_at == finished


def test_new_comments_are_filed_without_a_run(run: AnalysisRun, world: World) -> None:
    before = placed()
    fresh = world.say(point_with("Facial recognition has no place").text)
    empty = world.say("…")
    db.session.commit()
    file_new_comments()
    assert db.session.scalars(select(Job.subject_id).where(Job.kind == "place_new")).all() == [world.guideline.id]
    queue.run_all()
    point = db.session.scalars(select(Point).where(Point.comment_id == fresh.id)).one()
    assert theme_of(point) == theme_of(point_with("Facial recognition has no place"))
    assert empty.id in run.counts["pointless"]
    assert {number: placed()[number] for number in before} == before
    file_new_comments()
    assert len(db.session.scalars(select(Job.id).where(Job.kind == "place_new")).all()) == 1


def test_a_round_that_closed_is_read(world: World) -> None:
    world.says_everything()
    read_closed_rounds()
    assert not db.session.scalars(select(AnalysisRun)).all()
    world.round.closed_at = clock.now()
    db.session.commit()
    read_closed_rounds()
    read_closed_rounds()
    assert len(db.session.scalars(select(AnalysisRun)).all()) == 1
    assert len(db.session.scalars(select(Job).where(Job.kind == "analyse")).all()) == 1


def test_an_edited_comment_is_read_again_without_a_run(run: AnalysisRun, world: World) -> None:
    comment = point_with("Small towns have no budget").comment
    with clock.at(clock.now() + LEASE):
        comment.text, comment.saved_at = "I say no more of money.", clock.now()
        db.session.commit()
        file_new_comments()
        queue.run_all()
    assert [point.text for point in points().values() if point.comment_id == comment.id] == [comment.text]


def test_two_runs_are_not_asked_for_at_once(world: World) -> None:
    first = actions.start_run(world.guideline, by=world.people.dana)
    db.session.commit()
    assert actions.start_run(world.guideline, by=world.people.dana) == first
