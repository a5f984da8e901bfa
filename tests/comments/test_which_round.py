"""Into which round what is written on a clause goes: the one that was asked for, or the sender is told. Practice rounds
are offered to those who came for them alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round, RoundRole
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Draft
from consult.tracing.following.jobs import _opened
from consult.tracing.queries import overview, process_counts
from tests.browser import Browser
from tests.make import comments as make
from tests.make import consultations

GUEST = {"name": "Lea", "email": "lea@example.org", "country": "KE", "stakeholder_type": "individual"}
SAID = {"text": "The post was late.", "token": "t", **GUEST}


@pytest.fixture
def on(draft: Draft) -> dict[str, object]:
    return {"slug": draft.guideline.slug, "number": draft.number, "uid": make.clause(draft, "HR-L1").uid}


def the_comment() -> Comment:
    return db.session.scalars(select(Comment)).one()


def test_a_guest_who_came_for_a_closed_round_sends_into_its_late_register(
    browser: Browser, online: Round, on: dict[str, object]
) -> None:
    consultations.closed_round(online.draft, "old", keeps_late=True, title="Old")
    page = browser.get("comments.clause", round="old", write=1, **on)
    assert "Old (closed: late)" in page
    assert "goes into its late register" in page
    assert "(closed: late)" not in browser.get("comments.clause", **on)
    browser.post("comments.write", {**SAID, "round": "old"}, **on)
    assert the_comment().round.slug == "old"
    assert the_comment().state == CommentState.UNCONFIRMED


def test_a_late_register_alone_says_it_closed(browser: Browser, draft: Draft, on: dict[str, object]) -> None:
    consultations.closed_round(draft, "old", keeps_late=True, title="Old")
    assert "which closed" in browser.get("comments.clause", round="old", **on)


def test_who_is_signed_in_goes_on_in_the_late_register_they_began_in(
    browser: Browser, online: Round, on: dict[str, object]
) -> None:
    old = consultations.closed_round(online.draft, "old", keeps_late=True, title="Old")
    amina = browser.as_(browser.people.amina)
    amina.post("comments.write", {**SAID, "round": "old", "do": "save"}, **on)
    assert "Old (closed: late)" in amina.get("comments.edit", reference=the_comment().reference)
    amina.post("comments.edit", {**SAID, "round": "old"}, reference=the_comment().reference)
    assert (the_comment().round_id, the_comment().late) == (old.id, True)


def test_who_came_for_a_round_that_takes_nothing_is_told_where_it_goes(
    browser: Browser, online: Round, on: dict[str, object]
) -> None:
    consultations.closed_round(online.draft, "old", title="Old")
    page = browser.get("comments.clause", round="old", **on)
    assert "You came from the round “Old”. This round closed on" in page
    assert "goes to another round" in page
    assert "You came from" not in browser.get("comments.clause", **on)


def test_a_practice_round_is_offered_to_those_who_came_for_it_and_marked(
    browser: Browser, online: Round, on: dict[str, object]
) -> None:
    tried = consultations.round_(online.draft, "tried", practice=True, title="Tried")
    slug = online.guideline.slug
    amina, sara = browser.as_(browser.people.amina), browser.as_(browser.people.sara)
    for who in (browser, amina):
        for endpoint, more in (("comments.clause", on), ("comments.read", {k: on[k] for k in ("slug", "number")})):
            assert "Tried" not in who.get(endpoint, **more)
        for endpoint in ("consultations.rounds", "tracing.missing", "tracing.guideline"):
            assert "Tried" not in who.get(endpoint, slug=slug)
        assert "Tried" not in who.get("tracing.home")
    assert "Tried (practice)" in browser.get("comments.clause", round="tried", **on)
    assert "Tried practice" in sara.get("consultations.rounds", slug=slug)
    assert "All rounds 1" in sara.get("consultations.rounds", slug=slug)
    consultations.place(tried, browser.people.amina, RoundRole.INVITED)
    db.session.commit()
    assert "Tried (practice)" in amina.get("comments.clause", **on)
    assert "Tried practice" in amina.get("consultations.rounds", slug=slug)
    assert process_counts(overview(online.guideline)).open_rounds == 1


def test_a_practice_round_that_opens_is_no_news(draft: Draft) -> None:
    consultations.round_(draft, "tried", practice=True)
    assert _opened(clock.now() - timedelta(days=3), clock.now()) == []
