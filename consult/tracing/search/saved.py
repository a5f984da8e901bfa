"""Searches kept under a name: by whom they may be, kept, found, let go."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.core import clock
from consult.core.database import db
from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.tracing.search.models import SavedSearch
from consult.tracing.search.search_filter import SearchFilter

MOST = 100


def may_save_searches(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team saves searches, for everyone on it."))


def saved_searches(membership: Membership) -> Sequence[SavedSearch]:
    """Those of the team, by name."""
    if not membership.team:
        return []
    query = select(SavedSearch).where(SavedSearch.guideline_id == membership.guideline.id)
    return db.session.scalars(query.options(joinedload(SavedSearch.by)).order_by(SavedSearch.name).limit(MOST)).all()


def save_search(membership: Membership, name: str, wanted: SearchFilter) -> SavedSearch:
    """Under a name that is used already, the new search takes its place."""
    may_save_searches(membership).enforce()
    same = (SavedSearch.guideline_id == membership.guideline.id, SavedSearch.name == name)
    saved = db.session.scalars(select(SavedSearch).where(*same)).one_or_none()
    if saved is None:
        saved = SavedSearch(guideline_id=membership.guideline.id, name=name)
        db.session.add(saved)
    saved.asked, saved.by, saved.at = dict(wanted.asked), membership.person, clock.now()  # type: ignore[assignment]
    db.session.flush()
    return saved


def saved_search_in(membership: Membership, saved_id: int) -> SavedSearch | None:
    same = (SavedSearch.id == saved_id, SavedSearch.guideline_id == membership.guideline.id)
    return db.session.scalars(select(SavedSearch).where(*same)).one_or_none()


def forget_search(membership: Membership, saved: SavedSearch) -> None:
    may_save_searches(membership).enforce()
    db.session.delete(saved)
