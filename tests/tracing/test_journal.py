"""The journal: in sentences, filtered, and silent on what is not the reader's to know."""

import ast
from dataclasses import replace
from datetime import timedelta

import pytest
from markupsafe import Markup
from sqlalchemy import select

from consult.consultations.actions import set_target
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.journal.verb_families import VerbFamily
from consult.core.verbs import Verb
from consult.drafts.models import Appointment, Role
from consult.drafts.people.actions import appoint, end_role
from consult.revisions.actions import rebase_revision
from consult.tracing.record.entries import Line, folded
from consult.tracing.record.entry_texts import KNOWN, sentence
from tests.browser import Browser
from tests.make import comments, consultations, voting
from tests.make import tracing as make
from tests.make.drafts import guideline
from tests.make.tracing import Carried
from tests.verbs import SOURCES, Unreadable, recorded_verbs, undeclared_facts, verbs_in


@pytest.fixture
def world(browser: Browser) -> Carried:
    return make.carried(browser.people)


# What older records hold, and nothing does any more: their sentences stay.
OF_OLD = {Verb.ANSWER_EXTENDED}


def test_every_verb_that_is_recorded_has_a_sentence_and_every_sentence_is_recorded() -> None:
    assert recorded_verbs() == set(Verb) - OF_OLD
    assert all(str(verb.sentence) for verb in Verb)


@pytest.mark.parametrize("verb", Verb)
def test_a_verb_is_named_as_it_is_kept_and_belongs_to_one_family(verb: Verb) -> None:
    assert verb.name == verb.value.upper().replace(".", "_")
    assert [verb.partition(".")[0] in family.things for family in VerbFamily].count(True) == 1


def test_no_verb_is_written_out_beside_the_enumeration() -> None:
    written = [
        f"{path.as_posix()}:{node.lineno}: {node.value}"
        for path in SOURCES.rglob("*.py")
        if path.as_posix().rpartition("consult/")[2]
        not in {"core/verbs.py", "tracing/evidence/check.py"}  # stands alone
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in KNOWN
    ]
    assert not written


def test_facts_are_those_that_the_verb_declares(browser: Browser, world: Carried) -> None:
    assert not undeclared_facts()
    with pytest.raises(AssertionError, match="shoe_size"):
        record(Verb.DRAFT_STARTED, world.second, guideline_id=world.second.guideline_id, number="2", shoe_size=39)


IMPORT = "from consult.core.audit_log import record\n"
SENT, HIDDEN = "Verb.COMMENT_SENT", "Verb.COMMENT_HIDDEN"


@pytest.mark.parametrize(
    ("source", "verbs"),
    [
        (f"def f(x):\n    record({SENT} if x else {HIDDEN}, x)", {Verb.COMMENT_SENT, Verb.COMMENT_HIDDEN}),
        (f"def g(x):\n    _told({SENT}, x)\ndef _told(verb, x):\n    record(verb, x)", {Verb.COMMENT_SENT}),
        (f"T = {{1: {SENT}, 2: {HIDDEN}}}\ndef f(x):\n    record(T[x], x)", {Verb.COMMENT_SENT, Verb.COMMENT_HIDDEN}),
        (f"def f(x):\n    verb = {SENT}\n    record(verb, x)", {Verb.COMMENT_SENT}),
    ],
)
def test_a_verb_is_found_however_it_is_given(source: str, verbs: set[Verb]) -> None:
    assert set(verbs_in(ast.parse(IMPORT + source))) == verbs


def test_a_verb_that_cannot_be_read_from_the_source_is_refused() -> None:
    with pytest.raises(Unreadable):
        set(verbs_in(ast.parse(f"{IMPORT}def f(x):\n    record(f'a.{{x}}', x)")))


def test_a_rebase_reads_as_what_it_is(browser: Browser, world: Carried) -> None:
    stale = voting.revision(world.second, by=browser.people.dana, number="HR-P1", text="Privacy.", title="Short")
    rebase_revision(stale, base_version=str(stale.version), by=browser.people.dana)
    db.session.commit()
    page = browser.as_(browser.people.dana).get("tracing.journal", slug="smart-cities", family="revisions")
    assert "was set against the words of the draft in force." in page


def test_the_public_reads_roles_and_the_team_reads_names(browser: Browser, world: Carried) -> None:
    public = browser.get("tracing.journal", slug="smart-cities")
    assert "The drafting team" in public
    assert "A stakeholder" in public
    assert not [name for name in ("Amina", "Dana", "Ines", "Chen") if name in public]
    assert "Amina Hassan" in browser.as_(browser.people.dana).get("tracing.journal", slug="smart-cities")


def test_entries_link_to_what_they_speak_of(browser: Browser, world: Carried) -> None:
    page = browser.get("tracing.journal", slug="smart-cities", family="comments")
    assert f"Comment {world.comment.reference} was sent." in page
    assert f"/comments/{world.comment.reference}/journey" in page.html
    assert "ballot" not in page.text.lower().replace("ballots", "")


def test_a_comment_that_is_not_public_is_not_named(browser: Browser, world: Carried) -> None:
    quiet = consultations.round_(world.second, "quiet-round", visibility="never")
    unseen = comments.comment(quiet, browser.people.amina, "For the team alone.")
    page = browser.get("tracing.journal", slug="smart-cities", family="comments")
    assert unseen.reference not in page
    assert "A comment was sent." in page
    team = browser.as_(browser.people.dana).get("tracing.journal", slug="smart-cities", family="comments")
    assert unseen.reference in team


def test_votes_show_only_when_the_ballot_has_closed(browser: Browser, world: Carried) -> None:
    again = voting.revision(world.second, by=browser.people.dana, number="HR-P1", text="Privacy.", title="Short")
    voting.vote(voting.ballot(again, by=browser.people.chen), browser.people.ines)
    public = browser.get("tracing.journal", slug="smart-cities", family="votes")
    assert public.text.count("was cast") == 1
    assert "was cast. 3 times" in public
    team = browser.as_(browser.people.dana).get("tracing.journal", slug="smart-cities", family="votes")
    assert team.text.count("was cast") == 4


def test_days_and_a_single_thing_narrow_it(browser: Browser, world: Carried) -> None:
    none = browser.get("tracing.journal", slug="smart-cities", until="2001-01-01")
    assert "Nothing of that kind happened" in none
    one = browser.get("tracing.journal", slug="smart-cities", subject="comment", id=world.comment.id)
    assert "1 entry" in one
    assert "Everything" in browser.get("tracing.journal", slug="smart-cities", since="not a day", family="no such")


def test_facts_cannot_smuggle_markup_and_a_missing_one_is_a_dash() -> None:
    assert "&lt;b&gt;" in sentence("role.given", "A role", {"role": "<b>"})
    assert "– points" in sentence("analysis.finished", "The analysis", {"comments": 3})
    assert sentence("new.thing_done", "A thing", {}) == "A thing: thing done."


def test_of_themes_it_says_the_names_of_then_and_what_was_undone() -> None:
    named = sentence("theme.renamed", "“New”", {"was": "Old"})
    assert named == "The theme “Old” is called “New” now."
    assert sentence("theme.renamed", "A theme", {}) == "A theme was renamed."
    assert sentence("theme.undone", "A theme", {"undid": named}) == f"Undone: {named}"
    assert sentence("theme.merged", "“New”", {"into_label": "All"}) == "The theme “New” was merged into “All”."


def test_what_it_happened_to_opens_its_sentence() -> None:
    """“A comment” with a capital may stand for it: no sentence has it in its middle."""
    said = [str(verb.sentence) for verb in Verb]
    assert not [each for each in said if "%(thing)s" in each and not each.startswith("%(thing)s")]


def test_the_record_names_the_role_in_which_something_was_done_then(browser: Browser, world: Carried) -> None:
    """Not the role that its actor holds now: who leaves the drafting team did what they did as one of it."""
    people = browser.people
    appointment = db.session.scalars(
        select(Appointment).where(Appointment.person_id == people.dana.id, Appointment.role == Role.DRAFTER)
    ).one()
    before = browser.get("tracing.journal", slug="smart-cities").text
    with clock.at(clock.now() + timedelta(days=30)):
        end_role(appointment, by=people.sara)
    appoint(appointment.guideline, people.dana, Role.MODERATOR)
    db.session.commit()
    after = browser.get("tracing.journal", slug="smart-cities").text
    assert before.lower().count("the drafting team") == after.lower().count("the drafting team") > 0


def test_who_ends_their_own_role_does_so_in_it(browser: Browser) -> None:
    people, parks = browser.people, guideline("parks")
    appoint(parks, people.olga, Role.SECRETARIAT)
    own = appoint(parks, people.sara, Role.SECRETARIAT)
    db.session.flush()
    end_role(own, by=people.sara)
    db.session.commit()
    told = browser.get("tracing.journal", slug="parks").text
    assert "was taken back: Secretariat. The secretariat" in told
    assert "A stakeholder" not in told


def test_who_administered_then_acts_as_the_secretariat_and_afterwards_no_more(browser: Browser) -> None:
    people, parks = browser.people, guideline("parks")
    olga = people.olga
    record(Verb.GUIDELINE_CHANGED, parks, by=olga, guideline_id=parks.id)
    with clock.at(clock.now() + timedelta(hours=1)):
        olga.administrator = False
        record(Verb.PERSON_ADMINISTRATION_ENDED, olga, by=people.sara)
    with clock.at(clock.now() + timedelta(hours=2)):
        record(Verb.GUIDELINE_CHANGED, parks, by=olga, guideline_id=parks.id)
    db.session.commit()
    told = browser.get("tracing.journal", slug="parks").text
    assert told.count("notices were changed. The secretariat") == 1
    assert told.count("notices were changed. A stakeholder") == 1


def test_a_target_is_named_in_the_record(browser: Browser, world: Carried) -> None:
    set_target(world.second.guideline, "region", "africa", 180, by=browser.people.sara)
    db.session.commit()
    page = browser.get("tracing.journal", slug="smart-cities", family="rounds")
    assert "180 people to be heard of the group Africa" in page


def test_lines_that_say_the_same_one_after_the_other_are_one_line_with_their_number() -> None:
    at = clock.now()
    told = [Line(at, number, "the site", "", Markup("An author was told what was decided")) for number in (9, 8, 7)]
    other = Line(at, 6, "the site", "", Markup("A round closed"))
    lines = folded([*told, other, Line(at, 5, "the site", "", told[0].said)])
    assert [(line.number, line.times) for line in lines] == [(9, 3), (6, 1), (5, 1)]
    assert len(folded([told[0], replace(told[1], name="Dana")])) == 2
