"""May they weigh the evidence, read how it was weighed, show it to readers?"""

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.rules import still_in_use
from consult.drafts.weighing.labels import JUDGEMENTS
from consult.drafts.weighing.models import DecisionCriterion, Judgement


def may_weigh(membership: Membership) -> Ruling:
    if not (ruling := still_in_use(membership.guideline)):
        return ruling
    may = membership.team or membership.expert
    return refuse_unless(may, _("The drafting team and the experts weigh the evidence."))


def may_read_weighing(membership: Membership, *, public: bool) -> Ruling:
    return refuse_unless(public or membership.inside, _("How the evidence was weighed is not public yet."))


def may_show_weighing(membership: Membership, *, judged: int) -> Ruling:
    if not membership.team:
        return Ruling(_("Only the drafting team decides whether readers see how the evidence was weighed."))
    return refuse_unless(judged, _("Nothing is judged yet. Judge at least one criterion first."))


def is_sound_judgement(criterion: DecisionCriterion, judgement: Judgement, note: str) -> Ruling:
    if judgement not in JUDGEMENTS[criterion]:
        return Ruling(_("This judgement does not answer the question of its criterion."))
    return ALLOWED if note.strip() else Ruling(_("Say on what ground; cite findings as [F12]."))
