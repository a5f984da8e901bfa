"""What a comment's receipt is of: everything that was said, where, when and as whom. Pure.

The author is committed to apart, under a salt of their own: when a name is erased and the words stand, because
a decision stands on them, the commitment to the words can still be opened.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from consult.comments.models import Capacity
from consult.core.transparency.canonical import commitment_to
from consult.core.transparency.statements import fields_of

ENDORSEMENT = ("id", "comment_id", "person_id", "at", "version")
SAID = ("reference", "quote", "prefix", "suffix", "title", "evidence_url", "language", "channel")


@dataclass(frozen=True)
class StatementPlace:
    """Where it was said: the round, and the words that its author had before them."""

    guideline: str
    round: str
    draft: int
    pillar: str | None = None
    clause: Mapping[str, str] | None = None  # uid, number, and the digest of the wording in that draft
    in_reply_to: str | None = None


def clause_read(uid: str, number: str, text: str) -> dict[str, str]:
    """The clause as it stood before the author."""
    return {"uid": uid, "number": number, "wording_sha256": hashlib.sha256(text.encode()).hexdigest()}


def author_as_shown(comment: Any) -> dict[str, Any]:
    """As readers see them: no name, and no organisation, of who did not want to be named."""
    shown = comment.named or comment.capacity == Capacity.OFFICIAL
    # What was sent before there were confirmed organisations says nothing of them.
    confirmed = {"confirmed": True} if comment.confirmed_organisation_id is not None and shown else {}
    return confirmed | {
        "name": comment.author_name if comment.named else "",
        "organisation": comment.organisation if shown else "",
        "capacity": comment.capacity,
        "stakeholder_type": comment.stakeholder_type,
        "country": comment.country,
    }


def as_said(comment: Any, place: StatementPlace, author: Mapping[str, Any], author_salt: bytes) -> dict[str, Any]:
    """What is kept with a version beside its words, so that its receipt can be computed again at any time."""
    about = {
        "guideline": place.guideline,
        "round": place.round,
        "draft": place.draft,
        "pillar": place.pillar,
        "clause": dict(place.clause) if place.clause is not None else None,
        "in_reply_to": place.in_reply_to,
    }
    given = {name: getattr(comment, name) for name in SAID}
    # A receipt from before there were translations says nothing of them, and a row of a register has none.
    if read_in := getattr(comment, "read_in", ""):
        given["read_in"] = read_in
    return {**given, **about, "named": bool(comment.named), "author": commitment_to(author, author_salt).hex()}


def content_of_comment(version: Any) -> dict[str, Any]:
    """One version of a comment, all of it. What was sent before there was a log is known by its words alone."""
    words = {name: getattr(version, name) for name in ("type", "stance", "text", "proposed_text")}
    return {**(version.as_said or {}), **words, "version": version.number, "time": version.at}


AS_WHOM = frozenset({"version", "time", "named", "author"})  # what differs where no word was changed


class ChangesSinceSent(NamedTuple):
    """What was changed after a comment was sent: the words last, and since then only how its author is shown."""

    words: Any | None = None
    choices: Any | None = None


def says_the_same(one: Any, other: Any) -> bool:
    """Whether two versions differ in nothing but how their author is shown."""
    if not (one.as_said and other.as_said):
        return bool(one.digest == other.digest)
    before, after = content_of_comment(one), content_of_comment(other)
    return all(before.get(name) == after.get(name) for name in (before.keys() | after.keys()) - AS_WHOM)


def changes_of(versions: Sequence[Any]) -> ChangesSinceSent:
    changes = ChangesSinceSent()
    for before, after in pairwise(versions):
        changes = changes._replace(choices=after) if says_the_same(before, after) else ChangesSinceSent(words=after)
    return changes


def author_holds(version: Any) -> bool:
    """Whether the author kept with a version is the one committed to; true where they were erased."""
    if version.author_shown is None or version.author_salt is None or not version.as_said:
        return True
    computed = commitment_to(version.author_shown, bytes.fromhex(version.author_salt))
    return computed.hex() == str(version.as_said.get("author"))


def content_of_endorsement(endorsement: Any) -> dict[str, Any]:
    return fields_of(endorsement, ENDORSEMENT)


def content_of_position(position: Any) -> dict[str, Any]:
    """An organisation's position: it names the receipt of each of its comments, and so covers them all."""
    return {**(position.statement or {}), "id": position.id, "time": position.sent_at}
