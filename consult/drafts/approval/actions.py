"""Marking a published draft as the final text, with its review date; the date may be set again."""

import json
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.core.verbs import Verb
from consult.drafts.approval.models import Approval
from consult.drafts.brackets.queries import open_brackets
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState, Guideline
from consult.drafts.queries import current_draft, membership_of
from consult.drafts.row_cache.rows import rows_held


@dataclass(frozen=True, kw_only=True)
class ApprovalTerms:
    approved_on: date
    approved_by: str
    review_on: date
    procedure: str


def may_approve(membership: Membership, draft: Draft) -> Ruling:
    if not membership.secretariat:
        return Ruling(_("Only the secretariat records that a draft is the final text."))
    if draft.state != DraftState.PUBLISHED:
        return Ruling(_("Only the published draft in force can be the final text."))
    says = _("Brackets are open in this draft. Keep or drop each by a revision; then record the clean text as final.")
    return refuse_unless(not open_brackets(draft), says)


def are_sound_terms(terms: ApprovalTerms, today: date) -> Ruling:
    if terms.approved_on > today:
        return Ruling(_("The day of approval is to come. Record it when the text is approved."))
    if terms.review_on <= terms.approved_on:
        return Ruling(_("The review comes after the approval: choose a later day."))
    return ALLOWED


def approval_of(draft: Draft) -> Approval | None:
    every = select(Approval).join(Draft, Draft.id == Approval.draft_id).where(Draft.guideline_id == draft.guideline_id)
    approvals = rows_held(draft.guideline, "approvals", every.order_by(Approval.id))
    return next((approval for approval in approvals if approval.draft_id == draft.id), None)


def told_of_approval(draft: Draft) -> dict[str, str]:
    """What its exports say where it is the final text: its approval and review; nothing of any other draft."""
    approval = approval_of(draft)
    if approval is None:
        return {}
    return {
        "approved_on": approval.approved_on.isoformat(),
        "approved_by": approval.approved_by,
        "review_on": approval.review_on.isoformat(),
        "review_procedure": approval.procedure,
    }


def approved_json(draft: Draft, text: str) -> str:
    """The JSON of a draft, with its approval and review date where it is the final text."""
    told = told_of_approval(draft)
    if not told:
        return text
    return json.dumps({**json.loads(text), "final_text": told}, ensure_ascii=False, indent=2) + "\n"


def reviews_due(guideline: Guideline, before: date) -> Approval | None:
    """The approval of the draft in force, where its review is due before a day."""
    draft = current_draft(guideline)
    approval = approval_of(draft) if draft is not None else None
    return approval if approval is not None and approval.review_on <= before else None


def approve_draft(draft: Draft, terms: ApprovalTerms, *, by: Person) -> Approval:
    draft = held(draft)
    may_approve(membership_of(by, draft.guideline), draft).enforce()
    are_sound_terms(terms, clock.now().date()).enforce()
    approval = approval_of(draft) or Approval(draft_id=draft.id)
    db.session.add(approval)
    approval.approved_on, approval.approved_by = terms.approved_on, terms.approved_by
    approval.review_on, approval.procedure = terms.review_on, terms.procedure
    approval.by, approval.at = by, clock.now()
    db.session.flush()
    facts = {"number": draft.number, "approved_on": terms.approved_on.isoformat()}
    facts |= {"review_on": terms.review_on.isoformat(), "body": terms.approved_by}
    record(Verb.DRAFT_APPROVED, draft, by=by, guideline_id=draft.guideline_id, **facts)
    return approval
