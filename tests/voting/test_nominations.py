"""From a call for nominations to a seat: forms, letters, receipts, balance, decisions, and what is never taken in."""

import hashlib
import io
import re
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.actions import open_account
from consult.accounts.models import StakeholderType
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Guideline, Role
from consult.drafts.people.actions import appoint
from consult.drafts.people.offers import take_up
from consult.drafts.people.queries import offers_to, seats_taken
from consult.tracing.own_data.data_export import held_on
from consult.tracing.own_data.erasure import erase_person
from consult.voting.nominations import actions, queries
from consult.voting.nominations.balance import GroupPlace, balance, full_states, too_many_of_a_state
from consult.voting.nominations.jobs import forget_unsent
from consult.voting.nominations.letters import LARGEST, NoLetter, letter_in
from consult.voting.nominations.models import Gender, Nomination, NominationLetter, NominationState
from tests.accounts.mails import last_mail
from tests.browser import Browser
from tests.make import drafts as make
from tests.make import group
from tests.make.group import PDF
from tests.people import PASSWORD, People


@pytest.fixture
def guideline(people: People) -> Guideline:
    made = make.guideline()
    people.appoint_all(made)
    made.group_of_states = True
    return made


@pytest.fixture
def public(browser: Browser) -> Guideline:
    made = make.guideline()
    browser.people.appoint_all(made)
    return made


def word(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as parts:
        for name in ("[Content_Types].xml", *names):
            parts.writestr(name, "<x/>")
    return kept.getvalue()


LETTERS = [
    (PDF, "Letter of the Minister.pdf", "application/pdf", "Letter of the Minister.pdf"),
    (b"\x89PNG\r\n\x1a\n...", "../../etc/passwd", "image/png", "passwd.png"),
    (b"\xff\xd8\xff\xe0...", 'a"b.exe', "image/jpeg", "a_b.jpg"),
    (word("word/document.xml"), "letter.docx", None, "letter.docx"),
    (PDF, "", "application/pdf", "letter.pdf"),
]


@pytest.mark.parametrize(("content", "name", "kind", "kept"), LETTERS)
def test_a_letter_is_known_by_its_bytes(
    browser: Browser, content: bytes, name: str, kind: str | None, kept: str
) -> None:
    letter = letter_in(content, name)
    assert letter.file_name == kept
    assert kind in (None, letter.media_type)
    assert letter.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 this program cannot be run", "whatever its name says"),
        (b"<html><script>", "whatever its name says"),
        (word("xl/workbook.xml"), "whatever its name says"),
        (word("word/document.xml", "word/vbaProject.bin"), "whatever its name says"),
        (b"PK\x03\x04 broken", "whatever its name says"),
        (PDF + b"0" * LARGEST, "too large: it has 9 MB and may have 8"),
    ],
)
def test_what_is_no_letter_is_refused(browser: Browser, content: bytes, says: str) -> None:
    with pytest.raises(NoLetter, match=re.escape(says)):
        letter_in(content, "letter.pdf")


def test_the_balance_is_as_it_stands_and_with_those_ticked() -> None:
    ana, bo, cy = (
        GroupPlace(state, gender, StakeholderType.NATIONAL_GOVERNMENT)
        for state, gender in (("PE", Gender.WOMAN), ("SE", Gender.UNSAID), ("PE", Gender.WOMAN))
    )
    found = balance([ana], [bo, cy])
    assert [(share.value, share.now, share.then) for share in found["region"]] == [("americas", 1, 2), ("europe", 0, 1)]
    assert [(s.value, s.now, s.then) for s in found["gender"]] == [("woman", 1, 2), ("unsaid", 0, 1)]
    assert too_many_of_a_state([ana], [bo, cy], 1) == ["PE"]
    assert too_many_of_a_state([ana], [bo, cy], 2) == []
    assert full_states([ana, bo, cy], 2) == {"PE"}


def test_the_balance_counts_members_and_offers_each_once(people: People, guideline: Guideline) -> None:
    call = group.call(guideline, by=people.sara)
    seated = len(queries.group_places(guideline))
    appoint(guideline, people.bruno, Role.EXPERT, member_state="SE")  # never nominated
    offered, taken = group.nomination(call, "Ana A"), group.nomination(call)
    for one in (offered, taken):
        actions.accept(one, by=people.sara)
    petra = open_account("petra@example.net", "Petra Quispe", PASSWORD, language="en")
    for offer in offers_to(petra):
        take_up(offer, by=petra)
    now = queries.group_places(guideline)
    assert len(now) == seated + 3
    assert [place.gender for place in now if place.member_state == "PE"] == ["woman", "woman"]
    assert [place.gender for place in now if place.member_state == "SE"] == ["unsaid"]


def test_accepting_offers_the_seat_and_taking_it_up_makes_a_member(people: People, guideline: Guideline) -> None:
    one = group.nomination(group.call(guideline, by=people.sara))
    actions.accept(one, by=people.sara)
    db.session.commit()
    assert seats_taken(guideline, "PE") == 1
    petra = open_account("petra@example.net", "Petra Quispe", PASSWORD, language="en")
    (offer,) = offers_to(petra)
    seat = take_up(offer, by=petra)
    assert seat is not None
    assert (seat.role, seat.member_state, seat.seated) == (Role.EXPERT, "PE", True)


def test_a_third_of_a_state_is_refused_when_it_would_be_accepted(people: People, guideline: Guideline) -> None:
    call = group.call(guideline, by=people.sara)
    appoint(guideline, people.bruno, Role.EXPERT, member_state="PE")
    actions.accept(group.nomination(call, "Ana A"), by=people.sara)
    third = group.nomination(call, "Cy C")
    with pytest.raises(Refused, match="two experts"):
        actions.accept(third, by=people.sara)
    assert third.decided_at is None


def test_only_the_secretariat_decides_and_only_once(people: People, guideline: Guideline) -> None:
    one = group.nomination(group.call(guideline, by=people.sara))
    for person in (people.chen, people.dana, people.ines):
        with pytest.raises(Refused):
            actions.accept(one, by=person)
    actions.decline_nomination(one, "The group is full.", by=people.sara)
    with pytest.raises(Refused, match="decided already"):
        actions.accept(one, by=people.sara)


def test_both_read_why_it_is_declined(people: People, guideline: Guideline) -> None:
    one = group.nomination(group.call(guideline, by=people.sara))
    actions.decline_nomination(one, "The group has two lawyers.", by=people.sara)
    mails = db.session.scalars(select(Message).where(Message.subject.contains("declined"))).all()
    assert {mail.recipient for mail in mails} == {"ministry@example.org", "petra@example.net"}
    assert all("two lawyers" in mail.body for mail in mails)


def test_the_record_names_nobody_who_was_nominated(people: People, guideline: Guideline) -> None:
    one = group.nomination(group.call(guideline, by=people.sara))
    actions.accept(one, by=people.sara)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb.startswith("nomination."))).all()
    assert len(entries) == 3
    assert "Petra" not in str([entry.facts for entry in entries])
    assert "@" not in str([entry.facts for entry in entries])


def test_who_sent_in_time_confirms_after_the_deadline_and_who_begins_then_is_late(
    people: People, guideline: Guideline
) -> None:
    call = group.call(guideline, by=people.sara, days=1)
    waiting, begun = group.nomination(call, confirmed=False), group.begun(call, "Ben Bauer", "AT")
    with clock.at(call.closes_at + timedelta(hours=1)):
        actions.confirm_nomination(waiting)
        with pytest.raises(Refused, match="Nominations closed on"):
            actions.attach_letter(begun, letter_in(PDF, "a.pdf"), confirmed=True)
        with pytest.raises(Refused, match="Nominations closed on"):
            group.begun(call, "Late Lena", "DE")
    assert waiting.state == NominationState.SUBMITTED


def test_what_was_begun_and_given_up_is_forgotten(people: People, guideline: Guideline) -> None:
    call = group.call(guideline, by=people.sara)
    group.begun(call, "Ben Bauer", "AT")
    group.nomination(call, "Una Ullman", "FI", confirmed=False)
    kept = group.nomination(call)
    with clock.at(clock.now() + timedelta(days=15)):
        forget_unsent()
    assert db.session.scalars(select(Nomination)).all() == [kept]
    assert len(db.session.scalars(select(NominationLetter)).all()) == 1


def test_who_was_nominated_finds_it_in_their_data_and_erasing_takes_it_along(
    people: People, guideline: Guideline
) -> None:
    call = group.call(guideline, by=people.sara)
    group.nomination(call, nominee_email=people.amina.email)
    (row,) = held_on(people.amina)["nominations"]
    assert (row["as"], row["expertise"]) == ("nominee", "Urban law.")
    erase_person(people.amina)
    left = db.session.scalars(select(Nomination)).one()
    assert (left.state, left.nominee_name, left.nominee_email, left.motivation) == (NominationState.ERASED, "", "", "")
    assert db.session.scalars(select(NominationLetter)).all() == []


def test_who_nominated_and_is_erased_leaves_the_body_they_spoke_for(people: People, guideline: Guideline) -> None:
    call = group.call(guideline, by=people.sara)
    one = group.nomination(call, nominator_email=people.bruno.email, nominator_name="Bruno Costa")
    erase_person(people.bruno)
    assert (one.nominator_name, one.nominator_email) == ("", "")
    assert (one.nominating_body, one.nominee_name) == ("Ministry of Housing", "Petra Quispe")


# Pages

FORM = {
    "nominating_body": "Ministry of Housing",
    "nominator_name": "Rosa Luna",
    "nominator_email": "ministry@example.org",
    "nominee_name": "Petra Quispe",
    "nominee_email": "petra@example.net",
    "member_state": "PE",
    "stakeholder_type": "academia",
    "gender": "woman",
    "expertise": "Urban law.",
    "motivation": "They wrote the law on data.",
}


def test_a_stranger_nominates_attaches_confirms_and_has_a_receipt(browser: Browser, public: Guideline) -> None:
    call = group.call(public, by=browser.people.sara)
    stranger = browser.as_(None)
    assert "Nominate someone" in stranger.get("voting.calls", slug=public.slug)
    page = stranger.post("voting.nominate", FORM, call_id=call.id)
    assert "Attach the signed letter" in page
    address = page.response.request.path
    refused = stranger.post(address, {"file": (io.BytesIO(b"MZ not a letter"), "letter.pdf")})
    assert refused.status == 422
    assert "whatever its name says" in refused
    page = stranger.post(address, {"file": (io.BytesIO(PDF), "letter.pdf")})
    assert "Check your mail" in page
    link = re.search(r"/nominations/\S+/confirm", last_mail().body)
    assert link
    assert db.session.scalars(select(Nomination)).one().state == NominationState.UNCONFIRMED
    assert "The nomination is taken in." in stranger.post(link[0])
    assert hashlib.sha256(PDF).hexdigest() in last_mail().body
    assert "nothing left to confirm" in stranger.get(link[0])


def test_who_is_signed_in_with_that_address_need_not_confirm(browser: Browser, public: Guideline) -> None:
    call = group.call(public, by=browser.people.sara)
    bruno = browser.as_(browser.people.bruno)
    page = bruno.post("voting.nominate", {**FORM, "nominator_email": "bruno@example.org"}, call_id=call.id)
    page = bruno.post(page.response.request.path, {"file": (io.BytesIO(PDF), "letter.pdf")})
    assert "The nomination is taken in." in page


def test_a_late_nomination_is_refused_and_what_was_typed_is_on_the_page(browser: Browser, public: Guideline) -> None:
    call = group.call(public, by=browser.people.sara, days=1)
    with clock.at(call.closes_at + timedelta(minutes=1)):
        page = browser.as_(None).post("voting.nominate", FORM, call_id=call.id)
    assert page.status == 403
    assert "Nominations closed on" in page
    assert "They wrote the law on data." in page
    assert db.session.scalars(select(Nomination)).all() == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"member_state": "Atlantis"}, "There is no country with the code"),
        ({"nominee_email": "petra at example"}, "not an e-mail address"),
        ({"motivation": ""}, "This is needed."),
        ({"gender": "cat"}, "Not a valid choice"),
    ],
)
def test_a_nomination_that_cannot_be_keeps_what_was_typed(
    browser: Browser, public: Guideline, wrong: dict[str, str], says: str
) -> None:
    call = group.call(public, by=browser.people.sara)
    page = browser.as_(None).post("voting.nominate", {**FORM, **wrong}, call_id=call.id)
    assert page.status == 422
    assert says in page
    assert "Urban law." in page.html


def test_the_secretariat_sees_the_balance_accepts_and_is_told_when_a_state_is_full(
    browser: Browser, public: Guideline
) -> None:
    sara = browser.as_(browser.people.sara)
    call = group.call(public, by=browser.people.sara)
    ana, cy, dan = (group.nomination(call, name) for name in ("Ana Alva", "Cy Chavez", "Dan Diaz"))
    page = sara.get(f"/calls/{call.id}/nominations?with={ana.id}&with={cy.id}&with={dan.id}")
    assert "would have more than two seats: Peru" in page
    for one in (ana, cy):
        assert "Accept and offer the seat" in sara.get("voting.nomination", nomination_id=one.id)
        assert "Accepted: the seat is offered" in sara.post("voting.accept_nomination", nomination_id=one.id)
    page = sara.get("voting.nomination", nomination_id=dan.id)
    assert "Accept and offer the seat" not in page
    assert "It cannot be accepted now. This member state already has two experts" in page
    assert "has two seats already" in sara.get("voting.nominations", call_id=call.id)
    page = sara.post("voting.accept_nomination", nomination_id=dan.id)
    assert page.status == 422
    assert "already has two experts" in page
    assert sara.post("voting.decline_nomination", {"because": ""}, nomination_id=dan.id).status == 422
    page = sara.post("voting.decline_nomination", {"because": "Peru has two."}, nomination_id=dan.id)
    assert "Declined." in page


def test_the_letter_is_read_by_the_secretariat_alone_and_never_shown_in_the_site(
    browser: Browser, public: Guideline
) -> None:
    one = group.nomination(group.call(public, by=browser.people.sara))
    for person in (browser.people.chen, browser.people.dana, browser.people.ines):
        browser.as_(person).get("voting.letter", nomination_id=one.id, status=403)
    answer = browser.as_(browser.people.sara).get("voting.letter", nomination_id=one.id)
    assert answer.response.headers["Content-Disposition"] == "attachment; filename=letter.pdf"
    assert answer.response.headers["Content-Type"] == "application/pdf"


def test_a_deadline_that_is_over_is_no_deadline(browser: Browser, public: Guideline) -> None:
    form = {"title": "Call", "text": "The group.", "nominators": "both", "seats": "4", "timezone": "UTC"}
    sara = browser.as_(browser.people.sara)
    page = sara.post("voting.publish_call", {**form, "closes_at": "2020-01-01T10:00"}, slug=public.slug)
    assert page.status == 422
    assert "in the past" in page
    page = sara.post("voting.publish_call", {**form, "closes_at": "2099-01-01T10:00"}, slug=public.slug)
    assert "The call is published." in page
