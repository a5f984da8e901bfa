"""Setting a response policy, of a guideline or of one of its rounds."""

from dataclasses import asdict

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.consultations.models import Round
from consult.consultations.policy.models import ResponsePolicy
from consult.consultations.policy.queries import policy_row
from consult.consultations.policy.values import FIELDS, Policy
from consult.consultations.rules import may_manage_rounds
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import hold
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of


def set_policy(
    guideline: Guideline, said: dict[str, object], *, round_: Round | None = None, by: Person
) -> ResponsePolicy:
    """`said` holds fields of `Policy`; an empty one is inherited, of the guideline or of what is usual."""
    may_manage_rounds(membership_of(by, guideline)).enforce()
    if round_ is not None and round_.guideline_id != guideline.id:
        raise Refused(_("That round belongs to another guideline."))
    hold(guideline)
    row = policy_row(guideline, round_)
    if row is None:
        row = ResponsePolicy(guideline_id=guideline.id, round_id=round_.id if round_ is not None else None)
        db.session.add(row)
    for name in FIELDS:
        usual = asdict(Policy())[name]
        setattr(row, name, said.get(name) or ("" if isinstance(usual, str) else None))
    db.session.flush()
    facts = {name: getattr(row, name) for name in FIELDS}
    record(Verb.POLICY_SET, round_ or guideline, by=by, guideline_id=guideline.id, **facts)
    return row
