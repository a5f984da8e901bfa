"""The rules of procedure in sentences, as the page "How the group decides" and every ballot say them."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.core.templating import number, percent
from consult.voting.group.models import Opener
from consult.voting.group.procedure import Procedure
from consult.voting.labels import COUNTING_NAMES, MAJORITY_NAMES, OFFERED
from consult.voting.models import Counting, Majority

OPENER_NAMES = {
    Opener.CHAIR: _l("The chair"),
    Opener.SECRETARIAT: _l("The secretariat"),
    Opener.EITHER: _l("The chair or the secretariat"),
}
FIELD_NAMES = {
    "majority": _l("What carries a revision"),
    "counting": _l("Whose vote counts"),
    "quorum": _l("Who must take part"),
    "quorum_floor": _l("At least so many, however many are recused"),
    "secret": _l("Secret ballots"),
    "results_hidden": _l("Nobody sees how others vote until the ballot closes"),
    "opener": _l("Who opens ballots"),
    "notice_days": _l("Days of notice before a ballot opens"),
    "shortest_days": _l("A ballot is open for at least so many days"),
    "usual_days": _l("Usual length in days"),
    "extensions": _l("How often a ballot may be extended"),
    "extension_days": _l("By how many days in all"),
    "reballots": _l("How often a rejected revision may be voted on again"),
    "reballot_after_days": _l("Not before so many days"),
    "silence_days": _l("Silence procedure: days within which an objection stops it"),
    "objection_days": _l("Days within which a member may contest how a ballot was held"),
}
# What decides; an indicative ballot is opened as one, never by rule.
MAJORITIES_TO_SET = {majority: name for majority, name in OFFERED if majority != Majority.INDICATIVE}


def procedure_in_words(procedure: Procedure) -> list[tuple[str, str]]:
    """(what, how) in the order in which a ballot lives."""
    return [
        (_("Who opens a ballot"), f"{OPENER_NAMES[procedure.opener]}"),
        (_("Notice"), _notice(procedure)),
        (_("Length"), _length(procedure)),
        (_("What carries a revision"), str(MAJORITY_NAMES[Majority(procedure.majority)])),
        (_("Whose vote counts"), str(COUNTING_NAMES[Counting(procedure.counting)])),
        (_("Quorum"), _quorum(procedure)),
        (_("Who sees what"), _openness(procedure)),
        (_("Voting again"), _again(procedure)),
        (_("Silence procedure"), _silence(procedure)),
        (_("Contesting a ballot"), _contest(procedure)),
    ]


def _days(count: int) -> str:
    return str(ngettext("%(num)s day", "%(num)s days", count))


def _notice(procedure: Procedure) -> str:
    if not procedure.notice_days:
        return str(_("A ballot may open at once; every member is told by mail."))
    return str(_("Every member is told by mail at least %(days)s before it opens.", days=_days(procedure.notice_days)))


def _length(procedure: Procedure) -> str:
    usual, least = _days(procedure.usual_days), _days(procedure.shortest_days)
    says = str(_("Usually %(usual)s, at least %(least)s.", usual=usual, least=least))
    return f"{says} {extension_in_words(procedure)}"


def extension_in_words(procedure: Procedure) -> str:
    if not procedure.extensions:
        return str(_("It is not extended."))
    times = ngettext("It may be extended %(num)s time", "It may be extended %(num)s times", procedure.extensions)
    return str(_("%(times)s, by %(days)s in all.", times=times, days=_days(procedure.extension_days)))


def _quorum(procedure: Procedure) -> str:
    if not procedure.quorum and not procedure.quorum_floor:
        return str(_("There is none: the votes decide, however many take part."))
    says = _("%(share)s of the seats must take part.", share=percent(procedure.quorum))
    if not procedure.quorum_floor:
        return str(says)
    floor = _("However many are recused, at least %(floor)s must.", floor=number(procedure.quorum_floor))
    return f"{says} {floor}"


def _openness(procedure: Procedure) -> str:
    if procedure.secret:
        return str(_("Secret: who took part is published, how each voted is kept nowhere."))
    if procedure.results_hidden:
        return str(_("Roll call: hidden from everyone until the ballot closes; then each vote is public by name."))
    return str(_("Roll call: members see it while the ballot is open; then each vote is public by name."))


def _again(procedure: Procedure) -> str:
    if not procedure.reballots:
        return str(_("A revision that was rejected is not voted on again; a changed one may be."))
    times = ngettext("%(num)s time", "%(num)s times", procedure.reballots)
    says = _("A revision that was rejected may be voted on again %(times)s, and the ballot says so.", times=times)
    if not procedure.reballot_after_days:
        return str(says)
    not_before = _("Not before %(days)s have passed.", days=_days(procedure.reballot_after_days))
    return f"{says} {not_before}"


def _silence(procedure: Procedure) -> str:
    days = _days(procedure.silence_days)
    return str(_("Where it is used, a revision is adopted unless a member objects within %(days)s.", days=days))


def _contest(procedure: Procedure) -> str:
    if not procedure.objection_days:
        return str(_("The result stands as it is counted."))
    days = _days(procedure.objection_days)
    return str(_("A member may contest how a ballot was held within %(days)s of its close.", days=days))
