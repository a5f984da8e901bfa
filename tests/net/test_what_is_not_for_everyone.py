"""What a round, a moderator or an author kept from others is on no page and in no file that those others can open.

Every address that can be read is opened by every kind of person, and searched for words that are not for them.
"""

import io
import zipfile
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from consult.core.database import Model, db
from tests.net.access import GET, PERSONAS
from tests.net.doors import House, doors
from tests.world import SECRETS

pytestmark = pytest.mark.xdist_group("not for everyone")
TEAM = {"drafter", "secretariat"}
OVERSEERS = TEAM | {"moderator"}
EXPERTS = {"expert", "adviser"}
MAY_SEE = {
    "held": OVERSEERS,
    "hidden": OVERSEERS,
    "withdrawn": OVERSEERS,
    "unconfirmed": set(),
    "begun": set(),
    "to_experts": TEAM | EXPERTS,
    "to_team": TEAM,
    "until_close": OVERSEERS | EXPERTS,
    "nameless": TEAM | {"host"},  # who invited him by name
    "theme_name": TEAM | EXPERTS,
    "next_door": set(),
    "advice": TEAM | EXPERTS,
    "rating": set(),
}
WITHOUT_WORKBOOKS = {"drafts.export", "consultations.translations_file"}
# Whoever holds the link that was mailed may read what it is about.
BY_LINK = {
    "accounts.confirm",
    "accounts.reset",
    "comments.confirm",
    "comments.confirm_answers",
    "tracing.begin_following",
}
ASKED = {
    "analysis.unplaced": ["list=pointless", "list=elsewhere", "list=pillars"],
    "analysis.points": ["campaign=2", "language=en"],
    "analysis.matrix": ["by=region"],
    "comments.comments": ["words=asks", "pillar=HR"],
    "comments.clause": ["sort=endorsed"],
    "comments.moderation": ["state=hidden"],
    "responses.table": ["pillar=HR"],
    "tracing.search": [
        "q=asks",
        "q=asks&kind=comment",
        "q=asks&kind=point",
        "q=-register&kind=answer",
        "q=-a&kind=revision",
    ],
    "tracing.journal": ["family=comments", "page=2", "page=3"],
}


@pytest.mark.parametrize("persona", ["visitor", "stakeholder", "host", "moderator", "expert", "drafter"])
def test_no_page_and_no_file_holds_what_is_not_for_them(house: House, persona: str) -> None:
    kept_from_them = {name: SECRETS[name] for name, those in MAY_SEE.items() if persona not in those}
    found = [
        f"{address} shows what is {name}"
        for address in addresses(house, persona)
        for text in [words_of(house, persona, address)]
        for name, word in kept_from_them.items()
        if word in text
    ]
    assert not found


@pytest.mark.parametrize("name", ["held", "hidden", "withdrawn", "begun", "to_experts", "to_team", "until_close"])
def test_its_author_always_reads_their_own(house: House, name: str) -> None:
    page = "/edit" if name == "begun" else ""
    assert SECRETS[name] in words_of(house, "author", f"/comments/{house.references[name]}{page}")


def test_those_whom_it_is_for_do_read_it(house: House) -> None:
    for name, persona in (("to_experts", "expert"), ("to_team", "drafter"), ("held", "moderator")):
        assert SECRETS[name] in words_of(house, persona, f"/comments/{house.references[name]}"), name


@pytest.mark.parametrize("persona", ["visitor", "stakeholder", "expert"])
def test_no_page_shows_the_address_of_anyone(house: House, persona: str) -> None:
    own = {"stakeholder": "bruno@example.org", "expert": "ines@example.org"}.get(persona, "none")
    found = [a for a in addresses(house, persona) if "@example.org" in words_of(house, persona, a).replace(own, "")]
    assert not found


# What is of a person and never public, by the column that holds it; whoever published their name is not among these.
PRIVATE = (
    *("person.email", "person.session_key", "person.password_hash", "user_session.digest", "message.recipient"),
    *("role_offer.email", "nomination.nominator_name", "nomination.nominator_email", "nomination.nominee_name"),
    *("nomination.nominee_email", "nomination.expertise", "nomination.motivation", "personal_data_access.path"),
)
MAILED = "/nominations/"  # whoever holds the link that was mailed to them reads their own
UNNAMED = {
    "Gloria Reyes",
    "Gus Berg",
    "Olga Petrova",
}  # a guest who confirmed nothing, one without a name, the operator


def test_no_public_page_or_file_holds_personal_data(house: House) -> None:
    """Every door that a visitor gets through, every value that the world has in a private column."""
    with house.undone():
        kept = {str(value) for column in PRIVATE for value in values_of(column) if len(str(value)) > 6}
    assert len(kept) > 30
    found = [
        (address, word)
        for address in addresses(house, "visitor")
        if not address.startswith(MAILED)
        for word in kept | UNNAMED
        if word in seen(house, address)
    ]
    assert not found


def values_of(column: str) -> list[object]:
    table, _, name = column.partition(".")
    rows = db.session.scalars(select(Model.metadata.tables[table].c[name]).distinct())
    return [value for value in rows if value]


def seen(house: House, address: str) -> str:
    return words_of(house, "visitor", address)


def words_of(house: House, persona: str, address: str) -> str:
    """All that comes back, a workbook unpacked; what was answered before is not asked for again."""
    known = house.read.get((persona, address))
    if known is None:
        answer = house.get(persona, address)
        assert answer.status_code < 500, address
        known = house.read[persona, address] = unpacked(answer.data)
    return known


def unpacked(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def addresses(house: House, persona: str) -> list[str]:
    """Every address that can be read, with each thing of the world that it could name.

    What the matrix says is closed to them is not asked for: `test_access` and `test_each_object` hold it closed.
    """
    return list(dict.fromkeys(_addresses(house, persona)))


def may_open(persona: str, endpoint: str) -> bool:
    return persona not in PERSONAS or GET[endpoint][PERSONAS.index(persona)] == "o"


def _addresses(house: House, persona: str) -> Iterator[str]:
    things: dict[str, list[Any]] = {
        "number": [1, 2, 3],
        "reference": list(house.references.values()),
        "round_slug": list(house.rounds.values()),
        "point_id": list(house.points.values()),
        "theme_id": house.themes,
        "campaign_id": house.campaigns,
        "revision_id": list(house.revisions.values()),
        "ballot_id": list(house.ballots.values()),
        "file_format": ["csv", "xlsx", "jsonl"],
    }
    for (endpoint, method), rules in doors(house.app).items():
        if method == "POST" or endpoint in BY_LINK or not may_open(persona, endpoint):
            continue
        for rule in rules:
            names = [name for name in rule.arguments if name in things]
            for chosen in product(*(things[name] for name in names)):
                given = dict(zip(names, chosen, strict=True))
                if given.get("file_format") in {"xlsx", "jsonl"} and endpoint in WITHOUT_WORKBOOKS:
                    continue
                yield house.address(endpoint, rule, given)
            for address in (house.address(endpoint, rule), house.address(endpoint, rule, house.neighbours["other"])):
                yield address
                yield from (f"{address}?{asked}" for asked in ASKED.get(endpoint, ()))
    for reference in house.references.values():
        yield f"/comments/receipt?of={reference}"
        yield f"/follow?reference={reference}"
