"""Who got nothing where few were chosen out of many: the figure, when there is none, and the page."""

from collections.abc import Mapping

import pytest

from consult.accounts.countries import Region
from consult.accounts.models import StakeholderType
from consult.comments.actions import endorse
from consult.core.database import db
from consult.drafts.queries import membership_of
from consult.tracing.hearing.fairness import (
    Asker,
    Fairness,
    GroupHeard,
    Shortlist,
    ShortlistKind,
    WhyNoFigure,
    fairness_of,
)
from consult.tracing.hearing.queries import shortlist_of
from tests.browser import Browser
from tests.make import analysis, comments, responses
from tests.people import People

KENYA = Asker("KE", StakeholderType.INDIVIDUAL, "en")
CHILE = Asker("CL", StakeholderType.ACADEMIA, "es")


def judged(
    asked: Mapping[str, tuple[int, frozenset[int]]],
    chosen: list[int],
    *,
    kind: ShortlistKind = ShortlistKind.THEMES,
    endorsers: int = 0,
    items: int = 5,
) -> Fairness:
    """`asked` is by a name: so many people, and the items they ask for; those of "chile" are from there."""
    asks = {f"{name}{turn}": wanted for name, (people, wanted) in asked.items() for turn in range(people)}
    speakers = {voter: CHILE if voter.startswith("chile") else KENYA for voter in asks}
    shown = {item: f"item {item}" for item in range(items)}
    return fairness_of(Shortlist(kind, shown, chosen, asks, speakers, endorsers))


def test_the_largest_group_that_got_nothing_is_named_with_where_it_is_from() -> None:
    fair = judged({"kenya": (9, frozenset({0})), "chile": (7, frozenset({3}))}, [0, 1])
    assert fair.left is not None
    assert (fair.left.ask, len(fair.left.group), fair.left.figure) == (3, 7, 7 / 8)
    assert fair.unheard == {
        "region": [(Region.AMERICAS, 7)],
        "stakeholder_type": [(StakeholderType.ACADEMIA, 7)],
        "language": [("es", 7)],
    }
    assert fair.heard["region"] == [GroupHeard(Region.AFRICA, 9, 9), GroupHeard(Region.AMERICAS, 7, 0)]


def test_a_proportional_choice_says_what_it_would_add_and_leave_out() -> None:
    fair = judged({"kenya": (9, frozenset({0, 1})), "chile": (7, frozenset({3}))}, [0, 1])
    assert (fair.added, fair.dropped, fair.repair_helps) == ([3], [1], True)
    assert fair.repaired is not None
    assert fair.repaired.group == ()


@pytest.mark.parametrize(
    ("why", "people", "chosen", "more"),
    [
        (WhyNoFigure.NONE_CHOSEN, 40, [], {}),
        (WhyNoFigure.NOBODY, 0, [0], {}),
        (WhyNoFigure.ALL_CHOSEN, 40, [0, 1], {"items": 2}),
        (WhyNoFigure.FEW_PEOPLE, 9, [0, 1], {}),
        (WhyNoFigure.FEW_ENDORSE, 40, [0, 1], {"kind": ShortlistKind.QUOTES, "endorsers": 9}),
        (None, 10, [0, 1], {}),
        (None, 40, [0, 1], {"kind": ShortlistKind.QUOTES, "endorsers": 10}),
    ],
)
def test_there_is_no_figure_where_it_would_say_nothing(
    why: WhyNoFigure | None, people: int, chosen: list[int], more: dict[str, object]
) -> None:
    fair = judged({"kenya": (people, frozenset({0}))}, chosen, **more)  # type: ignore[arg-type]
    assert (fair.why, fair.left is None) == (why, why is not None)


def test_a_person_asks_for_what_they_said_and_for_what_they_endorsed(people: People) -> None:
    world = responses.consulted(people)
    counters = analysis.theme(world.guideline, world.cost, label="Counters")
    endorse(world.cost.comment, by=people.amina)
    endorse(world.cost.comment, by=people.ines)
    db.session.commit()
    found = shortlist_of(membership_of(people.dana, world.guideline), ShortlistKind.THEMES)
    assert found.endorsers == 2
    assert found.asks == {
        f"p{people.amina.id}": {world.theme.id, counters.id},
        f"p{people.bruno.id}": {counters.id},
        f"p{people.ines.id}": {counters.id},
    }
    assert found.speakers[f"p{people.ines.id}"].region == Region.EUROPE


def test_a_letter_in_copies_asks_once(people: People) -> None:
    world = responses.consulted(people)
    letters = [comments.comment(world.round, who, "Keep the desks open.") for who in (people.ines, people.farid)]
    campaign = analysis.campaign(world.guideline, *letters)
    desks = analysis.theme(world.guideline, *_points_of(campaign.id), label="Desks")
    found = shortlist_of(membership_of(people.dana, world.guideline), ShortlistKind.THEMES)
    assert [who for who, asked in found.asks.items() if desks.id in asked] == [f"p{people.ines.id}"]


def _points_of(campaign_id: int) -> list[analysis.Point]:
    return list(db.session.query(analysis.Point).filter_by(campaign_id=campaign_id).order_by("id"))


def test_the_page_says_why_there_is_no_figure_and_how_it_is_counted(browser: Browser) -> None:
    world = responses.consulted(browser.people)
    dana = browser.as_(browser.people.dana)
    assert "All of them were chosen" in dana.get("tracing.hearing", slug=world.guideline.slug)
    for kind, said in (
        ("quotes", "Only 0 people endorsed"),
        ("points", "Nothing has been chosen yet"),
        ("revisions", "Nothing has been chosen yet"),
        ("nonsense", "All of them were chosen"),
    ):
        page = dana.get("tracing.hearing", slug=world.guideline.slug, of=kind)
        assert said in page
    assert "proportional approval voting" in page


def test_the_page_names_the_group_that_got_nothing(browser: Browser) -> None:
    world, people = responses.consulted(browser.people), browser.people
    said = [comments.comment(world.round, people.bruno, f"Ask no. {turn}.") for turn in range(11)]
    for turn, comment in enumerate(said):
        analysis.theme(world.guideline, analysis.point(comment), label=f"Theme {turn}")
    dana = membership_of(people.dana, world.guideline)
    before = shortlist_of(dana, ShortlistKind.THEMES)
    left_out = next(theme for id_, theme in before.items.items() if id_ not in before.chosen)
    comment = next(comment for comment in said if f"Theme {comment.text[8:-1]}" == left_out.label)
    for turn in range(60):
        voter = people.person(f"Voter{turn} Ny", country="KE", kind=StakeholderType.INDIVIDUAL)
        endorse(comment, by=voter)
    db.session.commit()
    page = browser.as_(people.dana).get("tracing.hearing", slug=world.guideline.slug)
    words = " ".join(page.text.split())
    assert "60 people ask for the same thing and got none" in words
    assert "A group with a fair claim was left out." in words
    assert f"would add: {left_out.label}" in words
