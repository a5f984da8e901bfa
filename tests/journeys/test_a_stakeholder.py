"""A resident reads, comments on a passage, and learns what became of what they said."""

import re

from playwright.sync_api import expect

from consult.comments.models import Comment, CommentState
from tests.journeys.conftest import Window
from tests.people import PASSWORD

ROUND = "Open online round"


def test_from_the_first_page_to_the_receipt_and_what_becomes_of_it(window: Window) -> None:
    amina = window(window.served.people.amina)
    amina.open("tracing.home").follow("Timeline, drafts, rounds and votes of this guideline")
    amina.follow(ROUND, first=True).follow("Read the draft and comment")
    amina.follow("Digital human rights", within="main").follow("HR-P1", within="main", first=True)
    amina.select_words("right to privacy")
    expect(amina.page.get_by_label("The exact words that you mean")).to_have_value("right to privacy")
    amina.tick("Support with changes").fill("Your comment", "Say that it holds in public places as well.")
    amina.unfold("Propose other words").fill("Words that you propose instead", "right to privacy, also in the street")
    expect(amina.page.locator(".live-redline ins")).to_contain_text("also in the street")
    amina.choose("In which round", ROUND).press("Preview")
    amina.sees(
        "This is how it will read",
        "holds in public places",
        "Nothing is sent yet",
    )
    amina.press("Send this comment").sees("Your comment is recorded", "Commitment to what you said")
    reference = re.search(r"C-\w{4}-\w{4}", amina.text)[0]  # type: ignore[index]
    assert reference in window.served.last_mail_to("amina@example.org")
    said = window.served.fresh(Comment, reference=reference)
    assert (said.state, said.quote, said.stance) == (CommentState.SENT, "right to privacy", "support_with_changes")
    amina.follow("Follow this comment").sees("Say that it holds in public places as well.")
    assert amina.page.url.endswith(f"/comments/{reference}/journey")


def test_what_became_of_a_comment_that_was_answered_voted_on_and_published(window: Window) -> None:
    amina = window(window.served.people.amina)
    reference = window.served.world.comments["answered"].reference
    amina.open("tracing.home").fill("Follow a comment by its reference", reference.lower()).press("Follow it")
    amina.sees("The register should list every sensor.", "A register that leaves sensors out cannot be trusted.")
    amina.sees("A full register", "Published : done")


def test_a_draft_survives_a_reload_and_another_day(window: Window) -> None:
    bruno = window(window.served.people.bruno)
    bruno.open(window.served.clause("DI-L1"))
    bruno.fill("Your comment", "Which standards are open?")
    expect(bruno.page.locator(".save-state")).to_contain_text("only you see it")
    bruno.page.reload()
    expect(bruno.page.get_by_label("Your comment", exact=True)).to_have_value("Which standards are open?")
    later = window(window.served.people.bruno)
    later.open("comments.mine").follow("Which standards are open?").sees("Comment on DI-L1")
    later.press("Throw this draft away").sees("The draft is thrown away.")


def test_an_empty_comment_is_not_sent_and_says_why(window: Window) -> None:
    bruno = window(window.served.people.bruno)
    bruno.open(window.served.clause("DI-L2")).press("Send this comment")
    bruno.sees("Write what you want to say, even one sentence.")


def test_who_sets_a_password_signs_in_and_is_back_where_they_were(window: Window) -> None:
    gus = window()
    gus.open("accounts.forgot").fill("E-mail address", "gus@example.org").press("Send", within="main")
    link = re.search(r"https?://\S+(/reset/\S+)", window.served.last_mail_to("gus@example.org"))[1]  # type: ignore[index]
    gus.open(link).fill("Password", PASSWORD).press("Set", within="main").sees("password is set")
    gus.press("Sign out")
    gus.open("comments.mine")  # leads to the door
    gus.fill("E-mail address", "gus@example.org").fill("Password", "not this one at all").press(
        "Sign in", within="main"
    )
    gus.sees("The address or the password is not right")
    gus.fill("Password", PASSWORD).press("Sign in", within="main")
    assert gus.heading == "My comments"
