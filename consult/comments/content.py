"""What a comment says, as plain values: what a form, a file or a room brings. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields

from consult.comments.models import Capacity, Comment, CommentType, Stance


@dataclass(frozen=True, kw_only=True)
class CommentContent:
    """All that its author may write and, while the round is open, change."""

    text: str = ""
    type: CommentType = CommentType.GENERAL
    stance: Stance = Stance.NEUTRAL
    title: str = ""
    proposed_text: str = ""
    evidence_url: str = ""
    language: str | None = None
    capacity: Capacity = Capacity.PERSONAL
    named: bool = True
    quote: str = ""
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def of(cls, comment: Comment) -> "CommentContent":
        return cls(**{f.name: getattr(comment, f.name) for f in fields(cls)})

    def put_into(self, comment: Comment) -> None:
        for f in fields(self):
            setattr(comment, f.name, getattr(self, f.name))

    @property
    def mark(self) -> str:
        """Differs when anything differs: what an edit was started from, carried in the form."""
        said = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]
