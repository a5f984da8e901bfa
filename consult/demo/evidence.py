"""What is known, in the demo: 34 figures of the outlook report, on their pillars."""

from consult.accounts.models import Person
from consult.demo import reading
from consult.drafts.evidence.actions import attach_findings, import_findings, planned_import
from consult.drafts.evidence.findings_file import read_findings
from consult.drafts.evidence.queries import places_by_name
from consult.drafts.models import Guideline, Wording
from consult.drafts.weighing.actions import GivenJudgement, show_weighing, weigh
from consult.drafts.weighing.models import DecisionCriterion, Judgement
from consult.revisions.checklist.actions import GivenRating, begin_with_usual_criteria, rate_clause
from consult.revisions.checklist.models import Fulfilment
from consult.revisions.checklist.queries import criteria_of

SOURCE = (
    "Figures of the outlook report that informs the guideline, as presented in May 2025 by the UN programme that "
    "drafts it. The pillar is our reading."
)


def keep_evidence(guideline: Guideline, by: Person) -> None:
    read = read_findings(reading.city_text("findings.csv"), source=SOURCE)
    import_findings(guideline, planned_import(guideline, read, places_by_name(guideline)), by=by)


def weigh_a_clause(wording: Wording, drafter: Person, secretariat: Person) -> None:
    """Its evidence attached and weighed for readers to see; a checklist, and one rating by it."""
    attach_findings(wording.clause, ["F07", "F08"], by=drafter)
    lacking = GivenJudgement(Judgement.LARGE, "In many countries no law obliges anyone to say what is recorded [F07].")
    known = GivenJudgement(Judgement.MEDIUM, "A survey of municipalities, in their own words [F08].")
    weigh(wording.clause, {DecisionCriterion.BENEFIT: lacking, DecisionCriterion.CERTAINTY: known}, by=drafter)
    show_weighing(wording.clause, public=True, by=drafter)
    guideline = wording.clause.guideline
    begin_with_usual_criteria(guideline, by=secretariat)
    actionable = criteria_of(guideline)[2]
    rate_clause(wording, {actionable.id: GivenRating(Fulfilment.PARTLY, "By when?")}, by=drafter)
