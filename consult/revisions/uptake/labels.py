"""What an answer may claim, as far as its words have come: a name, a tone and a sentence; and what the team can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.responses.labels import DISPOSITION_NAMES, DISPOSITION_TONES
from consult.responses.models import Disposition
from consult.revisions.uptake.stages import ACCEPTING, LOST, NOT_VOTED_ON, Uptake

NOT_CARRIED_NAMES: Mapping[Disposition, Any] = {
    Disposition.ACCEPTED: _l("Accepted by the drafting team, not carried by the group"),
    Disposition.ACCEPTED_IN_PART: _l("Accepted in part by the drafting team, not carried by the group"),
}
WITHDRAWN_NAMES: Mapping[Disposition, Any] = {
    Disposition.ACCEPTED: _l("Accepted by the drafting team, the words withdrawn"),
    Disposition.ACCEPTED_IN_PART: _l("Accepted in part by the drafting team, the words withdrawn"),
}
OPEN_NAMES: Mapping[Disposition, Any] = {
    Disposition.ACCEPTED: _l("Accepted by the drafting team"),
    Disposition.ACCEPTED_IN_PART: _l("Accepted in part by the drafting team"),
}
NOT_YET = _l("The words have not been voted on yet.")
SENTENCES: Mapping[Uptake, Any] = {
    Uptake.PUBLISHED: _l("The expert group carried the words, and they stand in a published draft."),
    Uptake.CARRIED: _l("The expert group carried the words; the next draft takes them."),
    Uptake.UNDER_BALLOT: _l("The words are under ballot: the expert group decides."),
    Uptake.PROPOSED: NOT_YET,
    Uptake.WRITTEN: NOT_YET,
    Uptake.NONE: NOT_YET,
    Uptake.NOT_CARRIED: _l("The expert group did not carry the words; the text stays as it is."),
    Uptake.WITHDRAWN: _l("The drafting team withdrew the words; the text stays as it is."),
}
UPTAKE_NAMES: Mapping[Uptake, Any] = {
    Uptake.PUBLISHED: _l("published"),
    Uptake.CARRIED: _l("carried"),
    Uptake.UNDER_BALLOT: _l("under ballot"),
    Uptake.PROPOSED: _l("proposed, no ballot yet"),
    Uptake.WRITTEN: _l("being written"),
    Uptake.NOT_CARRIED: _l("not carried"),
    Uptake.WITHDRAWN: _l("withdrawn"),
    Uptake.NONE: _l("no revision"),
}
WHAT_TO_DO: Mapping[Uptake, Any] = {
    Uptake.UNDER_BALLOT: _l("Nothing now: when the ballot closes, the answer holds or has to be changed."),
    Uptake.PROPOSED: _l("Ask the chair to open a ballot on the revision, or change the answer."),
    Uptake.WRITTEN: _l("Finish the revision and propose it to the experts, or change the answer."),
    Uptake.NOT_CARRIED: _l("Change the answer, or propose other words and link them."),
    Uptake.WITHDRAWN: _l("Change the answer, or propose other words and link them."),
    Uptake.NONE: _l("Link the revision that takes the point up, write one, or change the answer."),
}


@dataclass(frozen=True)
class AnswerClaim:
    """What a page says of an answer: the name of its decision, the tone, and where its words are."""

    name: Any
    tone: str = ""
    sentence: Any = ""


def claim_of(disposition: Disposition, stage: Uptake | None = None) -> AnswerClaim:
    """`stage` None: the page speaks of the decision alone, not of what became of it."""
    plain = AnswerClaim(DISPOSITION_NAMES[disposition], DISPOSITION_TONES[disposition])
    if disposition not in ACCEPTING or stage is None:
        return plain
    if stage in LOST:
        names = NOT_CARRIED_NAMES if stage == Uptake.NOT_CARRIED else WITHDRAWN_NAMES
        return AnswerClaim(names[disposition], "bad", SENTENCES[stage])
    if stage == Uptake.UNDER_BALLOT or stage in NOT_VOTED_ON:
        return AnswerClaim(OPEN_NAMES[disposition], "accent", SENTENCES[stage])
    return AnswerClaim(plain.name, plain.tone, SENTENCES[stage])
