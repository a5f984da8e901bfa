"""A drafter answers a theme, decides one of its points otherwise, and proposes new words."""

from playwright.sync_api import expect

from consult.responses.models import Answer
from consult.revisions.models import Revision, RevisionState
from tests.journeys.conftest import Window


def test_from_the_desk_to_a_revision_that_is_proposed(window: Window) -> None:
    dana, world = window(window.served.people.dana), window.served.world
    theme, point = world.keepers.id, world.points["on_clause"].id
    dana.open("responses.clause_desk", uid=window.served.uids["HR-L1"], show="all").sees("Say who keeps the register.")
    group = f"#theme-{theme}"
    dana.page.locator(group).get_by_text("Change the answer to this theme").click()
    form = dana.page.locator(f"{group} form")
    form.get_by_label("What was decided").select_option("accepted_in_part")
    form.get_by_label("Why", exact=True).fill("The keeper is named in the annex.")
    dana.press("Apply to", within=group).sees("The keeper is named in the annex.")
    dana.open("responses.answer_point", point_id=point).sees("The keeper is named in the annex.")
    dana.page.get_by_label("What was decided").select_option("accepted")
    dana.page.get_by_label("Why", exact=True).fill("Said in the clause itself.")
    dana.press("Answer this point").sees("The point has its own answer now.")
    assert window.served.fresh(Answer, point_id=point).reason == "Said in the clause itself."


def test_new_words_are_shown_as_they_are_typed_and_put_before_the_experts(window: Window) -> None:
    dana = window(window.served.people.dana)
    dana.open(window.served.clause("DI-L2")).follow("Propose a revision", within="main")
    dana.fill("Proposed words", "Local governments should share data centres where that saves energy.")
    expect(dana.page.locator("#change")).to_contain_text("where that saves energy")
    dana.fill("Name of the revision", "Sharing for a reason").fill("Why", "Two cities asked for it.")
    dana.press("Keep the revision").sees("Sharing for a reason", "should", "where that saves energy")
    dana.press("Propose it to the experts").sees("The revision is proposed")
    assert window.served.fresh(Revision, title="Sharing for a reason").state == RevisionState.PROPOSED


def test_two_who_change_the_same_answer_are_told(window: Window) -> None:
    world = window.served.world
    dana, sara = window(window.served.people.dana), window(window.served.people.sara)
    for writer in (dana, sara):
        writer.open("responses.answer_theme", theme_id=world.spare_theme.id)
        writer.page.get_by_label("What was decided").select_option("noted")
    dana.page.get_by_label("Why", exact=True).fill("Budgets differ.")
    dana.press("Apply to")
    sara.page.get_by_label("Why", exact=True).fill("States pay a share.")
    sara.press("Apply to").sees("Someone changed this meanwhile", "Budgets differ.")
    assert "States pay a share." in [box.input_value() for box in sara.page.locator("textarea").all()]
    assert window.served.fresh(Answer, theme_id=world.spare_theme.id).reason == "Budgets differ."
