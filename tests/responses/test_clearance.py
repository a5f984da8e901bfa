"""An answer is a draft until a second person cleared it, and public only then."""

import pytest
from sqlalchemy import select

from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.themes.actions import merge_theme
from consult.comments.actions import withdraw_comment
from consult.comments.models import Stance
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.ruling import Refused
from consult.responses.answer_templates.actions import write_template
from consult.responses.clearance import actions
from consult.responses.clearance.queries import on_their_way_in_themes, open_draft, points_on_their_way
from consult.responses.clearance.reached_points import all_reached_points, reached_points
from consult.responses.models import AnswerDraft, AnswerStage, Disposition
from consult.responses.queries import current_answer, effective_answers
from tests.browser import Browser
from tests.make import analysis, comments
from tests.make import responses as make
from tests.net.test_statements import Statements
from tests.people import People

SAID = (Disposition.ACCEPTED, "It is in.")


@pytest.fixture
def it(people: People) -> make.Consulted:
    """A guideline whose answers need a second reader, as they do unless the secretariat decides otherwise."""
    made = make.consulted(people)
    actions.set_clearance(made.guideline, required=True, by=people.sara)
    db.session.commit()
    return made


def waiting(it: make.Consulted, people: People) -> AnswerDraft:
    draft = actions.save_draft(it.theme, *SAID, by=people.dana)
    actions.ask_for_clearance(draft, by=people.dana)
    db.session.commit()
    return draft


def test_a_draft_is_no_answer_until_it_was_cleared_and_made_public(it: make.Consulted, people: People) -> None:
    draft = waiting(it, people)
    with pytest.raises(Refused, match="second person has cleared"):
        actions.make_public(draft, by=people.dana)
    actions.clear(draft, by=people.sara)
    assert effective_answers(it.points) == {}
    answer = actions.make_public(draft, by=people.dana)
    db.session.commit()
    assert (answer.by, answer.reason, draft.stage) == (people.dana, "It is in.", AnswerStage.PUBLIC)
    assert set(effective_answers(it.points)) == {it.sensors.id, it.updates.id}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "answer.made_public")).one()
    assert entry.facts["cleared_by"] == people.sara.id


def test_nobody_clears_their_own_words(it: make.Consulted, people: People) -> None:
    with pytest.raises(Refused, match="Somebody else"):
        actions.clear(waiting(it, people), by=people.dana)


def test_what_came_between_the_draft_and_its_publication_waits(it: make.Consulted, people: People) -> None:
    draft = waiting(it, people)
    db.session.add(Assignment(point=it.cost, theme=it.theme, p=0.9, at=clock.now()))
    actions.clear(draft, by=people.sara)
    actions.make_public(draft, by=people.sara)
    db.session.commit()
    assert set(effective_answers(it.points)) == {it.sensors.id, it.updates.id}


def test_two_who_write_at_once_see_both_texts(it: make.Consulted, people: People) -> None:
    waiting(it, people)
    with pytest.raises(Stale) as stale:
        actions.save_draft(it.theme, Disposition.NOTED, "Noted.", by=people.sara, base_version="0")
    assert (stale.value.theirs, stale.value.yours) == ("It is in.", "Noted.")


def test_words_that_were_changed_since_they_were_read_are_not_cleared(it: make.Consulted, people: People) -> None:
    draft = waiting(it, people)
    with pytest.raises(Stale, match="changed since you read"):
        actions.clear(draft, by=people.sara, version=draft.version - 1)


def test_what_is_changed_after_it_was_cleared_is_to_be_cleared_again(it: make.Consulted, people: People) -> None:
    draft = waiting(it, people)
    actions.clear(draft, by=people.sara)
    again = actions.save_draft(it.theme, Disposition.NOTED, "Noted.", by=people.sara)
    assert (again.id, again.stage, again.cleared_by) == (draft.id, AnswerStage.DRAFT, None)


def test_it_is_given_back_with_a_note_or_dropped(it: make.Consulted, people: People) -> None:
    draft = waiting(it, people)
    actions.give_back(draft, "Say which clause.", by=people.sara)
    assert (draft.stage, draft.note) == (AnswerStage.DRAFT, "Say which clause.")
    actions.drop_draft(draft, by=people.dana)
    assert open_draft(theme=it.theme) is None


def test_an_answer_given_otherwise_meanwhile_is_not_overwritten(it: make.Consulted, people: People) -> None:
    draft = waiting(it, people)
    actions.clear(draft, by=people.sara)
    make.answer(it.theme, people.sara, Disposition.NOTED, "Noted.")
    with pytest.raises(Stale):
        actions.make_public(draft, by=people.dana)


def test_from_the_form_to_the_second_reader_to_the_public(browser: Browser) -> None:
    people = browser.people
    it = make.consulted(people)
    actions.set_clearance(it.guideline, required=True, by=people.sara)
    db.session.commit()
    prefix = f"theme-{it.theme.id}-"
    form = {f"{prefix}disposition": "accepted", f"{prefix}reason": "It is in.", f"{prefix}base_version": "0"}
    page = browser.as_(people.dana).post("responses.answer_theme", form, theme_id=it.theme.id)
    assert "It waits for a second reader." in page.text
    assert "Clause desk" in page.text
    draft = open_draft(theme=it.theme)
    assert draft is not None
    assert "is on its way here" in browser.as_(people.sara).get("responses.answer_theme", theme_id=it.theme.id).text
    browser.as_(people.sara).post("responses.move_draft", {"do": "clear", "version": draft.version}, draft_id=draft.id)
    browser.as_(people.sara).post("responses.set_clearance", {"do": "publish"}, slug=it.guideline.slug)
    standing = current_answer(theme=it.theme)
    assert standing is not None
    assert standing.reason == "It is in."
    again = browser.as_(people.sara).post("responses.set_clearance", {"do": "publish"}, slug=it.guideline.slug)
    assert "Nothing that is cleared is left to make public." in again


def test_of_many_points_at_once_no_colleagues_words_are_written_over(it: make.Consulted, people: People) -> None:
    points = [it.sensors, it.updates]
    actions.save_draft(it.updates, *SAID, by=people.dana)
    with pytest.raises(Stale) as refused:
        actions.save_drafts_unseen(points, Disposition.NOTED, "Noted.", by=people.sara)
    assert (refused.value.theirs, refused.value.yours) == ("It is in.", "Noted.")
    assert open_draft(point=it.sensors) is None
    assert len(actions.save_drafts_unseen(points, Disposition.NOTED, "Mine, again.", by=people.dana)) == 2


def test_what_takes_the_place_of_an_answer_on_its_way_shows_it_first_and_says_so(browser: Browser) -> None:
    people = browser.people
    it = make.consulted(people)
    actions.set_clearance(it.guideline, required=True, by=people.sara)
    made = write_template(it.guideline, "Thanks", "Thank you.", Disposition.NOTED, by=people.sara)
    draft, sara, prefix = waiting(it, people), browser.as_(people.sara), f"theme-{it.theme.id}-"
    on = {"theme_id": it.theme.id}
    page = sara.get("responses.answer_theme", **on, template=made.id)
    assert "what you send takes its place: Answers on their way It is in." in " ".join(page.text.split())
    form = {f"{prefix}disposition": "noted", f"{prefix}reason": "Thank you."}
    for unseen in ({}, {f"{prefix}base_version": "0"}):
        refused = sara.post("responses.answer_theme", {**form, **unseen}, **on)
        assert refused.status == 409
        assert "It is in." in refused
    seen = {f"{prefix}base_version": f"0.{draft.id}.{draft.version}"}
    page = sara.post("responses.answer_theme", {**form, **seen}, **on)
    assert f"It takes the place of the answer by {people.dana.name} that was on its way here." in page


def test_the_desk_says_what_is_on_its_way_and_shows_the_others_first(browser: Browser) -> None:
    """So that the next ones come to hand while a second reader reads those before."""
    it = make.consulted(browser.people)
    dana, uid = browser.as_(browser.people.dana), it.clause("HR-L1").uid
    dana.get("responses.clause_desk", uid=uid)
    draft = actions.save_draft(it.sensors, Disposition.NOTED, "Noted.", by=browser.people.dana)
    actions.ask_for_clearance(draft, by=browser.people.dana)
    db.session.commit()
    page = dana.get("responses.clause_desk", uid=uid)
    assert "1 of them without an answer" in page
    assert "The register should list every sensor." not in page
    page = dana.get("responses.clause_desk", uid=uid, show="all")
    assert "For clearance Noted Dana" in page.text
    updates, sensors = "It should be updated each month.", "The register should list every sensor."
    assert page.text.index(updates) < page.text.index(sensors)
    assert "Answers on their way 1" in page.text
    assert "An answer is on its way to 1 more." in page.text


def test_what_is_on_its_way_is_marked_and_can_be_left_out_of_what_has_no_answer(browser: Browser) -> None:
    """So that nobody does again what waits for a second reader."""
    people, it = browser.people, make.consulted(browser.people)
    actions.save_draft(it.theme, *SAID, by=people.dana)
    actions.save_draft(it.cost, *SAID, by=people.dana)
    db.session.commit()
    assert on_their_way_in_themes(it.guideline) == {it.theme.id: 2}
    assert points_on_their_way(it.guideline) == 3
    dana, slug = browser.as_(people.dana), it.guideline.slug
    assert "An answer is on its way to 3 more." in dana.get("responses.progress", slug=slug)
    assert "2 open of 2 2 on their way" in dana.get("analysis.themes", slug=slug).text
    every = dana.get("tracing.search", slug=slug, kind="point", disposition="none")
    assert "4 fit." in every
    assert every.text.count("an answer is on its way") == 3
    assert "Not answered, nor on its way" in every
    rest = dana.get("tracing.search", slug=slug, kind="point", disposition="not_begun")
    assert "1 fits." in rest
    assert it.typo.comment.reference in rest
    assert "1 point fits." in dana.get("tracing.bulk", slug=slug, disposition="not_begun")
    assert "1 fits." not in dana.get("tracing.search", slug=slug, kind="answer", disposition="not_begun")


def test_drafts_are_the_teams_own_affair_in_a_search(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    actions.save_draft(it.cost, *SAID, by=people.dana)
    db.session.commit()
    page = browser.as_(people.ines).get("tracing.search", slug=it.guideline.slug, kind="point", disposition="not_begun")
    assert "4 fit." in page
    assert "an answer is on its way" not in page


OPPOSES = "A register of all sensors helps burglars."


def for_the_second_reader(it: make.Consulted, people: People) -> tuple[Theme, AnswerDraft]:
    """An answer to a theme of seven points, of which the last opposes."""
    says = [f"Sensor {number} belongs into the register." for number in range(6)]
    points = [analysis.point(comments.comment(it.round, people.amina, text, stance="support")) for text in says]
    points.append(analysis.point(comments.comment(it.round, people.bruno, OPPOSES, stance="oppose")))
    theme = analysis.theme(it.guideline, *points, label="Every sensor")
    draft = actions.save_draft(theme, *SAID, by=people.dana)
    actions.ask_for_clearance(draft, by=people.dana)
    db.session.commit()
    return theme, draft


def test_of_what_an_answer_is_for_some_is_read_before_it_is_cleared_those_that_oppose_first(
    it: make.Consulted, people: People
) -> None:
    _theme, draft = for_the_second_reader(it, people)
    ask_draft = actions.save_draft(analysis.ask(it.theme, it.updates), *SAID, by=people.dana)
    alike = [actions.save_draft(point, *SAID, by=people.dana) for point in (it.cost, it.typo, it.sensors)]
    make.answer(theme_point := all_of(draft)[1], people.sara)
    found = reached_points([draft.id, ask_draft.id, alike[0].id])
    about = found[draft.id]
    assert (about.total, about.stances) == (6, {Stance.OPPOSE: 1, Stance.SUPPORT: 5})
    assert about.first[0].text == OPPOSES
    assert len(about.first) == 5
    assert theme_point not in all_of(draft)
    assert found[ask_draft.id].first == [it.updates]
    assert set(found[alike[0].id].first) == {it.cost, it.typo, it.sensors}


def test_samples_are_of_every_stance_and_what_has_its_own_answer_on_its_way_is_counted_apart(
    it: make.Consulted, people: People
) -> None:
    opposing = [comments.comment(it.round, people.bruno, f"No register, {n}.", stance="oppose") for n in range(6)]
    supporting = [comments.comment(it.round, people.amina, f"A register, {n}.", stance="support") for n in range(7)]
    points = [analysis.point(comment) for comment in opposing + supporting]
    draft = actions.save_draft(analysis.theme(it.guideline, *points, label="Both"), *SAID, by=people.dana)
    actions.save_draft(points[-1], *SAID, by=people.dana)
    about = reached_points([draft.id])[draft.id]
    stances = [point.comment.stance for point in about.first]
    assert stances == [Stance.OPPOSE] * 3 + [Stance.SUPPORT] * 2
    assert (about.stances, about.nearer) == ({Stance.OPPOSE: 6, Stance.SUPPORT: 6}, 1)
    assert points[-1] not in all_of(draft)
    assert len(all_of(draft)) == about.total == 12


def all_of(draft: AnswerDraft) -> list[Point]:
    return list(db.session.scalars(all_reached_points(draft)).unique())


def test_the_second_reader_sees_points_with_their_stance_and_the_way_to_all(browser: Browser) -> None:
    people = browser.people
    it = make.consulted(people)
    actions.set_clearance(it.guideline, required=True, by=people.sara)
    _theme, draft = for_the_second_reader(it, people)
    sara = browser.as_(people.sara)
    page = sara.get("responses.clearance", slug="smart-cities")
    assert page.text.index(OPPOSES) < page.text.index("Sensor 0 belongs")
    assert "Sensor 4" not in page
    assert "Support 6 · Oppose 1" in page or "Oppose 1 · Support 6" in page
    assert "Read all 7 points" in page
    assert "Sensor 5" in sara.get("responses.points_of_draft", draft_id=draft.id)
    assert page.text.index("It is in.") < page.text.index("Let answers be public without a second reader")


def test_however_many_answers_wait_the_list_asks_the_database_the_same(browser: Browser) -> None:
    people = browser.people
    it = make.consulted(people)
    actions.set_clearance(it.guideline, required=True, by=people.sara)
    sara, told = browser.as_(people.sara), []
    for _more in range(2):
        for _one in range(3):
            for_the_second_reader(it, people)
        sara.get("responses.clearance", slug="smart-cities")
        with Statements() as done:
            sara.get("responses.clearance", slug="smart-cities")
        told.append(len(done))
    assert told[0] == told[1]


def test_who_answers_an_ask_reads_beside_it_that_it_is_done(browser: Browser) -> None:
    """The page opens at the ask, so that what is said at its head is out of sight."""
    people = browser.people
    it = make.consulted(people)
    actions.set_clearance(it.guideline, required=True, by=people.sara)
    ask = analysis.ask(it.theme, it.updates)
    db.session.commit()
    form = {f"ask-{ask.id}-{name}": words for name, words in (("disposition", "noted"), ("reason", "Noted."))}
    back = browser.address("responses.asks", theme_id=it.theme.id) + f"#ask-{ask.id}"
    form[f"ask-{ask.id}-base_version"] = "0"
    page = browser.as_(people.dana).post("responses.answer_ask", form, ask_id=ask.id, next=back)
    beside = page.tree.find(f".//li[@id='ask-{ask.id}']")
    assert "It waits for a second reader." in "".join(beside.itertext())


def test_what_was_changed_since_it_was_read_is_not_cleared_and_says_from_what_to_what(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    actions.set_clearance(it.guideline, required=True, by=people.sara)
    draft = waiting(it, people)
    actions.save_draft(it.theme, Disposition.NOT_ACCEPTED, "It is not.", by=people.dana)
    actions.ask_for_clearance(draft, by=people.dana)
    db.session.commit()
    read = {"do": "clear", "version": draft.version - 1, "read": "accepted"}
    page = browser.as_(people.sara).post("responses.move_draft", read, draft_id=draft.id)
    assert page.status == 409
    assert "from “Accepted” to “Not accepted”" in page
    assert "It is not." in page
    assert "Back to the answers on their way" in page
    assert "send it again" not in page.text.lower()


def test_who_answers_a_merged_theme_is_led_to_the_one_that_took_its_points(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    heir = analysis.theme(it.guideline, it.cost, label="All of it")
    merge_theme(it.theme, heir, by=people.sara)
    db.session.commit()
    dana, prefix = browser.as_(people.dana), f"theme-{it.theme.id}-"
    form = {f"{prefix}disposition": "accepted", f"{prefix}reason": "Typed.", f"{prefix}base_version": "0"}
    for page in (
        dana.get("responses.answer_theme", status=409, theme_id=it.theme.id),
        dana.post("responses.answer_theme", form, theme_id=it.theme.id),
    ):
        assert page.status == 409
        assert "“A full register” was merged into “All of it”" in page
        assert browser.address("responses.answer_theme", theme_id=heir.id) in page.html
    assert "Typed." in page.html
    assert "send it again" not in page.text.lower()
    assert "Answer it" not in dana.get("analysis.theme", theme_id=it.theme.id)
    assert "Answer it" in dana.get("analysis.theme", theme_id=heir.id)


def test_the_page_that_withdraws_counts_the_points_that_the_answer_holds_for(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    given = make.answer(it.theme, people.dana)
    dana = browser.as_(people.dana)
    assert "holds for 2 points" in dana.get("responses.withdraw", answer_id=given.id)
    make.answer(it.sensors, people.dana, Disposition.NOTED, "By itself.")
    assert "holds for 1 point." in dana.get("responses.withdraw", answer_id=given.id)


def test_what_was_made_public_by_none_is_not_offered_to_be_taken_back(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    actions.set_clearance(it.guideline, required=True, by=people.sara)
    actions.clear(waiting(it, people), by=people.sara)
    make.answer(it.theme, people.sara, Disposition.NOTED, "Noted.")
    page = browser.as_(people.dana).post("responses.set_clearance", {"do": "publish"}, slug=it.guideline.slug)
    assert "0 are done." in page
    assert "Take it back" not in page


def test_after_a_conflict_the_page_says_truly_whose_words_the_form_holds(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    actions.set_clearance(it.guideline, required=True, by=people.sara)
    waiting(it, people)
    prefix = f"theme-{it.theme.id}-"
    form = {f"{prefix}disposition": "noted", f"{prefix}reason": "Mine.", f"{prefix}base_version": "0"}
    page = browser.as_(people.sara).post("responses.answer_theme", form, theme_id=it.theme.id)
    assert page.status == 409
    assert "the form opens with it" not in page
    assert "Your words are still in the form." in page
    assert "Mine." in page.html


def test_a_withdrawn_comment_is_not_offered_to_be_answered_again(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    withdraw_comment(it.cost.comment, by=people.bruno)
    db.session.commit()
    form = {"disposition": "noted", "reason": "Typed.", "base_version": "0"}
    page = browser.as_(people.dana).post("responses.answer_point", form, point_id=it.cost.id)
    assert page.status == 409
    assert "it wants no answer" in page
    assert "send it again" not in page.text.lower()
    assert "Go on at the clause desk" in page
