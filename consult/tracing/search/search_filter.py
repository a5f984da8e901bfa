"""What a search asks for: read from an address, written into one. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from consult.accounts.countries import Region
from consult.accounts.models import StakeholderType
from consult.analysis.read_points.queries import ME, OTHERS
from consult.comments.models import UNSAID, Capacity, Channel, CommentType, Stance
from consult.core.search.models import SearchKind
from consult.core.search.query_language import LONGEST_QUERY
from consult.responses.models import Disposition
from consult.revisions.models import RevisionState

NONE = "none"  # in an address: those that have none
NOT_BEGUN = "not_begun"  # of answers: none, and none on its way; to those outside the team as none
UNREAD = "unread"  # of points: not read by whoever asks, whether colleagues have or not
NEWEST = "newest"
_LONGEST = {"q": LONGEST_QUERY, "clause": 120}

# What each kind can be narrowed by, in the order in which a page offers it.
_OF_COMMENTS = (
    "pillar",
    "clause",
    "type",
    "stance",
    "who",
    "region",
    "country",
    "language",
    "round",
    "channel",
    "sent",
)
FACETS: Mapping[SearchKind, tuple[str, ...]] = {
    SearchKind.CLAUSE: ("pillar", "draft", "language"),
    SearchKind.CLAUSE_TRANSLATION: ("pillar", "language"),
    SearchKind.COMMENT: _OF_COMMENTS,
    SearchKind.POINT: ("theme", "disposition", "read", "assignee", "capacity", "campaign", *_OF_COMMENTS),
    SearchKind.POINT_TRANSLATION: _OF_COMMENTS,
    SearchKind.ANSWER: ("disposition",),
    SearchKind.REVISION: ("pillar", "state"),
}


@dataclass(frozen=True)
class SearchFilter:
    """Empty means any. `pillar` is a code, `clause` a uid, `round` a slug, `theme` and `draft` a number."""

    q: str = ""
    kind: str = ""
    sort: str = ""
    pillar: str = ""
    clause: str = ""
    type: str = ""
    stance: str = ""
    who: str = ""  # kind of stakeholder
    region: str = ""
    country: str = ""
    language: str = ""
    round: str = ""
    channel: str = ""
    sent: str = ""  # a month: 2026-06
    theme: str = ""
    disposition: str = ""
    read: str = ""  # of the drafting team: by "me", by "others" alone, "none": by nobody, "unread": not by me
    assignee: str = ""  # number of a member of the drafting team
    capacity: str = ""  # in which it is spoken; "unsaid" where a file named an organisation alone
    campaign: str = ""  # "yes": copies of a letter, each listed; "none": no letter
    draft: str = ""
    state: str = ""  # of a revision

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Self:
        """What an address asks for; what it cannot mean is left out."""
        asked = {f.name: arguments.get(f.name, "")[: _LONGEST.get(f.name, 60)].strip() for f in fields(cls)}
        return cls(**{name: word for name, word in asked.items() if word and _means(name, word)})

    @property
    def asked(self) -> dict[str, str]:
        """For an address: only what is asked for."""
        return {f.name: word for f in fields(self) if (word := getattr(self, f.name))}

    def but(self, **changes: Any) -> dict[str, str]:
        """For an address: the same with changes, from its first page."""
        return replace(self, **{name: str(word) for name, word in changes.items()}).asked

    def of_kind(self, kind: str) -> dict[str, str]:
        """For an address: this kind, with those of the filters that it knows."""
        known = FACETS[SearchKind(kind)] if kind else ()
        return {
            name: word for name, word in {**self.asked, "kind": kind}.items() if word and name in {"q", "kind", *known}
        }

    @property
    def narrows(self) -> bool:
        return bool(self.asked.keys() - {"q", "kind", "sort"})


_ONE_OF: Mapping[str, set[str]] = {
    "kind": set(SearchKind),
    "sort": {NEWEST},
    "type": set(CommentType),
    "stance": set(Stance),
    "who": {*StakeholderType, NONE},
    "region": {*Region, NONE},
    "channel": set(Channel),
    "disposition": {*Disposition, NONE, NOT_BEGUN},
    "read": {ME, OTHERS, NONE, UNREAD},
    "capacity": {*Capacity, UNSAID},
    "campaign": {"yes", NONE},
    "state": set(RevisionState),
}
_LIKE: Mapping[str, str] = {
    "country": r"[A-Z]{2}|none",
    "language": r"[a-z]{2,3}|none",
    "sent": r"\d{4}-(0[1-9]|1[0-2])",
    "theme": r"none|\d{1,9}",
    "assignee": r"none|\d{1,9}",
    "draft": r"\d{1,4}",
}


def _means(name: str, word: str) -> bool:
    if name in _ONE_OF:
        return word in _ONE_OF[name]
    return re.fullmatch(_LIKE.get(name, ".*"), word, re.DOTALL | re.ASCII) is not None
