"""Which triggers stand, and whether they rest."""

from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model


class TriggerState(Model):
    """Which triggers stand in this database: the digest of what they were made from."""

    __tablename__ = "trigger_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]


class TriggerPause(Model):
    """While a transaction holds a row here, the triggers leave its own rows to a recount: for changes of very many."""

    __tablename__ = "trigger_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
