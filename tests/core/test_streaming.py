"""A long file is handed out piece by piece, and nothing of the database is held meanwhile."""

import io
from collections.abc import Iterator

from flask import Flask
from sqlalchemy import text

from consult.core.database import db
from consult.core.streaming import apart, download, joined, stream_pieces


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
