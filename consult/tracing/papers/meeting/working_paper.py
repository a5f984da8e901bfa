"""The working paper for a meeting on a clause, a pillar or a theme: the text, the points by theme with their breadth,
the answer that is proposed, and the revisions as tracked changes. Made for the drafting team, in Word and as a PDF.

Nobody is named in it: a region and a type of stakeholder say who.
"""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.countries import REGION_NAMES, region_in_words, region_of
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.analysis.models import Point
from consult.comments.labels import STANCE_NAMES
from consult.core.i18n.dates import written
from consult.core.urls import absolute_url
from consult.drafts.evidence.queries import evidence_on
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline, Wording
from consult.drafts.text_diff import difference
from consult.drafts.weighing.labels import CRITERION_NAMES, JUDGEMENT_NAMES
from consult.drafts.weighing.queries import judgements_on, standing_judgements
from consult.responses.answer_queue import QueueFilter, QueueItem
from consult.responses.inheritance import Effective
from consult.responses.labels import DISPOSITION_NAMES
from consult.responses.points_by_theme import ThemePoints, groups_at
from consult.responses.public_table import rounds_for_everyone
from consult.responses.queries import effective_answers
from consult.revisions.labels import STATE_NAMES
from consult.revisions.models import Revision, RevisionState
from consult.revisions.queries import revisions_on
from consult.tracing.papers.page_paper import WrittenPaper

BEFORE_A_MEETING = (RevisionState.PROPOSED, RevisionState.BALLOTED, RevisionState.CARRIED)


class WorkingPaper:
    """One document, written place by place."""

    def __init__(self, membership: Membership, paper: WrittenPaper, filters: QueueFilter, now: datetime) -> None:
        self.membership, self.filters, self.paper = membership, filters, paper
        self.public = rounds_for_everyone(membership.guideline, now)
        self.paper.note(f"{self.guideline.title} · {written(now.date())}")
        self.paper.note(_("Working paper for a meeting. Points marked with * are not for everyone."))

    @property
    def guideline(self) -> Guideline:
        return self.membership.guideline

    def add(self, place: QueueItem) -> None:
        wording, paper = place.wording, self.paper
        if wording is not None:
            paper.paragraph("Heading 1").text(f"{wording.number} {wording.heading}".strip())
            paper.note(wording.text)
        else:
            paper.paragraph("Heading 1").text(place.pillar.title if place.pillar is not None else _("The whole text"))
        groups = groups_at(self.guideline, place.where, self.filters)
        answers = effective_answers([point for group in groups for point, _filed in group.members])
        paper.paragraph("Heading 2").text(_("What was said"))
        if not groups:
            paper.note(_("Nobody has commented on it."))
        for group in groups:
            self._group(group, answers)
        if wording is not None:
            self._evidence(wording)
            self._revisions(wording)

    def _evidence(self, wording: Wording) -> None:
        """What is known about the clause, and how it was weighed."""
        known, judged = evidence_on(wording), standing_judgements(judgements_on(wording.clause))
        if known.clause or judged:
            self.paper.paragraph("Heading 2").text(_("Evidence"))
        for finding in known.clause:
            figure = " ".join(filter(None, (finding.value, finding.unit, finding.population)))
            said = " · ".join(
                filter(None, (finding.statement, figure, region_in_words(finding.region), finding.source))
            )
            self.paper.paragraph("List Bullet").text(finding.reference, bold=True).text(f" {said}")
        for criterion, one in judged.items():
            named = f"{CRITERION_NAMES[criterion]}: {JUDGEMENT_NAMES[one.judgement]}."
            self.paper.paragraph().text(named, bold=True).text(f" {one.note}")

    def _group(self, group: ThemePoints, answers: dict[int, Effective]) -> None:
        paper = self.paper
        paper.paragraph("Heading 3").text(group.theme.label if group.theme is not None else _("Under no theme"))
        said = [ngettext("%(num)s point", "%(num)s points", group.count)]
        if group.copies:
            said.append(ngettext("%(num)s more copy of a letter", "%(num)s more copies of letters", group.copies))
        said += [str(REGION_NAMES[region]) for region in group.regions]
        paper.note(" · ".join(said))
        for point, _filed in group.members:
            paper.paragraph("List Bullet").text(self._point(point))
        self._answers([answers[p.id] for p, _filed in group.members if p.id in answers])

    def _point(self, point: Point) -> str:
        comment = point.comment
        who = [
            str(STAKEHOLDER_TYPE_NAMES[comment.stakeholder_type]) if comment.stakeholder_type else "",
            str(REGION_NAMES[region]) if (region := region_of(comment.country)) else "",
            str(STANCE_NAMES[comment.stance]),
            comment.reference,
        ]
        mark = "" if comment.round_id in self.public else " *"
        return f"{point.text} ({', '.join(filter(None, who))}){mark}"

    def _answers(self, held: Sequence[Effective]) -> None:
        """Each answer once, however many points it holds for."""
        told = {one.answer.id: one.answer for one in held}
        for answer in told.values():
            said = _("Proposed answer: %(disposition)s.", disposition=DISPOSITION_NAMES[answer.disposition])
            self.paper.paragraph().text(said, bold=True).text(f" {answer.reason}")
        if not told:
            self.paper.paragraph().text(_("No answer is proposed yet."), bold=True)

    def _revisions(self, wording: Wording) -> None:
        found = [r for r in revisions_on(wording.clause, self.membership) if r.state in BEFORE_A_MEETING]
        if found:
            self.paper.paragraph("Heading 2").text(_("Proposed revisions"))
        for revision in found:
            self._revision(revision)

    def _revision(self, revision: Revision) -> None:
        paper = self.paper
        paper.paragraph("Heading 3").text(f"{revision.title} ({STATE_NAMES[revision.state]})")
        paper.paragraph().tracked(difference(revision.base_text, revision.proposed_text))
        if revision.rationale:
            paper.note(revision.rationale)
        paper.note(absolute_url("revisions.revision", revision_id=revision.id))


def working_paper(
    membership: Membership, paper: WrittenPaper, places: Sequence[QueueItem], filters: QueueFilter, now: datetime
) -> bytes:
    """The same for the same state and moment."""
    writing = WorkingPaper(membership, paper, filters, now)
    for place in places:
        writing.add(place)
    return paper.written()
