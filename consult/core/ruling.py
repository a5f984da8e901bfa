"""The answer to 'may they, now?': yes, or no with the reason that the page shows."""

from dataclasses import dataclass


class Refused(Exception):
    """An action was asked for that a rule does not allow; becomes a 403 that says why."""


@dataclass(frozen=True)
class Ruling:
    """True when allowed; otherwise `refusal` is a sentence for the person."""

    refusal: str = ""

    def __bool__(self) -> bool:
        return not self.refusal

    def enforce(self) -> None:
        if self.refusal:
            raise Refused(self.refusal)


ALLOWED = Ruling()


def refuse_unless(condition: object, refusal: str) -> Ruling:
    return ALLOWED if condition else Ruling(str(refusal))
