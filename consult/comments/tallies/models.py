"""Tallies of comments by place and by language; people heard, each once, and how many of each group."""

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model
from consult.core.derived.triggers import Derived, Trigger, registry


class CommentTally(Model):
    """Comments that arrived, by round, state and whether they reply: by place, or in each language. The sum counts."""

    __tablename__ = "comment_tally"
    __table_args__ = (Index("ix_comment_tally_round_id", "round_id", "slice"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slice: Mapped[str]  # place, language
    round_id: Mapped[int]
    state: Mapped[str]
    reply: Mapped[int]
    clause_id: Mapped[int | None]
    pillar_id: Mapped[int | None]
    language: Mapped[str | None]
    n: Mapped[int]


class Voice(Model):
    """Someone heard on a guideline: a comment of theirs stands, or they endorsed one that does.

    `who` is p and the person's number, n and what a register calls them, or r and the round, file and row.
    """

    __tablename__ = "voice"
    __table_args__ = (UniqueConstraint("guideline_id", "who"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int]
    who: Mapped[str]
    country: Mapped[str | None]
    stakeholder_type: Mapped[str | None]
    times: Mapped[int]


class VoiceTally(Model):
    """People heard on a guideline by country and kind of stakeholder. The sum counts."""

    __tablename__ = "voice_tally"
    __table_args__ = (Index("ix_voice_tally_guideline_id", "guideline_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int]
    country: Mapped[str | None]
    stakeholder_type: Mapped[str | None]
    n: Mapped[int]


# Comments by place and language

TALLIED = ("round_id", "state", "in_reply_to_id", "clause_id", "pillar_id", "language")
NO_NUMBER = "CAST(NULL AS INTEGER)"
ARRIVED = "state NOT IN ('draft', 'unconfirmed')"


def _slices(row: str, sign: str) -> list[str]:
    into = "INSERT INTO comment_tally (slice, round_id, state, reply, clause_id, pillar_id, language, n)"
    shared = f"{row}round_id, {row}state, CASE WHEN {row}in_reply_to_id IS NULL THEN 0 ELSE 1 END"
    arrived = f"WHERE {row}{ARRIVED}"
    return [
        f"{into} SELECT 'place', {shared}, {row}clause_id, {row}pillar_id, CAST(NULL AS VARCHAR), {sign}1 {arrived}",
        f"{into} SELECT 'language', {shared}, {NO_NUMBER}, {NO_NUMBER}, {row}language, {sign}1 {arrived}",
    ]


_REPLY = "CASE WHEN in_reply_to_id IS NULL THEN 0 ELSE 1 END"
_PLACES = (
    f"SELECT 'place' AS slice, round_id, state, {_REPLY} AS reply, clause_id, pillar_id,"
    f" CAST(NULL AS VARCHAR) AS language, count(*) AS n FROM comment WHERE {ARRIVED}"
    f" GROUP BY round_id, state, {_REPLY}, clause_id, pillar_id"
)
_LANGUAGES = (
    f"SELECT 'language' AS slice, round_id, state, {_REPLY} AS reply, CAST(NULL AS INTEGER) AS clause_id,"
    f" CAST(NULL AS INTEGER) AS pillar_id, language, count(*) AS n FROM comment WHERE {ARRIVED}"
    f" GROUP BY round_id, state, {_REPLY}, language"
)

COMMENTS = Derived(
    table="comment_tally",
    columns=("slice", "round_id", "state", "reply", "clause_id", "pillar_id", "language", "n"),
    source=f"{_PLACES} UNION ALL {_LANGUAGES}",
    sums=("n",),
    triggers=(
        Trigger("comment", "INSERT", _slices("NEW.", "+")),
        Trigger("comment", "DELETE", _slices("OLD.", "-")),
        Trigger("comment", "UPDATE", [*_slices("OLD.", "-"), *_slices("NEW.", "+")], columns=TALLIED),
    ),
)

# People heard

SENDER = ("author_id", "author_name", "organisation", "country", "stakeholder_type")
GROUPED = ("round_id", "state", *SENDER, "channel", "provenance")


def who_said(row: str) -> str:
    """Who said a comment, in SQL: the same words are the same person, wherever people are counted. What came of one
    row of a register that names nobody is one person's, too; whoever else is not known is nobody: NULL."""
    named = f"lower({row}author_name || '|' || {row}organisation)"
    return (
        f"CASE WHEN {row}author_id IS NOT NULL THEN 'p' || CAST({row}author_id AS VARCHAR)"
        f" WHEN {named} <> '|' THEN 'n' || {named}"
        f" WHEN {row}channel = 'register' AND {row}provenance <> ''"
        f" THEN 'r' || CAST({row}round_id AS VARCHAR) || ' ' || {row}provenance END"
    )


def _guideline(round_id: str) -> str:
    return f"(SELECT guideline_id FROM round WHERE round.id = {round_id})"


# One row each time that someone was heard: what a voice sums up.
_SAID = (
    f"SELECT round.guideline_id AS guideline_id, {who_said('comment.')} AS who, comment.country AS country,"
    " CAST(comment.stakeholder_type AS VARCHAR) AS stakeholder_type"
    " FROM comment JOIN round ON round.id = comment.round_id WHERE comment.state = 'sent'"
)
_ENDORSED = (
    "SELECT round.guideline_id AS guideline_id, 'p' || CAST(person.id AS VARCHAR) AS who, person.country AS country,"
    " CAST(person.stakeholder_type AS VARCHAR) AS stakeholder_type"
    " FROM endorsement JOIN comment ON comment.id = endorsement.comment_id JOIN round ON round.id = comment.round_id"
    " JOIN person ON person.id = endorsement.person_id WHERE comment.state = 'sent'"
)
_SUMMED = (
    "SELECT guideline_id, who, max(country) AS country, max(stakeholder_type) AS stakeholder_type, count(*) AS times"
)

# Of one round, by the same words; `:round` is its number.
HEARD_IN_ROUNDS = (
    "SELECT country, stakeholder_type, count(*) AS n FROM"
    f" ({_SUMMED} FROM ({_SAID} AND comment.round_id IN :rounds UNION ALL {_ENDORSED} AND comment.round_id IN :rounds)"
    " AS said WHERE who IS NOT NULL GROUP BY guideline_id, who) AS heard GROUP BY country, stakeholder_type"
)


def _heard(guideline: str, who: str, country: str, kind: str, where: str) -> str:
    """Once more; of several countries or kinds the last in the alphabet counts, whatever came first."""
    greater = ", ".join(
        f"{c} = CASE WHEN voice.{c} IS NULL OR excluded.{c} > voice.{c} THEN excluded.{c} ELSE voice.{c} END"
        for c in ("country", "stakeholder_type")
    )
    return (
        "INSERT INTO voice (guideline_id, who, country, stakeholder_type, times)"
        f" SELECT {guideline}, {who}, {country}, {kind}, 1 WHERE {where}"
        f" ON CONFLICT (guideline_id, who) DO UPDATE SET times = voice.times + 1, {greater}"
    )


def _anew(who: str, *heard: str, guideline: str = "") -> list[str]:
    """Voices made again from all that stands of theirs."""
    within = f" AND round.guideline_id = {guideline}" if guideline else ""
    every = " UNION ALL ".join(f"{one}{within}" for one in heard)
    of = f"voice WHERE who IN ({who})" + (f" AND guideline_id = {guideline}" if guideline else "")
    into = "INSERT INTO voice (guideline_id, who, country, stakeholder_type, times)"
    made = f"{into} {_SUMMED} FROM ({every}) AS heard WHERE who IS NOT NULL GROUP BY guideline_id, who"
    return [f"HOLD 1 FROM {of} ORDER BY id", f"DELETE FROM {of}", made]


def _of_person(number: str) -> tuple[str, str]:
    return f"{_SAID} AND comment.author_id IN ({number})", f"{_ENDORSED} AND endorsement.person_id IN ({number})"


def _author_anew(row: str) -> list[str]:
    """A name in a register has no index: taking back what came in one is rare."""
    named = f"{row}author_id IS NULL AND comment.author_id IS NULL AND {who_said('comment.')} = {who_said(row)}"
    every = (*_of_person(f"{row}author_id"), f"{_SAID} AND {named}")
    return _anew(who_said(row), *every, guideline=_guideline(f"{row}round_id"))


def _endorsers_anew(row: str) -> list[str]:
    """All who endorsed the comment of a row: its state changed."""
    of_it = f"FROM endorsement e WHERE e.comment_id = {row}id"
    theirs = _of_person(f"SELECT e.person_id {of_it}")
    who = f"SELECT 'p' || CAST(e.person_id AS VARCHAR) {of_it}"
    return _anew(who, *theirs, guideline=_guideline(f"{row}round_id"))


_FIRST_SENT = _heard(
    _guideline("NEW.round_id"),
    who_said("NEW."),
    "NEW.country",
    "NEW.stakeholder_type",
    f"{who_said('NEW.')} IS NOT NULL",
)
_ENDORSEMENT = _heard(
    "round.guideline_id",
    "'p' || CAST(person.id AS VARCHAR)",
    "person.country",
    "person.stakeholder_type",
    "comment.state = 'sent' AND person.id = NEW.person_id",
).replace(
    " WHERE comment.state",
    " FROM comment JOIN round ON round.id = comment.round_id, person"
    " WHERE comment.id = NEW.comment_id AND comment.state",
)
_ENDORSER = _anew("'p' || CAST(OLD.person_id AS VARCHAR)", *_of_person("OLD.person_id"))
_PERSON = _anew("'p' || CAST(NEW.id AS VARCHAR)", *_of_person("NEW.id"))
_HAS_ENDORSED = "EXISTS (SELECT 1 FROM endorsement e WHERE e.person_id = NEW.id)"
_IS_ENDORSED = "EXISTS (SELECT 1 FROM endorsement e WHERE e.comment_id = NEW.id)"
_JUST_SENT = f"OLD.state IN ('draft', 'unconfirmed', 'held') AND NEW.state = 'sent' AND NOT {_IS_ENDORSED}"
_STOOD = "(OLD.state = 'sent' OR NEW.state = 'sent')"

VOICES = Derived(
    table="voice",
    columns=("guideline_id", "who", "country", "stakeholder_type", "times"),
    source=f"{_SUMMED} FROM ({_SAID} UNION ALL {_ENDORSED}) AS heard WHERE who IS NOT NULL GROUP BY guideline_id, who",
    triggers=(
        Trigger("comment", "INSERT", [_FIRST_SENT], when="NEW.state = 'sent'"),
        Trigger("comment", "DELETE", _author_anew("OLD."), when="OLD.state = 'sent'"),
        Trigger("comment", "UPDATE", [_FIRST_SENT], columns=("state",), when=_JUST_SENT),
        Trigger(
            "comment",
            "UPDATE",
            [*_author_anew("OLD."), *_author_anew("NEW.")],
            columns=GROUPED,
            when=f"{_STOOD} AND NOT ({_JUST_SENT})",
        ),
        Trigger("comment", "UPDATE", _endorsers_anew("NEW."), columns=("state",), when=f"{_STOOD} AND {_IS_ENDORSED}"),
        Trigger("endorsement", "INSERT", [_ENDORSEMENT]),
        Trigger("endorsement", "DELETE", _ENDORSER),
        Trigger("person", "UPDATE", _PERSON, columns=("country", "stakeholder_type"), when=_HAS_ENDORSED),
    ),
)

_INTO = "INSERT INTO voice_tally (guideline_id, country, stakeholder_type, n) VALUES"
_PLUS = f"{_INTO} (NEW.guideline_id, NEW.country, NEW.stakeholder_type, 1)"
_MINUS = f"{_INTO} (OLD.guideline_id, OLD.country, OLD.stakeholder_type, -1)"

HEARD = Derived(
    table="voice_tally",
    columns=("guideline_id", "country", "stakeholder_type", "n"),
    source="SELECT guideline_id, country, stakeholder_type, count(*) AS n FROM voice"
    " GROUP BY guideline_id, country, stakeholder_type",
    sums=("n",),
    triggers=(
        Trigger("voice", "INSERT", [_PLUS]),
        Trigger("voice", "DELETE", [_MINUS]),
        Trigger("voice", "UPDATE", [_MINUS, _PLUS], columns=("country", "stakeholder_type")),
    ),
)

registry.add(COMMENTS, VOICES, HEARD)
