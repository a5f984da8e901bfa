"""The pages of publishing, for each persona."""

import re

import pytest

from consult.core.database import db
from consult.core.queue import queue
from consult.drafts.models import Draft, DraftState
from consult.drafts.queries import current_draft, draft_in_work
from consult.publishing import queries
from consult.publishing.models import Fate
from consult.revisions.models import RevisionKind
from tests.browser import Browser
from tests.lookups import carries_of
from tests.make import comments as make_comments
from tests.make import consultations as make_rounds
from tests.make import drafts as make_drafts
from tests.make import publishing as make
from tests.make import voting as make_votes

SLUG = "smart-cities"
TYPED = "A reason that took me an hour"


@pytest.fixture
def base(browser: Browser) -> Draft:
    guideline = make_drafts.guideline()
    browser.people.appoint_all(guideline)
    return make_drafts.draft(guideline, by=browser.people.sara)


def carry(browser: Browser, base: Draft, **change: object) -> int:
    people = browser.people
    ballot = make_votes.carried(base, people.ines, people.farid, by=people.chen, author=people.dana, **change)
    return ballot.revision_id


def test_the_team_prepares_and_publishes_the_next_draft(browser: Browser, base: Draft) -> None:
    chosen = [carry(browser, base), carry(browser, base, kind=RevisionKind.DELETE, number="DI-L2")]
    left_out = carry(browser, base, number="DI-L1", text="Standards, please.")
    dana = browser.as_(browser.people.dana)
    page = dana.get("publishing.prepare", slug=SLUG)
    assert "not certified yet. That does not stand in the way" in page
    assert "Nothing stands in the way" in page
    assert re.search(rf'value="{left_out}"\s+checked', page.html)
    page = dana.post("publishing.make", {"revision": chosen}, slug=SLUG)
    assert "Draft 2 is prepared" in page
    assert "1 carried revision is left out of this draft." in page
    assert f'value="{left_out}">' in page.html
    form = {"title": "Second draft", "note": "What it is about."}
    page = dana.post("publishing.publish", form, slug=SLUG, number=2)
    assert "one person proposes it" in page
    assert "What it is about." in page.html
    draft = draft_in_work(base.guideline)
    assert draft is not None
    make.overridden(draft, by=browser.people.dana, reason=TYPED)
    page = dana.post("publishing.publish", form, slug=SLUG, number=2)
    assert "The draft is published" in page
    draft = current_draft(base.guideline)
    assert draft is not None
    assert (draft.number, draft.title, draft.note) == (2, "Second draft", "What it is about.")


def test_everyone_reads_what_changed_and_why_it_was_published_all_the_same(browser: Browser, base: Draft) -> None:
    carry(browser, base)
    carry(browser, base, kind=RevisionKind.ADD, number="HR-L2", text="A new clause.")
    make_votes.ballot(make_votes.revision(base, by=browser.people.dana, number="DI-L1"), by=browser.people.chen)
    make.published(base.guideline, by=browser.people.sara, reason=TYPED)
    page = browser.get("publishing.changes", slug=SLUG, number=2)
    assert "1 clause reworded, 1 clause added; 5 stand word for word." in page
    assert "Carried by 2 to 0, 0 abstaining." in page
    assert "1 ballot is still open." in page
    assert TYPED in page
    assert "HR-L2 → HR-L3" in page
    assert "This is the first draft" in browser.get("publishing.changes", slug=SLUG, number=1)


def test_a_draft_in_work_is_not_a_strangers_to_read(browser: Browser, base: Draft) -> None:
    carry(browser, base)
    make.prepared(base.guideline, by=browser.people.dana)
    browser.get("publishing.changes", slug=SLUG, number=2, status=404)
    assert "in work" in browser.as_(browser.people.ines).get("publishing.changes", slug=SLUG, number=2)


def test_who_may_not_publish_is_told(browser: Browser, base: Draft) -> None:
    carry(browser, base)
    for person in (browser.people.chen, browser.people.amina):
        assert "drafting team" in browser.as_(person).get("publishing.prepare", slug=SLUG, status=403)
        assert browser.as_(person).post("publishing.make", slug=SLUG).status == 403
    make.prepared(base.guideline, by=browser.people.dana)
    assert browser.as_(browser.people.amina).post("publishing.publish", slug=SLUG, number=2).status == 404
    refused = browser.as_(browser.people.ines).post("publishing.publish", {"title": TYPED}, slug=SLUG, number=2)
    assert refused.status == 403
    assert TYPED in refused
    assert browser.get("publishing.prepare", slug=SLUG, status=302).location.startswith("/sign-in")


def test_preparing_without_a_tick_says_what_to_do(browser: Browser, base: Draft) -> None:
    carry(browser, base)
    page = browser.as_(browser.people.dana).post("publishing.make", {"revision": ["nonsense", "-4"]}, slug=SLUG)
    assert page.status == 403
    assert "Choose at least one carried revision" in page
    assert draft_in_work(base.guideline) is None


def test_a_collision_is_shown_and_cannot_be_passed_over(browser: Browser, base: Draft) -> None:
    carry(browser, base)
    carry(browser, base, text="Other words.")
    page = browser.as_(browser.people.dana).get("publishing.prepare", slug=SLUG)
    assert "Carried revisions collide on HR-L1" in page
    assert "cannot be passed over" in page


def test_an_empty_place_says_what_fills_it(browser: Browser, base: Draft) -> None:
    dana = browser.as_(browser.people.dana)
    assert "When a ballot carries one, it stands here" in dana.get("publishing.prepare", slug=SLUG)
    make_drafts.guideline("empty", by=browser.people.sara)
    page = browser.as_(browser.people.sara).get("publishing.prepare", slug="empty")
    assert "There is no draft to publish" in page


def test_the_first_draft_is_published_here_too(browser: Browser) -> None:
    guideline = make_drafts.guideline("first", by=browser.people.sara)
    draft = make_drafts.draft(guideline, published=False)
    sara = browser.as_(browser.people.sara)
    assert "Nothing is published yet" in sara.get("publishing.prepare", slug="first")
    sara.post("publishing.publish", {"title": "First draft", "note": ""}, slug="first", number=1)
    assert draft.state == DraftState.PUBLISHED


@pytest.mark.parametrize("form", [{}, {"title": ""}, {"title": "x" * 500}])
def test_a_publication_without_a_sound_title_is_refused(browser: Browser, base: Draft, form: dict[str, str]) -> None:
    carry(browser, base)
    make.prepared(base.guideline, by=browser.people.dana)
    page = browser.as_(browser.people.dana).post("publishing.publish", form, slug=SLUG, number=2)
    assert "This was not sent yet" in page
    assert draft_in_work(base.guideline) is not None


def test_the_queue_shows_old_words_and_new_and_is_settled(browser: Browser, base: Draft) -> None:
    carry(browser, base)
    carry(browser, base, kind=RevisionKind.DELETE, number="DI-L2")
    round_ = make_rounds.round_(base)
    comments = [
        make_comments.comment(round_, browser.people.amina, number="HR-L1", quote="should publish a register"),
        make_comments.comment(round_, browser.people.amina, "يجب أن تدفع الدولة 🏙", number="HR-L1"),
        make_comments.comment(round_, browser.people.amina, number="DI-L2"),
    ]
    draft = make.published(base.guideline, by=browser.people.sara)
    dana = browser.as_(browser.people.dana)
    page = dana.get("publishing.carried", slug=SLUG, number=2)
    assert "3 comments wait for you" in page
    assert "<mark>should publish a register</mark>" in page.html
    assert "<mark>shall publish a register</mark>" in page.html
    assert "The clause was deleted." in page
    quoted, whole, gone = (carries_of(comment)[0] for comment in comments)
    dana.post("publishing.settle", {"decision": "confirm"}, carry_id=quoted.id)
    page = dana.post("publishing.settle", {"decision": "move", "number": "nowhere"}, carry_id=whole.id)
    assert "has no clause “nowhere”" in page
    dana.post("publishing.settle", {"decision": "move", "number": "hr-p1"}, carry_id=whole.id)
    assert "1 comment is confirmed" in dana.post("publishing.settle_sure", slug=SLUG, number=2)
    assert "Nothing waits." in dana.get("publishing.carried", slug=SLUG, number=2)
    assert [c.fate for c in (quoted, whole, gone)] == [Fate.REWORDED, Fate.MOVED, Fate.GONE]
    again = dana.post("publishing.settle", {"decision": "gone"}, carry_id=quoted.id)
    assert again.status == 409
    assert "settled this one already" in again
    assert queries.waiting(draft) == 0


def test_the_queue_is_the_teams(browser: Browser, base: Draft) -> None:
    carry(browser, base)
    comment = make_comments.comment(make_rounds.round_(base), browser.people.amina, number="HR-L1")
    make.published(base.guideline, by=browser.people.sara)
    waiting = carries_of(comment)[0]
    amina = browser.as_(browser.people.amina)
    amina.get("publishing.carried", slug=SLUG, number=2, status=403)
    assert amina.post("publishing.settle", {"decision": "confirm"}, carry_id=waiting.id).status == 403
    assert amina.post("publishing.settle", {"decision": "confirm"}, carry_id=987654).status == 404
    assert (
        browser.as_(browser.people.dana).post("publishing.settle", {"decision": "?"}, carry_id=waiting.id).status == 400
    )
    base.guideline.public = False
    db.session.commit()
    assert amina.post("publishing.settle", {"decision": "confirm"}, carry_id=waiting.id).status == 404


def test_while_comments_are_carried_the_queue_says_so(browser: Browser, base: Draft) -> None:
    carry(browser, base)
    make_comments.comment(make_rounds.round_(base), browser.people.amina, number="HR-L1")
    make.published(base.guideline, by=browser.people.sara, carry=False)
    dana = browser.as_(browser.people.dana)
    assert "1 comment is still to be carried." in dana.get("publishing.carried", slug=SLUG, number=2)
    queue.run_all()
    assert "still to be carried" not in dana.get("publishing.carried", slug=SLUG, number=2)


def test_after_a_first_draft_is_published_its_page_says_who_reads_it_and_what_comes_next(
    browser: Browser, base: Draft
) -> None:
    base.guideline.public = False
    db.session.commit()
    where = {"slug": SLUG, "number": base.number}
    page = browser.as_(browser.people.sara).get("publishing.changes", **where)
    assert "Only its team and experts read it." in page
    for words in ("Read it", "Make it public", "Plan a round"):
        assert words in page
    assert "Plan a round" not in browser.as_(browser.people.dana).get("publishing.changes", **where)
    base.guideline.public = True
    db.session.commit()
    assert "Make it public" not in browser.as_(browser.people.sara).get("publishing.changes", **where)
