"""A register into a round: all or nothing, twice the same, and out again as it was. On both databases."""

import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from consult.comments.models import Capacity, Channel, Comment, CommentState, CommentType, Import
from consult.comments.references import FORM, comment_digest
from consult.comments.register.exporting import rows_for_everyone, rows_for_the_team
from consult.comments.register.file_reading import read_register
from consult.comments.register.file_writing import write_register
from consult.comments.register.importing import Faulty, import_rows
from consult.comments.register.staging import show_staged
from consult.comments.register.validation import check_rows
from consult.consultations.models import Round, RoundRole, Visibility
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from tests.lookups import rows_in
from tests.make import comments as make_comments
from tests.make import consultations as make_round
from tests.make import drafts as make
from tests.people import People

FULL = {
    "clause": "HR-L1",
    "quote": "a register of the sensors",
    "line_from": "3",
    "line_to": "5",
    "type": "Substantive",
    "stance": "support with changes",
    "comment": "Say who reads it.\n\n- and when",
    "proposed_text": "=a public register",
    "language": "en",
    "author_name": "Amina Hassan",
    "organisation": "Mombasa residents",
    "stakeholder_type": "civil_society",
    "country": "ke",
    "capacity": "official",
    "received_at": "2026-11-20T14:30+03:00",
    "channel": "mail",
    "source_id": "M-1",
    "title": "Who reads it",
    "endorsements": "12",
    "evidence_url": "https://example.org/study",
    "named": "yes",
}


@pytest.fixture
def draft(people: People) -> Draft:
    return make.draft(make.guideline(by=people.sara), by=people.sara)


@pytest.fixture
def round_(draft: Draft) -> Round:
    return make_round.round_(draft, timezone="Africa/Nairobi")


def comments() -> list[Comment]:
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))


def faults(round_: Round, *rows: dict[str, str]) -> list[tuple[int, str, str]]:
    found = check_rows(round_, rows)
    return [(fault.row, fault.column, fault.message) for fault in found.faults]


def test_a_row_becomes_a_comment_with_its_version_and_provenance(people: People, round_: Round) -> None:
    kept = import_rows(round_, [FULL], by=people.sara, file_name="mail.csv")
    assert (kept.rows, kept.accepted) == (1, 1)
    (comment,) = comments()
    assert FORM.fullmatch(comment.reference)
    assert comment.pillar.code == "HR"
    assert (comment.quote, comment.prefix[-8:], comment.suffix) == (
        "a register of the sensors",
        "publish ",
        " they run.",
    )
    assert (comment.type, comment.stance, comment.channel) == (CommentType.SUBSTANTIVE, "support_with_changes", "mail")
    assert (comment.country, comment.stakeholder_type, comment.capacity) == ("KE", "civil_society", Capacity.OFFICIAL)
    assert (comment.state, comment.sent_at) == (CommentState.SENT, datetime(2026, 11, 20, 11, 30, tzinfo=UTC))
    assert (comment.endorsed_elsewhere, comment.title, comment.named) == (12, "Who reads it", True)
    assert comment.provenance == "mail.csv, row 2, lines 3–5"
    (version,) = comment.versions
    said = {
        "type": comment.type,
        "stance": comment.stance,
        "text": comment.text,
        "proposed_text": comment.proposed_text,
    }
    assert version.number == 1
    assert version.digest == comment.digest == comment_digest(**said)


def test_a_row_of_words_alone_is_enough(round_: Round) -> None:
    import_rows(round_, [{"comment": "Good."}])
    (comment,) = comments()
    assert (comment.type, comment.stance, comment.channel) == ("general", "neutral", Channel.REGISTER)
    assert (comment.clause_id, comment.pillar_id, comment.named, comment.country) == (None, None, False, None)
    assert comment.sent_at is not None


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ({"comment": ""}, "comment", "missing"),
        ({"comment": "x" * 100_000}, "comment", "100,000 characters; at most 20,000 fit. Split it"),
        ({"proposed_text": "x" * 20_001}, "proposed_text", "at most 20,000"),
        ({"clause": "XX-9"}, "clause", "no clause “XX-9”"),
        ({"pillar": "XX"}, "pillar", "no pillar “XX”"),
        ({"type": "angry"}, "type", "Use one of: general, editorial"),
        ({"stance": "maybe"}, "stance", "Use one of: support"),
        ({"country": "Atlantis"}, "country", "two-letter code"),
        ({"stakeholder_type": "king"}, "stakeholder_type", "academia"),
        ({"capacity": "royal"}, "capacity", "personal, official"),
        ({"channel": "pigeon"}, "channel", "register"),
        ({"received_at": "20/11/2026"}, "received_at", "2026-11-20"),
        ({"received_at": "1500-01-01"}, "received_at", "year"),
        ({"clause": "HR-L1", "quote": "not in it"}, "quote", "do not stand in clause HR-L1"),
        ({"quote": "a register"}, "quote", "needs its clause"),
        ({"in_reply_to": "C-2222-2222"}, "in_reply_to", "no comment “C-2222-2222”"),
        ({"in_reply_to": "S-1", "source_id": "S-1"}, "in_reply_to", "to itself"),
        ({"draft": "7"}, "draft", "about draft 7"),
        ({"consultation": "other"}, "consultation", "of the round “other”"),
        ({"language": "English please"}, "language", "BCP 47"),
        ({"endorsements": "many"}, "endorsements", "whole number"),
        ({"line_from": "-2"}, "line_from", "whole number"),
        ({"evidence_url": "javascript:alert(1)"}, "evidence_url", "https://"),
        ({"evidence_url": "http://["}, "evidence_url", "https://"),
        ({"named": "perhaps"}, "named", "yes or no"),
        ({"title": "x" * 201}, "title", "at most 200"),
        ({"source_id": "x" * 201}, "source_id", "too long"),
        ({"comment": "half \ud83d"}, "comment", "half a character"),
    ],
)
def test_every_fault_says_its_row_its_column_and_what_to_do(
    round_: Round, draft: Draft, row: dict[str, str], column: str, says: str
) -> None:
    make_round.round_(draft, slug="other")
    (fault,) = faults(round_, {"comment": "Good."}, {"comment": "Fine.", **row})
    assert fault[:2] == (3, column)
    assert says in fault[2]


def test_all_faults_of_a_row_are_said_at_once(round_: Round) -> None:
    found = faults(round_, {"type": "x", "stance": "x", "country": "x"})
    assert {column for _row, column, _says in found} == {"comment", "type", "stance", "country"}


def test_with_any_fault_nothing_is_imported(round_: Round) -> None:
    with pytest.raises(Faulty) as faulty:
        import_rows(round_, [{"comment": "Good."}, {"comment": ""}])
    assert [fault.row for fault in faulty.value.faults] == [3]
    assert comments() == []
    assert db.session.scalars(select(Import)).all() == []


def test_a_second_import_changes_nothing(round_: Round) -> None:
    rows = [FULL, {"comment": "Good."}, {"comment": "Good."}]  # two people may say the same
    assert import_rows(round_, rows).accepted == 3
    db.session.commit()
    again = import_rows(round_, rows)
    assert (again.rows, again.accepted) == (3, 0)
    assert len(comments()) == 3
    assert db.session.scalar(select(func.count()).select_from(Import)) == 1
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "register.imported")).all()) == 1


def test_other_words_under_a_known_number_are_told_and_not_taken(round_: Round) -> None:
    import_rows(round_, [FULL])
    found = check_rows(round_, [{**FULL, "comment": "Something else."}])
    assert (found.already, found.accepted) == (1, 0)
    assert "other words" in found.notices[0]


def test_a_number_stands_once_in_a_file(round_: Round) -> None:
    found = faults(round_, {"comment": "a", "source_id": "S"}, {"comment": "b", "source_id": "S"})
    assert found == [(3, "source_id", "“S” stands already in row 2. Each comment has its own.")]


def test_a_reply_finds_its_comment_before_or_after_it_or_in_the_round(round_: Round) -> None:
    import_rows(round_, [{"comment": "First.", "source_id": "S-1"}])
    first = comments()[0]
    rows = [
        {"comment": "To a later row.", "in_reply_to": "R-9"},
        {"comment": "Later.", "reference": "R-9", "in_reply_to": "S-1"},
        {"comment": "By reference.", "in_reply_to": first.reference},
    ]
    import_rows(round_, rows)
    by_text = {comment.text: comment for comment in comments()}
    assert by_text["To a later row."].in_reply_to == by_text["Later."]
    assert by_text["Later."].in_reply_to == by_text["By reference."].in_reply_to == first


def test_replies_in_a_circle_are_a_fault_of_each(round_: Round) -> None:
    rows = [
        {"comment": name, "source_id": name, "in_reply_to": to} for name, to in (("a", "b"), ("b", "c"), ("c", "a"))
    ]
    assert [row for row, _column, _says in faults(round_, *rows)] == [2, 3, 4]


def test_what_is_known_but_not_read_is_told(draft: Draft) -> None:
    round_ = make_round.round_(draft, pillars=[draft.guideline.pillars[0]])
    found = check_rows(round_, [{"comment": "a", "clause": "DI-P1", "disposition": "noted"}])
    assert not found.faults
    assert ["answer" in found.notices[0], "not about" in found.notices[1]] == [True, True]


def test_clauses_and_passages_are_found_as_people_write_them(round_: Round) -> None:
    row = {"comment": "a", "clause": "hr-l1", "quote": "A  register of\nthe Sensors", "country": "Côte d’Ivoire"}
    import_rows(round_, [row])
    assert (comments()[0].quote, comments()[0].country) == ("a register of the sensors", "CI")


def test_only_the_team_and_the_reporters_of_the_round_import(people: People, round_: Round) -> None:
    with pytest.raises(Refused, match="Only the drafting team"):
        import_rows(round_, [FULL], by=people.amina)
    make_round.place(round_, people.bruno, RoundRole.RAPPORTEUR)
    assert import_rows(round_, [FULL], by=people.bruno).by_id == people.bruno.id


def test_dates_before_and_after_the_round_are_remarked_and_kept(round_: Round) -> None:
    rows = [{"comment": "Early.", "received_at": "44000"}, {"comment": "Late.", "received_at": "2100-01-01"}]
    found = check_rows(round_, [*rows, {"comment": "In time.", "received_at": round_.opens_at.isoformat()}])
    assert found.accepted == 3
    assert [
        "before the round opened: row 2" in one or "after the round closed: row 3" in one for one in found.notices
    ] == [
        True,
        True,
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_a_round_trip_loses_nothing(round_: Round, draft: Draft, form: str) -> None:
    arabic = {"comment": "المدن 🏙️ 城市", "pillar": "DI", "language": "ar", "in_reply_to": "M-1", "type": "technical"}
    import_rows(round_, [FULL, arabic, {"comment": "Good."}])
    before = rows_in(rows_for_the_team(draft.guideline))
    content = write_register(before, form)
    again = check_rows(round_, read_register(content).rows)
    assert (again.already, again.accepted, again.faults, again.notices) == (3, 0, [], [])
    db.session.execute(Comment.__table__.update().values(in_reply_to_id=None))
    for comment in comments():
        for version in comment.versions:
            db.session.delete(version)
        db.session.delete(comment)
    db.session.flush()
    assert import_rows(round_, read_register(content).rows).accepted == 3
    assert sorted(map(str, rows_in(rows_for_the_team(draft.guideline)))) == sorted(
        str({**row, "source_id": row["source_id"] or row["reference"], **_lines(row)}) for row in before
    )


def _lines(row: dict[str, str]) -> dict[str, str]:
    return {name: row[name] for name in ("line_from", "line_to")}


def test_the_public_register_names_nobody(draft: Draft, round_: Round) -> None:
    hidden = make_round.round_(draft, slug="closed-doors", visibility=Visibility.NEVER)
    import_rows(round_, [FULL, {**FULL, "source_id": "M-2", "capacity": "personal"}])
    import_rows(hidden, [{"comment": "Between us."}])
    rows = rows_in(rows_for_everyone(draft.guideline, clock.now()))
    assert len(rows) == 2
    assert [row["organisation"] for row in rows] == ["Mombasa residents", ""]
    assert "Amina" not in str(rows)
    assert "M-1" not in str(rows)
    assert len(rows_in(rows_for_the_team(draft.guideline))) == 3
    assert len(rows_in(rows_for_the_team(draft.guideline, round_=hidden))) == 1


def test_thousands_of_rows_take_seconds(round_: Round) -> None:
    rows = [{**FULL, "source_id": f"S-{n}", "comment": f"Comment {n}. " * 20} for n in range(5000)]
    began = time.process_time()
    assert import_rows(round_, rows, file_name="many.csv").accepted == 5000
    assert time.process_time() - began < 30  # a bound against squares, not a measure


def test_a_chain_of_replies_is_followed_once(round_: Round) -> None:
    rows = [{"comment": "a", "source_id": f"S-{n}", "in_reply_to": f"S-{n + 1}"} for n in range(5000)]
    rows.append({"comment": "a", "source_id": "S-5000"})
    assert not check_rows(round_, rows).faults


def test_a_circle_that_others_reply_to_is_a_fault_of_its_own_rows_alone(round_: Round) -> None:
    ways = (("a", "b"), ("b", "c"), ("c", "b"), ("d", "a"))
    rows = [{"comment": name, "source_id": name, "in_reply_to": to} for name, to in ways]
    assert [row for row, _column, _says in faults(round_, *rows)] == [3, 4]


def test_a_register_waits_for_a_moderator_where_the_round_promises_one(draft: Draft, people: People) -> None:
    """Unless a moderator says that they have read it."""
    round_ = make_round.round_(draft, visibility=Visibility.AFTER_MODERATION)
    for person, role in ((people.bruno, RoundRole.RAPPORTEUR), (people.amina, RoundRole.MODERATOR)):
        make_round.place(round_, person, role)
    kept = import_rows(round_, [{"comment": "Say who pays.", "source_id": "1"}], people.bruno)
    states = select(Comment.state).order_by(Comment.id)
    assert (kept.accepted, db.session.scalars(states).all()) == (1, [CommentState.HELD])
    upload = make_comments.upload(round_, people.bruno, "Say when.")
    with pytest.raises(Refused):
        show_staged(upload, by=people.bruno, read=True)
    show_staged(upload, by=people.amina, read=True)
    assert db.session.scalars(states).all() == [CommentState.HELD, CommentState.SENT]
