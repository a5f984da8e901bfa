"""A long file is handed out piece by piece, and nothing of the database is held meanwhile."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask, Response
from sqlalchemy import text

from consult.core.database import db
from consult.core.streaming import DOWNLOADS_AT_ONCE, TooManyDownloads, apart, download, joined, stream_pieces


def numbers() -> Iterator[int]:
    for number in range(3):
        yield db.session.execute(text(f"SELECT {number}")).scalar_one()


def test_no_transaction_is_open_while_somebody_has_a_piece_in_hand(app: Flask) -> None:
    seen = [(number, db.session().in_transaction()) for number in apart(numbers())]
    assert seen == [(0, False), (1, False), (2, False)]


def test_lines_leave_together_and_none_is_lost() -> None:
    lines = [f"{number}\n" for number in range(1001)]
    pieces = list(joined(lines))
    assert b"".join(pieces).decode() == "".join(lines)
    assert len(pieces) == 6


def test_a_file_leaves_from_its_beginning_and_is_closed() -> None:
    file = io.BytesIO(b"x" * 200_000)
    file.seek(7)
    assert b"".join(stream_pieces(file)) == b"x" * 200_000
    assert file.closed


def test_a_download_has_a_name(app: Flask) -> None:
    with app.test_request_context():
        answer = download([b"a", b"b"], content_type="text/csv", name="a.csv")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="a.csv"'
        assert b"".join(answer.response) == b"ab"


def under_way() -> list[Response]:
    return [download([b"a"], content_type="text/csv", name="a.csv") for _ in range(DOWNLOADS_AT_ONCE)]


def test_a_few_downloads_are_made_at_once_and_one_that_ended_makes_room_for_one(app: Flask) -> None:
    with app.test_request_context():
        begun = under_way()
        begun[0].close()
        begun[0].close()
        begun.append(download([b"b"], content_type="text/csv", name="b.csv"))
        with pytest.raises(TooManyDownloads):
            download([b"c"], content_type="text/csv", name="c.csv")
        del begun  # never handed out
        for answer in under_way():
            answer.close()
