"""What the styles of a guideline's papers stand for, as a person said it: kept for the next version."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model


class StyleMapping(Model):
    """The newest one of a guideline: by style, its role."""

    __tablename__ = "style_mapping"

    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), primary_key=True, autoincrement=False)
    roles: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
