"""Languages: the interface's choice, names in their own script, direction, dates and numbers by locale."""

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale
from flask_login import current_user

from consult.core.resources import resource_folder
from consult.settings import Settings

# Names in their own language, as a reader looks for them.
NAMES = {
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "pt": "Português",
    "ru": "Русский",
    "zh": "中文",
}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
babel = Babel()


def language_now() -> str:
    """The two-letter code of the interface's language in this request."""
    return str(get_locale() or "en").partition("_")[0]


def direction(code: str | None) -> str:
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def set_up_languages(app: Flask, settings: Settings) -> None:
    offered = settings.language_codes

    def chosen() -> str:
        if not has_request_context():
            return offered[0]
        wanted = session.get("language") or getattr(current_user, "language", None)
        return wanted if wanted in offered else request.accept_languages.best_match(offered) or offered[0]

    babel.init_app(
        app,
        default_locale=offered[0],
        default_translation_directories=str(resource_folder("translations")),
        locale_selector=chosen,
    )
