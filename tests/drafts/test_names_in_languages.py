"""Names of guidelines, pillars, rounds are read in the reader's language wherever that very name was translated."""

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from consult.consultations.models import Round
from consult.core.database import db
from consult.core.mail.outbox import drawn_up
from consult.drafts.models import Draft, Status
from consult.drafts.queries import wordings_of
from consult.drafts.translations.actions import GivenTranslation, keep_translations
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.sources import TextSource, sources_of
from consult.drafts.translations.standing import TextChoice
from tests.browser import Browser
from tests.make import consultations, drafts

ARABIC = {
    "smart-cities": ("مدن ذكية للناس", "مبادئ توجيهية."),
    "HR": ("الحقوق الرقمية", "تسري الحقوق على الإنترنت أيضاً."),
    "open-round": ("مشاورة مفتوحة", ""),
}
WHERE = {"slug": "smart-cities", "number": 1}


@pytest.fixture
def round_(browser: Browser) -> Round:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    draft = drafts.draft(guideline, by=browser.people.sara)
    made = consultations.round_(draft)
    given = [
        GivenTranslation(one, *ARABIC[one.key], Status.TRANSLATED) for one in sources(draft, made) if one.key in ARABIC
    ]
    assert keep_translations(guideline, given, TextChoice("ar"), by=None) == len(ARABIC)
    db.session.commit()
    return made


def sources(draft: Draft, round_: Round) -> list[TextSource]:
    of_round = TextSource(TextKind.ROUND, round_.slug, round_.title, round_.title, round_.purpose)
    return [*sources_of(draft, wordings_of(draft)), of_round]


def read_in(browser: Browser, language: str) -> None:
    browser.post("accounts.choose_language", {"language": language}, follow=False)


def names_on(browser: Browser, endpoint: str, **values: object) -> dict[str, str | None]:
    """Of each name that stands apart, the language that it is marked with."""
    tree = browser.get(endpoint, **values).tree
    return {"".join(one.itertext()).strip(): one.get("lang") for one in tree.iter("bdi")}


def test_names_are_in_the_readers_language_on_every_page_and_the_others_say_theirs(
    browser: Browser, round_: Round
) -> None:
    read_in(browser, "ar")
    page = browser.get("tracing.home")
    assert page.tree.findtext(".//h1") == "مدن ذكية للناس"
    for endpoint, values in (
        ("tracing.home", {}),
        ("comments.read_pillar", {**WHERE, "code": "DI"}),
        ("consultations.rounds", {"slug": "smart-cities"}),
        ("tracing.participation", {"slug": "smart-cities"}),
    ):
        assert names_on(browser, endpoint, **values)["مدن ذكية للناس"] is None
    shown = names_on(browser, "tracing.home")
    assert (shown["مشاورة مفتوحة"], shown["الحقوق الرقمية"]) == (None, None)
    assert shown["Digital infrastructure"] == "en"


def test_a_name_that_was_changed_since_is_read_in_the_original(browser: Browser, round_: Round) -> None:
    round_.title = "Open round, second part"
    db.session.commit()
    read_in(browser, "ar")
    shown = names_on(browser, "tracing.home")
    assert shown["Open round, second part"] == "en"
    assert "مشاورة مفتوحة" not in shown


def test_names_cost_one_statement_and_none_in_the_language_of_the_guideline(browser: Browser, round_: Round) -> None:
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM text_translation" in statement:
            told.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        counts = []
        for language in ("en", "ar"):
            read_in(browser, language)
            told.clear()
            browser.get("tracing.home")
            counts.append(len(told))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert counts == [0, 1]


def test_a_mail_names_things_in_the_language_of_whom_it_goes_to(browser: Browser, round_: Round) -> None:
    because = {"round": round_, "person": browser.people.amina, "page": "https://guidelines.example/"}
    for language, name in (("ar", "مشاورة مفتوحة"), ("en", "Open online round")):
        subject, body = drawn_up("consultations/round_cancelled", language=language, **because)
        assert name in subject
        assert name in body


def test_what_a_round_is_for_and_what_the_guideline_is_are_read_in_ones_language(
    browser: Browser, round_: Round
) -> None:
    round_.purpose = "To hear whoever is concerned."
    given = [
        GivenTranslation(one, ARABIC[one.key][0], "لسماع كل معنيّ.", Status.TRANSLATED)
        for one in sources(round_.draft, round_)
        if one.key == round_.slug
    ]
    keep_translations(round_.guideline, given, TextChoice("ar"), by=None)
    db.session.commit()
    read_in(browser, "ar")
    outline = browser.get("comments.outline", round_slug=round_.slug)
    assert ("لسماع كل معنيّ." in outline, round_.purpose in outline) == (True, False)
    assert names_on(browser, "comments.write", **WHERE)["مبادئ توجيهية."] is None
    round_.purpose = "To hear everybody."
    db.session.commit()
    assert (
        '<div lang="en" dir="ltr"><p dir="auto">To hear' in browser.get("comments.outline", round_slug=round_.slug).html
    )
