"""The text in other languages: kept with the words that it was made from, read with what is to be known of it."""

import pytest

from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.models import Draft, Guideline, Status
from consult.drafts.queries import wordings_of
from consult.drafts.translations.actions import GivenTranslation, keep_text, keep_translations
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.queries import kept_in, standing_translations
from consult.drafts.translations.sources import TextSource, digest_of_words, sources_of
from consult.drafts.translations.standing import TextChoice, TranslationState, chosen_of
from tests.browser import Browser
from tests.make import drafts
from tests.people import People

FRENCH = TextChoice("fr")
PRIVACY = "Toute personne a droit au respect de sa vie privée dans la ville intelligente."


@pytest.fixture
def draft(people: People) -> Draft:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    return drafts.draft(guideline, by=people.sara)


def source(draft: Draft, label: str) -> TextSource:
    return next(one for one in sources_of(draft, wordings_of(draft)) if label in {one.label, one.key})


def kept(draft: Draft, label: str, text: str, heading: str = "", *, status: Status = Status.TRANSLATED) -> None:
    given = GivenTranslation(source(draft, label), heading, text, status)
    assert keep_text(draft.guideline, given, FRENCH, by=None)
    db.session.commit()


def state_of(draft: Draft, number: str) -> TranslationState:
    wording = next(one for one in wordings_of(draft) if one.number == number)
    name = (TextKind.CLAUSE, wording.clause.uid)
    found = kept_in(draft, FRENCH, {TextKind.CLAUSE: (wording.clause.uid,)}).get(name, ())
    return chosen_of(found, digest_of_words(wording.heading, wording.text), draft.number)[1]


def test_a_clause_that_comes_over_word_for_word_keeps_its_translation_and_a_reworded_one_is_behind(
    draft: Draft, people: People
) -> None:
    kept(draft, "HR-P1", PRIVACY)
    kept(draft, "HR-L1", "Les collectivités publient un registre de leurs capteurs.")
    after = drafts.successor(draft, by=people.sara, texts={"HR-L1": "Local governments keep a register."})
    assert state_of(after, "HR-P1") == TranslationState.TRANSLATED
    assert state_of(after, "HR-L1") == TranslationState.BEHIND
    assert state_of(after, "HR-L2") == TranslationState.MISSING
    assert state_of(draft, "HR-L1") == TranslationState.TRANSLATED


def test_words_of_a_draft_in_work_are_not_given_to_readers_of_the_one_before(draft: Draft, people: People) -> None:
    after = drafts.successor(draft, by=people.sara, texts={"HR-L1": "Local governments keep a register."})
    kept(after, "HR-L1", "Les collectivités tiennent un registre.")
    assert state_of(after, "HR-L1") == TranslationState.TRANSLATED
    assert state_of(draft, "HR-L1") == TranslationState.MISSING


def test_what_is_kept_again_changes_nothing_and_what_is_changed_is_superseded(draft: Draft, people: People) -> None:
    given = GivenTranslation(source(draft, "HR-P1"), "", PRIVACY, Status.MACHINE_TRANSLATED)
    assert keep_translations(draft.guideline, [given], FRENCH, by=people.sara) == 1
    assert keep_translations(draft.guideline, [given], FRENCH, by=people.sara) == 0
    better = given._replace(status=Status.TRANSLATED)
    assert keep_translations(draft.guideline, [better], FRENCH, by=people.sara) == 1
    assert [one.status for one in standing_translations(draft.guideline)] == [Status.TRANSLATED]


def test_only_the_team_translates_and_never_into_the_language_of_the_original(draft: Draft, people: People) -> None:
    given = GivenTranslation(source(draft, "HR-P1"), "", PRIVACY, Status.TRANSLATED)
    with pytest.raises(Refused, match="Only the drafting team"):
        keep_text(draft.guideline, given, FRENCH, by=people.amina)
    with pytest.raises(Refused, match="language of the original"):
        keep_text(draft.guideline, given, TextChoice("en"), by=people.sara)


@pytest.fixture
def in_french(browser: Browser) -> Draft:
    guideline: Guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    made = drafts.draft(guideline, by=browser.people.sara)
    kept(made, "HR-P1", PRIVACY, status=Status.MACHINE_TRANSLATED)
    kept(made, "HR", "Les droits valent en ligne comme hors ligne.", "Droits humains numériques")
    return made


def test_a_pillar_is_read_in_the_language_chosen_with_lang_dir_and_what_is_missing(
    browser: Browser, in_french: Draft
) -> None:
    page = browser.get("comments.read_pillar", slug="smart-cities", number=1, code="HR", text="fr")
    words = {
        "".join(one.itertext()).strip(): one for one in page.tree.iter("div") if "clause-text" in one.get("class", "")
    }
    assert (words[PRIVACY].get("lang"), words[PRIVACY].get("dir")) == ("fr", "ltr")
    original = "Local governments should keep a counter with staff for every digital service."
    assert words[original].get("lang") == "en"
    assert "Droits humains numériques" in page
    assert "machine translation" in page
    assert "not translated" in page
    assert PRIVACY in browser.get("comments.read_text", slug="smart-cities", number=1), "the choice is remembered"
    beside = browser.get("comments.read_text", slug="smart-cities", number=1, beside="en")
    assert "Every person has a right to privacy" in beside
    assert PRIVACY in beside
