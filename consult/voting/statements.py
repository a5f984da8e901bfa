"""What the log commits to of a ballot: its rule, its seats, each vote or secret paper, its result. Pure.

A paper names no seat, and papers enter the log together when the ballot closes, so that none follows a voter in it.
"""

import hashlib
from typing import Any

from consult.core.transparency.statements import fields_of

BALLOT = (
    "id",
    "revision_id",
    "majority",
    "counting",
    "quorum",
    "quorum_floor",
    "secret",
    "results_hidden",
    "departs_because",
    "again_because",
    "opens_at",
    "closes_at",
    "first_closes_at",
    "seated_at",
    "closed_at",
    "carried",
    "certified_at",
    "voided_at",
    "void_reason",
)
SEAT = (
    "id",
    "ballot_id",
    "appointment_id",
    "name",
    "member_state",
    "holder_id",
    "holder_name",
    "taken_over_at",
)
CHOSEN = ("choice", "gradient", "reason", "acceptable_wording")
VOTE = ("id", "ballot_id", "seat_id", "voter_id", "voter_name", *CHOSEN, "cast_at", "superseded_at")
PAPER = ("id", "ballot_id", *CHOSEN)
OBJECTION = ("id", "vote_id", "asked_at", "question", "answered_at", "lifted", "answer")
TALLY = ("id", "revision_id", "tally")
EVENT = ("id", "ballot_id", "kind", "at", "by_id", "reason", "facts")


def content_of_ballot(ballot: Any) -> dict[str, Any]:
    return fields_of(ballot, BALLOT)


def content_of_seat(seat: Any, ballot: Any) -> dict[str, Any]:
    """Who took part in a secret ballot is told by one leaf when it is closed: none says when somebody voted."""
    told = not ballot.secret or ballot.closed_at is not None
    return fields_of(seat, (*SEAT, "took_part") if told else SEAT)


def content_of_vote(vote: Any) -> dict[str, Any]:
    return fields_of(vote, VOTE)


def content_of_paper(paper: Any) -> dict[str, Any]:
    return fields_of(paper, PAPER)


def content_of_objection(question: Any) -> dict[str, Any]:
    return fields_of(question, OBJECTION)


def content_of_tally(ballot: Any, words: str) -> dict[str, Any]:
    """The result, of the row of its ballot, and the digest of the words that it is about."""
    return {**fields_of(ballot, TALLY), "words": hashlib.sha256(words.encode()).hexdigest()}


def content_of_event(event: Any) -> dict[str, Any]:
    """A line of a ballot's life."""
    return fields_of(event, EVENT)
