"""What an entry of the journal says to people: the sentence of its verb, filled in."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from consult.core.verbs import Verb

# One thing each: what it is called when nothing more may be said of it.
THINGS: Mapping[str, Any] = {
    "analysis_run": _l("The analysis"),
    "answer": _l("An answer"),
    "answer_template": _l("A template of answers"),
    "appointment": _l("A role"),
    "ballot": _l("A ballot"),
    "carry": _l("A comment"),
    "log_key": _l("The record’s log"),
    "log_witness": _l("A witness"),
    "comment": _l("A comment"),
    "organisation": _l("An organisation"),
    "position": _l("A position"),
    "comment_import": _l("A register of comments"),
    "consultation_session": _l("A session"),
    "delphi_round": _l("A Delphi round"),
    "delphi_study": _l("Delphi rounds"),
    "draft": _l("A draft"),
    "checklist_criterion": _l("A criterion of the checklist"),
    "clause": _l("A clause"),
    "clause_rating": _l("A rating"),
    "evidence_judgement": _l("A judgement"),
    "finding": _l("A finding"),
    "guideline": _l("The guideline"),
    "interest": _l("An interest of a member"),
    "interest_handling": _l("An interest of a member"),
    "joint_ballot": _l("Ballots held together"),
    "joint_item": _l("A revision"),
    "milestone": _l("A step"),
    "nomination": _l("A nomination"),
    "nomination_call": _l("A call for nominations"),
    "part": _l("A part"),
    "pillar": _l("A pillar"),
    "objection": _l("An objection"),
    "participation": _l("A respondent's time"),
    "publication_override": _l("Publishing a draft all the same"),
    "person": _l("A person"),
    "point": _l("A point of a comment"),
    "publication": _l("A draft"),
    "revision": _l("A revision"),
    "revision_remark": _l("Advice on a revision"),
    "role_offer": _l("A role"),
    "round": _l("A round"),
    "rules_of_procedure": _l("The rules of procedure of the expert group"),
    "satisfaction": _l("An answer"),
    "theme": _l("A theme"),
    "vote": _l("A vote"),
    "wording": _l("A clause"),
}
KNOWN: Mapping[str, Verb] = {verb: verb for verb in Verb}


class _Said(dict[str, Any]):
    """Facts for a sentence; one that an older entry lacks is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def sentence(verb: str, thing: Any, facts: Mapping[str, Any]) -> Markup:
    """What happened, in words. Everything but `thing`, when it is markup, is escaped.

    A verb of another version of the software, which this one does not know, is said as it stands.
    """
    outcome = _("carried") if facts.get("carried") else _("not carried")
    words = {"verb": verb.partition(".")[2].replace("_", " "), "outcome": outcome, **facts, "thing": thing}
    return escape(_template(verb, facts)) % _Said(words)


def _template(verb: str, facts: Mapping[str, Any]) -> str:
    known = KNOWN.get(verb)
    if known is None:
        return str(_("%(thing)s: %(verb)s."))
    then = str(known.sentence_then)
    return then if then and names_in(then) - {"thing"} <= facts.keys() else str(known.sentence)


def names_in(sentence: str) -> set[str]:
    """The names that a sentence leaves open."""
    return set(re.findall(r"%\((\w+)\)s", sentence))
