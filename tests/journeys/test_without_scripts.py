"""No page needs a script for its main job: a guest speaks, and confirms by mail."""

import re

from consult.comments.models import Comment, CommentState
from tests.journeys.conftest import Window


def test_a_guest_speaks_and_confirms_by_mail(window: Window) -> None:
    lin = window(scripts=False)
    lin.open("comments.read", slug="smart-cities", number=2).follow("Digital infrastructure", within="main")
    lin.follow("DI-L2", within="main", first=True)
    lin.fill("Your comment", "Sharing needs an agreement first.").fill("Your name", "Lin Wei")
    lin.unfold("Propose other words").fill(
        "Words that you propose instead", "Local governments should share data centres."
    )
    lin.choose("Country", "China").choose("You speak as", "Individual").choose("In which round", "Open online round")
    lin.press("Go on: confirm by mail").sees("This is needed.")
    assert lin.page.get_by_label("Your comment", exact=True).input_value() == "Sharing needs an agreement first."
    lin.fill("E-mail address", "lin@example.org").press("Go on: confirm by mail").sees("look in your mail")
    link = re.search(r"https?://[^/\s]+(/comments/confirm/\S+)", window.served.last_mail_to("lin@example.org"))[1]  # type: ignore[index]
    lin.open(link).sees("This is what you wrote", "Sharing needs an agreement first.")
    assert window.served.fresh(Comment, author_name="Lin Wei").state == CommentState.UNCONFIRMED
    lin.press("Send this comment").sees("Your comment is recorded", "Open online round")
    lin.open(window.served.clause("DI-L2")).sees("Lin Wei", "Sharing needs an agreement first.")


def test_a_preview_shows_the_change_and_loses_nothing(window: Window) -> None:
    amina = window(window.served.people.amina, scripts=False)
    amina.open(window.served.clause("HR-P1")).fill("Your comment", "Say since when.")
    amina.unfold("Comment on some words only").fill("The exact words that you mean", "Every person")
    amina.unfold("Propose other words").fill("Words that you propose instead", "Everybody")
    amina.press("Preview").sees("This is how it will read", "Say since when.", "Everybody")
    amina.press("Save as draft").sees("Your draft is saved")
    amina.press("Throw this draft away")


def test_the_language_is_switched_with_a_button(window: Window) -> None:
    visitor = window(scripts=False)
    visitor.open("tracing.home")
    visitor.unfold("Language of this site").press("العربية", within=".site-head .who")
    assert visitor.page.locator("html").get_attribute("dir") == "rtl"
