"""Reading a draft: what stands there, what stands in the margin, and how many queries that takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from consult.consultations.models import Round, Visibility
from consult.core.database import db
from consult.drafts.models import Draft
from tests.browser import Browser
from tests.make import comments as make
from tests.make import consultations as rounds
from tests.make import drafts

SMART = {"slug": "smart-cities", "number": 1}


@contextmanager
def queries() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(connection, cursor, statement, *rest) -> None:  # type: ignore[no-untyped-def]
        if statement.startswith("SELECT"):
            asked.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_contents_name_each_pillar_with_its_clauses_and_comments(browser: Browser, online: Round) -> None:
    make.comment(online, browser.people.amina, number="HR-L1")
    page = browser.get("comments.read", **SMART)
    assert "Rights hold on line as they hold off line." in page
    assert "1 comment" in page
    assert "Open online round" in page
    assert "Comment on the whole text" in page


def test_a_pillar_shows_each_clause_with_its_comments_in_the_margin(browser: Browser, online: Round) -> None:
    make.comment(online, browser.people.amina, number="HR-L1")
    make.comment(online, browser.people.bruno, number="HR-L1")
    page = browser.get("comments.read_pillar", code="HR", **SMART)
    assert "2 comments on HR-L1" in page
    assert "Comment on HR-L2" in page
    assert "DI-L1" not in page
    browser.get("comments.read_pillar", code="XX", status=404, **SMART)


def test_the_whole_text_is_one_page(browser: Browser, draft: Draft) -> None:
    page = browser.get("comments.read_text", **SMART)
    assert "HR-P1" in page
    assert "DI-L2" in page


def test_reading_takes_as_many_queries_with_many_comments_as_with_none(browser: Browser, online: Round) -> None:
    browser.get("comments.read_pillar", code="HR", **SMART)  # what is held from then on
    with queries() as few:
        browser.get("comments.read_pillar", code="HR", **SMART)
    for _times in range(12):
        make.comment(online, browser.people.amina, number="HR-L1")
    with queries() as many:
        browser.get("comments.read_pillar", code="HR", **SMART)
    assert len(many) == len(few) <= 4


def test_a_clause_takes_as_many_queries_with_many_comments_as_with_few(browser: Browser, online: Round) -> None:
    uid = make.clause(online.draft, "HR-L1").uid
    first = make.comment(online, browser.people.amina, number="HR-L1", quote="publish a register")
    make.comment(online, browser.people.bruno, number="HR-L1", in_reply_to=first)
    browser.get("comments.clause", uid=uid, **SMART)  # what is held from then on
    with queries() as few:
        browser.get("comments.clause", uid=uid, **SMART)
    for _times in range(10):
        one = make.comment(online, browser.people.amina, number="HR-L1", proposed_text="Other words.")
        make.comment(online, browser.people.bruno, number="HR-L1", in_reply_to=one)
    with queries() as many:
        browser.get("comments.clause", uid=uid, **SMART)
    assert len(many) == len(few) <= 16


def test_a_clause_shows_comments_replies_redlines_and_marks_what_they_quote(browser: Browser, online: Round) -> None:
    uid = make.clause(online.draft, "HR-L1").uid
    first = make.comment(
        online,
        browser.people.amina,
        "Make it a duty.",
        number="HR-L1",
        quote="should publish",
        proposed_text="shall publish",
    )
    make.comment(online, browser.people.bruno, "Agreed.", number="HR-L1", in_reply_to=first)
    page = browser.get("comments.clause", uid=uid, **SMART)
    assert '<mark class="quoted">should publish</mark>' in page.html
    assert "Make it a duty." in page
    assert "Agreed." in page
    assert "[removed:] should" in page
    assert "[added:] shall" in page


def test_what_others_may_not_read_is_not_counted_for_them(browser: Browser, draft: Draft) -> None:
    closed_circle = rounds.round_(draft, visibility=Visibility.EXPERTS_ONLY)
    comment = make.comment(closed_circle, browser.people.amina, "For experts.", number="HR-L1")
    uid = make.clause(draft, "HR-L1").uid
    assert "For experts." not in browser.get("comments.clause", uid=uid, **SMART)
    browser.get("comments.comment", reference=comment.reference, status=404)
    assert "1 comment on HR-L1" not in browser.get("comments.read_pillar", code="HR", **SMART)
    for reader in (browser.people.amina, browser.people.ines, browser.people.dana):
        assert "For experts." in browser.as_(reader).get("comments.clause", uid=uid, **SMART)


def test_comments_are_narrowed_and_sorted(browser: Browser, online: Round) -> None:
    make.comment(online, browser.people.amina, "From Kenya.", stance="oppose", language="en")
    brazil = make.comment(online, browser.people.bruno, "Do Brasil.", stance="support", language="pt")
    assert "Do Brasil." not in browser.get("comments.comments", region="africa", **SMART)
    assert "From Kenya." not in browser.get("comments.comments", stance="support", language="pt", **SMART)
    assert "No comment fits" in browser.get("comments.comments", words="nowhere", **SMART)
    browser.as_(browser.people.amina).post("comments.endorse", reference=brazil.reference)
    first = browser.get("comments.comments", sort="endorsed", **SMART)
    assert first.text.index("Do Brasil.") < first.text.index("From Kenya.")
    browser.get("comments.comments", region="atlantis", stance="\x00", type="?", page="x", **SMART)


def test_a_clause_counts_how_those_stand_who_may_be_read_and_the_contents_lead_to_it(
    browser: Browser, online: Round
) -> None:
    draft, amina = online.draft, browser.people.amina
    for stance in ("support", "oppose", "oppose"):
        make.comment(online, amina, number="HR-L1", stance=stance)
    kept = rounds.round_(draft, slug="kept", visibility=Visibility.NEVER)
    make.comment(kept, amina, number="HR-L1", stance="support")
    uid = make.clause(draft, "HR-L1").uid
    assert "Support 1 · Oppose 2" in browser.get("comments.clause", uid=uid, **SMART)
    links = {one.text: one.get("href") for one in browser.get("comments.read", **SMART).tree.iter("a")}
    assert links["HR-L1"] == browser.address("comments.clause", uid=uid, **SMART)


def test_a_superseded_clause_leads_to_the_current_one(browser: Browser, draft: Draft) -> None:
    uid = make.clause(draft, "HR-L1").uid
    drafts.draft(draft.guideline, by=browser.people.sara)
    assert "Draft 2 is current; this clause is not in it" in browser.get("comments.clause", uid=uid, **SMART)
    assert "Read draft 2, the current one" in browser.get("comments.read", **SMART)
    assert "superseded" in browser.get("comments.read_pillar", code="HR", **SMART)
    browser.get("comments.clause", slug="smart-cities", number=2, uid=uid, status=404)


def test_a_draft_in_work_is_nobody_else_s_to_read(browser: Browser, draft: Draft) -> None:
    drafts.draft(draft.guideline, published=False)
    browser.get("comments.read", slug="smart-cities", number=2, status=404)
    assert "not published yet" in browser.as_(browser.people.sara).get("comments.read", slug="smart-cities", number=2)


def test_the_list_of_comments_takes_as_many_queries_whatever_they_are_on(browser: Browser, online: Round) -> None:
    for number in ("HR-L1", "HR-L2"):
        make.comment(online, browser.people.amina, number=number)
    browser.get("comments.comments", sort="endorsed", **SMART)  # what is held from then on
    with queries() as few:
        browser.get("comments.comments", sort="endorsed", **SMART)
    for number in ("HR-P1", "DI-L1", "DI-L2", None):
        make.comment(online, browser.people.bruno, number=number)
    with queries() as many:
        browser.get("comments.comments", sort="endorsed", **SMART)
    assert len(many) == len(few)
