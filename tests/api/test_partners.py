"""What a partner's site passes on: kept once, said by whoever confirms it, refused with a sentence for each field."""

from typing import Any

import pytest
from sqlalchemy import select

from consult.api.reading_limit import NETWORKS, ReadingLimit
from consult.api.tokens.actions import end_token, make_token
from consult.comments.models import Comment, CommentState
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.drafts.queries import wordings_of
from tests.browser import Browser
from tests.make import consultations as make_rounds
from tests.make import drafts as make_drafts

SAID = {
    "source_id": "17",
    "name": "Iris Blum",
    "email": "iris@example.org",
    "country": "DE",
    "stakeholder_type": "individual",
    "comment": "Say who pays for the screens.",
}


class PartnersSite:
    """A partner's program, with its token."""

    def __init__(self, browser: Browser) -> None:
        people = browser.people
        guideline = make_drafts.guideline()
        people.appoint_all(guideline)
        self.round = make_rounds.round_(make_drafts.draft(guideline, by=people.sara))
        self.row, self.token = make_token(self.round, "A city’s own site", by=people.sara)
        self.clause = wordings_of(self.round.draft)[0].clause.uid
        self.slug = self.round.slug
        db.session.commit()
        self.client = browser.app.test_client()

    def passes_on(self, *, token: str | None = None, slug: str = "", **said: Any) -> Any:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        address = f"/api/v1/rounds/{slug or self.slug}/comments"
        return self.client.post(address, json={**SAID, **said}, headers=headers)


@pytest.fixture
def site(browser: Browser) -> PartnersSite:
    return PartnersSite(browser)


def comments() -> list[Comment]:
    return list(db.session.scalars(select(Comment)))


def test_a_visitors_comment_waits_until_they_confirm_it(site: PartnersSite) -> None:
    answer = site.passes_on(clause=site.clause)
    assert answer.status_code == 201
    (comment,) = comments()
    assert answer.json == {"reference": comment.reference, "state": "unconfirmed"}
    assert (comment.state, comment.provenance) == (CommentState.UNCONFIRMED, "A city’s own site")
    assert db.session.scalars(select(Message.recipient)).all() == ["iris@example.org"]


def test_the_same_number_sent_again_is_the_same_comment_and_no_second_mail(site: PartnersSite) -> None:
    first, again = site.passes_on(), site.passes_on()
    assert first.json == again.json
    assert len(comments()) == 1
    assert len(db.session.scalars(select(Message)).all()) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"comment": " "}, "comment"),
        ({"email": "iris"}, "email"),
        ({"country": "XX"}, "country"),
        ({"stakeholder_type": "nobody"}, "stakeholder_type"),
        ({"clause": "0"}, "clause"),
        ({"stance": "angry"}, "stance"),
        ({"coment": "misspelt"}, "coment"),
        ({"source_id": ""}, "source_id"),
    ],
)
def test_what_is_wrong_is_said_of_its_field_and_nothing_is_kept(
    site: PartnersSite, said: dict[str, str], field: str
) -> None:
    answer = site.passes_on(**said)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json["errors"][field]
    assert comments() == []


def test_a_token_is_for_its_round_and_until_it_is_ended(site: PartnersSite) -> None:
    other = make_rounds.round_(site.round.draft, "another")
    assert site.passes_on(slug=other.slug).status_code == 403
    assert site.passes_on(token="consult_guessed").status_code == 401
    end_token(site.row, by=site.row.made_by)
    db.session.commit()
    answer = site.passes_on()
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert comments() == []


def test_the_page_shows_a_token_once(site: PartnersSite, browser: Browser) -> None:
    sara = browser.as_(browser.people.sara)
    page = sara.post("programs.partners", {"partner": "A newspaper"}, round_slug=site.slug)
    assert "consult_" in page.text
    assert "consult_" not in sara.get("programs.partners", round_slug=site.slug).text
    assert "A newspaper" in sara.get("programs.partners", round_slug=site.slug)


def test_one_network_does_not_use_up_the_reading_of_another() -> None:
    limit = ReadingLimit(2)
    assert [limit.left("a", 0) for _ in range(3)] == [1, 0, -1]
    assert limit.left("b", 59) == 1
    assert limit.left("a", 60) == 1


def test_networks_beyond_those_remembered_share_one_count() -> None:
    limit = ReadingLimit(1)
    for number in range(NETWORKS):
        limit.left(str(number), 0)
    assert [limit.left("x", 0), limit.left("y", 0)] == [0, -1]


def test_the_same_number_with_other_words_is_still_the_same_comment(site: PartnersSite) -> None:
    first = site.passes_on()
    assert site.passes_on(comment="Other words.").json == first.json
    assert [comment.text for comment in comments()] == [SAID["comment"]]


def test_a_clause_is_named_by_its_printed_number_too(site: PartnersSite) -> None:
    number = wordings_of(site.round.draft)[0].number
    assert site.passes_on(clause=number).status_code == 201
    (comment,) = comments()
    assert comment.clause is not None
    assert comment.clause.uid == site.clause


def test_what_no_address_answers_is_told_as_a_problem(site: PartnersSite) -> None:
    answers = [site.client.get("/api/v1/nothing"), site.client.get(f"/api/v1/rounds/{site.slug}/comments")]
    assert [(one.status_code, one.content_type) for one in answers] == [
        (404, "application/problem+json"),
        (405, "application/problem+json"),
    ]
