"""What is counted as it changes is what a recount says, whatever people do and in whatever order."""

import random
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, true, update

from consult.accounts.models import Person
from consult.analysis.assignment.actions import decide_pillar, file_points, take_out_points
from consult.analysis.kept.models import PointsVersion
from consult.analysis.models import Assignment, Campaign, Point, Theme, ThemeState
from consult.analysis.shared.population import distinct, respondent_key
from consult.analysis.themes.actions import bring_theme_back, merge_theme, set_theme_aside
from consult.comments import actions as commenting
from consult.comments.models import Channel, Comment, CommentState, CommentType, Endorsement
from consult.comments.moderation.actions import hide_comment, release_comment
from consult.comments.reading.threads import CommentFilter, comments_on, page_of_listed
from consult.comments.tallies.models import CommentTally
from consult.core import clock
from consult.core.bulk_sql import update_rows
from consult.core.database import Model, db
from consult.core.derived import triggers
from consult.core.ruling import Refused
from consult.drafts.queries import membership_of
from consult.responses.actions import answer_point, answer_theme, reopen_points, withdraw_answer
from consult.responses.answer_queue import QueueFilter
from consult.responses.coverage.queries import moved_since
from consult.responses.models import Answer, Disposition
from consult.responses.notifications import untold_comments
from consult.responses.points_by_theme import groups_at
from consult.responses.promises import promised_answers
from consult.responses.queries import count_of, points_reached
from consult.responses.tallies.kept import AnswerReports
from consult.tracing.queries import comments_by_nobody_known, heard
from tests.make import analysis, comments, consultations, drafts
from tests.make import responses as answered
from tests.people import People

T = TypeVar("T", bound=Model)


class Crowd:
    """People who do one thing after another, whatever it is; what they may not do is refused, and nothing happens."""

    def __init__(self, people: People, seed: int) -> None:
        self.chance, self.people = random.Random(seed), people
        self.guideline = drafts.guideline()
        people.appoint_all(self.guideline)
        draft = drafts.draft(self.guideline, by=people.sara)
        self.rounds = [consultations.round_(draft), consultations.round_(draft, "other")]
        for _first in range(4):
            self.comments()
        for label in ("Money", "Registers", "Staff"):
            analysis.theme(self.guideline, *db.session.scalars(select(Point).limit(2)), label=label)

    def one(self, kind: type[T], *where: Any) -> T:
        found = db.session.scalars(select(kind).where(*where)).unique().all()
        if not found:
            raise Refused("There is none.")  # type: ignore[arg-type]
        return self.chance.choice(found)

    @property
    def author(self) -> Person:
        return self.chance.choice([self.people.amina, self.people.bruno, self.people.farid])

    def comments(self) -> None:
        number, kind = self.chance.choice([None, "HR-L1", "DI-L1"]), self.chance.choice(list(CommentType))
        said = comments.comment(self.chance.choice(self.rounds), self.author, number=number, type=kind, language="en")
        letter = db.session.scalars(select(Campaign)).first()
        if letter is None:
            analysis.campaign(self.guideline, said)
        else:
            analysis.point(said, campaign=letter if self.chance.random() < 0.3 else None)

    def registers(self) -> None:
        said = comments.comment(self.rounds[0], self.author)
        said.author_id, said.author_name = None, self.chance.choice(["", "Town of Ur", "A. Nyong’o"])
        said.channel, said.provenance = Channel.REGISTER, self.chance.choice(["", "a.csv, row 2", "a.csv, row 3"])

    def withdraws(self) -> None:
        said = self.one(Comment, Comment.author_id.is_not(None))
        commenting.withdraw_comment(said, by=said.author)  # type: ignore[arg-type]

    def hides(self) -> None:
        hide_comment(self.one(Comment), "Not civil.", by=self.people.moses)

    def releases(self) -> None:
        release_comment(self.one(Comment, Comment.state == CommentState.HIDDEN), by=self.people.moses)

    def endorses(self) -> None:
        commenting.endorse(self.one(Comment), by=self.author)

    def takes_back(self) -> None:
        given = self.one(Endorsement)
        commenting.take_back_endorsement(db.session.get_one(Comment, given.comment_id), by=given.person)

    def moves_house(self) -> None:
        self.author.country = self.chance.choice(["KE", "BR", None])

    def answers_a_point(self) -> None:
        answer_point(self.one(Point), self.chance.choice(list(Disposition)[:3]), "Yes.", by=self.people.dana)

    def answers_a_theme(self) -> None:
        answer_theme(self.one(Theme), self.chance.choice(list(Disposition)[:3]), "All.", by=self.people.dana)

    def withdraws_an_answer(self) -> None:
        withdraw_answer(
            self.one(Answer, Answer.superseded_at.is_(None)), "It was given by mistake.", by=self.people.dana
        )

    def opens_again(self) -> None:
        reopen_points([self.one(Point)], "It was overlooked.", by=self.people.sara)

    def files(self) -> None:
        file_points([self.one(Point)], self.one(Theme), by=self.people.dana)

    def takes_out(self) -> None:
        filed = self.one(Assignment)
        take_out_points([filed.point], filed.theme, by=self.people.dana)

    def says_which_pillar(self) -> None:
        decide_pillar(self.one(Point), self.chance.choice([*self.guideline.pillars, None]), by=self.people.dana)

    def sets_aside(self) -> None:
        set_theme_aside(self.one(Theme), by=self.people.dana)

    def brings_back(self) -> None:
        bring_theme_back(self.one(Theme, Theme.state == ThemeState.SET_ASIDE), by=self.people.dana)

    def merges(self) -> None:
        merge_theme(self.one(Theme), self.one(Theme), by=self.people.dana)

    def edits_a_point_away(self) -> None:
        db.session.execute(delete(Point).where(Point.id == self.one(Point).id))

    def loses_its_place(self) -> None:
        update_rows(Point, [{"id": self.one(Point).id, "start": -7, "end": -1}])

    def classifies(self) -> None:
        update_rows(
            Assignment, [{"id": row.id, "p": self.chance.random()} for row in db.session.scalars(select(Assignment))]
        )

    def acts(self) -> None:
        act: Callable[[], None] = self.chance.choice(
            [getattr(self, name) for name, what in vars(Crowd).items() if callable(what) and name not in NOT_ACTS]
        )
        try:
            act()
        except Refused:
            return


NOT_ACTS = {"__init__", "one", "acts"}


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_done_every_count_is_what_a_recount_says(app: Flask, people: People, seed: int) -> None:
    crowd = Crowd(people, seed)
    for _turn in range(50):
        crowd.acts()
        db.session.expire_all()
    db.session.flush()
    assert triggers.wrong_counts(db.session.connection()) == {}
    assert db.session.scalar(select(func.count()).select_from(CommentTally)) > 20
    triggers.fold_tallies(db.session.connection())
    assert triggers.wrong_counts(db.session.connection()) == {}


def test_the_list_of_all_comments_is_as_long_as_it_says_and_holds_what_they_may_read(
    app: Flask, people: People
) -> None:
    crowd = Crowd(people, 5)
    for _turn in range(30):
        crowd.acts()
    db.session.flush()
    draft, now = crowd.rounds[0].draft, clock.now()
    for person in (None, people.amina, people.moses, people.ines, people.dana):
        membership = membership_of(person, crowd.guideline)
        every = db.session.scalars(comments_on(draft, membership, CommentFilter(), now)).unique().all()
        with app.test_request_context():
            page = page_of_listed(draft, membership, now)
        assert (list(page.items), page.total) == (list(every)[: page.size], len(every))


def test_a_count_that_is_wrong_is_found_and_made_right(app: Flask, people: People) -> None:
    answered.consulted(people)
    db.session.execute(update(CommentTally).values(n=CommentTally.n + 1))
    assert triggers.wrong_counts(db.session.connection()).keys() == {"comment_tally"}
    triggers.count_anew(db.session.connection())
    assert triggers.wrong_counts(db.session.connection()) == {}


def test_who_is_not_named_in_a_file_is_one_person_each_row(app: Flask, people: People) -> None:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    round_ = consultations.round_(drafts.draft(guideline, by=people.sara))
    for row in (2, 2, 3, None):
        said = comments.comment(round_, people.amina)
        said.author_id, said.author_name, said.organisation = None, "", ""
        said.channel, said.provenance = Channel.REGISTER, f"answers.csv, row {row}" if row else ""
    db.session.commit()
    assert heard(round_.guideline).people == heard(round_.guideline, [round_.id]).people == 2
    assert comments_by_nobody_known(round_.guideline) == 1
    assert db.session.scalar(select(distinct(respondent_key())).select_from(Comment)) == 3  # with what nobody said


def test_folding_leaves_one_row_a_key_and_the_same_sums(app: Flask, people: People) -> None:
    answered.consulted(people)
    many = (
        "INSERT INTO voice_tally (guideline_id, country, n) SELECT 99, 'KE', 1 FROM comment, comment AS a, comment AS b"
    )
    for _time in range(20):
        db.session.execute(text(many))
    before = db.session.scalar(text("SELECT SUM(n) FROM voice_tally"))
    assert triggers.fold_tallies(db.session.connection()) == 1
    assert db.session.scalar(text("SELECT SUM(n) FROM voice_tally")) == before
    assert db.session.scalar(text("SELECT count(*) FROM voice_tally WHERE guideline_id = 99")) == 1


def test_a_theme_has_another_version_after_each_change_of_its_points(app: Flask, people: People) -> None:
    consulted = answered.consulted(people)

    def version() -> str:
        return db.session.scalar(select(PointsVersion.token).where(PointsVersion.theme_id == consulted.theme.id)) or ""

    seen = {version()}
    hide_comment(consulted.sensors.comment, "Not civil.", by=people.moses)
    db.session.flush()
    seen.add(version()) if db.engine.dialect.name == "sqlite" else None
    assert "" not in seen


def test_what_the_desk_counts_has_another_version_whenever_it_counts_otherwise(page_app: Flask) -> None:
    """Whatever people do: else a desk would show what was so before."""
    crowd = Crowd(People(), 3)

    def counted() -> tuple[str, object]:
        db.session.flush()
        themes = db.session.scalars(select(Theme)).all()
        every = groups_at(crowd.guideline, true(), QueueFilter())
        groups = [
            (g.theme, [p for p, _a in g.members], g.count, g.copies, g.kept, g.languages, g.regions) for g in every
        ]
        told = count_of(untold_comments(crowd.guideline)), promised_answers(crowd.guideline, clock.now())
        return AnswerReports(crowd.guideline).version, (groups, told, points_reached(themes), moved_since(themes))

    version, said = counted()
    changes = 0
    for _turn in range(20):
        crowd.acts()
        before, was = version, said
        version, said = counted()
        changes += said != was
        assert version != before or said == was
    assert changes > 5
