"""Position papers: kept as received, read in a process of their own, cut into excerpts that people make comments."""

import hashlib
import io
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import func, select

from consult.analysis.pipeline.meaning_jobs import SUGGEST_CLAUSES, nearest_clauses, suggest_for_new_papers
from consult.comments import actions as commenting
from consult.comments.models import Comment, CommentState
from consult.comments.papers.actions import keep_suggestions
from consult.comments.papers.models import ExcerptState, PaperExcerpt, PaperState, PositionPaper
from consult.comments.papers.suggesting import ClauseSuggester, Suggested, SuggestedFrom
from consult.consultations.models import Round, Visibility
from consult.core.database import db
from consult.core.queue import Job, State, queue
from consult.drafts.models import Draft
from tests.browser import Browser, Page
from tests.make import comments as make
from tests.make import consultations as rounds
from tests.make import papers

ASKS = "We ask that HR-L1 names who pays for the register."
PAPER = papers.word("Cities for All: our position", ASKS, "\fThe weather was fine when we met.")


@pytest.fixture
def said(browser: Browser, online: Round) -> Comment:
    return make.comment(online, browser.people.amina, "See our paper.")


def attach(browser: Browser, comment: Comment, content: bytes = PAPER, name: str = "paper.docx") -> Page:
    form = {"paper": (io.BytesIO(content), name)}
    page = browser.post("comments.attach_paper", form, reference=comment.reference, follow=False)
    queue.run_all()
    return page


def the_paper() -> PositionPaper:
    return db.session.scalars(select(PositionPaper).order_by(PositionPaper.id.desc())).first()  # type: ignore[return-value]


def excerpts() -> list[PaperExcerpt]:
    return list(db.session.scalars(select(PaperExcerpt).order_by(PaperExcerpt.rank)))


def ticked(*chosen: PaperExcerpt, do: str, **typed: str) -> dict[str, object]:
    words = {f"text-{one.id}": one.text for one in chosen}
    return {"excerpt": [one.id for one in chosen], "do": do, **words, **typed}


def test_it_is_kept_as_received_and_its_points_are_cut_out_with_their_page(browser: Browser, said: Comment) -> None:
    amina = browser.as_(browser.people.amina)
    attach(amina, said)
    paper = the_paper()
    assert (paper.state, paper.pages, paper.content) == (PaperState.READ, 2, PAPER)
    assert [(one.page, one.text.splitlines()[-1]) for one in excerpts()][-2:] == [
        (1, ASKS),
        (2, "The weather was fine when we met."),
    ]
    clause = make.clause(said.round.draft, "HR-L1")
    assert [(one.clause_id, one.certainty) for one in excerpts() if one.text.endswith(ASKS)] == [(clause.id, 1.0)]
    page = amina.get("comments.paper", paper_id=paper.id)
    assert hashlib.sha256(PAPER).hexdigest() in page
    assert "It names this clause." in page


def test_what_a_person_confirms_becomes_a_comment_of_the_submission_with_its_page(
    browser: Browser, said: Comment
) -> None:
    attach(browser.as_(browser.people.amina), said)
    sara = browser.as_(browser.people.sara)
    asks = next(one for one in excerpts() if one.text.endswith(ASKS))
    form = ticked(asks, do="confirm", **{f"place-{asks.id}": "HR-L1", f"text-{asks.id}": ASKS})
    assert "1 comment was made." in sara.post("comments.sort_excerpts", form, paper_id=the_paper().id)
    made = db.session.scalars(select(Comment).order_by(Comment.id.desc())).first()
    assert made is not None
    assert (made.text, made.clause, made.author, made.state) == (
        ASKS,
        make.clause(said.round.draft, "HR-L1"),
        browser.people.amina,
        CommentState.SENT,
    )
    for page in ("comments.comment", "tracing.comment"):
        assert "Position paper, p. 1" in browser.get(page, reference=made.reference)
    sara.post("comments.sort_excerpts", form, paper_id=the_paper().id)
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 2


def test_the_secretariat_adds_no_words_and_keeps_what_was_typed(browser: Browser, said: Comment) -> None:
    attach(browser.as_(browser.people.amina), said)
    sara, asks = browser.as_(browser.people.sara), excerpts()[0]
    typed = {f"text-{asks.id}": "We want money.", f"place-{asks.id}": "XX-9"}
    page = sara.post("comments.sort_excerpts", ticked(asks, do="confirm", **typed), paper_id=the_paper().id)
    assert (page.status, "no clause “XX-9”" in page, "We want money." in page.html) == (422, True, True)
    typed[f"place-{asks.id}"] = ""
    page = sara.post("comments.sort_excerpts", ticked(asks, do="confirm", **typed), paper_id=the_paper().id)
    assert "These words do not stand in the paper" in page
    typed[f"text-{asks.id}"] = f"Cities for All […] {ASKS[-10:]}"
    page = sara.post("comments.sort_excerpts", ticked(asks, do="confirm", **typed), paper_id=the_paper().id)
    assert "1 comment was made." in page


def test_some_are_put_together_and_others_skipped(browser: Browser, said: Comment) -> None:
    amina = browser.as_(browser.people.amina)
    attach(amina, said, papers.word("One asks for rights.", "Two asks for money.", "Three thanks you."))
    one, two, _three = excerpts()
    amina.post("comments.sort_excerpts", ticked(one, two, do="merge"), paper_id=the_paper().id)
    assert excerpts()[0].text == "One asks for rights.\nTwo asks for money."
    page = amina.post("comments.sort_excerpts", ticked(excerpts()[2], do="skip"), paper_id=the_paper().id)
    assert "1 excerpt was skipped." in page
    assert [each.state for each in excerpts()] == [ExcerptState.WAITING, ExcerptState.MERGED, ExcerptState.SKIPPED]
    assert "Tick those that you mean." in amina.post("comments.sort_excerpts", paper_id=the_paper().id)


def test_others_take_it_once_it_is_released_and_nothing_in_it_runs(browser: Browser, said: Comment) -> None:
    attach(browser.as_(browser.people.amina), said)
    number = the_paper().id
    browser.get("comments.paper_file", paper_id=number, status=403)
    assert "looks at this paper before others" in browser.get("comments.comment", reference=said.reference)
    browser.as_(browser.people.sara).post("comments.release_paper", paper_id=number)
    file = browser.get("comments.paper_file", paper_id=number).response
    assert file.data == PAPER
    assert file.headers["Content-Disposition"] == "attachment; filename=paper.docx"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_in_a_round_that_nobody_else_reads_strangers_know_of_no_paper(browser: Browser, draft: Draft) -> None:
    silent = rounds.round_(draft, visibility=Visibility.NEVER)
    comment = make.comment(silent, browser.people.amina)
    attach(browser.as_(browser.people.amina), comment)
    for page in ("comments.paper", "comments.paper_file"):
        browser.as_(browser.people.bruno).get(page, paper_id=the_paper().id, status=404)


def test_withdrawn_with_its_submission_and_with_it_what_was_made_of_it(browser: Browser, said: Comment) -> None:
    amina = browser.as_(browser.people.amina)
    attach(amina, said)
    amina.post("comments.sort_excerpts", ticked(*excerpts(), do="confirm"), paper_id=the_paper().id)
    commenting.withdraw_comment(said, by=browser.people.amina)
    db.session.commit()
    states = set(db.session.scalars(select(Comment.state)))
    paper = the_paper()
    assert states == {CommentState.WITHDRAWN}
    assert (paper.state, paper.content, paper.file_name) == (PaperState.WITHDRAWN, None, "")
    assert {one.text for one in excerpts()} == {""}
    assert paper.sha256 == hashlib.sha256(PAPER).hexdigest()


def test_only_its_author_and_the_secretariat_attach_and_sort(browser: Browser, said: Comment) -> None:
    bruno = browser.as_(browser.people.bruno)
    assert attach(bruno, said).status == 403
    attach(browser.as_(browser.people.sara), said)
    assert bruno.post("comments.sort_excerpts", paper_id=the_paper().id).status == 403


HOSTILE = {
    "empty": (b"", "a.pdf", "This file is empty"),
    "renamed": (PAPER, "a.pdf", "is a DOCX file, whatever its name says"),
    "picture": (b"\x89PNG\r\n\x1a\n", "a.pdf", "neither a PDF nor a Word file"),
    "old word": (b"\xd0\xcf\x11\xe0" + bytes(99), "a.doc", "old Word form, or protected by a password"),
    "broken zip": (b"PK\x03\x04" + bytes(99), "a.docx", "The document is damaged"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_paper_is_refused_at_its_field(browser: Browser, said: Comment, kind: str) -> None:
    content, name, says = HOSTILE[kind]
    page = attach(browser.as_(browser.people.amina), said, content, name)
    assert (page.status, says in page) == (422, True), page.text[:600]
    assert db.session.scalar(select(func.count()).select_from(PositionPaper)) == 0


SCRIPT = "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
READ_BADLY = {
    "program": (papers.pdf(["Words."], root=SCRIPT), "holds a program"),
    "embedded": (papers.pdf(["Words."], root="/Names << /EmbeddedFiles << /Names [] >> >>"), "holds other files"),
    "damaged": (b"%PDF-1.5\n" + bytes(500), "is damaged"),
}


@pytest.mark.parametrize("kind", READ_BADLY)
def test_a_hostile_pdf_is_refused_and_nothing_of_it_is_kept(browser: Browser, said: Comment, kind: str) -> None:
    content, says = READ_BADLY[kind]
    amina = browser.as_(browser.people.amina)
    attach(amina, said, content, "a.pdf")
    paper = the_paper()
    assert (paper.state, paper.content, excerpts()) == (PaperState.FAULTY, None, [])
    assert says in amina.get("comments.paper", paper_id=paper.id)


def test_a_scan_without_text_is_kept_and_said_to_be_one(browser: Browser, said: Comment) -> None:
    amina = browser.as_(browser.people.amina)
    attach(amina, said, papers.pdf([""] * 300), "scan.pdf")
    assert (the_paper().state, the_paper().pages, excerpts()) == (PaperState.READ, 300, [])
    assert "it may be a scan" in amina.get("comments.paper", paper_id=the_paper().id)


def checked_by(browser: Browser, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held = browser.app.extensions["consult_settings"]
    monkeypatch.setitem(browser.app.extensions, "consult_settings", replace(held, virus_command=command))


def test_the_operator_s_command_looks_for_viruses(
    browser: Browser, said: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    finds = f'{sys.executable} -c \'import sys; sys.exit(int(b"PK" == open(sys.argv[1], "rb").read(2)))\''
    checked_by(browser, finds, monkeypatch)
    attach(browser.as_(browser.people.amina), said)
    assert (the_paper().state, the_paper().content) == (PaperState.FAULTY, None)
    assert "A virus was found" in the_paper().fault


def test_where_it_cannot_be_run_nobody_is_told_that_a_paper_is_clean(
    browser: Browser, said: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked_by(browser, "no-such-command", monkeypatch)
    attach(browser.as_(browser.people.amina), said)
    assert the_paper().state == PaperState.READING
    assert db.session.scalars(select(Job.state).where(Job.kind == "comments.read_paper")).one() == State.FAILED
    browser.get("comments.paper_file", paper_id=the_paper().id, status=403)


def test_of_a_submission_that_is_not_confirmed_nothing_is_cut_out_and_the_page_says_so(
    browser: Browser, said: Comment
) -> None:
    sara = browser.as_(browser.people.sara)
    attach(sara, said)
    paper = the_paper()
    assert "Excerpts that wait" in sara.get("comments.paper", paper_id=paper.id)
    said.state, said.sent_at = CommentState.UNCONFIRMED, None
    db.session.commit()
    page = sara.get("comments.paper", paper_id=paper.id)
    assert "The submission that this paper belongs to is not confirmed" in page
    assert "Excerpts that wait" not in page


class ToyModel:
    """Two dimensions: what is about the weather, and what is not."""

    name = "toy-of-papers"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[1.0, 0.0] if "weather" in text.casefold() else [0.0, 1.0] for text in texts], np.float32)


def test_an_excerpt_that_names_no_clause_gets_the_one_that_is_clearly_nearest(browser: Browser, said: Comment) -> None:
    attach(browser.as_(browser.people.amina), said)
    waits = {one.id: one.text for one in excerpts() if one.clause_id is None and "weather" in one.text}
    one, other = SuggestedFrom(7, "A", "Le temps, weather."), SuggestedFrom(8, "B", "Money.")
    found = nearest_clauses(ClauseSuggester([one, other]), waits, ToyModel())
    assert [suggested.clause_id for suggested in found.values()] == [7]
    clause = make.clause(said.round.draft, "HR-L1")
    keep_suggestions({excerpt: Suggested(clause.id, 0.6) for excerpt in waits})
    keep_suggestions({excerpt: Suggested(clause.id + 1, 0.7) for excerpt in waits})  # it has one already
    db.session.expire_all()
    assert {(one.clause_id, one.certainty) for one in excerpts() if one.id in waits} == {(clause.id, 0.6)}
    assert "by words and meaning" in browser.as_(browser.people.amina).get("comments.paper", paper_id=the_paper().id)


def test_papers_that_were_read_are_looked_at_once(browser: Browser, said: Comment) -> None:
    attach(browser.as_(browser.people.amina), said)
    for _twice in range(2):
        suggest_for_new_papers()
    asked = select(func.count()).select_from(Job).where(Job.kind == SUGGEST_CLAUSES)
    assert db.session.scalar(asked) == 1


def test_the_secretariat_finds_words_of_papers_before_they_are_placed(browser: Browser, said: Comment) -> None:
    attach(browser.as_(browser.people.amina), said)
    sara = browser.as_(browser.people.sara)
    page = sara.get("comments.papers", slug="smart-cities", q="WEÄTHER met")
    assert ("1 excerpt holds" in page, "The weather was fine" in page) == (True, True)
    (waits,) = [one for one in excerpts() if "weather" in one.text]
    sara.post("comments.sort_excerpts", ticked(waits, do="skip"), paper_id=the_paper().id)
    assert "0 excerpts hold" in sara.get("comments.papers", slug="smart-cities", q="weather met")
