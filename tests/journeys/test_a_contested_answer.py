"""An author contests an answer, someone else decides, and everyone reads what was decided."""

from consult.voting.objections.models import Objection
from tests.journeys.conftest import Window


def test_a_contested_answer_is_decided(window: Window) -> None:
    people, comment = window.served.people, window.served.world.comments["answered"]
    amina = window(people.amina)
    amina.open("tracing.comment", reference=comment.reference).follow("Contest this answer")
    amina.press("File this objection").sees("Name the change that would remove your objection")
    amina.fill("What is wrong with it", "The answer names a register, and not who keeps it current.")
    amina.fill("The change that would remove your objection", "Name who keeps the register.")
    amina.press("File this objection").sees("Your objection is recorded", "contested this answer already")
    filed = window.served.fresh(Objection, comment_id=comment.id)
    sara = window(people.sara)
    sara.open("voting.objections", slug="smart-cities").sees("wait to be decided", "Name who keeps the register.")
    sara.follow(f"Objection {filed.id}", first=True).tick("dismissed")
    sara.press("Record this decision").sees("This was not sent yet", "Give the reason")
    sara.fill("The reason", "Who keeps the register is for each city to decide, as the note says.")
    sara.press("Record this decision").sees("It is decided")
    window().open("voting.objections", slug="smart-cities").sees("dismissed", "as the note says")
    assert "was decided: dismissed" in window.served.last_mail_to(people.amina.email)
