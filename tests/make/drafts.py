"""A small guideline: two pillars, principles and actions, six clauses, one published draft."""

from collections.abc import Mapping
from dataclasses import replace

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.drafts import actions
from consult.drafts.models import Draft, Guideline
from consult.drafts.outline import ClauseOutline, Outline, PartOutline, PillarOutline
from consult.drafts.queries import wordings_of

OUTLINE = Outline(
    language="en",
    title="First draft",
    pillars=(
        PillarOutline("HR", "Digital human rights", "thematic", "Rights hold on line as they hold off line."),
        PillarOutline("DI", "Digital infrastructure", "enabling", "What services stand on."),
    ),
    parts=(PartOutline("P", "Principles"), PartOutline("L", "Actions", "Local governments")),
    clauses=(
        ClauseOutline("HR-P1", "HR", "Every person has a right to privacy in the smart city.", "P"),
        ClauseOutline("HR-L1", "HR", "Local governments should publish a register of the sensors they run.", "L"),
        ClauseOutline(
            "HR-L2", "HR", "Local governments should keep a counter with staff for every digital service.", "L"
        ),
        ClauseOutline("DI-P1", "DI", "Public infrastructure serves the public interest.", "P"),
        ClauseOutline("DI-L1", "DI", "Local governments shall use open standards in every contract.", "L"),
        ClauseOutline("DI-L2", "DI", "Local governments could share data centres.", "L"),
    ),
)


def guideline(slug: str = "smart-cities", *, by: Person | None = None) -> Guideline:
    told = (slug, "People-centred smart cities", "A guideline.")
    made = actions.found_guideline(*told, language="en", public=True, by=by)
    db.session.commit()
    return made


def draft(of: Guideline, outline: Outline = OUTLINE, *, published: bool = True, by: Person | None = None) -> Draft:
    made = actions.start_draft(of, outline.title, by=by)
    actions.keep_outline(made, outline, by=by)
    if published:
        if by is None:
            made.state, made.published_at = made.state.PUBLISHED, clock.now()
        else:
            actions.publish_draft(made, by=by, now=clock.now())
    db.session.commit()
    return made


def successor(before: Draft, *, by: Person, texts: Mapping[str, str]) -> Draft:
    """The next draft, published, of the same clauses; some with other words, by number."""
    uids = {wording.number: wording.clause.uid for wording in wordings_of(before)}
    clauses = tuple(
        replace(clause, uid=uids[clause.number], text=texts.get(clause.number, clause.text))
        for clause in OUTLINE.clauses
    )
    return draft(before.guideline, replace(OUTLINE, title="Next draft", clauses=clauses), by=by)
