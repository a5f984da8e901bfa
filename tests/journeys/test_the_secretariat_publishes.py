"""The last step of the river: what stands in the way is said, passed over by two people with reasons, and published."""

from consult.drafts.models import Draft, DraftState
from tests.journeys.conftest import Window
from tests.make.publishing import ALL_THE_SAME


def test_the_next_draft_is_published_all_the_same_by_two_people(window: Window) -> None:
    people = window.served.people
    sara = window(people.sara)
    sara.open("publishing.prepare", slug="smart-cities").sees("Draft 3 is prepared", "stand in the way")
    sara.sees("nobody has confirmed it yet").follow("Publish all the same: propose or confirm it")
    sara.sees(ALL_THE_SAME, "One of the two must be the chair")
    chen = window(people.chen)
    chen.open("publishing.override", slug="smart-cities", number=3).sees(ALL_THE_SAME)
    chen.tick("I confirm it: the draft may be published all the same")
    chen.fill("What you add to it", "As the group agreed.").press("Send your answer").sees("You confirmed it")
    sara.open("publishing.prepare", slug="smart-cities").fill("Note to readers", "One clause is reworded.")
    sara.press("Publish draft 3 all the same").sees("What changed in draft 3", ALL_THE_SAME, "As the group agreed.")
    assert (
        window.served.fresh(Draft, number=3, guideline_id=window.served.world.guideline.id).state
        == DraftState.PUBLISHED
    )
    visitor = window()
    visitor.open("publishing.changes", slug="smart-cities", number=3)
    visitor.sees("One clause is reworded.", "Public infrastructure serves", "everyone", "Confirmed by", "Chen")
    visitor.open("tracing.home").follow("Timeline, drafts, rounds and votes of this guideline").follow(
        "Draft 3", first=True
    ).sees("draft 3")
