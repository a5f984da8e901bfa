"""The blueprint of ballots, the rules that its templates ask, and the names that they print."""

import hashlib
from datetime import datetime
from typing import Any

from flask import Blueprint

from consult.accounts.countries import country_name
from consult.core import clock
from consult.core.i18n.languages import language_now
from consult.core.ruling import Ruling
from consult.core.templating import rule
from consult.drafts.membership import Membership
from consult.drafts.text_diff import Segment, difference
from consult.revisions.models import Revision
from consult.revisions.rules import may_read_revision
from consult.voting import rules
from consult.voting.group.queries import procedure_of
from consult.voting.labels import CHOICE_NAMES
from consult.voting.models import Ballot
from consult.voting.queries import under_way_on

bp = Blueprint("voting", __name__)


def may_open_now(membership: Membership, revision: Revision) -> Ruling:
    """By the state of the revision, and by the group's rules of procedure."""
    ruling = rules.may_open(membership, revision)
    return ruling and rules.may_be_opened_by(membership, procedure_of(revision.guideline))


def may_lead_now(membership: Membership, ballot: Ballot) -> Any:
    return rules.may_lead(membership, ballot, clock.now())


def terms_digest(ballot: Ballot) -> str:
    """What a voter has before them, as a short digest: the rule, and the words that would change (optimistic check)."""
    revision = ballot.revision
    rule_of_it = (ballot.majority, ballot.counting, ballot.quorum, ballot.quorum_floor, ballot.secret)
    terms = (*rule_of_it, revision.base_id, revision.version)
    return hashlib.sha256(repr([str(term) for term in terms]).encode()).hexdigest()[:16]


rule("open_ballot", may_open_now)
rule("lead_ballot", may_lead_now)
rule("see_turnout", rules.may_see_turnout)
rule("read_proposal", may_read_revision)


@bp.app_context_processor
def changes_under_way() -> dict[str, object]:
    """A clause says, on every page about it, that its words are being changed or voted on."""
    return {"under_way_on": under_way_on}


def ballot_names() -> dict[str, Any]:
    """What every page about ballots calls things by."""
    language, now = language_now(), clock.now()
    return {
        "choice_names": CHOICE_NAMES,
        "ballot_time": datetime.fromisoformat,
        "country_name": lambda code: country_name(code, language),
        "state_of": lambda ballot: rules.state_of_ballot(ballot, now),
    }


def ballot_redline(revision: Revision) -> list[Segment]:
    """From the words in the draft to the words proposed; all new for an added clause, all struck for a deleted one."""
    return difference(revision.base_text, revision.proposed_text)
