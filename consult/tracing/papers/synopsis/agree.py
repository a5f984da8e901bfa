"""How the guideline was developed, item by item of the AGREE Reporting Checklist; what the record knows is told, the
rest is asked of people and not guessed.

The 23 items in six domains are those of AGREE (Brouwers et al., BMJ 352: i1152, 2016), each asked in our words: whoever
submits a report fills the published checklist.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from consult.core.database import db
from consult.core.i18n.dates import written
from consult.core.i18n.punctuation import full_sentence
from consult.core.templating import number
from consult.core.urls import absolute_url
from consult.drafts.evidence.models import Finding, FindingPlace
from consult.drafts.models import Appointment, Wording
from consult.drafts.queries import milestones_of, wordings_of
from consult.drafts.weighing.models import DecisionCriterion
from consult.drafts.weighing.queries import judgements_for_everyone
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.synopsis import sentences as told
from consult.tracing.papers.synopsis.sentences import SynopsisSection, SynopsisSentence
from consult.voting.interests.models import Interest, InterestKind
from consult.voting.queries import seats

Told = Iterator[SynopsisSentence]


@dataclass(frozen=True)
class AgreeItem:
    number: int
    domain: Any
    asks: Any
    tell: Callable[[PublicData], Told] | None = None


def agree_of(data: PublicData) -> list[SynopsisSection]:
    """Every item, those too of which the record knows nothing."""
    return [
        SynopsisSection(
            f"agree-{item.number}",
            f"{item.number}. {item.asks}",
            list(item.tell(data)) if item.tell is not None else [],
            group=str(item.domain),
        )
        for item in AGREE_ITEMS
    ]


def aim(data: PublicData) -> Told:
    if data.guideline.sentence:
        address = absolute_url("tracing.guideline", slug=data.guideline.slug)
        yield SynopsisSentence(data.guideline.sentence, address, extract=True)


def who_decides(data: PublicData) -> Told:
    if seated := seats(data.guideline.id):
        says = ngettext("%(num)s expert decides with a vote.", "%(num)s experts decide with a vote.", seated)
        yield SynopsisSentence(says, absolute_url("voting.how_we_decide", slug=data.guideline.slug))


def evidence_known(data: PublicData) -> Told:
    mine = (Finding.guideline_id == data.guideline.id, Finding.withdrawn_at.is_(None))
    query = select(func.count(), func.count(Finding.source.distinct())).where(*mine)
    findings, sources = db.session.execute(query).one()
    if findings:
        held = ngettext("%(num)s finding is in the library", "%(num)s findings are in the library", findings)
        out_of = ngettext("from %(num)s source", "from %(num)s sources", sources)
        yield SynopsisSentence(full_sentence(held, out_of), absolute_url("drafts.evidence", slug=data.guideline.slug))
    yield from _weighed(data, DecisionCriterion.CERTAINTY)


def _weighed(data: PublicData, *criteria: DecisionCriterion) -> Told:
    """On how many clauses of this draft readers see a judgement of one of these."""
    judged = {one.clause_id for one in judgements_for_everyone(data.draft) if one.criterion in criteria}
    if clauses := len(judged):
        says = ngettext("It was weighed on %(num)s clause.", "It was weighed on %(num)s clauses.", clauses)
        yield SynopsisSentence(says, absolute_url("comments.read", slug=data.guideline.slug, number=data.draft.number))


def _linked(data: PublicData) -> Told:
    with_evidence = (
        select(func.count(FindingPlace.clause_id.distinct()))
        .join(Finding, Finding.id == FindingPlace.finding_id)
        .join(Wording, Wording.clause_id == FindingPlace.clause_id)
        .where(Wording.draft_id == data.draft.id, Finding.withdrawn_at.is_(None))
    )
    if clauses := db.session.scalar(with_evidence):
        says = ngettext("Evidence is attached to %(num)s clause.", "Evidence is attached to %(num)s clauses.", clauses)
        yield SynopsisSentence(says, absolute_url("drafts.evidence", slug=data.guideline.slug))


def _updating(data: PublicData) -> Told:
    published = data.draft.published_at or data.now
    for step in milestones_of(data.guideline):
        if step.starts_on > published.date():
            says = _("After this draft: %(step)s, from %(day)s.", step=step.title, day=written(step.starts_on))
            yield SynopsisSentence(says, absolute_url("tracing.guideline", slug=data.guideline.slug))


def _clauses(data: PublicData) -> Told:
    clauses = len(wordings_of(data.draft))
    says = ngettext("The text is %(num)s numbered clause.", "The text is %(num)s numbered clauses.", clauses)
    yield SynopsisSentence(says, absolute_url("comments.read", slug=data.guideline.slug, number=data.draft.number))


def interests_declared(data: PublicData) -> Told:
    address = absolute_url("voting.how_we_decide", slug=data.guideline.slug)
    updated = aliased(Interest)
    query = (
        select(func.count(Interest.id))
        .join(Appointment, Appointment.id == Interest.appointment_id)
        .outerjoin(updated, updated.updates_id == Interest.id)
        .where(Appointment.guideline_id == data.guideline.id, updated.id.is_(None), Interest.kind != InterestKind.NONE)
    )
    if declared := db.session.scalar(query):
        says = ngettext("%(num)s interest was declared.", "%(num)s interests were declared.", declared)
        yield SynopsisSentence(says, address)
    if recused := sum(tally.recused for ballot, tally in data.ballots if ballot.voided_at is None):
        says = _("Votes that members stood back from: %(counted)s.", counted=number(recused))
        yield SynopsisSentence(says, absolute_url("voting.ballots", slug=data.guideline.slug))


SCOPE, INVOLVED, RIGOUR = _l("Scope and purpose"), _l("Who was involved"), _l("Rigour of development")
CLARITY, APPLIED, FREE = _l("Clarity of presentation"), _l("Applicability"), _l("Editorial independence")
AGREE_ITEMS = (
    AgreeItem(1, SCOPE, _l("What the guideline is to achieve"), aim),
    AgreeItem(2, SCOPE, _l("Which questions it answers")),
    AgreeItem(3, SCOPE, _l("For whose lives it is meant")),
    AgreeItem(4, INVOLVED, _l("Who wrote and decided it"), who_decides),
    AgreeItem(5, INVOLVED, _l("How those whom it touches were heard"), told.who_was_reached),
    AgreeItem(6, INVOLVED, _l("Who is to use it")),
    AgreeItem(7, RIGOUR, _l("How evidence was searched for")),
    AgreeItem(8, RIGOUR, _l("By which criteria evidence was chosen")),
    AgreeItem(9, RIGOUR, _l("How strong the evidence is, and where it ends"), evidence_known),
    AgreeItem(10, RIGOUR, _l("How recommendations were decided"), told.how_it_was_decided),
    AgreeItem(
        11,
        RIGOUR,
        _l("How benefits and harms were weighed"),
        lambda data: _weighed(data, DecisionCriterion.BENEFIT, DecisionCriterion.HARM),
    ),
    AgreeItem(12, RIGOUR, _l("How recommendations follow from evidence"), _linked),
    AgreeItem(13, RIGOUR, _l("Who reviewed it from outside"), told.how_it_was_consulted),
    AgreeItem(14, RIGOUR, _l("How it will be brought up to date"), _updating),
    AgreeItem(15, CLARITY, _l("How exact the recommendations are"), _clauses),
    AgreeItem(16, CLARITY, _l("Which ways to do it there are")),
    AgreeItem(17, CLARITY, _l("Where the main recommendations stand")),
    AgreeItem(18, APPLIED, _l("What helps and what stands in the way")),
    AgreeItem(19, APPLIED, _l("Advice and tools for putting it into practice")),
    AgreeItem(20, APPLIED, _l("What it costs to apply"), lambda data: _weighed(data, DecisionCriterion.COST)),
    AgreeItem(21, APPLIED, _l("By what its use is measured")),
    AgreeItem(22, FREE, _l("Who paid for it, and had no say")),
    AgreeItem(23, FREE, _l("Which interests were declared, and how they were handled"), interests_declared),
)
