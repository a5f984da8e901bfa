"""Replies: however deep and however many, a reader pays for one page of them."""

from consult.comments.models import Comment
from consult.consultations.models import Round
from tests.browser import Browser
from tests.comments.test_reading import SMART, queries
from tests.make import comments as make


def nested(online: Round, browser: Browser, depth: int) -> list[Comment]:
    """A comment with replies each of which answers the one before."""
    thread = [make.comment(online, browser.people.amina, number="HR-L1")]
    for number in range(depth):
        thread.append(make.comment(online, browser.people.bruno, f"Reply {number:02}.", in_reply_to=thread[-1]))
    return thread


def test_nesting_costs_a_reader_no_query_and_a_list_shows_the_first_replies(browser: Browser, online: Round) -> None:
    few = nested(online, browser, 12)
    uid = few[0].clause.uid  # type: ignore[union-attr]
    browser.get("comments.clause", uid=uid, **SMART)  # what is fetched once is there
    with queries() as asked:
        page = browser.get("comments.clause", uid=uid, **SMART)
    assert "Reply 09." in page
    assert "Reply 10." not in page
    assert "Read all 12 replies" in page
    for number in range(12, 48):
        few.append(make.comment(online, browser.people.bruno, f"Reply {number:02}.", in_reply_to=few[-1]))
    with queries() as asked_more:
        assert "Read all 48 replies" in browser.get("comments.clause", uid=uid, **SMART)
    assert len(asked_more) == len(asked)


def test_the_page_of_a_comment_has_all_replies_fifty_at_a_time(browser: Browser, online: Round) -> None:
    thread = nested(online, browser, 52)
    first = browser.get("comments.comment", reference=thread[0].reference)
    assert "Reply 49." in first
    assert "Reply 50." not in first
    second = browser.get("comments.comment", reference=thread[0].reference, page=2)
    assert "Reply 51." in second
    assert "1 to 50 of 52" in first


def test_a_reply_below_a_reply_says_which_it_answers(browser: Browser, online: Round) -> None:
    thread = nested(online, browser, 2)
    page = browser.get("comments.comment", reference=thread[0].reference)
    assert f'href="#{thread[1].reference}"' in page.html
    assert "in reply to Bruno" in page
