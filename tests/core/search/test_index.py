"""The index: on both databases the same is found; what is changed or taken back is gone with the transaction."""

import pytest
from sqlalchemy import select, text, update

from consult.comments.actions import begin_comment, send_comment, withdraw_comment
from consult.comments.content import CommentContent
from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.queue import queue
from consult.core.search import index, triggers
from consult.core.search.engine import fits_query, search_fts, source_id
from consult.core.search.models import FIRST_ID, SearchEntry, SearchKind, scope_of
from consult.core.search.query_language import read_query
from consult.drafts.models import Wording
from consult.tracing.own_data.erasure import erase_person
from tests.make import analysis, consultations
from tests.make import comments as make
from tests.make import drafts as make_draft
from tests.people import People

SAID = [
    ("en", "Publish open data about every sensor in the city."),
    ("en", "Cities should open a register. Data stay closed."),
    ("fr", "L’école doit publier ses données."),
    ("fr", "Les écoles de la ville : à fermer ?"),
    ("ar", "والمدينة الذكية تحمي الأمن"),
    ("zh", "我们要开放数据"),
    ("tr", "İstanbul'da ışık açık veri"),
    ("de", "Die Straßen sind größer"),
]
FINDS = {
    "open data": [0, 1],
    '"open data"': [0],
    "city": [0, 1],
    "open -register": [0],
    "-data -école": [4, 5, 6, 7],
    "ECOLE": [2, 3],
    "publish": [0],
    "publier": [2],
    "ville données": [],
    "مدينة": [4],
    "المدينة ذكيه": [],
    "امن": [4],
    "开放": [5],
    "数据": [5],
    "据": [5],
    "要": [5],
    "istanbul": [6],
    "strasse": [7],
    "GRÖSSER": [7],
    "org:amina": [0, 1, 2, 3, 4, 5, 6, 7],
    "title:open": [],
    "body*": [],
}


@pytest.fixture
def round_(people: People) -> Round:
    return consultations.round_(make_draft.draft(make_draft.guideline(by=people.sara), by=people.sara))


def found(round_: Round, typed: str, kind: SearchKind = SearchKind.COMMENT) -> list[int]:
    fits = fits_query(read_query(typed), round_.guideline_id, kind)
    return list(db.session.scalars(select(source_id(kind)).select_from(search_fts).where(fits).order_by("rowid")))


def entries(kind: SearchKind) -> int:
    return len(db.session.scalars(select(SearchEntry.id).where(SearchEntry.kind == kind)).all())


def test_both_databases_find_the_same(round_: Round, people: People) -> None:
    made = [make.comment(round_, people.amina, words, language=language).id for language, words in SAID]
    index.catch_up()
    assert {typed: [made.index(n) for n in found(round_, typed)] for typed in FINDS} == FINDS
    reference = db.session.get_one(Comment, made[3]).reference
    assert found(round_, f"ref:{reference.lower()}") == found(round_, reference) == [made[3]]
    assert found(round_, "register", SearchKind.CLAUSE), "clauses are in the index, too"


def test_what_is_taken_back_or_erased_leaves_the_index_in_the_same_transaction(round_: Round, people: People) -> None:
    first = make.comment(round_, people.amina, "A sentinel word.")
    second = make.comment(round_, people.amina, "Another sentinel.")
    analysis.point(first), analysis.point(second)
    assert (entries(SearchKind.COMMENT), entries(SearchKind.POINT)) == (2, 2)
    withdraw_comment(first, by=people.amina)
    db.session.flush()
    assert found(round_, "sentinel") == [second.id], "not committed yet, and gone already"
    assert found(round_, "sentinel", SearchKind.POINT)
    assert entries(SearchKind.POINT) == 1
    db.session.commit()
    erase_person(people.amina)
    db.session.flush()
    assert found(round_, "sentinel") == found(round_, "amina") == found(round_, "amina", SearchKind.POINT) == []


def test_what_is_written_past_the_site_is_out_at_once_and_in_with_the_next_job(round_: Round, people: People) -> None:
    comment = make.comment(round_, people.amina, "Old words.")
    index.catch_up()
    assert found(round_, "old") == [comment.id]
    db.session.connection().execute(text("UPDATE comment SET text = 'New words.'"))
    assert found(round_, "old") == []
    db.session.commit()
    assert index.waiting() == 1
    index.index_what_is_left()
    assert (found(round_, "new"), index.waiting()) == ([comment.id], 0)


def test_of_very_many_rows_the_rest_comes_with_a_job(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "FEW", 1)
    monkeypatch.setattr(index, "AT_COMMIT", 1)
    db.session.execute(update(Wording).values(text="Others."), execution_options={"synchronize_session": False})
    db.session.commit()
    assert found(round_, "register", SearchKind.CLAUSE) == []
    assert len(found(round_, "others", SearchKind.CLAUSE)) == 1
    queue.run_all()
    assert len(found(round_, "others", SearchKind.CLAUSE)) == entries(SearchKind.CLAUSE) > 1


def test_very_many_comments_are_left_to_a_job(round_: Round, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an import brings them: whoever searches meanwhile does not pay for it."""
    made = [make.comment(round_, people.amina, f"Words {number}.").id for number in range(3)]
    monkeypatch.setattr(index, "AT_COMMIT", 2)
    index.catch_up()
    assert (found(round_, "words"), index.waiting()) == ([], 3)
    index.index_what_is_left()
    queue.run_all()
    assert (found(round_, "words"), index.waiting()) == (made, 0)


def test_a_new_comment_comes_in_with_the_next_search_or_within_a_minute(round_: Round, people: People) -> None:
    def sent(words: str) -> int:
        comment = send_comment(begin_comment(round_, people.amina, CommentContent(text=words)))
        db.session.commit()
        return comment.id

    first = sent("Say who pays for the sensors.")
    assert (found(round_, "sensors"), index.waiting()) == ([], 1)
    index.catch_up()
    assert (found(round_, "sensors"), index.waiting()) == ([first], 0)
    second = sent("The sensors are nobody's.")
    index.index_what_is_left()
    assert (found(round_, "sensors"), index.waiting()) == ([first, second], 0)
    assert list(index.faults()) == []


def test_a_check_tells_what_differs_and_a_rebuild_mends_it(round_: Round, people: People) -> None:
    made = [make.comment(round_, people.amina, f"Words {number}.") for number in range(2)]
    index.catch_up()
    first = FIRST_ID[SearchKind.COMMENT]
    assert (list(index.faults()), triggers.missing(db.session.connection())) == ([], [])
    db.session.execute(text("UPDATE search_entry SET body = 'wrong' WHERE id = :id"), {"id": first + made[0].id})
    db.session.execute(text("DELETE FROM search_entry WHERE id = :id"), {"id": first + made[1].id})
    db.session.add(_entry_of_nothing(round_))
    db.session.flush()
    told = {(fault.what, fault.source_id) for fault in index.faults()}
    assert told == {("stale", made[0].id), ("missing", made[1].id), ("extra", 99_999)}
    dict(index.rebuild())
    assert list(index.faults()) == []
    assert found(round_, "words") == [comment.id for comment in made]


def _entry_of_nothing(round_: Round) -> SearchEntry:
    kind, words = SearchKind.COMMENT, dict.fromkeys(("title", "number", "who", "body"), "")
    scope = scope_of(round_.guideline_id, kind)
    return SearchEntry(id=FIRST_ID[kind] + 99_999, kind=kind, guideline_id=round_.guideline_id, scope=scope, **words)
