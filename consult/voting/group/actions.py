"""The rules of procedure set: each version is a row, and none is ever changed."""

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import enforce_base_version, hold, version_of
from consult.core.verbs import Verb
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.voting.group import rules
from consult.voting.group.models import RulesOfProcedure
from consult.voting.group.procedure import FIELDS, Procedure
from consult.voting.group.queries import procedure_of, rules_in_force


def set_rules(
    guideline: Guideline, procedure: Procedure, *, because: str = "", base_version: str | None = None, by: Person
) -> RulesOfProcedure:
    """In force for ballots that are opened from now on. Raises Stale."""
    hold(guideline)
    rules.may_set_rules(membership_of(by, guideline)).enforce()
    rules.can_be_rules(procedure, of_states=guideline.group_of_states).enforce()
    before, was = rules_in_force(guideline), procedure_of(guideline)
    enforce_base_version(base_version, version_of(vars(was)))
    version = (before.version if before is not None else 0) + 1
    rules.departs_with_reason(because, version).enforce()
    values = {name: getattr(procedure, name) for name in FIELDS}
    made = RulesOfProcedure(
        guideline=guideline, version=version, set_at=clock.now(), set_by=by, because=because, **values
    )
    db.session.add(made)
    changed = {name: value for name, value in values.items() if value != getattr(was, name)}
    facts = {"version": version, "changed": changed if before is not None else values, "because": because}
    record(Verb.PROCEDURE_SET, made, by=by, guideline_id=guideline.id, **facts)
    return made
