"""Two who accept nominations of one state at one instant: real connections, both databases."""

from pathlib import Path

import pytest
from sqlalchemy import select

from consult.accounts.models import StakeholderType
from consult.core.database import db
from consult.drafts.models import Role
from consult.drafts.people.actions import appoint
from consult.drafts.people.queries import seats_taken
from consult.voting.nominations.models import Nomination
from tests.make import drafts as make
from tests.make import group
from tests.people import People
from tests.races import at_once, posting, real_site

TRIES = 3  # who is first is left to chance


@pytest.mark.parametrize("site", ["sqlite", "postgres"])
def test_a_state_gets_no_third_seat_by_two_nominations_accepted_at_once(
    request: pytest.FixtureRequest, tmp_path: Path, site: str
) -> None:
    request.param = site  # type: ignore[attr-defined]
    for app in real_site(request, tmp_path):
        with app.app_context():
            people = People()
            guideline = make.guideline(by=people.sara)
            appoint(guideline, people.olga, Role.SECRETARIAT)
            call = group.call(guideline, by=people.sara)
            for state in ("PE", "CL", "BO")[:TRIES]:
                group.begun(call, "Never Sent", state)
                member = people.person(f"M{state} Seat", country=state, kind=StakeholderType.ACADEMIA)
                appoint(guideline, member, Role.EXPERT, member_state=state)
                pair = [group.nomination(call, f"{name}{state} Q", state) for name in ("A", "B")]
                works = [
                    posting(app, by, f"/nominations/{one.id}/accept", {})
                    for by, one in zip((people.sara, people.olga), pair, strict=True)
                ]
                db.session.rollback()
                assert sorted(at_once(*works)) == [302, 422]
                db.session.expire_all()
                assert seats_taken(guideline, state) == 2
            states = sorted(db.session.scalars(select(Nomination.state).where(Nomination.sent_at.is_not(None))))
            assert states == ["accepted"] * TRIES + ["submitted"] * TRIES
            db.session.remove()
