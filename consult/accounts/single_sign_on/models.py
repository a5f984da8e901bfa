"""Who a person is to an identity provider."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model


class ExternalIdentity(Model):
    """A subject of a provider, which stays the same when the address there changes (OpenID Connect Core 1.0, 2)."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "provider_subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    issuer: Mapped[str]
    provider_subject: Mapped[str]
    linked_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
