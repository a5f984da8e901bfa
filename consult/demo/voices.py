"""Who says what, in which round, when: the comments of the illustrative case, sent by the people of the demo."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from consult.accounts.countries import Region
from consult.accounts.models import Person, StakeholderType
from consult.comments import actions
from consult.comments.content import CommentContent
from consult.comments.models import Comment, CommentState, CommentType, Stance
from consult.comments.moderation import actions as moderation
from consult.consultations import actions as rounds
from consult.consultations.models import Access, Round
from consult.core import clock
from consult.demo.texts import days
from consult.drafts.models import Clause, Pillar, Wording
from consult.drafts.queries import wordings_of

GREETINGS = frozenset({"Yours sincerely", "Yours faithfully", "Kind regards", "Warm regards", "Regards", "Best wishes"})
Row = Mapping[str, Any]
Voices = dict[tuple[Region | None, StakeholderType | None, str | None], list[Person]]


def voices(people: Iterable[Person]) -> Voices:
    """People by region, type and language, so that each comment finds someone who could have written it."""
    by_group: Voices = defaultdict(list)
    for person in people:
        by_group[person.region, person.stakeholder_type, person.language].append(person)
    return by_group


class Casting:
    """Gives each comment an author who fits; everybody in a group speaks once before anybody speaks twice.

    The personas that one can be speak more often, so that they have something to follow.
    """

    def __init__(self, people: Iterable[Person], personas: Iterable[Person] = ()) -> None:
        self.by_group = voices(people)
        for persona in personas:
            group = self.by_group[persona.region, persona.stakeholder_type, persona.language]
            for turn in (0, 2, 4):
                group.insert(turn, persona)
        self.turn: dict[object, count[int]] = defaultdict(count)

    def author_of(self, row: Row) -> Person:
        group = Region(row["region"]), StakeholderType(row["stakeholder_type"]), row["language"]
        able = self.by_group[group]
        return able[next(self.turn[group]) % len(able)]


def pick_round(row: Row, rounds_: Sequence[Round], turn: int) -> Round:
    """A round that is about what the comment is about and meant for who says it; the general ones take the rest."""
    fitting = [
        one
        for one in rounds_
        if (not one.pillars or row["pillar"] in {pillar.code for pillar in one.pillars})
        and (one.kind != "stakeholder" or meant_for(one, row["stakeholder_type"]))
        and (one.kind != "regional" or row["region"] in one.slug)
    ]
    fitting = fitting or [one for one in rounds_ if not one.pillars]
    return fitting[turn % len(fitting)]


MEANT = {
    "sc-stakeholder-national": "national_government",
    "sc-stakeholder-local": "local_government",
    "sc-stakeholder-private": "private_sector",
    "sc-stakeholder-academia": "academia",
    "sc-stakeholder-civil-society": "civil_society",
    "sc-stakeholder-international": "international_organisation",
}


def meant_for(round_: Round, kind: str) -> bool:
    return MEANT.get(round_.slug) == kind


def send_all(
    rows: Sequence[Row], rounds_: Sequence[Round], casting: Casting, *, moderator: Person, until: datetime
) -> dict[str, Comment]:
    """Each row written and sent in its round's time, spread over its days but not after `until`. By row id.

    Held ones are released, but for a few that wait for the moderator in a round that is open today.
    """
    places = {round_.id: Places(wordings_of(round_.draft)) for round_ in rounds_}
    sent = {}
    for turn, row in enumerate(rows):
        round_ = pick_round(row, rounds_, turn)
        waits = round_.closes_at > days(0) and turn % 3 == 0
        with clock.at(moment_in(round_, turn, until)):
            sent[row["id"]] = send(row, round_, casting.author_of(row), places[round_.id])
            if sent[row["id"]].state == CommentState.HELD and not waits:
                moderation.release_comment(sent[row["id"]], by=moderator)
    return sent


class Places:
    """Clauses and pillars of a draft by what the rows call them."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        self.clauses = {wording.number: wording for wording in wordings}
        self.pillars: dict[str, Pillar] = {wording.pillar.code: wording.pillar for wording in wordings}

    def clause(self, row: Row) -> Clause | None:
        return self.clauses[row["clause"]].clause if row["clause"] else None

    def quote(self, row: Row) -> str:
        """The passage, where the words still stand in this draft."""
        quote = str(row.get("quote") or "")
        return quote if row["clause"] and quote in self.clauses[row["clause"]].text else ""


def send(row: Row, round_: Round, author: Person, places: Places) -> Comment:
    if round_.access == Access.INVITED:
        rounds.invite(round_, [author.email], by=None, tell=False)
    content = CommentContent(
        text=signed_by(row, author),
        type=CommentType(row["type"]),
        stance=Stance(row["stance"]),
        proposed_text=row.get("proposed_text") or "",
        evidence_url=row.get("evidence_url") or "",
        language=row["language"],
        quote=places.quote(row),
    )
    pillar = places.pillars.get(row["pillar"] or "") if not row["clause"] else None
    comment = actions.save_comment(round_, author, content, about=places.clause(row) or pillar)
    return actions.send_comment(comment)


def signed_by(row: Row, author: Person) -> str:
    """What a letter of the campaign says, with the name of who sends it here under it."""
    text = str(row["comment"])
    body, _break, last = text.rpartition("\n")
    if row.get("note") != "campaign" or not body or last.endswith((".", "?", "!")):
        return text
    greeting, comma, _name = last.rpartition(", ")
    return f"{body}\n{greeting}{comma}{author.name}" if greeting in GREETINGS else f"{body}\n{author.name}"


def moment_in(round_: Round, turn: int, until: datetime) -> datetime:
    """Spread over the round's days until now, most towards its end, as people do."""
    last = min(round_.closes_at, until) - timedelta(minutes=5)
    share = (turn * 0.6180339887) % 1  # the golden ratio spreads evenly whatever the number of turns
    passed: float = share**0.6
    return round_.opens_at + (last - round_.opens_at) * passed
