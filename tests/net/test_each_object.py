"""Rights are toward this very thing: whose comment it is, which round, whose guideline."""

from typing import Any

import pytest
from werkzeug.routing import Rule

from tests.net.doors import House, doors, letter_of

pytestmark = pytest.mark.xdist_group("each object")
# Doors that are about nothing in particular, or that open to whoever holds a link.
ABOUT_A_THING = {"slug", "round_slug", "reference", "theme_id", "point_id", "campaign_id", "answer_id", "ballot_id"}
ABOUT_A_THING |= {"revision_id", "remark_id", "uid", "carry_id"}
ABOUT_A_THING |= {"call_id", "nomination_id", "interest_id", "study_id", "joint_id"}
STAFF = ("moderator", "drafter", "chair", "secretariat")


def about_a_thing(house: House) -> list[tuple[str, str, Rule]]:
    """(endpoint, method, address) of every door that leads to something of a guideline."""
    return [
        (endpoint, method, rule)
        for (endpoint, method), rules in doors(house.app).items()
        for rule in rules
        if rule.arguments & ABOUT_A_THING
    ]


def letter(house: House, persona: str, method: str, address: str, **options: Any) -> str:
    return letter_of(house.knock(persona, method, address, **options))


def test_the_drafter_of_another_guideline_is_a_stakeholder_here(house: House) -> None:
    wrong = []
    for endpoint, method, rule in about_a_thing(house):
        address, form = house.address(endpoint, rule), house.forms.get(endpoint) if method == "POST" else None
        if letter(house, "neighbour", method, address, data=form) != letter(
            house, "stakeholder", method, address, data=form
        ):
            wrong.append(f"{method} {address}")
    assert not wrong


def test_whoever_has_a_task_here_has_none_next_door(house: House) -> None:
    wrong = []
    for endpoint, method, rule in about_a_thing(house):
        if not rule.arguments <= house.neighbours["other"].keys() | {"code", "file_format", "step"}:
            continue
        address = house.address(endpoint, rule, house.neighbours["other"])
        expected = letter(house, "stakeholder", method, address)
        wrong += [f"{p} {method} {address}" for p in STAFF if letter(house, p, method, address) != expected]
    assert not wrong


def test_a_guideline_that_is_not_public_is_not_there_for_strangers(house: House) -> None:
    wrong = []
    for endpoint, method, rule in about_a_thing(house):
        if not rule.arguments <= house.neighbours["secret"].keys() | {"code", "file_format", "step"}:
            continue
        if endpoint == "api.submit_comment":
            continue  # without a token 401, whatever it is about: it tells nothing
        address = house.address(endpoint, rule, house.neighbours["secret"])
        for persona in ("stakeholder", "secretariat", "neighbour"):
            answer = letter(house, persona, method, address)
            if answer != "n":
                wrong.append(f"{persona} {method} {address}: {answer}")
        if letter(house, "visitor", method, address) not in {"n", "s"}:
            wrong.append(f"visitor {method} {address}")
    assert not wrong


def test_nor_is_it_named_anywhere(house: House) -> None:
    for address in ("/", "/guidelines/smart-cities", "/comments/mine", "/mine"):
        page = house.get("stakeholder", address)
        assert "quiet-code" not in page.get_data(as_text=True) or address in {"/comments/mine", "/mine"}


def test_its_own_people_find_it(house: House) -> None:
    slug = house.neighbours["secret"]["slug"]
    assert house.get("quiet", f"/guidelines/{slug}").status_code == 200
    assert house.get("administrator", f"/guidelines/{slug}").status_code == 200


@pytest.mark.parametrize("part", ["uid", "session_id", "wording_id"])
def test_what_belongs_elsewhere_is_not_found_under_this_roof(house: House, part: str) -> None:
    """/guidelines/ours/…/clauses/theirs: the parts of an address must belong together."""
    theirs = {part: house.neighbours["other"][part]}
    wrong = []
    for (endpoint, method), rules in doors(house.app).items():
        for rule in rules:
            if part not in rule.arguments or rule.arguments == {part}:
                continue
            for persona in ("stakeholder", "secretariat", "administrator"):
                answer = letter(house, persona, method, house.address(endpoint, rule, theirs))
                if answer not in {"n", "f"} or (answer == "f" and persona == "administrator"):
                    wrong.append(f"{persona} {method} {endpoint}: {answer}")
    assert not wrong


@pytest.mark.parametrize("name", ["begun", "unconfirmed"])
def test_what_was_never_sent_is_not_there_for_anyone_else(house: House, name: str) -> None:
    mine = dict.fromkeys(("reference", "held", "position"), house.references[name])
    for endpoint, method, rule in about_a_thing(house):
        if "reference" in rule.arguments:
            for persona in ("stakeholder", "moderator", "drafter", "secretariat", "administrator", "expert"):
                answer = letter(house, persona, method, house.address(endpoint, rule, mine))
                assert answer == "n", f"{persona} {method} {endpoint}"


def test_a_receipt_and_the_word_on_an_answer_are_its_authors(house: House) -> None:
    answered = house.references["answered"]
    receipt, satisfied = f"/comments/receipt?of={answered}", f"/comments/{answered}/satisfaction"
    assert letter(house, "author", "GET", receipt) == "o"
    assert letter(house, "stakeholder", "GET", receipt) == "n"
    assert letter(house, "author", "GET", satisfied) == "o"
    for persona, expected in (("stakeholder", "f"), ("secretariat", "f"), ("visitor", "s")):
        for method in ("GET", "POST"):
            assert letter(house, persona, method, satisfied, data={"satisfied": "yes"}) == expected


def test_a_key_to_one_comment_opens_no_other(house: House) -> None:
    key = house.arguments["satisfaction_key"]
    other = house.references["cost"]
    assert letter(house, "visitor", "GET", f"/comments/{house.references['answered']}/satisfaction?key={key}") == "o"
    assert letter(house, "visitor", "GET", f"/comments/{other}/satisfaction?key={key}") == "s"
    assert letter(house, "visitor", "GET", f"/comments/{house.references['to_team']}/satisfaction?key={key}") == "n"


def test_their_own_page_is_of_themselves(house: House) -> None:
    """`/mine.json` has no argument that could name someone else."""
    assert "amina@example.org" in house.get("author", "/mine.json").get_data(as_text=True)
    assert "amina@example.org" not in house.get("stakeholder", "/mine.json").get_data(as_text=True)


def test_a_host_runs_their_round_and_no_other(house: House) -> None:
    rounds = house.rounds
    for page in ("people", "change", "sessions/add"):
        assert letter(house, "host", "GET", f"/rounds/{rounds['invited']}/{page}") == "o"
        assert letter(house, "host", "GET", f"/rounds/{rounds['open']}/{page}") == "f"
        assert letter(house, "invited", "GET", f"/rounds/{rounds['invited']}/{page}") == "f"
    assert letter(house, "host", "GET", "/guidelines/smart-cities/rounds/plan") == "f"


def test_a_host_names_no_other_host(house: House) -> None:
    form = {"invite-emails": "new@example.org", "invite-role": "host"}
    address = f"/rounds/{house.rounds['invited']}/people"
    page = house.knock("host", "POST", address, data=form)
    assert page.status_code == 422, "taken, where the form should have come back"
    assert house.knock("secretariat", "POST", address, data=form).status_code == 302


@pytest.mark.parametrize(
    ("persona", "round_", "taken"),
    [
        ("invited", "invited", True),
        ("host", "invited", True),
        ("stakeholder", "invited", False),
        ("visitor", "invited", False),
        ("visitor", "registered", False),
        ("stakeholder", "registered", True),
        ("stakeholder", "closed", False),
        ("stakeholder", "upcoming", False),
        ("stakeholder", "never", True),
    ],
)
def test_who_may_comment_in_which_round(house: House, persona: str, round_: str, *, taken: bool) -> None:
    form = {"text": "Say who pays.", "round": house.rounds[round_], "stance": "neutral", "language": "en"}
    form |= {"name": "Vera", "email": "vera@example.org"} if persona == "visitor" else {}
    answer = house.knock(persona, "POST", f"/rounds/{house.rounds[round_]}/comment", data=form)
    goes_on_to = answer.headers.get("Location", "")
    assert ("/receipt" in goes_on_to or "/check-mail" in goes_on_to) == taken
