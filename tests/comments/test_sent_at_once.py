"""A comment that is written and sent by one form is one row, written once; nothing that was promised goes missing."""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment, CommentState, CommentVersion
from consult.comments.statements import SAID, content_of_comment
from consult.comments.tallies.queries import number_in
from consult.consultations.models import Round
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.search import index
from consult.core.search.models import SearchEntry
from consult.core.transparency.canonical import commitment_to
from consult.core.transparency.models import LogLeaf
from consult.core.transparency.tracked_rows import tracked
from tests.browser import Browser, Page
from tests.make import comments as make
from tests.make import consultations, drafts
from tests.net.test_statements import Statements

TYPED = {"text": "Say who pays.", "stance": "oppose", "language": "en", "named": "y", "type": "technical"}
ON_A_CLAUSE = {"quote": "publish a register", "proposed_text": "keep a register", "evidence_url": "https://example.org"}


@pytest.fixture
def round_(browser: Browser) -> Round:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    return consultations.round_(drafts.draft(guideline, by=browser.people.sara))


@dataclass
class Form:
    """The form on a clause of the round, filled in, before somebody who is signed in."""

    browser: Browser
    address: str
    said: dict[str, str]

    def send(self) -> Page:
        db.session.expire_all()
        return self.browser.post(self.address, self.said, follow=False)


@pytest.fixture
def form(browser: Browser, round_: Round) -> Form:
    address = f"/guidelines/smart-cities/drafts/1/clauses/{make.clause(round_.draft, 'HR-L1').uid}/comment"
    said = {**TYPED, **ON_A_CLAUSE, "round": round_.slug, "token": "one"}
    return Form(browser.as_(browser.people.amina), address, said)


def the_comment() -> Comment:
    db.session.expire_all()
    return db.session.scalars(select(Comment)).one()


def test_what_the_receipt_commits_to_is_what_the_row_says(form: Form) -> None:
    """Also what nobody typed, such as the channel: a column's default is there before the receipt is made of it."""
    form.send()
    comment = the_comment()
    (version,) = comment.versions
    assert {name: version.as_said[name] for name in SAID} == {name: getattr(comment, name) for name in SAID}
    assert version.as_said["channel"] == "site"
    leaf = db.session.scalars(select(LogLeaf).where(LogLeaf.subject == "comment_version")).one()
    assert leaf.salt is not None
    assert commitment_to(content_of_comment(version), leaf.salt).hex() == comment.commitment == version.commitment


def test_it_is_inserted_as_sent_and_never_updated(form: Form) -> None:
    with Statements() as done:
        form.send()
    assert len([one for one in done if one.startswith("INSERT INTO comment (")]) == 1
    assert not [one for one in done if one.startswith("UPDATE comment")]


def test_nothing_that_is_inserted_at_once_waits_for_a_flush_to_have_its_leaf() -> None:
    watched = {model for source in tracked for model in (source.model, source.after, *(source.also_with or ())[:1])}
    assert not watched & {Comment, CommentVersion, AuditEntry, Message}


def test_nothing_is_read_twice(form: Form) -> None:
    with Statements() as done:
        form.send()
    read = [table[1] for one in done if (table := re.match(r"SELECT (\w+)\.", one))]
    assert len(read) == len(set(read)), "\n".join(done)


def test_what_was_promised_is_there(form: Form) -> None:
    """The version, the entry in the journal, both leaves, the mail, the counts; who searches then finds its words."""
    form.send()
    comment = the_comment()
    assert (comment.state, comment.author_name, comment.country) == (CommentState.SENT, "Amina Hassan", "KE")
    assert db.session.scalar(select(func.count()).select_from(CommentVersion)) == 1
    sent = select(AuditEntry).where(AuditEntry.verb == "comment.sent", AuditEntry.subject_id == comment.id)
    entry = db.session.scalars(sent).one()
    assert entry.facts == {"reference": comment.reference, "commitment": comment.commitment}
    about = select(LogLeaf).where(LogLeaf.kind == "journal", LogLeaf.subject_id == entry.id)
    assert db.session.scalars(about).one().commitment
    mail = db.session.scalars(select(Message).where(Message.subject.contains(comment.reference))).one()
    assert comment.commitment in mail.body
    assert number_in([comment.round_id]) == 1
    index.catch_up()
    found = db.session.scalars(select(SearchEntry).where(SearchEntry.number != "", SearchEntry.kind == "comment"))
    assert "who pay" in found.one().body


def test_the_same_form_sent_again_is_the_same_comment_and_no_second_mail(form: Form) -> None:
    assert form.send().location == form.send().location
    assert len(the_comment().versions) == 1
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1
