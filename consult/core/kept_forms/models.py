"""A form that was sent after its session had ended."""

from datetime import datetime, timedelta

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model

KEPT_FOR = timedelta(days=1)


class KeptForm(Model):
    """Its fields by name, for whoever has the token; the row has its digest alone."""

    __tablename__ = "kept_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    path: Mapped[str]
    fields: Mapped[list[list[str]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(index=True)
