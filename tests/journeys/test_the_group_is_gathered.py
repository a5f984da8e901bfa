"""From a call for nominations to a member whose interests are handled; a role that ends, and its holder erased."""

import re
from pathlib import Path

from consult.drafts.models import Appointment, Role
from consult.voting.interests.models import Interest
from consult.voting.nominations.models import Nomination
from tests.journeys.conftest import Window
from tests.journeys.walker import Walker
from tests.make.group import PDF
from tests.people import PASSWORD


def test_from_a_call_to_a_member_whose_interests_are_handled(window: Window, tmp_path: Path) -> None:
    site = window.served
    sara = window(site.people.sara)
    sara.open("voting.calls", slug="smart-cities").sees("Call for nominations", "Ten years of practice.")

    ministry = window(wide=360)
    ministry.open("voting.calls", slug="smart-cities").follow("Nominate someone", first=True)
    told = {
        "Government or organisation that nominates": "Ministry of Housing of Ghana",
        "Your name": "Kofi Boateng",
        "Your e-mail address": "kofi@example.org",
        "Name of the nominee": "Akosua Owusu",
        "E-mail address of the nominee": "akosua@example.org",
        "Expertise": "Planning of towns.",
        "Why they are nominated": "Led the plan of Accra.",
    }
    for label, text in told.items():
        ministry.fill(label, text)
    ministry.choose("Nominated by or from (country)", "Ghana").choose("The nominee comes from", "National government")
    ministry.press("Go on to the letter")
    program, letter = tmp_path / "program.pdf", tmp_path / "letter.pdf"
    program.write_bytes(b"MZ this is a program")
    letter.write_bytes(PDF)
    ministry.page.get_by_label("Signed letter").set_input_files(program)
    ministry.press("Send the nomination").sees("whatever its name says", "Akosua Owusu")
    ministry.page.get_by_label("Signed letter").set_input_files(letter)
    ministry.press("Send the nomination").sees("Check your mail", "SHA-256")
    link = re.search(r"/nominations/\S+/confirm", site.last_mail_to("kofi@example.org"))
    assert link
    ministry.open(link[0]).press("Confirm it").sees("The nomination is taken in.")

    one = site.fresh(Nomination, nominee_name="Akosua Owusu")
    akosua = takes_up_the_seat(window, sara, one)
    declares_and_is_handled(window, sara, akosua)
    leaves_and_is_erased(window, sara, akosua)
    sara.open("voting.nomination", nomination_id=one.id).sees("An erased person", "Ministry of Housing of Ghana")


def takes_up_the_seat(window: Window, sara: Walker, one: Nomination) -> Walker:
    site = window.served
    sara.open("voting.nominations", call_id=one.call_id).tick("Count with the group: Akosua Owusu")
    sara.press("Show the balance with those ticked").sees("Balance", "Africa")
    sara.open("voting.nomination", nomination_id=one.id).press("Accept and offer the seat").sees("Accepted")

    akosua = window()
    link = re.search(r"/confirm/\S+", site.last_mail_to("akosua@example.org"))
    assert link
    akosua.open(link[0]).fill("Your name", "Akosua Owusu")
    akosua.page.locator("input[type=password]").first.fill(PASSWORD)
    akosua.page.locator("main form button").first.click()
    akosua.page.wait_for_load_state("load")
    return akosua.open("drafts.offers").press("Take up the role").sees("The role is yours now")


def declares_and_is_handled(window: Window, sara: Walker, akosua: Walker) -> None:
    akosua.open("voting.interests", slug="smart-cities").follow("Declare an interest, or that you have none")
    akosua.choose("Kind of interest", "Shares or other ownership").fill("What it is", "A part of a bus company.")
    akosua.press("Publish the declaration").sees("for everyone to read")

    said = window.served.fresh(Interest, text="A part of a bus company.")
    sara.open("voting.handle_interest", interest_id=said.id).tick("Disclosed, nothing further")
    sara.fill("Why", "No clause speaks of buses.").press("Record and publish it")
    visitor = window(scripts=False)
    visitor.open("voting.interests", slug="smart-cities")
    visitor.sees("A part of a bus company.", "Disclosed, nothing further", "No clause speaks of buses.")


def leaves_and_is_erased(window: Window, sara: Walker, akosua: Walker) -> None:
    seat = window.served.fresh(Appointment, member_state="GH", role=Role.EXPERT)
    sara.open("drafts.role", slug="smart-cities", appointment_id=seat.id).follow("End the role")
    sara.fill("Why", "They have moved on.").press("End the role").sees("does not have the role any more")
    akosua.open("voting.declare_interest", status=403, slug="smart-cities")
    akosua.open("tracing.erase").fill("Type your e-mail address to confirm", "akosua@example.org")
    akosua.tick("I know that this cannot be undone")
    akosua.page.locator("main form button").last.click()
    akosua.page.wait_for_load_state("load")
    akosua.sees("You are erased.")
