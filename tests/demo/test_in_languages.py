"""What the demo asks is read in each of its languages."""

from consult.core.database import db
from consult.demo import rounds, translating
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.queries import by_name, standing_translations
from consult.drafts.translations.standing import TextChoice
from tests.browser import Browser
from tests.make import consultations, drafts


def test_its_questions_stand_in_five_languages_with_their_answers(browser: Browser) -> None:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    round_ = consultations.round_(drafts.draft(guideline, by=browser.people.sara))
    rounds.ask_questions(round_, [])
    translating.translate_questions(round_, browser.people.sara)
    db.session.commit()
    for code in translating.CHOICES[:5]:
        kept = by_name(standing_translations(guideline, TextChoice(code)))
        assert sum(kind == TextKind.QUESTION for kind, _key in kept) == 4, code
    browser.post("accounts.choose_language", {"language": "ar"}, follow=False)
    page = browser.get("comments.answer", round_slug=round_.slug)
    for words in ("هل ستستخدم المبادئ التوجيهية في عملك؟", "جزئيا", "5 (واضح جدا)"):
        assert words in page
    assert "Would you" not in page
