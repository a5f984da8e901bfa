"""What this browser remembers of a guest, in the signed cookie of the session: until it is closed, or they say so."""

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from flask import session

from consult.comments.models import Comment
from consult.core import clock

GUEST = "guest"
PROOF_LASTS = timedelta(hours=12)  # how long a mailbox that was confirmed in this browser needs no other mail


@dataclass(frozen=True)
class RememberedGuest:
    """Who spoke last from here, `sitting` what was said in one go, `proved_at` when its mailbox was confirmed here."""

    name: str
    email: str
    country: str
    stakeholder_type: str
    organisation: str
    named: bool
    sitting: str
    proved_at: float = 0

    @property
    def details(self) -> dict[str, Any]:
        """As the fields of the form have them."""
        return {name: value for name, value in asdict(self).items() if name not in {"sitting", "proved_at"}}

    def has_proved(self, email: str) -> bool:
        """Whether whoever sits here opened the link that was sent to this address, not long ago."""
        recent = clock.now().timestamp() - self.proved_at < PROOF_LASTS.total_seconds()
        return recent and self.email.lower() == email.lower()


def remembered_guest() -> RememberedGuest | None:
    kept = session.get(GUEST)
    if not isinstance(kept, dict) or kept.keys() != RememberedGuest.__annotations__.keys():
        return None
    return RememberedGuest(**kept)


def new_sitting() -> str:
    return secrets.token_hex(16)


def remember_guest(guest: RememberedGuest) -> None:
    session[GUEST] = asdict(guest)


def remember_author(comment: Comment, sitting: str) -> None:
    """Whoever opened the link of this comment here has shown that its mailbox is theirs."""
    if comment.author is None:
        return
    remember_guest(
        RememberedGuest(
            name=comment.author_name,
            email=comment.author.email,
            country=comment.country or "",
            stakeholder_type=comment.stakeholder_type or "",
            organisation=comment.organisation,
            named=comment.named,
            sitting=sitting,
            proved_at=clock.now().timestamp(),
        )
    )


def forget_guest() -> None:
    session.pop(GUEST, None)
