"""What the process holds of a guideline is never older than what the database holds."""

import pytest
from flask import Flask
from sqlalchemy import delete, event, insert, text, update
from sqlalchemy.engine import Engine

from consult.consultations.models import Round, Target
from consult.consultations.queries import rounds_by_close, targets_of
from consult.core import clock
from consult.core.database import db
from consult.core.derived.row_cache import VersionedCache
from consult.drafts.models import Draft, Guideline, Milestone, Pillar, Wording
from consult.drafts.queries import current_draft, milestones_of
from consult.drafts.row_cache.rows import value_of, version_of_guideline
from tests.make import consultations, drafts
from tests.people import People


class Reads:
    """`with Reads() as done:` holds the statements that read."""

    def __enter__(self) -> list[str]:
        self.done: list[str] = []
        event.listen(Engine, "before_cursor_execute", self.note)
        return self.done

    def note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            self.done.append(statement)

    def __exit__(self, *_raised: object) -> None:
        event.remove(Engine, "before_cursor_execute", self.note)


def made_by(people: People) -> Draft:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    draft = drafts.draft(guideline, by=people.sara)
    db.session.flush()
    return draft


@pytest.fixture
def guideline(app: Flask, people: People) -> Guideline:
    draft = made_by(people)
    consultations.round_(draft)
    return draft.guideline


def version(app: Flask, guideline: Guideline) -> str:
    db.session.flush()
    with app.test_request_context():
        return version_of_guideline(guideline)


def test_a_page_reads_again_only_what_has_changed(page_app: Flask) -> None:
    number = made_by(People()).guideline_id
    for expected in (True, False):
        db.session.expunge_all()
        with page_app.test_request_context(), Reads() as done:
            seen = db.session.get_one(Guideline, number)
            assert [pillar.code for pillar in seen.pillars] == ["HR", "DI"]
            assert current_draft(seen).number == 1
        assert any("FROM pillar" in statement for statement in done) == expected
        assert any("FROM draft" in statement for statement in done) == expected


def test_a_changed_word_is_shown_at_once_however_it_was_changed(page_app: Flask) -> None:
    number = made_by(People()).guideline_id

    def titles() -> list[str]:
        db.session.expunge_all()
        with page_app.test_request_context():
            return [pillar.title for pillar in db.session.get_one(Guideline, number).pillars]

    before = titles()
    db.session.execute(text("UPDATE pillar SET title = 'Another name' WHERE code = 'HR'"))
    assert titles() == ["Another name", *before[1:]]


def test_what_is_rolled_back_is_shown_no_more(page_app: Flask) -> None:
    draft = made_by(People())
    consultations.round_(draft)
    db.session.flush()
    guideline = draft.guideline
    with page_app.test_request_context():
        before = [round_.title for round_ in rounds_by_close(guideline)]
        later = db.session.begin_nested()
        db.session.execute(update(Round).values(title="Another"))
        assert [round_.title for round_ in rounds_by_close(guideline)] == ["Another"]
        later.rollback()
        assert [round_.title for round_ in rounds_by_close(guideline)] == before


@pytest.mark.parametrize("model", [Pillar, Draft, Wording, Round])
def test_a_change_in_any_table_that_is_held_is_another_version(app: Flask, guideline: Guideline, model: type) -> None:
    before = version(app, guideline)
    touched = {Pillar: {"title": "x"}, Draft: {"title": "x"}, Wording: {"text": "x"}, Round: {"title": "x"}}
    db.session.execute(update(model).values(**touched[model]))
    again = version(app, guideline)
    if db.engine.dialect.name == "sqlite":  # on PostgreSQL one word for all that a transaction writes
        assert again != before
    assert again


def test_rows_that_come_and_go_are_noticed(page_app: Flask) -> None:
    guideline = drafts.guideline()
    db.session.flush()
    with page_app.test_request_context():
        assert targets_of(guideline) == {}
        db.session.execute(
            insert(Target).values(guideline_id=guideline.id, dimension="region", value="africa", number=9)
        )
        assert targets_of(guideline) == {("region", "africa"): 9}
        db.session.execute(delete(Target))
        assert targets_of(guideline) == {}


def test_another_guidelines_change_leaves_this_ones_version(app: Flask, guideline: Guideline) -> None:
    other = drafts.guideline(slug="other")
    before = version(app, guideline)
    db.session.execute(
        insert(Milestone).values(
            guideline_id=other.id, title="x", detail="", starts_on=other.created_at.date(), position=1
        )
    )
    assert version(app, guideline) == before


def test_what_changes_something_asks_the_database(page_app: Flask) -> None:
    guideline = drafts.guideline()
    db.session.flush()
    with page_app.test_request_context(method="POST"), Reads() as done:
        milestones_of(guideline)
        milestones_of(guideline)
        assert value_of(guideline, "x", lambda: 1) == 1
        assert value_of(guideline, "x", lambda: 2) == 2
    assert len([statement for statement in done if "FROM milestone" in statement]) == 2


def test_the_entry_asked_for_longest_ago_goes_first() -> None:
    cache = VersionedCache(most=2)
    cache.put("a", "1", "first")
    cache.put("b", "1", "second")
    assert cache.get("a", "1") == "first"
    cache.put("c", "1", "third")
    assert cache.get("b", "1") is None
    assert cache.get("a", "1") == "first"
    assert cache.get("a", "2") is None


def test_what_a_key_leads_to_is_read_once_and_is_never_older(page_app: Flask) -> None:
    round_ = consultations.round_(made_by(People()))
    db.session.flush()
    number = round_.id

    def title() -> tuple[str, list[str]]:
        db.session.expunge_all()
        with page_app.test_request_context(), Reads() as done:
            draft = db.session.get_one(Round, number).draft
            return draft.title, [statement for statement in done if "FROM draft" in statement]

    before, _read = title()
    assert title() == (before, [])
    db.session.execute(update(Draft).values(title="Another"))
    assert title()[0] == "Another"


def test_a_key_that_another_row_took_over_leads_to_that_row(page_app: Flask) -> None:
    """SQLite gives the number of a row that went to the next one, which may be of another guideline."""
    old, other = made_by(People()), drafts.guideline(slug="other")
    new = Draft(guideline_id=old.guideline_id, number=2, title="x", created_at=old.created_at, based_on_id=old.id)
    base = Draft(guideline_id=old.guideline_id, number=3, title="The first", created_at=old.created_at)
    db.session.add_all([new, base])
    db.session.flush()
    new.based_on_id = base.id
    db.session.flush()
    number, key, other_id = new.id, base.id, other.id

    def title() -> str:
        db.session.expunge_all()
        with page_app.test_request_context():
            based_on = db.session.get_one(Draft, number).based_on
            return based_on.title if based_on is not None else ""

    assert title() == "The first"
    db.session.execute(update(Draft).where(Draft.id == number).values(based_on_id=None))
    db.session.execute(delete(Draft).where(Draft.id == key))
    again = {"id": key, "number": 1, "title": "The next", "created_at": clock.now(), "guideline_id": other_id}
    db.session.execute(insert(Draft).values(**again))
    db.session.execute(update(Draft).where(Draft.id == number).values(based_on_id=key))
    assert title() == "The next"
