"""Public keys of devices."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model


class Passkey(Model):
    """A public key that a device, or the vault it belongs to, made for this site. What is secret never left it."""

    __tablename__ = "passkey"
    __table_args__ = (CheckConstraint("sign_count >= 0", name="sign_count_is_a_count"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)  # base64url, as the key
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(default=0)
    device: Mapped[str]  # "Firefox, Linux", or empty: on which it was made
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
