"""Who was asked is forgotten; what came of it is kept as a fact."""

from sqlalchemy import select

from consult.comments.requests.queries import has_sent
from consult.consultations.requests.actions import erase_request
from consult.consultations.requests.models import ReviewRequest
from consult.core.database import db


def forget_request(request: ReviewRequest) -> None:
    """Name, address and account go; counts go on as they were."""
    had_sent = bool(db.session.scalar(select(has_sent()).where(ReviewRequest.id == request.id)))
    erase_request(request, had_sent=had_sent)
