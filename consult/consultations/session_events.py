"""Sessions as events of a calendar, each with what its reader may know."""

from urllib.parse import urlsplit

from consult.consultations.ical import Event
from consult.consultations.models import Round, Session
from consult.consultations.participation import RoundMembership
from consult.consultations.rules import may_join
from consult.core.urls import absolute_url
from consult.drafts.membership import Membership
from consult.drafts.translations.naming import shown_name


def session_event(session: Session, membership: Membership, place: RoundMembership | None) -> Event:
    """The link to join only for those who may; everyone else finds the way on the round's page."""
    round_: Round = session.round
    page = absolute_url("consultations.round", round_slug=round_.slug)
    link = session.link if session.link and may_join(membership, place, round_) else ""
    return Event(
        uid=f"session-{session.id}.{round_.slug}@{urlsplit(page).hostname}",
        title=f"{shown_name(session)} ({shown_name(round_)})",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        description="\n\n".join(filter(None, (session.agenda, link, page))),
        location=session.place or link,
        address=link or page,
        cancelled=session.cancelled_at is not None or round_.cancelled_at is not None,
    )
