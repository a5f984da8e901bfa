"""What is known, in the demo: 34 figures of the outlook report, on their pillars."""

from consult.accounts.models import Person
from consult.demo import reading
from consult.drafts.evidence.actions import import_findings, planned_import
from consult.drafts.evidence.findings_file import read_findings
from consult.drafts.evidence.queries import places_by_name
from consult.drafts.models import Guideline

SOURCE = (
    "Figures of the outlook report that informs the guideline, as presented in May 2025 by the UN programme that "
    "drafts it. The pillar is our reading."
)


def keep_evidence(guideline: Guideline, by: Person) -> None:
    read = read_findings(reading.city_text("findings.csv"), source=SOURCE)
    import_findings(guideline, planned_import(guideline, read, places_by_name(guideline)), by=by)
