"""Comments are found however their letters are written or typed. On both databases."""

from pathlib import Path

import pytest

from consult.comments.models import Comment
from consult.comments.reading.threads import CommentFilter, comments_on
from consult.comments.register.file_reading import read_register
from consult.comments.register.importing import import_rows
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.drafts.queries import membership_of
from tests.make import comments as make_comment
from tests.make import consultations
from tests.make import drafts as make
from tests.people import People

SAID = Path(__file__).parent / "data" / "search.jsonl"  # after decidim#16412, consul#468, NotallyX#791


@pytest.fixture
def round_(people: People) -> Round:
    return consultations.round_(make.draft(make.guideline(by=people.sara), by=people.sara))


def found(round_: Round, people: People, words: str) -> int:
    membership = membership_of(people.sara, round_.guideline)
    query = comments_on(round_.draft, membership, CommentFilter(words=words), clock.now())
    return len(db.session.scalars(query).unique().all())


def test_a_search_finds_each_way_of_writing_a_word(round_: Round, people: People) -> None:
    import_rows(round_, read_register(SAID.read_bytes()).rows)
    expected = {
        **dict.fromkeys(("école", "ÉCOLE", "ecole", "e\u0301cole"), 4),
        **dict.fromkeys(("город", "مراكش", "größe", "GRÖSSE", "strasse", "straße", "réseau", "αθήνα", "الأمن"), 2),
        **dict.fromkeys(("ığdır", "100%", "50_000"), 1),
        "istanbul": 3,
        "1_0": 0,
    }
    assert {words: found(round_, people, words) for words in expected} == expected


def test_what_is_searched_follows_what_a_comment_says(round_: Round, people: People) -> None:
    comment = make_comment.comment(round_, people.amina, "Une école.", proposed_text="Größe", number="HR-L1")
    assert found(round_, people, "ecole") == found(round_, people, "grosse") == 1
    comment.text = "Un lycée."
    db.session.commit()
    assert found(round_, people, "ecole") == 0
    assert found(round_, people, "lycee") == found(round_, people, "grosse") == 1
    assert db.session.query(Comment.searched).scalar() == "un lycee. grosse"
