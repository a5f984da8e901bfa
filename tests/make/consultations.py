"""A round on a draft: open, for anyone, with comments that all may read, unless a test says otherwise."""

from datetime import datetime, timedelta
from typing import Any

from consult.accounts.models import Person
from consult.consultations import actions
from consult.consultations.models import Kind, Participation, Round, RoundRole, Session
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Draft

A_DAY = timedelta(days=1)


def round_(
    draft: Draft,
    slug: str = "open-round",
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    **facts: Any,
) -> Round:
    """Opened yesterday, closes in ten days. Other facts (`access=…`, `visibility=…`, `pillars=…`) as in `Plan`."""
    told = {"title": "Open online round", "kind": Kind.OPEN_ONLINE, **facts}
    opens = opens_at or clock.now() - A_DAY
    plan = actions.Plan(opens_at=opens, closes_at=closes_at or max(opens, clock.now()) + 10 * A_DAY, **told)
    made = actions.plan_round(draft, slug, plan, by=None)
    db.session.commit()
    return made


def closed_round(draft: Draft, slug: str = "closed-round", **facts: Any) -> Round:
    """Closed yesterday, and marked so."""
    made = round_(draft, slug, opens_at=clock.now() - 10 * A_DAY, closes_at=clock.now() - A_DAY, **facts)
    actions.close_due_rounds(now=clock.now())
    db.session.commit()
    return made


def upcoming_round(draft: Draft, slug: str = "next-round", **facts: Any) -> Round:
    """Opens in two days."""
    return round_(draft, slug, opens_at=clock.now() + 2 * A_DAY, **facts)


def place(of: Round, person: Person, role: RoundRole = RoundRole.INVITED) -> Participation:
    made = Participation(round=of, person=person, role=role)
    db.session.add(made)
    db.session.commit()
    return made


def session(of: Round, title: str = "Opening", **facts: Any) -> Session:
    """Two hours, on the round's third day."""
    starts = of.opens_at + 2 * A_DAY
    told = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "timezone": of.timezone, **facts}
    made = actions.add_session(of, actions.Meeting(title=title, **told), by=None)
    db.session.commit()
    return made


def came(to: Session, counts: dict[tuple[str, str], int] | None = None) -> Session:
    """Who came to it, by group."""
    actions.record_attendance(to, counts or {("region", "africa"): 7, ("stakeholder_type", "academia"): 7}, by=None)
    db.session.commit()
    return to
