"""A new guideline with the text of another, clause by clause."""

from collections.abc import Collection
from dataclasses import replace

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts import actions
from consult.drafts.adoption.models import AdoptedClause, Adoption
from consult.drafts.import_export import outline_of
from consult.drafts.models import Draft, DraftState, Guideline
from consult.drafts.outline import Outline
from consult.drafts.queries import wordings_of


def adopt_text(
    source: Draft, pillars: Collection[str], slug: str, title: str, sentence: str, *, notice: str, by: Person
) -> tuple[Guideline, Draft]:
    """The pillars with these codes as the first draft, in work, of a guideline of its own; raises Refused for none."""
    if source.state == DraftState.EDITING:
        raise Refused(_("Only a published draft is adopted: what is in work may still change."))
    wordings = [w for w in wordings_of(source) if w.pillar.code in pillars]
    if not wordings:
        raise Refused(_("Choose at least one pillar that has clauses."))
    said = _("Adopted from “%(title)s”, draft %(number)s.", title=source.guideline.title, number=source.number)
    attribution = " ".join(filter(None, (str(said), source.guideline.attribution)))
    language = source.guideline.language
    guideline = actions.found_guideline(
        slug, title, sentence, language=language, notice=notice, attribution=attribution, by=by
    )
    draft = actions.start_draft(guideline, source.title, by=by)
    actions.keep_outline(draft, _without_identities(outline_of(source), pillars), by=by)
    made = wordings_of(draft)
    links = zip(made, wordings, strict=True)
    db.session.add_all(AdoptedClause(clause_id=new.clause_id, source_clause_id=old.clause_id) for new, old in links)
    db.session.add(Adoption(guideline_id=guideline.id, source_draft_id=source.id, by_id=by.id, at=clock.now()))
    facts = {"slug": source.guideline.slug, "draft": source.number, "clauses": len(made)}
    record(Verb.GUIDELINE_ADOPTED, guideline, by=by, guideline_id=guideline.id, **facts)
    return guideline, draft


def _without_identities(outline: Outline, pillars: Collection[str]) -> Outline:
    """An identity is a clause's of one guideline."""
    clauses = tuple(replace(one, uid="") for one in outline.clauses if one.pillar in pillars)
    parts = {one.part for one in clauses}
    return replace(
        outline,
        pillars=tuple(one for one in outline.pillars if one.code in pillars),
        parts=tuple(one for one in outline.parts if one.code in parts),
        clauses=clauses,
    )
