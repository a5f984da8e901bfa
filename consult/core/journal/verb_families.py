"""What a verb of the journal is told with, and the families of verbs that a reader may choose to see."""

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

    COMMENTS = "comments", _l("Comments"), "comment mail position register"
    ANALYSIS = "analysis", _l("Themes and points"), "analysis theme point sample"
    EVIDENCE = "evidence", _l("Evidence"), "finding weighing clause criterion report"
    ANSWERS = "answers", _l("Answers"), "answer bulk commenter commenters satisfaction work"
    REVISIONS = "revisions", _l("Revisions"), "revision"
    ADVICE = "advice", _l("Advice"), "remark advice"
    VOTES = "votes", _l("Votes"), "delphi ballot vote procedure objection joint alternative"
    DRAFTS = "drafts", _l("Drafts"), "guideline milestone part pillar draft wording publication override carry carries"
    ROUNDS = "rounds", _l("Rounds"), "round session target policy"
    PEOPLE = "people", _l("Roles"), "role person group interest nomination organisation"
    LOG = "log", _l("The record’s log"), "witness log"


class ToldVerb(StrEnum):
    """A verb with its sentence and the names of its facts; `core.verbs` has them all.

    `sentence` says it to everyone. `sentence_then`, where there is one, says it with the names that things bore then:
    for those who may read them, when the entry holds them.
    """

    sentence: Any
    sentence_then: Any
    facts: frozenset[str]

    def __new__(cls, value: str, sentence: Any, facts: str = "", sentence_then: Any = "") -> Self:
        member = str.__new__(cls, value)
        member._value_, member.sentence, member.sentence_then = value, sentence, sentence_then
        member.facts = frozenset(facts.split())
        return member

    @property
    def family(self) -> VerbFamily:
        thing = self.partition(".")[0]
        return next(family for family in VerbFamily if thing in family.things)
