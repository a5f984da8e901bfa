"""What a reader of the journal may choose to see."""

from enum import StrEnum
from typing import Any, Self

from flask_babel import lazy_gettext as _l


class VerbFamily(StrEnum):
    """What a reader of the journal may choose to see: the verbs about some things."""

    label: Any
    things: frozenset[str]

    def __new__(cls, value: str, label: Any, things: str) -> Self:
        member = str.__new__(cls, value)
        member._value_, member.label, member.things = value, label, frozenset(things.split())
        return member

    COMMENTS = "comments", _l("Comments"), "comment position register"
    ANALYSIS = "analysis", _l("Themes and points"), "analysis theme point sample"
    EVIDENCE = "evidence", _l("Evidence"), "finding weighing"
    ANSWERS = "answers", _l("Answers"), "answer bulk commenter commenters satisfaction work"
    REVISIONS = "revisions", _l("Revisions"), "revision"
    ADVICE = "advice", _l("Advice"), "remark advice"
    VOTES = "votes", _l("Votes"), "delphi ballot vote procedure objection joint alternative"
    DRAFTS = "drafts", _l("Drafts"), "guideline milestone pillar draft wording publication override carry carries"
    ROUNDS = "rounds", _l("Rounds"), "round session target policy"
    PEOPLE = "people", _l("Roles"), "role person group interest nomination organisation"
    LOG = "log", _l("The record’s log"), "witness log"
