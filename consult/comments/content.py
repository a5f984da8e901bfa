"""What a comment says, as plain values: what a form, a file or a room brings. Pure."""

from dataclasses import asdict, dataclass, fields

from consult.comments.models import Capacity, Comment, CommentType, Stance
from consult.core.locking import version_of


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
    read_in: str = ""  # the language of the text that was read; empty: the original

    @classmethod
    def of(cls, comment: Comment) -> "CommentContent":
        return cls(**{f.name: getattr(comment, f.name) for f in fields(cls)})

    def put_into(self, comment: Comment) -> None:
        for f in fields(self):
            setattr(comment, f.name, getattr(self, f.name))

    @property
    def version(self) -> str:
        """Differs when anything differs: what an edit was started from, carried in the form."""
        return version_of(asdict(self))
