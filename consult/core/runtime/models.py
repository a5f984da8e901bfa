"""The one thing that is kept of processes: when each worker was last heard of."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model


class Heartbeat(Model):
    """A worker process, by its machine and number there; a row that grows old is of one that died."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    machine: Mapped[str]
    process: Mapped[int]
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime] = mapped_column(index=True)
