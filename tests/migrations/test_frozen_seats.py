"""0013: ballots that are there get their seats, votes their seat, and a rule that was called ISO its own name."""

import json
from typing import Any

from flask import Flask
from flask_migrate import downgrade, upgrade

from tests.migrations.rows import AT, LATER, Row, put, rows_of
from tests.migrations.test_mail_steps import asked

PERSON = {"organisation_id": 1, "session_key": "k", "timezone": "UTC", "administrator": False, "created_at": AT}
SEAT = {"guideline_id": 1, "role": "expert", "seated": True, "title": "", "appointed_at": AT}
REVISION = next(values for table, values in rows_of("0012") if table == "revision")
BALLOT = next(values for table, values in rows_of("0012") if table == "ballot")
VOTE = next(values for table, values in rows_of("0012") if table == "vote")
COUNTED = json.dumps({"majority": "iso", "electorate": [1, 11], "seated": 2})

BEFORE: list[Row] = [
    ("person", {"id": 11, "email": "ines@example.org", "name": "Ines Alves", **PERSON}),
    ("person", {"id": 12, "email": "farid@example.org", "name": "Farid Alaoui", **PERSON}),
    ("appointment", {"id": 11, "person_id": 11, "member_state": "PT", "ended_at": LATER, **SEAT}),
    ("appointment", {"id": 12, "person_id": 12, "member_state": "MA", **SEAT}),
    ("revision", {**REVISION, "id": 11, "state": "not_carried"}),
    ("revision", {**REVISION, "id": 12, "state": "balloted"}),
    ("ballot", {**BALLOT, "id": 11, "revision_id": 11, "majority": "iso", "tally": COUNTED}),
    ("ballot", {**BALLOT, "id": 12, "revision_id": 12, "closed_at": None, "carried": None, "tally": None}),
    ("vote", {**VOTE, "id": 11, "ballot_id": 11, "voter_id": 11}),
    ("vote", {**VOTE, "id": 12, "ballot_id": 12, "voter_id": 11}),
]


def plain(kept: Any) -> Any:
    return json.loads(kept) if isinstance(kept, str) else kept


def test_ballots_that_are_there_get_the_seats_they_were_counted_with(empty: Flask) -> None:
    upgrade(revision="0012")
    put([*rows_of("0012"), *BEFORE])
    upgrade(revision="0013")
    seats = "SELECT appointment_id, name, member_state, holder_id FROM ballot_seat WHERE ballot_id = {} ORDER BY 1"
    # Closed: those whom the tally named, though one has ended since and one was seated.
    assert asked(seats.format(11)) == [(1, "Amina", "KE", 1), (11, "Ines Alves", "PT", 11)]
    # Open: those who are seated now, and whoever has voted.
    assert asked(seats.format(12)) == [
        (2, "Amina", "KE", 2),
        (11, "Ines Alves", "PT", 11),
        (12, "Farid Alaoui", "MA", 12),
    ]
    held = "SELECT v.id, s.appointment_id, v.voter_name FROM vote v JOIN ballot_seat s ON s.id = v.seat_id"
    assert asked(f"{held} WHERE v.id > 10 ORDER BY 1") == [(11, 11, "Ines Alves"), (12, 11, "Ines Alves")]
    [(rule, tally)] = asked("SELECT majority, tally FROM ballot WHERE id = 11")
    assert (rule, plain(tally)) == ("quarter_of_cast", {"majority": "quarter_of_cast", "seated": 2})
    downgrade(revision="0012")
    [(rule, tally)] = asked("SELECT majority, tally FROM ballot WHERE id = 11")
    assert (rule, plain(tally)) == ("iso", json.loads(COUNTED))
    upgrade(revision="0013")
    assert asked(seats.format(11)) == [(1, "Amina", "KE", 1), (11, "Ines Alves", "PT", 11)]
