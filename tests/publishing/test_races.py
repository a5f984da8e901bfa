"""Two people who publish, or settle one comment, at the same moment: real connections, both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import version_of
from consult.drafts.models import Draft, DraftState, Wording
from consult.drafts.queries import wordings_of
from consult.publishing import queries
from consult.publishing.models import Publication
from tests.lookups import carries_of
from tests.make import comments as make_comments
from tests.make import consultations as make_rounds
from tests.make import drafts as make_drafts
from tests.make import publishing as make
from tests.make import voting as make_votes
from tests.people import People
from tests.races import at_once, posting, real_site


@pytest.fixture(params=["sqlite", "postgres"])
def real_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    yield from real_site(request, tmp_path)


def first_draft(people: People) -> Draft:
    """In force, with a carried revision for the next one."""
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    base = make_drafts.draft(guideline, by=people.sara)
    make_votes.carried(base, people.ines, people.farid, by=people.chen, author=people.dana)
    return base


def test_a_draft_published_by_two_at_once_is_published_once(real_app: Flask) -> None:
    with real_app.app_context():
        people = People()
        make.prepared(first_draft(people).guideline, by=people.dana)
        address, form = "/guidelines/smart-cities/publish/2", {"title": "Second draft"}
        works = [posting(real_app, person, address, form) for person in (people.dana, people.sara)]
    answers = at_once(*works)
    assert answers.count(302) == 1
    with real_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Publication)) == 1
        assert db.session.scalars(select(Draft.state).order_by(Draft.number)).all() == [
            DraftState.SUPERSEDED,
            DraftState.PUBLISHED,
        ]


def test_words_edited_while_another_publishes_are_published_by_nobody_unread(real_app: Flask) -> None:
    """One of the two comes first: the edit is refused, or whoever publishes is told that the words changed."""
    with real_app.app_context():
        people = People()
        draft = make.prepared(first_draft(people).guideline, by=people.dana)
        wording = wordings_of(draft)[0]
        edit = {"text": "Other words.", "base_version": version_of(wording.text), "reason": "A slip of the pen."}
        works = [
            posting(real_app, people.dana, f"/guidelines/smart-cities/drafts/2/edit/{wording.id}", edit),
            posting(
                real_app,
                people.sara,
                "/guidelines/smart-cities/publish/2",
                {"title": "Second draft", "base_version": queries.DraftText(draft).digest},
            ),
        ]
    answers = at_once(*works)
    assert answers.count(302) == 1, answers
    with real_app.app_context():
        texts = [wording.text for wording in db.session.scalars(select(Wording).where(Wording.draft_id == 2))]
        published = db.session.scalar(select(func.count()).select_from(Publication))
        assert ("Other words." in texts) == (not published)


def test_an_override_confirmed_and_declined_at_once_has_one_answer(real_app: Flask) -> None:
    with real_app.app_context():
        people = People()
        base = first_draft(people)
        make_votes.ballot(make_votes.revision(base, by=people.dana, number="DI-L1"), by=people.chen)
        override = make.proposed(make.prepared(base.guideline, by=people.dana), by=people.dana)
        works = [
            posting(real_app, people.chen, f"/overrides/{override.id}", {"answer": answer, "note": ""})
            for answer in ("confirm", "decline")
        ]
    assert sorted(map(str, at_once(*works))) == ["302", "403"]


def test_a_comment_settled_by_two_at_once_is_settled_once(real_app: Flask) -> None:
    with real_app.app_context():
        people = People()
        base = first_draft(people)
        comment = make_comments.comment(make_rounds.round_(base), people.amina, number="HR-L1")
        make.published(base.guideline, by=people.dana)
        address = f"/carries/{carries_of(comment)[0].id}"
        works = [
            posting(real_app, people.dana, address, {"decision": "confirm"}),
            posting(real_app, people.sara, address, {"decision": "gone"}),
        ]
    assert sorted(map(str, at_once(*works))) == ["302", "409"]
    with real_app.app_context():
        settled = select(func.count()).select_from(AuditEntry).where(AuditEntry.verb == "carry.settled")
        assert db.session.scalar(settled) == 1


def test_a_draft_prepared_by_two_at_once_is_one_draft(real_app: Flask) -> None:
    with real_app.app_context():
        people = People()
        base = first_draft(people)
        form = {"revision": str(queries.unpublished_carried_revisions(base.guideline)[0].id)}
        address = "/guidelines/smart-cities/publish/prepare"
        works = [posting(real_app, person, address, form) for person in (people.dana, people.sara)]
    assert at_once(*works) == [302, 302]
    with real_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 2
