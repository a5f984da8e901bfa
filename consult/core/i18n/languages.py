"""Languages: the interface's choice, names in their own script, direction, dates and numbers by locale."""

from functools import cached_property, lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, Domain, format_decimal, get_locale, get_translations
from flask_login import current_user

from consult.core.resources import resource_folder
from consult.settings import Settings


def _own_name(code: str) -> str:
    """With a capital letter, as in a list."""
    name = str(Locale(code).get_display_name())
    return name[:1].upper() + name[1:]


# Those that a text may be in, with their names in their own language, as a reader looks for them.
CODES = ("ar", "de", "en", "es", "fr", "it", "pt", "ru", "zh")
NAMES = {code: _own_name(code) for code in CODES}


class WrittenNumbersDomain(Domain):  # type: ignore[misc]
    """`%(num)s` of a message is written as numbers are in the reader's language, as in templates: 6,691, not 6691."""

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        written = format_decimal(num) if abs(num) >= 1000 else num  # below, all languages here write the same
        said: str = self.get_translations().ungettext(singular, plural, num)
        return said % {"num": written, **variables}


class WrittenNumbersBabel(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> Domain:
        return WrittenNumbersDomain(domain=self.domain)


babel = WrittenNumbersBabel()


def language_now() -> str:
    """The two-letter code of the interface's language in this request."""
    return str(get_locale() or "en").partition("_")[0]


@lru_cache
def direction(code: str | None) -> str:
    """rtl or ltr, as the script of the language runs."""
    try:
        return str(Locale.parse(code, sep="-").text_direction) if code else "ltr"
    except (ValueError, UnknownLocaleError):
        return "ltr"


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
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda said: _catalogue().ugettext(said),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda about, said: _catalogue().upgettext(about, said),
        npgettext=lambda about, one, many, number: _catalogue().unpgettext(about, one, many, number),
    )


def _catalogue() -> Any:
    """Flask-Babel's translations for the language of the moment, looked up once while it stays the same: a page has
    hundreds of messages."""
    context = getattr(g, "_flask_babel", None)
    locale = getattr(context, "babel_locale", None)
    if context is None or locale is None:
        return get_translations()
    found = getattr(context, "catalogue", None)
    if found is None or found[0] is not locale:
        found = context.catalogue = (locale, get_translations())
    return found[1]
