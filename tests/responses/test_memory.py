"""While a point is answered, the answers to points that ask the same are offered: taken, edited or refused."""

import pytest
from sqlalchemy import select

from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.models import Assignment, Point
from consult.analysis.nearness.models import PointNeighbour
from consult.comments.models import CommentType, Stance
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.responses.clearance.actions import ask_for_clearance, clear, make_public, save_draft, set_clearance
from consult.responses.memory.models import ReuseDecision, ReuseOutcome
from consult.responses.memory.queries import offers_by_point, offers_for
from consult.responses.models import AnswerDraft, AnswerStage, Disposition
from consult.responses.queries import current_answer
from tests.browser import Browser
from tests.make import analysis, comments
from tests.make import responses as make
from tests.make.responses import Consulted
from tests.people import People

SAID = "Every city should list the sensors it has put up in its streets."


def like(it: Consulted, people: People, text: str = SAID, number: str = "HR-L2") -> Point:
    said = comments.comment(it.round, people.bruno, text, number=number, type=CommentType.SUBSTANTIVE, language="en")
    return analysis.point(said)


def near(one: Point, other: Point, likeness: float = 0.9) -> None:
    low, high = sorted((one.id, other.id))
    db.session.add(PointNeighbour(point_id=low, neighbour_id=high, likeness=likeness))
    db.session.commit()


class Pair:
    """Two points that ask the same in nearly the same words; the first is answered."""

    def __init__(self, it: Consulted, people: People, likeness: float = 0.9) -> None:
        self.it = it
        self.first = like(it, people)
        self.second = like(it, people, "Each city should list all the sensors it has put up in its streets.")
        near(self.first, self.second, likeness)
        self.given = make.answer(self.first, people.dana, Disposition.ACCEPTED, "The register lists them.")


def told(point: Point) -> list[int]:
    return [offer.point.id for offer in offers_for(point)]


def test_the_answer_to_a_point_that_asks_the_same_is_offered(people: People) -> None:
    pair = Pair(make.consulted(people), people)
    [offer] = offers_for(pair.second)
    assert (offer.answer, offer.likeness, offer.certainty) == (pair.given, 0.9, None)
    assert offers_for(pair.first) == []
    copy = like(pair.it, people, pair.second.text)
    near(pair.second, copy, 1.0)
    assert told(copy) == [pair.first.id], "a copy is offered what was answered to anything like its first"


@pytest.fixture
def pair(browser: Browser) -> Pair:
    return Pair(make.consulted(browser.people), browser.people)


def test_what_is_far_or_takes_the_other_side_is_not(browser: Browser) -> None:
    far = Pair(make.consulted(browser.people), browser.people, 0.75)
    assert told(far.second) == []
    against = like(far.it, browser.people, "No city should list the sensors that it has put up in its streets.")
    near(far.first, against)
    assert told(against) == []


def test_one_press_reuses_it(browser: Browser, pair: Pair) -> None:
    dana = browser.as_(browser.people.dana)
    page = dana.get("responses.answer_point", point_id=pair.second.id)
    assert "The register lists them." in page
    assert "such offers" not in page, "no number before twenty decisions"
    page = dana.post("responses.reuse_for_point", {"like": str(pair.first.id), "do": "reuse"}, point_id=pair.second.id)
    assert "It has the same answer now." in page
    own = current_answer(point=pair.second)
    assert own is not None
    assert (own.reason, own.by_id) == ("The register lists them.", browser.people.dana.id)
    decision = db.session.scalars(select(ReuseDecision)).one()
    assert (decision.outcome, decision.answer_id) == (ReuseOutcome.REUSED, pair.given.id)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "answer.reuse_decided")).one()
    assert (entry.facts["of"], entry.facts["like"]) == (pair.given.id, pair.first.id)


def test_what_is_reused_waits_for_a_second_reader_like_any_answer(browser: Browser, pair: Pair) -> None:
    set_clearance(pair.it.guideline, required=True, by=browser.people.sara)
    db.session.commit()
    dana = browser.as_(browser.people.dana)
    page = dana.post("responses.reuse_for_point", {"like": str(pair.first.id), "do": "reuse"}, point_id=pair.second.id)
    assert "The same answer waits for a second reader." in page
    assert current_answer(point=pair.second) is None
    draft = db.session.scalars(select(AnswerDraft)).one()
    assert (draft.stage, draft.reason) == (AnswerStage.FOR_CLEARANCE, "The register lists them.")


def test_edited_it_opens_the_form_and_counts_as_taken_unless_it_is_decided_otherwise(
    browser: Browser, pair: Pair
) -> None:
    dana, where = browser.as_(browser.people.dana), {"point_id": pair.second.id, "like": pair.first.id}
    assert "The form opens with the answer that was given to" in dana.get("responses.answer_point", **where)
    form = {"disposition": "accepted", "reason": "The register lists them all.", "base_version": "0"}
    dana.post("responses.answer_point", form, **where)
    assert db.session.scalars(select(ReuseDecision.outcome)).one() == ReuseOutcome.EDITED
    third = like(pair.it, browser.people, "The city should list all the sensors it has put up in its streets.")
    near(pair.first, third)
    form |= {"disposition": "not_accepted"}
    dana.post("responses.answer_point", form, point_id=third.id, like=pair.first.id)
    outcomes = db.session.scalars(select(ReuseDecision.outcome).order_by(ReuseDecision.id)).all()
    assert outcomes == [ReuseOutcome.EDITED, ReuseOutcome.REFUSED]


def test_refused_it_is_not_offered_there_again_and_a_stale_press_changes_nothing(browser: Browser, pair: Pair) -> None:
    dana, form = browser.as_(browser.people.dana), {"like": str(pair.first.id), "do": "refuse"}
    page = dana.post("responses.reuse_for_point", form, point_id=pair.second.id)
    assert "It is not offered here again." in page
    assert "Answered before" not in page
    page = dana.post("responses.reuse_for_point", {**form, "do": "reuse"}, point_id=pair.second.id)
    assert "This answer is not offered any more" in page
    assert current_answer(point=pair.second) is None


def test_a_theme_is_offered_what_points_like_its_examples_got(browser: Browser, pair: Pair) -> None:
    theme = analysis.theme(pair.it.guideline, pair.second, label="Lists")
    dana = browser.as_(browser.people.dana)
    assert "The register lists them." in dana.get("responses.answer_theme", theme_id=theme.id)
    dana.post("responses.reuse_for_theme", {"like": str(pair.first.id), "do": "reuse"}, theme_id=theme.id)
    given = current_answer(theme=theme)
    assert given is not None
    assert given.reason == "The register lists them."


def test_after_twenty_decisions_the_desk_says_how_often_it_served(browser: Browser, pair: Pair) -> None:
    told = {"guideline_id": pair.it.guideline.id, "answer_id": pair.given.id, "by_id": browser.people.dana.id}
    for turn in range(20):
        outcome = ReuseOutcome.REFUSED if turn < 3 else ReuseOutcome.REUSED
        row = {"point_id": pair.it.cost.id, "likeness": 0.88, "outcome": outcome, "at": clock.now()}
        db.session.add(ReuseDecision(**told, **row))
    db.session.commit()
    page = browser.as_(browser.people.dana).get("responses.answer_point", point_id=pair.second.id)
    assert "of 20 such offers 17 were taken here" in page


def test_an_ask_is_offered_what_its_points_were_answered_before(browser: Browser, pair: Pair) -> None:
    """By the same rule: reused at one press, refused it is not offered to that ask again, and stance must agree."""
    dana, theme = browser.as_(browser.people.dana), analysis.theme(pair.it.guideline, pair.second, label="Sensors")
    ask = analysis.ask(theme, pair.second)
    assert "The register lists them." in dana.get("responses.answer_ask", ask_id=ask.id)
    refuse = {"like": str(pair.first.id), "do": "refuse"}
    assert "It is not offered here again." in dana.post("responses.reuse_for_ask", refuse, ask_id=ask.id)
    assert offers_for(ask, [pair.second]) == []
    assert told(pair.second) == [pair.first.id], "the point by itself is another thing"
    assert [offer.point.id for offer in offers_for(theme, [pair.second])] == [pair.first.id]
    other = analysis.ask(theme, like(pair.it, browser.people, pair.second.text))
    near(pair.first, ask_point := other.quote, 0.95)
    page = dana.post("responses.reuse_for_ask", {**refuse, "do": "reuse"}, ask_id=other.id)
    assert "It has the same answer now." in page
    given = current_answer(ask=other)
    assert given is not None
    assert (given.reason, ask_point.id) == ("The register lists them.", other.quote_id)


def test_the_desk_of_a_clause_offers_it_under_each_point_and_comes_back(browser: Browser, pair: Pair) -> None:
    dana, uid = browser.as_(browser.people.dana), pair.it.clause("HR-L2").uid
    page = dana.get("responses.clause_desk", uid=uid)
    assert "Answered before: Accepted" in page.text
    form = {"like": str(pair.first.id), "do": "reuse", "base_version": "0"}
    back = {"point_id": pair.second.id, "next": f"/clauses/{uid}/desk"}
    assert "It has the same answer now." in dana.post("responses.reuse_for_point", form, **back)
    assert "Answered before" not in dana.get("responses.clause_desk", uid=uid)


def test_what_waits_for_its_second_reader_is_offered_too_and_refused_for_good(browser: Browser) -> None:
    """With clearance nothing is public for weeks: the desk remembers its drafts. Their words, public, are no news."""
    it = make.consulted(browser.people)
    first, second = like(it, browser.people), like(it, browser.people, f"{SAID} All of them.")
    near(first, second)
    set_clearance(it.guideline, required=True, by=browser.people.sara)
    draft = save_draft(first, Disposition.ACCEPTED, "The register lists them.", by=browser.people.dana)
    db.session.commit()
    assert offers_for(second) == [], "what its author is not done with is nobody's example"
    ask_for_clearance(draft, by=browser.people.dana)
    db.session.commit()
    [offer] = offers_for(second)
    assert (offer.answer, offer.on_its_way) == (draft, True)
    sara, form = browser.as_(browser.people.sara), {"like": str(first.id), "do": "refuse"}
    assert "For clearance" in sara.get("responses.answer_point", point_id=second.id)
    sara.post("responses.reuse_for_point", form, point_id=second.id)
    decision = db.session.scalars(select(ReuseDecision)).one()
    assert (decision.draft_id, decision.answer_id) == (draft.id, None)
    clear(draft, by=browser.people.sara)
    make_public(draft, by=browser.people.sara)
    assert offers_for(second) == []


def test_what_waits_for_a_theme_counts_for_the_points_it_was_written_for(browser: Browser, pair: Pair) -> None:
    third, fourth = (like(pair.it, browser.people, f"{SAID} {more}") for more in ("Please.", "Thank you."))
    near(pair.second, third, 0.95)
    theme = analysis.theme(pair.it.guideline, third, label="Sensors")
    ask_for_clearance(save_draft(theme, Disposition.NOTED, "Noted.", by=browser.people.dana), by=browser.people.dana)
    db.session.add(Assignment(point=fourth, theme=theme, p=0.9, at=clock.now()))  # came after it was written
    near(pair.second, fourth, 0.97)
    assert [offer.answer.reason for offer in offers_for(pair.second)] == ["Noted.", "The register lists them."]
    assert told(pair.second) == [third.id, pair.first.id]
    near(third, fourth, 0.99)
    assert offers_for(theme, [fourth]) == [], "its own words are no offer"


def test_the_list_of_asks_offers_it_under_each_and_comes_back(browser: Browser, pair: Pair) -> None:
    """By any of its points that has no answer of its own."""
    theme = analysis.theme(pair.it.guideline, pair.first, pair.second, label="Sensors")
    ask = analysis.ask(theme, pair.first, pair.second)
    dana = browser.as_(browser.people.dana)
    page = dana.get("responses.asks", theme_id=theme.id)
    assert "Answered before: Accepted" in page.text
    form, back = {"like": str(pair.first.id), "do": "reuse", "base_version": "0"}, f"/themes/{theme.id}/asks"
    assert "It has the same answer now." in dana.post("responses.reuse_for_ask", form, ask_id=ask.id, next=back)
    assert current_answer(ask=ask) is not None
    assert "Answered before" not in dana.get("responses.asks", theme_id=theme.id)


def in_one_ask(browser: Browser) -> tuple[make.Consulted, list[Point]]:
    """Three points in words that are not near, which the machine put in one ask."""
    it, people = make.consulted(browser.people), browser.people
    said = (SAID, "Publish where devices stand.", "We would like to see on a map what is measured, and by whom.")
    points = [like(it, people, text) for text in said]
    analysis.ask(analysis.theme(it.guideline, *points, label="Sensors"), *points)
    return it, points


def test_what_other_points_of_its_ask_were_answered_is_offered_the_most_given_first(browser: Browser) -> None:
    it, (first, second, third) = in_one_ask(browser)
    fourth = like(it, browser.people, "A list of devices, please.")
    db.session.add(AskMember(point_id=fourth.id, ask_id=db.session.scalars(select(Ask.id)).one()))
    make.answer(first, browser.people.dana, Disposition.NOTED, "Noted.")
    for point in (second, third):
        make.answer(point, browser.people.dana, Disposition.ACCEPTED, "The register lists them.")
    offers = offers_for(fourth)
    assert [(offer.answer.reason, offer.in_ask) for offer in offers] == [
        ("The register lists them.", True),
        ("Noted.", True),
    ]
    dana, form = browser.as_(browser.people.dana), {"like": str(second.id), "do": "reuse"}
    page = dana.get("responses.answer_point", point_id=fourth.id)
    assert "in the same ask" in page
    assert "0% alike" not in page
    assert "It has the same answer now." in dana.post("responses.reuse_for_point", form, point_id=fourth.id)


def test_what_waits_for_a_point_of_its_ask_is_offered_too_and_its_row_says_so(browser: Browser) -> None:
    it, (first, _second, third) = in_one_ask(browser)
    set_clearance(it.guideline, required=True, by=browser.people.sara)
    ask_for_clearance(save_draft(first, Disposition.NOTED, "Noted.", by=browser.people.dana), by=browser.people.dana)
    db.session.commit()
    [offer] = offers_by_point([third], it.guideline)[third.id]
    assert (offer.point, offer.on_its_way) == (first, True)
    page = browser.as_(browser.people.dana).get(
        "responses.asks", theme_id=db.session.scalars(select(Ask.theme_id)).one()
    )
    assert "1 of its 3 points has an answer already: Noted, For clearance 1" in page
    assert "Answered before: Noted" in page.text


def test_an_ask_each_of_whose_points_is_decided_is_offered_nothing(browser: Browser) -> None:
    it, points = in_one_ask(browser)
    set_clearance(it.guideline, required=True, by=browser.people.sara)
    for point in points:
        ask_for_clearance(
            save_draft(point, Disposition.NOTED, "Noted.", by=browser.people.dana), by=browser.people.dana
        )
    elsewhere = like(it, browser.people, f"{SAID} Everywhere.")
    make.answer(elsewhere, browser.people.dana, Disposition.ACCEPTED, "The register lists them.")
    near(points[0], elsewhere)
    theme = db.session.scalars(select(Ask.theme_id)).one()
    assert "Answered before" not in browser.as_(browser.people.sara).get("responses.asks", theme_id=theme)


@pytest.mark.parametrize(
    ("mine", "theirs", "offered"),
    [("support", "oppose", 0), ("neutral", "oppose", 1), ("support_with_changes", "support", 1)],
)
def test_in_one_ask_no_answer_goes_from_one_side_to_the_other(
    browser: Browser, mine: str, theirs: str, offered: int
) -> None:
    _it, (first, second, _third) = in_one_ask(browser)
    first.comment.stance, second.comment.stance = Stance(mine), Stance(theirs)
    make.answer(first, browser.people.dana)
    assert len(offers_for(second)) == offered
