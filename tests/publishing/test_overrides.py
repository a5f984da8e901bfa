"""Publishing although something stands in the way: two people, one of them the chair, with reasons, in public."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.locking import Stale, version_of
from consult.core.ruling import Refused
from consult.drafts.actions import edit_wording
from consult.drafts.models import Draft, Role
from consult.drafts.people.actions import appoint, end_role
from consult.drafts.people.queries import roles_held
from consult.drafts.queries import draft_in_work, wordings_of
from consult.drafts.rules import is_reasoned
from consult.publishing import actions, queries
from consult.publishing.blockers import blockers_of
from consult.publishing.models import Omission, OverrideState, PublicationOverride
from consult.publishing.overrides import actions as overrides
from consult.publishing.overrides.queries import live_override
from consult.revisions.models import Revision, RevisionState
from consult.tracing.progress import guideline_progress
from consult.voting.queries import ballots_of
from tests.browser import Browser
from tests.make import drafts as make_drafts
from tests.make import publishing as make
from tests.make import voting as make_votes
from tests.people import People

SLUG = "smart-cities"


@pytest.fixture
def draft(people: People) -> Draft:
    """Prepared; one ballot on another clause is open."""
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    base = make_drafts.draft(guideline, by=people.sara)
    make_votes.carried(base, people.ines, people.farid, by=people.chen, author=people.dana)
    make_votes.ballot(make_votes.revision(base, by=people.dana, number="DI-L1"), by=people.chen)
    return make.prepared(guideline, by=people.dana)


def edited(draft: Draft, people: People, old: str, new: str) -> None:
    wording = next(w for w in wordings_of(draft) if w.number == "HR-L1")
    edit_wording(wording, wording.text.replace(old, new), reason="A slip of the pen.", by=people.dana)
    db.session.commit()


@pytest.mark.parametrize("reason", ["", "x", "because", "x x x x x x", "a b a b a b", "--- ... !!!", "ok ok ok ok ok"])
def test_a_reason_of_no_substance_is_refused(people: People, draft: Draft, reason: str) -> None:
    with pytest.raises(Refused, match="at least 5 words"):
        overrides.propose_override(draft, {"open_ballots": reason}, by=people.dana)


@pytest.mark.parametrize("reason", [make.ALL_THE_SAME, "会议明天开始，需要文本。", "يبدأ المؤتمر غدا ولا بد من نص."])
def test_a_sentence_is_a_reason_in_any_script(reason: str) -> None:
    assert is_reasoned(reason)


def test_each_obstacle_has_a_reason_of_its_own(people: People, draft: Draft) -> None:
    edited(draft, people, "register", "list")
    with pytest.raises(Refused, match="nobody voted on"):
        overrides.propose_override(draft, {"open_ballots": make.ALL_THE_SAME}, by=people.dana)


def test_nobody_proposes_and_confirms(people: People, draft: Draft) -> None:
    override = make.proposed(draft, by=people.dana)
    with pytest.raises(Refused, match="second person"):
        overrides.confirm_override(override, by=people.dana)
    override = make_by_the_chair(draft, people)
    with pytest.raises(Refused, match="second person"):
        overrides.confirm_override(override, by=people.chen)


def make_by_the_chair(draft: Draft, people: People) -> PublicationOverride:
    live = live_override(draft)
    if live is not None:
        overrides.withdraw_override(live, by=people.dana)
        db.session.commit()
    return make.proposed(draft, by=people.chen)


def test_one_of_the_two_is_the_chair(people: People, draft: Draft) -> None:
    override = make.proposed(draft, by=people.dana)
    with pytest.raises(Refused, match="must be the chair"):
        overrides.confirm_override(override, by=people.sara)
    overrides.confirm_override(override, by=people.chen)
    assert override.state == OverrideState.CONFIRMED


def test_what_the_chair_proposes_a_drafter_confirms(people: People, draft: Draft) -> None:
    override = make_by_the_chair(draft, people)
    with pytest.raises(Refused, match="drafting team and the chair"):
        overrides.confirm_override(override, by=people.ines)
    overrides.confirm_override(override, by=people.dana)
    assert actions.publish(draft, by=people.dana).obstacles


def test_where_there_is_no_chair_one_of_the_two_is_of_the_secretariat(people: People) -> None:
    guideline = make_drafts.guideline("leaderless", by=people.sara)
    base = make_drafts.draft(guideline, by=people.sara)
    for person in (people.dana, people.moses):
        appoint(guideline, person, Role.DRAFTER)
    for person, state in ((people.ines, "PT"), (people.farid, "MA")):
        appoint(guideline, person, Role.EXPERT, member_state=state)
    make_votes.carried(base, people.ines, people.farid, by=people.sara, author=people.dana)
    make_votes.ballot(make_votes.revision(base, by=people.dana, number="DI-L1"), by=people.sara)
    draft = make.prepared(guideline, by=people.dana)
    override = make.proposed(draft, by=people.dana)
    with pytest.raises(Refused, match="of the secretariat"):
        overrides.confirm_override(override, by=people.moses)
    overrides.confirm_override(override, by=people.sara)


def test_it_lapses_when_what_stands_in_the_way_changes(people: People, draft: Draft) -> None:
    override = make.proposed(draft, by=people.dana)
    edited(draft, people, "register", "list")
    with pytest.raises(Refused, match="has changed since this was proposed"):
        overrides.confirm_override(override, by=people.chen)
    second = make.overridden(draft, by=people.dana)
    assert (override.state, second.state) == (OverrideState.LAPSED, OverrideState.CONFIRMED)
    edited(draft, people, "list", "file")  # other words, as many of them
    with pytest.raises(Refused, match="has changed since it was agreed"):
        actions.publish(draft, by=people.dana)


def ended(draft: Draft, person: Person, people: People) -> None:
    for appointment in roles_held(draft.guideline, person):
        end_role(appointment, by=people.sara)
    db.session.commit()


def test_it_lapses_when_who_proposed_it_has_no_role_any_more(people: People, draft: Draft) -> None:
    override = make.proposed(draft, by=people.dana)
    ended(draft, people.dana, people)
    with pytest.raises(Refused, match="no role that allows it"):
        overrides.confirm_override(override, by=people.chen)
    db.session.rollback()
    second = make.overridden(draft, by=people.sara)  # although what stands in the way is the same
    assert (override.state, second.state) == (OverrideState.LAPSED, OverrideState.CONFIRMED)
    assert actions.publish(draft, by=people.sara).obstacles


@pytest.mark.parametrize("who", ["dana", "chen"])
def test_a_confirmed_one_lapses_when_one_of_the_two_loses_their_role(people: People, draft: Draft, who: str) -> None:
    override = make.overridden(draft, by=people.dana)
    ended(draft, getattr(people, who), people)
    with pytest.raises(Refused, match="no role that allows it"):
        actions.publish(draft, by=people.sara)
    db.session.rollback()
    assert override.state == OverrideState.CONFIRMED


def test_a_confirmed_one_lapses_when_the_chair_of_the_two_is_chair_no_more(people: People, draft: Draft) -> None:
    make.overridden(draft, by=people.dana)
    ended(draft, people.chen, people)
    appoint(draft.guideline, people.chen, Role.DRAFTER)
    appoint(draft.guideline, people.farid, Role.CHAIR)
    with pytest.raises(Refused, match="leads the expert group any more"):
        actions.publish(draft, by=people.sara)


def test_one_proposal_is_live_at_a_time(people: People, draft: Draft) -> None:
    make.proposed(draft, by=people.dana)
    with pytest.raises(Refused, match="proposed already"):
        make.proposed(draft, by=people.sara)


def test_a_declined_one_is_not_used(people: People, draft: Draft) -> None:
    override = make.proposed(draft, by=people.dana)
    overrides.decline_override(override, note="Close the ballot first.", by=people.chen)
    with pytest.raises(Refused, match="one person proposes it"):
        actions.publish(draft, by=people.dana)


def test_a_revision_most_of_which_was_rewritten_stays_carried_with_the_reason(people: People, draft: Draft) -> None:
    (source,) = queries.draft_sources(draft)
    edited(draft, people, source.revision.proposed_text, "Local governments might publish something one day.")
    make.overridden(draft, by=people.dana)
    publication = actions.publish(draft, by=people.dana)
    (omitted,) = queries.omitted_from(publication)
    assert (omitted.omission, omitted.reason) == (Omission.REWRITTEN, make.ALL_THE_SAME)
    assert db.session.get_one(Revision, omitted.revision_id).state == RevisionState.CARRIED


def test_words_that_nobody_read_are_not_published(people: People, draft: Draft) -> None:
    """Someone edits while another has the page open: the reader's digest is of other words."""
    read = queries.DraftText(draft).digest
    edited(draft, people, "register", "list")
    make.overridden(draft, by=people.dana)
    with pytest.raises(Stale, match="while you were reading it"):
        actions.publish(draft, base_version=read, by=people.dana)


def test_an_edit_by_hand_needs_a_reason(people: People, draft: Draft) -> None:
    wording = wordings_of(draft)[0]
    with pytest.raises(Refused, match="at least 3 words"):
        edit_wording(wording, "Other.", base_version=version_of(wording.text), by=people.dana)


def test_a_planned_ballot_is_not_an_open_one(people: People, draft: Draft) -> None:
    (ballot,) = [b for b in ballots_of(draft.guideline) if b.closed_at is None]
    assert [each.kind for each in blockers_of(draft.guideline, draft)] == ["open_ballots"]
    ballot.opens_at = clock.now() + timedelta(hours=1)
    db.session.commit()
    assert blockers_of(draft.guideline, draft) == []
    assert guideline_progress(draft.guideline).open_ballots == []


def test_a_proposal_that_lapsed_leaves_the_form_for_a_new_one(browser: Browser) -> None:
    people = browser.people
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    base = make_drafts.draft(guideline, by=people.sara)
    make_votes.carried(base, people.ines, people.farid, by=people.chen, author=people.dana)
    make_votes.ballot(make_votes.revision(base, by=people.dana, number="DI-L1"), by=people.chen)
    draft = make.prepared(guideline, by=people.dana)
    override = make.proposed(draft, by=people.dana)
    page = browser.as_(people.dana).get("publishing.prepare", slug=SLUG)
    assert "Proposed by Dana" in page
    assert "It waits for the answer of Chen" in page
    edited(draft, people, "register", "list")
    page = browser.as_(people.dana).get("publishing.prepare", slug=SLUG)
    assert "since this was proposed" in page
    assert "It waits for the answer" not in page
    page = browser.as_(people.chen).post(
        "publishing.answer_override", {"answer": "confirm", "note": ""}, override_id=override.id
    )
    assert "This proposal has lapsed" in page
    assert "Propose it to the second person" in page
    assert "Withdraw the proposal" not in browser.as_(people.dana).get("publishing.override", slug=SLUG, number=2)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (" could share data centres", "", "4 words put in or taken out without a vote"),
        ("could", "should", "2 words put in or taken out without a vote"),
        ("centres.", "centres", "signs put in or taken out without a vote"),
    ],
)
def test_what_a_draft_that_was_read_in_leaves_out_of_a_clause_is_counted(
    browser: Browser, old: str, new: str, says: str
) -> None:
    people = browser.people
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    base = make_drafts.draft(guideline, by=people.sara)
    uids = {wording.number: wording.clause.uid for wording in wordings_of(base)}
    clauses = tuple(
        replace(one, uid=uids[one.number], text=one.text.replace(old, new) if one.number == "DI-L2" else one.text)
        for one in make_drafts.OUTLINE.clauses
    )
    read_in = make_drafts.draft(guideline, replace(make_drafts.OUTLINE, clauses=clauses), published=False)
    for endpoint in ("publishing.prepare", "publishing.override"):
        where = {"slug": SLUG} if endpoint.endswith("prepare") else {"slug": SLUG, "number": read_in.number}
        assert says in browser.as_(people.dana).get(endpoint, **where)


def test_the_pages_of_two_people(browser: Browser) -> None:
    people = browser.people
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    base = make_drafts.draft(guideline, by=people.sara)
    make_votes.carried(base, people.ines, people.farid, by=people.chen, author=people.dana)
    make_votes.ballot(make_votes.revision(base, by=people.dana, number="DI-L1"), by=people.chen)
    draft = make.prepared(guideline, by=people.dana)
    edited(draft, people, "register", "list")
    where = {"slug": SLUG, "number": 2}
    dana, chen = browser.as_(people.dana), browser.as_(people.chen)
    assert "2 words put in or taken out without a vote" in browser.as_(people.dana).get("publishing.override", **where)
    page = dana.post("publishing.override", {"reason-open_ballots": make.ALL_THE_SAME, "reason-without_a_vote": "x"}, **where)  # fmt: skip  # noqa: E501
    assert "at least 5 words" in page
    assert make.ALL_THE_SAME in page.html
    reasons = {f"reason-{kind}": make.ALL_THE_SAME for kind in ("open_ballots", "without_a_vote")}
    assert "a second person confirms it" in dana.post("publishing.override", reasons, **where)
    override = live_override(draft)
    assert override is not None
    assert "You proposed this" in dana.get("publishing.override", **where)
    assert "Say whether you confirm" in browser.as_(people.chen).post(
        "publishing.answer_override", {}, override_id=override.id
    )
    chen.post("publishing.answer_override", {"answer": "confirm", "note": "As agreed."}, override_id=override.id)
    dana = browser.as_(people.dana)
    assert "Publish draft 2 all the same" in dana.get("publishing.prepare", slug=SLUG)
    dana.post("publishing.publish", {"title": "Second draft", "note": ""}, **where)
    assert draft_in_work(guideline) is None
    page = browser.get("publishing.changes", **where)
    for words in (make.ALL_THE_SAME, "Dana", "Chen", "As agreed.", "changed by hand", "A slip of the pen."):
        assert words in page
