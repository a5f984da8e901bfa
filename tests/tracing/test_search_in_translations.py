"""Words of translations are found, stemmed as their language is, and lead to the clause in that language."""

from flask import Flask

from consult.core.database import db
from consult.core.search import index
from consult.core.search.models import SearchKind
from consult.drafts.models import Draft, Status
from consult.drafts.queries import wordings_of
from consult.drafts.translations.actions import GivenTranslation, keep_text
from consult.drafts.translations.models import TextVersion
from consult.drafts.translations.sources import sources_of
from consult.drafts.translations.standing import TextChoice
from consult.responses.translation.actions import keep_translation
from tests.browser import Browser
from tests.make import drafts, responses
from tests.people import People
from tests.tracing.test_search import counted

SPANISH = "Los gobiernos locales publican un registro de sus sensores."
CHINESE = "地方政府应公布其运行的传感器登记册。"
ON = {"slug": "smart-cities"}


def kept(draft: Draft, number: str, text: str, choice: TextChoice) -> None:
    source = next(one for one in sources_of(draft, wordings_of(draft)) if one.label == number)
    assert keep_text(draft.guideline, GivenTranslation(source, "", text, Status.TRANSLATED), choice, by=None)
    db.session.commit()


def found(people: People, draft: Draft, words: str) -> int:
    return counted(people, draft.guideline, words).get("clause_translation", 0)


def test_a_clause_is_found_by_the_words_of_its_translations_on_both_databases(app: Flask, people: People) -> None:
    draft = responses.consulted(people).draft
    kept(draft, "HR-L1", SPANISH, TextChoice("es"))
    kept(draft, "HR-L1", CHINESE, TextChoice("zh"))
    kept(draft, "HR-L1", "Cities tell where cameras hang.", TextChoice("en", TextVersion.EASY_READ))
    kept(draft, "HR-L1", "https://films.example/hr-l1", TextChoice("es", TextVersion.SIGN_LANGUAGE))
    looked_for = ("registros", "传感器", "camera", "films")
    assert [found(people, draft, words) for words in looked_for] == [1, 1, 1, 0]
    kept(draft, "HR-L1", "Se publica un inventario.", TextChoice("es"))
    assert [found(people, draft, words) for words in ("registros", "inventarios")] == [0, 1]
    assert list(index.faults()) == []


def test_a_translation_is_found_in_the_drafts_whose_readers_are_given_it(app: Flask, people: People) -> None:
    draft = responses.consulted(people).draft
    kept(draft, "HR-L1", SPANISH, TextChoice("es"))
    after = drafts.successor(draft, by=people.sara, texts={"HR-L1": "Local governments keep a list."})
    assert found(people, after, "registros") == 1  # behind, and read as such
    kept(after, "HR-L1", "Los gobiernos locales llevan un inventario.", TextChoice("es"))
    assert [found(people, after, words) for words in ("registros", "inventarios")] == [0, 1]


def test_the_teams_translation_of_a_point_is_found_by_the_team_alone(browser: Browser) -> None:
    world, people = responses.consulted(browser.people), browser.people
    assert keep_translation(world.cost, "Townships need grants.", by=people.dana)
    db.session.commit()
    assert counted(people, world.guideline, "township") == {"point_translation": 1}
    page = browser.as_(people.dana).get("tracing.search", q="township", **ON)
    assert world.cost.comment.reference in page.html
    assert "Nothing that you may read fits" in browser.get("tracing.search", q="township", **ON)
    by_address = browser.get("tracing.search", q="township", kind=SearchKind.POINT_TRANSLATION, **ON)
    assert world.cost.comment.reference not in by_address.html


def test_what_is_found_in_a_language_opens_in_it(browser: Browser) -> None:
    world = responses.consulted(browser.people)
    kept(world.draft, "HR-L1", SPANISH, TextChoice("es"))
    page = browser.get("tracing.search", q="registros", **ON)
    link = next(one.get("href") for one in page.tree.iter("a") if "text=es" in (one.get("href") or ""))
    assert "<mark>registro</mark>" in page.html
    assert SPANISH in browser.get(link)
