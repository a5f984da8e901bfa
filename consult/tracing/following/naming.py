"""What is followed, by the name that readers know it by, with its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.drafts.models import Clause, Pillar
from consult.drafts.queries import current_draft, newest_draft, wording_in
from consult.drafts.translations.naming import shown_name
from consult.tracing.following.models import Follow, FollowedKind
from consult.tracing.following.queries import guideline_with, thing_for


@dataclass(frozen=True)
class FollowedThing:
    follow: Follow
    name: str
    address: str


def name_of(kind: FollowedKind, thing: Any) -> str:
    return str(_NAMES[kind](thing))


def address_of_thing(kind: FollowedKind, thing: Any) -> str:
    endpoint, values = _ADDRESSES[kind](thing)
    return url_for(endpoint, **values)


def names_of(person: Person, follows: Sequence[Follow]) -> list[FollowedThing]:
    """Those that they may know of still."""
    found: list[FollowedThing] = []
    for one in follows:
        known = thing_for(person, one.subject, one.subject_id)
        if known is not None:
            thing = known[0]
            found.append(FollowedThing(one, name_of(one.subject, thing), address_of_thing(one.subject, thing)))
    return found


def _clause(clause: Clause) -> str:
    draft = current_draft(clause.guideline) or newest_draft(clause.guideline)
    wording = wording_in(draft, clause) if draft is not None else None
    if wording is None:
        return str(_("A clause that is in the text no more"))
    return f"{wording.number} {shown_name(wording)}".strip()


def _pillar(pillar: Pillar) -> tuple[str, dict[str, Any]]:
    guideline = guideline_with(FollowedKind.PILLAR, pillar)
    draft = current_draft(guideline)
    if draft is None:
        return "tracing.guideline", {"slug": guideline.slug}
    return "comments.read_pillar", {"slug": guideline.slug, "number": draft.number, "code": pillar.code}


_NAMES: Mapping[FollowedKind, Any] = {
    FollowedKind.GUIDELINE: shown_name,
    FollowedKind.PILLAR: shown_name,
    FollowedKind.CLAUSE: _clause,
    FollowedKind.ROUND: shown_name,
    FollowedKind.COMMENT: lambda comment: comment.reference,
}
_ADDRESSES: Mapping[FollowedKind, Any] = {
    FollowedKind.GUIDELINE: lambda guideline: ("tracing.guideline", {"slug": guideline.slug}),
    FollowedKind.PILLAR: _pillar,
    FollowedKind.CLAUSE: lambda clause: ("tracing.clause", {"uid": clause.uid}),
    FollowedKind.ROUND: lambda round_: ("consultations.round", {"round_slug": round_.slug}),
    FollowedKind.COMMENT: lambda comment: ("tracing.comment", {"reference": comment.reference}),
}
