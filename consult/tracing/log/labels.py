"""What a receipt is of, in words of the interface; its file holds the same under the names that are hashed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.accounts.countries import country_name
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.comments.labels import CAPACITY_NAMES, CHANNEL_NAMES, STANCE_NAMES, TYPE_NAMES
from consult.core.i18n.languages import NAMES, language_now
from consult.core.templating import when
from consult.voting.labels import CHOICE_NAMES, GRADIENT_NAMES

# In the order in which they are shown.
FIELD_NAMES: Mapping[str, Any] = {
    "guideline": _l("Guideline, by its short name"),
    "round": _l("Round, by its short name"),
    "draft": _l("Draft"),
    "pillar": _l("Pillar"),
    "clause": _l("Clause"),
    "in_reply_to": _l("In reply to"),
    "quote": _l("Passage"),
    "prefix": _l("Words before it"),
    "suffix": _l("Words after it"),
    "type": _l("Type"),
    "stance": _l("Stance"),
    "title": _l("Title"),
    "text": _l("Comment"),
    "proposed_text": _l("Proposed wording"),
    "evidence_url": _l("Evidence"),
    "language": _l("Language"),
    "channel": _l("How it came in"),
    "named": _l("Shown with a name"),
    "author": _l("Commitment to its author"),
    "reference": _l("Reference"),
    "version": _l("Version"),
    "time": _l("Recorded"),
    "name": _l("Name"),
    "organisation": _l("Organisation"),
    "capacity": _l("Capacity"),
    "stakeholder_type": _l("Stakeholder type"),
    "country": _l("Country"),
    "ballot_id": _l("Ballot no."),
    "seat_id": _l("Seat no."),
    "appointment_id": _l("Seat held since the opening by role no."),
    "holder_id": _l("Held by role no."),
    "voter_id": _l("Cast by role no."),
    "member_state": _l("Member state"),
    "holder_name": _l("Held by"),
    "voter_name": _l("Cast by"),
    "taken_over_at": _l("Taken over"),
    "took_part": _l("Took part"),
    "choice": _l("Vote"),
    "gradient": _l("Gradient of agreement"),
    "reason": _l("Reason"),
    "acceptable_wording": _l("Words that would be acceptable"),
    "cast_at": _l("Cast"),
    "superseded_at": _l("Replaced by a later vote"),
    "id": _l("Number of the row"),
    "as_found": _l("Committed to as it was found"),
}
_VALUES: Mapping[str, Mapping[Any, Any]] = {
    "type": TYPE_NAMES,
    "stance": STANCE_NAMES,
    "channel": CHANNEL_NAMES,
    "capacity": CAPACITY_NAMES,
    "stakeholder_type": STAKEHOLDER_TYPE_NAMES,
    "choice": CHOICE_NAMES,
    "gradient": GRADIENT_NAMES,
}


def in_words(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each field that says something; one that has no name here is shown by the name that is hashed."""
    unnamed = [name for name in sorted(content) if name not in FIELD_NAMES]
    for name in (*FIELD_NAMES, *unnamed):
        if content.get(name) not in (None, ""):
            yield str(FIELD_NAMES.get(name, name)), _value(name, content[name])


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return when(value)
    if isinstance(value, Mapping):  # a clause
        digest = str(value.get("wording_sha256", ""))[:16]
        says = _("%(number)s, whose words had the hash %(digest)s…")
        return str(says % {"number": value.get("number", ""), "digest": digest})
    if name in {"country", "member_state"}:
        return country_name(str(value), language_now())
    if name == "language":
        return NAMES.get(str(value), str(value))
    return str(_VALUES.get(name, {}).get(value, value))
