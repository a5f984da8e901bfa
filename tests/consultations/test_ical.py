"""Sessions as iCalendar: read back by a small strict reader of RFC 5545."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from consult.consultations.ical import Event, calendar
from consult.consultations.models import Access
from tests.browser import Browser
from tests.make import consultations as make_round
from tests.make import drafts as make

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=200)


def read(made: bytes) -> list[tuple[str, str]]:
    """Properties in order; every physical line has at most 75 octets and ends with CRLF."""
    assert made.endswith(b"\r\n")
    lines = made.decode().split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded: list[str] = []
    for line in lines:
        assert "\n" not in line
        if line.startswith(" "):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    return [(name, value) for name, _, value in (line.partition(":") for line in unfolded)]


def unescaped(value: str) -> str:
    out, signs = "", iter(value)
    for sign in signs:
        out += {"n": "\n"}.get(after, after) if sign == "\\" and (after := next(signs)) else sign
    return out


def an_event(**facts: str) -> Event:
    told = {"uid": "session-1@asia", "title": "Opening", **facts}
    return Event(starts_at=NOW, ends_at=NOW + timedelta(hours=2), **told)


def test_a_session_is_an_event_in_utc() -> None:
    made = read(calendar("Asia", [an_event(location="Hall 3")], made_at=NOW))
    assert made[0] == ("BEGIN", "VCALENDAR")
    assert made[-1] == ("END", "VCALENDAR")
    assert ("DTSTART", "20261122T090000Z") in made
    assert ("DTEND", "20261122T110000Z") in made
    assert ("LOCATION", "Hall 3") in made
    assert "DESCRIPTION" not in dict(made)


def test_commas_semicolons_and_breaks_are_escaped_and_control_characters_are_left_out() -> None:
    made = dict(read(calendar("A; b, c", [an_event(description="a, b; c\\d\r\ne\x07")], made_at=NOW)))
    assert made["DESCRIPTION"] == r"a\, b\; c\\d\ne"
    assert (made["NAME"], made["X-WR-CALNAME"]) == (r"A\; b\, c", r"A\; b\, c")


@given(TEXT)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    made = dict(read(calendar("x", [an_event(description=f"d{text}")], made_at=NOW)))
    assert unescaped(made["DESCRIPTION"]) == f"d{text}"


@given(TEXT)
def test_no_character_is_cut_in_two(text: str) -> None:
    for piece in calendar("x", [an_event(title=f"t{text}")], made_at=NOW).split(b"\r\n "):
        piece.decode()


def test_a_calendar_without_sessions_is_still_one() -> None:
    assert read(calendar("x", [], made_at=NOW))[-1] == ("END", "VCALENDAR")


def test_the_feed_keeps_the_link_from_strangers(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    round_ = make_round.round_(make.draft(guideline, by=browser.people.sara), access=Access.REGISTERED)
    session = make_round.session(round_, "Ouverture, à Nairobi; salle 3", link="https://example.org/room")
    feed = browser.get("consultations.calendar", slug="smart-cities")
    assert feed.response.mimetype == "text/calendar"
    made = dict(read(feed.response.get_data()))
    assert unescaped(made["SUMMARY"]) == "Ouverture, à Nairobi; salle 3 (Open online round)"
    assert made["URL"].endswith("/rounds/open-round")
    assert "example.org/room" not in feed.html
    amina = browser.as_(browser.people.amina)
    theirs = amina.get("consultations.round_calendar", round_slug="open-round").response.get_data()
    assert dict(read(theirs))["URL"] == "https://example.org/room"
    one = amina.get("consultations.session_calendar", round_slug="open-round", session_id=session.id)
    assert dict(read(one.response.get_data()))["UID"] == f"session-{session.id}.open-round@127.0.0.1"
