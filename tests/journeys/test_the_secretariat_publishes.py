"""The last step of the river: what stands in the way is said, passed over for a reason, and published with it."""

from consult.drafts.models import Draft, DraftState
from tests.journeys.conftest import Window


def test_the_next_draft_is_published_with_what_it_passes_over(window: Window) -> None:
    sara = window(window.served.people.sara)
    sara.open("publishing.prepare", slug="smart-cities").sees("Draft 3 is prepared", "stand in the way")
    sara.fill("Note to readers", "One clause is reworded.").press("Publish draft 3 all the same")
    sara.sees("To publish all the same, give the reason")
    assert sara.page.get_by_label("Note to readers").input_value() == "One clause is reworded."
    sara.fill("Why it is published all the same", "The ballot is on another clause.")
    sara.press("Publish draft 3 all the same").sees("What changed in draft 3", "The ballot is on another clause.")
    assert (
        window.served.fresh(Draft, number=3, guideline_id=window.served.world.guideline.id).state
        == DraftState.PUBLISHED
    )
    visitor = window()
    visitor.open("publishing.changes", slug="smart-cities", number=3)
    visitor.sees("One clause is reworded.", "Public infrastructure serves", "everyone")
    visitor.open("tracing.home").follow("People-centred smart cities", within="#main").follow(
        "Draft 3", first=True
    ).sees("draft 3")
