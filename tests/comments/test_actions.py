"""What may and may not happen to a comment, on both databases."""

from datetime import timedelta

import pytest

from consult.comments import actions
from consult.comments.content import CommentContent
from consult.comments.models import CommentState
from consult.comments.references import comment_digest
from consult.consultations.models import Access, Round, Visibility
from consult.core import clock
from consult.core.locking import Stale
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from tests.make import comments as make
from tests.make import consultations as rounds
from tests.make import drafts
from tests.people import People


@pytest.fixture
def draft(people: People) -> Draft:
    return drafts.draft(drafts.guideline(by=people.sara), by=people.sara)


@pytest.fixture
def online(draft: Draft) -> Round:
    return rounds.round_(draft)


def test_a_sent_comment_has_a_reference_a_hash_and_what_its_author_was(people: People, online: Round) -> None:
    comment = make.comment(online, people.bruno, "Say who pays.", number="HR-L1")
    assert comment.state == CommentState.SENT
    assert (comment.organisation, comment.country) == ("Recife", "BR")
    assert comment.digest == comment_digest(type="general", stance="neutral", text="Say who pays.", proposed_text="")
    assert comment.versions[0].digest == comment.digest
    assert comment.pillar.code == "HR"


def test_the_same_form_sent_twice_is_one_comment(people: People, online: Round) -> None:
    first = actions.save_comment(online, people.amina, CommentContent(text="Once."), token="t")
    actions.send_comment(first)
    again = actions.save_comment(online, people.amina, CommentContent(text="Once."), token="t")
    assert actions.send_comment(again) is first
    assert len(first.versions) == 1


def test_a_late_comment_is_refused_and_stays_a_draft(people: People, draft: Draft) -> None:
    soon = rounds.round_(draft, closes_at=clock.now() + timedelta(days=1))
    comment = make.comment(soon, people.amina, sent=False)
    with clock.at(soon.closes_at + timedelta(seconds=1)), pytest.raises(Refused, match="closed on"):
        actions.send_comment(comment)
    assert comment.state == CommentState.DRAFT


def test_an_edit_keeps_what_was_said_before(people: People, online: Round) -> None:
    comment = make.comment(online, people.amina, "First.")
    before = comment.digest
    actions.edit_comment(comment, CommentContent(text="Second."), by=people.amina)
    assert [version.text for version in comment.versions] == ["First.", "Second."]
    assert comment.digest == comment.versions[1].digest != before


def test_an_edit_in_a_moderated_round_is_looked_at_again(people: People, draft: Draft) -> None:
    comment = make.comment(rounds.round_(draft, visibility=Visibility.AFTER_MODERATION), people.amina)
    assert comment.state == CommentState.HELD
    comment.state = CommentState.SENT
    actions.edit_comment(comment, CommentContent(text="Other."), by=people.amina)
    assert comment.state == CommentState.HELD


def test_two_windows_do_not_overwrite_each_other(people: People, online: Round) -> None:
    comment = make.comment(online, people.amina, "First.")
    base = CommentContent.of(comment).version
    actions.edit_comment(comment, CommentContent(text="From one window."), by=people.amina, base_version=base)
    with pytest.raises(Stale) as stale:
        actions.edit_comment(comment, CommentContent(text="From the other."), by=people.amina, base_version=base)
    assert (stale.value.theirs, stale.value.yours) == ("From one window.", "From the other.")


def test_nobody_edits_after_the_close_or_what_is_another_s(people: People, online: Round) -> None:
    comment = make.comment(online, people.amina)
    with pytest.raises(Refused, match="Only its author"):
        actions.edit_comment(comment, CommentContent(text="Mine."), by=people.bruno)
    with clock.at(online.closes_at), pytest.raises(Refused, match="closed"):
        actions.edit_comment(comment, CommentContent(text="Late."), by=people.amina)


def test_a_withdrawn_comment_stays_in_the_record(people: People, online: Round) -> None:
    comment = make.comment(online, people.amina, "Said.")
    actions.withdraw_comment(comment, by=people.amina)
    assert (comment.state, comment.text) == (CommentState.WITHDRAWN, "Said.")
    with pytest.raises(Refused):
        actions.withdraw_comment(comment, by=people.amina)


def test_a_quote_is_kept_as_it_stands_in_the_clause(people: People, online: Round) -> None:
    comment = make.comment(online, people.amina, number="HR-L1", quote="PUBLISH  a register")
    assert (comment.quote, comment.prefix[-7:], comment.suffix[:4]) == ("publish a register", "should ", " of ")


def test_a_quote_that_is_not_in_the_clause_cannot_be_sent(people: People, online: Round) -> None:
    with pytest.raises(Refused, match="do not stand in the clause"):
        make.comment(online, people.amina, number="HR-L1", quote="abolish every sensor")


def test_endorsing_twice_is_endorsing_once(people: People, online: Round) -> None:
    comment = make.comment(online, people.amina)
    actions.endorse(comment, by=people.bruno)
    actions.endorse(comment, by=people.bruno)
    assert actions.endorsement_by(people.bruno, comment) is not None
    with pytest.raises(Refused, match="yours"):
        actions.endorse(comment, by=people.amina)


def test_only_the_invited_comment_in_a_round_by_invitation(people: People, draft: Draft) -> None:
    with pytest.raises(Refused, match="invited"):
        make.comment(rounds.round_(draft, access=Access.INVITED), people.amina)


def test_nobody_speaks_officially_by_a_comment_alone(people: People, online: Round) -> None:
    for person in (people.amina, people.bruno):
        with pytest.raises(Refused, match="organisation"):
            make.comment(online, person, capacity="official")


def test_an_empty_comment_is_not_sent(people: People, online: Round) -> None:
    with pytest.raises(Refused, match="empty"):
        make.comment(online, people.amina, " \n ")
