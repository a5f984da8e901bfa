"""A guideline that is put away is read, and takes no words and no votes; what is going on is not put away."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.comments import actions as comments
from consult.comments.content import CommentContent
from consult.comments.editor import guests
from consult.comments.editor.targets import CommentTarget
from consult.comments.models import Comment, CommentState, Import
from consult.comments.register import staging, uploads
from consult.consultations import actions as rounds
from consult.consultations.models import Round
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.models import Guideline
from consult.voting import life
from consult.voting.models import Ballot, Vote
from tests.browser import Browser
from tests.make import comments as make_comments
from tests.make import consultations as make_rounds
from tests.make import drafts as make_drafts
from tests.make import voting as make_ballots
from tests.people import People

A_DAY = timedelta(days=1)
ARCHIVED = "This guideline is archived"
LEA = guests.Guest("Lea Kos", "lea@example.org")


class PutAway:
    """A guideline with a round, a ballot, a comment, a guest's comment and a file; then it is archived."""

    def __init__(self, people: People) -> None:
        self.people, self.guideline = people, make_drafts.guideline()
        people.appoint_all(self.guideline)
        self.draft = make_drafts.draft(self.guideline, by=people.sara)
        self.round: Round = make_rounds.round_(self.draft)
        self.said = make_comments.comment(self.round, people.amina, "Who pays?", number="HR-L1")
        self.begun = comments.save_comment(self.round, people.bruno, CommentContent(text="Half a thought."))
        self.guests = guests.guest_comment(
            LEA, self.round, CommentTarget(self.draft), CommentContent(text="A"), token=""
        )
        self.file = make_comments.upload(self.round, people.dana)
        self.ballot: Ballot = make_ballots.ballot(make_ballots.revision(self.draft, by=people.dana), by=people.chen)
        self.proposed = make_ballots.revision(self.draft, by=people.dana, number="HR-L2")
        self.guideline.archived_at = clock.now()  # by whatever way: the rules do not trust that nothing was going on
        db.session.commit()

    def acts(self) -> dict[str, Callable[[], object]]:
        people, content = self.people, CommentContent(text="Other words.")
        return {
            "send": lambda: comments.send_comment(self.begun),
            "edit": lambda: comments.edit_comment(self.said, content, by=people.amina),
            "endorse": lambda: comments.endorse(self.said, by=people.bruno),
            "confirm": lambda: guests.confirm_comments([self.guests]),
            "upload": lambda: uploads.begin_upload(self.round, b"comment", "a.csv", "en", by=people.dana),
            "upload by the operator": lambda: uploads.begin_upload(self.round, b"a", "a.csv", "en", by=None),
            "import": lambda: staging.show_staged(self.file, by=people.dana),
            "vote": lambda: make_ballots.vote(self.ballot, people.ines),
            "extend the ballot": lambda: life.extend_ballot(
                self.ballot, self.ballot.closes_at + A_DAY, reason="More time.", by=people.chen
            ),
            "open a ballot": lambda: make_ballots.ballot(self.proposed, by=people.chen),
        }


ACTS = (
    "send",
    "edit",
    "endorse",
    "confirm",
    "upload",
    "upload by the operator",
    "import",
    "vote",
    "extend the ballot",
    "open a ballot",
)


@pytest.mark.parametrize("act", ACTS)
def test_it_takes_no_words_and_no_votes(people: People, act: str) -> None:
    with_all = PutAway(people)
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    with pytest.raises(Refused, match=ARCHIVED):
        with_all.acts()[act]()
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries
    assert db.session.query(Vote).count() + db.session.query(Import).count() == 0
    sent = select(Comment.text).where(Comment.state == CommentState.SENT)
    assert db.session.scalars(sent).all() == ["Who pays?"]


def test_what_one_said_is_taken_back_also_there_and_a_ballot_is_counted(people: People) -> None:
    put_away = PutAway(people)
    comments.withdraw_comment(put_away.said, by=people.amina)
    assert put_away.said.state == CommentState.WITHDRAWN
    assert make_ballots.closed(put_away.ballot).closed_at is not None


@pytest.fixture
def guideline(browser: Browser) -> Guideline:
    made = make_drafts.guideline()
    browser.people.appoint_all(made)
    return made


def refusal(browser: Browser, guideline: Guideline) -> str:
    """What is said to its secretariat, who would put it away."""
    sara = browser.as_(browser.people.sara)
    said = sara.get("tracing.archive", slug=guideline.slug).text
    sara.post("tracing.archive", {"because": "Done."}, slug=guideline.slug)
    assert db.session.get_one(Guideline, guideline.id, populate_existing=True).archived_at is None
    return said


def test_it_is_not_put_away_while_somebody_has_a_later_deadline(browser: Browser, guideline: Guideline) -> None:
    draft = make_drafts.draft(guideline, by=browser.people.sara)
    closed = make_rounds.closed_round(draft)
    rounds.extend(closed, browser.people.amina, clock.now() + A_DAY, by=None)
    db.session.commit()
    assert "given more time" in refusal(browser, guideline)


def test_it_is_not_put_away_while_a_ballot_is_open(browser: Browser, guideline: Guideline) -> None:
    draft = make_drafts.draft(guideline, by=browser.people.sara)
    make_ballots.ballot(make_ballots.revision(draft, by=browser.people.dana), by=browser.people.chen)
    assert "A ballot is open" in refusal(browser, guideline)
