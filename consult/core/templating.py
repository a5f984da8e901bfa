"""What every template may use: dates and numbers by locale, paragraphs, addresses of static files, `may`."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from babel.numbers import format_decimal as decimal_in_locale
from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    has_request_context,
    request,
    send_from_directory,
    url_for,
)
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from werkzeug.exceptions import NotFound

from consult.core import clock
from consult.core.branding import Branding, branding_of
from consult.core.i18n import languages
from consult.core.i18n import punctuation as marks
from consult.core.i18n.dates import written
from consult.core.resources import resource_folder, static_digest
from consult.core.ruling import Ruling
from consult.settings import Settings

OF_THE_OPERATOR = {"site.css", "emblem"}  # change with the settings, and so does their address
# Links in the head of every page: (endpoint, label), added by the stage whose page it is.
main_links: list[tuple[str, Any]] = []
_rules: dict[str, Callable[..., Ruling]] = {}
_asks_zone: list[Callable[[], str]] = []
DRAWN_FOR = "zone_of_the_reader"  # in the request: the zone of whom a mail is drawn up for


def rule(name: str, ruling: Callable[..., Ruling]) -> None:
    """Let templates ask `may("name", …)`; a stage's views register what their pages ask."""
    _rules[name] = ruling


def may(name: str, *about: Any) -> Ruling:
    return _rules[name](*about)


def set_up_templates(app: Flask, settings: Settings) -> None:
    branding = branding_of(settings)
    app.extensions["consult_branding"] = branding
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.add_url_rule("/static/<digest>/<path:name>", "static_file", static_file)
    app.jinja_env.filters.update(when=when, day=day, number=number, paragraphs=paragraphs, percent=percent, whole=whole)
    app.jinja_env.filters["listed"] = marks.listed_in_template
    app.jinja_env.globals.update(
        static_url=static_url,
        may=may,
        now=clock.now,
        main_links=main_links,
        described=described,
        page_url=page_url,
        dir_of=languages.direction,
        language_names=languages.NAMES,
        **marks.MARKS,
    )
    app.jinja_env.globals["ngettext"] = _with_number_written(app.jinja_env.globals["ngettext"])

    def context() -> dict[str, Any]:
        code = languages.language_now()
        offered = [(c, languages.NAMES.get(c, c)) for c in settings.language_codes]
        return {
            "lang": code,
            "direction": languages.direction(code),
            "offered_languages": offered,
            "here": here(),
            "site_name": branding.name,
            "has_emblem": bool(branding.emblem),
            "is_demo": "demo" in app.blueprints,
        }

    app.context_processor(context)


@cache
def style_sheet() -> bytes:
    """All style sheets as one, without comments and needless spaces: tokens, base, layout, then a component each."""
    css = resource_folder("static") / "css"
    sheets = [
        css / "tokens.css",
        css / "base.css",
        css / "layout.css",
        *sorted((css / "components").glob("*.css")),
    ]
    words = re.sub(r"/\*.*?\*/", "", "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets), flags=re.DOTALL)
    parts = re.split(r'("[^"]*")', words)  # what stands in quotation marks stays as it is
    parts[::2] = [re.sub(r"\s+", " ", re.sub(r"\s*([{};,])\s*|(?<=[\w-])(:)\s+", r"\1\2", part)) for part in parts[::2]]
    return "".join(parts).encode()


def static_file(digest: str, name: str) -> Response:
    """A file of our own; the digest in the address makes a year's cache safe."""
    if digest != static_digest():
        raise NotFound
    branding: Branding = current_app.extensions["consult_branding"]
    if name == "site.css":
        return Response(style_sheet() + branding.css.encode(), mimetype="text/css")
    if name == "emblem" and branding.emblem:
        return Response(branding.emblem, mimetype=branding.emblem_type)
    return send_from_directory(resource_folder("static"), name)


def static_url(name: str) -> str:
    branding: Branding = current_app.extensions["consult_branding"]
    changes = name in OF_THE_OPERATOR and (branding.css or branding.emblem)
    return url_for("static_file", digest=static_digest(), name=name, v=branding.digest if changes else None)


def described(f: Any) -> dict[str, str]:
    """Attributes that tie a control to its hint and errors for those who hear the page."""
    told = [f"{f.id}-hint"] if f.description else []
    told += [f"{f.id}-error-{number}" for number in range(1, len(f.errors) + 1)]
    wrong = {"aria-invalid": "true"} if f.errors else {}
    if f.errors and not g.get("led_to_an_error"):  # the first wrong control of the page is where they go on
        g.led_to_an_error = True
        wrong["autofocus"] = "autofocus"
    return {**wrong, "aria-describedby": " ".join(told)} if told else wrong


def here() -> str:
    """The address to come back to after signing in or choosing a language; the first page where none can be opened."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or set()):
        return "/"
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def page_url(number: int) -> str:
    """This page's address with another page number, its other arguments kept."""
    arguments = {**request.args.to_dict(flat=False), **(request.view_args or {}), "page": number}
    return url_for(request.endpoint or "", **arguments)


def when(moment: datetime | None, zone: str | None = None) -> str:
    """A moment as people say it, with its zone: Fri 27 Nov 2026, 18:00 (Nairobi). Without a zone, in the reader's;
    in one that is not theirs, the hour that their own clock shows stands with it."""
    if moment is None:
        return ""
    own = zone_of_reader()
    said = _said_in(moment, zone or own or "UTC")
    return with_own_hour(said, moment, zone) if zone is not None else said


def _said_in(moment: datetime, zone: str) -> str:
    local = moment.astimezone(clock.zone(zone))
    place = zone.rpartition("/")[2].replace("_", " ")
    said = written(local.date(), "EEE d MMM y")
    text: str = _("%(date)s, %(time)s (%(place)s)", date=said, time=f"{local:%H:%M}", place=place)
    return text


def with_own_hour(said: str, moment: datetime, zone: str) -> str:
    """What is said of a moment in a zone, with the hour in the reader's own where its clocks show another."""
    own = zone_of_reader()
    if not own or moment.astimezone(clock.zone(own)).utcoffset() == moment.astimezone(clock.zone(zone)).utcoffset():
        return said
    both: str = _("%(said)s, for you %(own)s", said=said, own=_said_in(moment, own))
    return both


def zone_of_reader() -> str:
    """Of whoever reads the page or the mail that is drawn up; empty where nobody has said."""
    if not has_request_context():
        return ""
    drawn_for: str | None = g.get(DRAWN_FOR)
    return _asks_zone[0]() if drawn_for is None and _asks_zone else drawn_for or ""


def reader_zone(asked: Callable[[], str]) -> Callable[[], str]:
    """Register who knows the zone of whoever is signed in: a stage further down."""
    _asks_zone[:] = [asked]
    return asked


def day(moment: datetime | date | None, zone: str = "UTC") -> str:
    """The day of a moment in a zone, the same as `when` says beside its hour."""
    if isinstance(moment, datetime):
        return written(moment.astimezone(clock.zone(zone)).date())
    return written(moment) if moment is not None else ""


def _with_number_written(ngettext: Any) -> Callable[..., str]:
    """`%(num)s` in a template's message is written as numbers are in the reader's language: 4,656, not 4656."""

    @pass_context
    def written_out(context: Context, singular: str, plural: str, count: int, /, **values: Any) -> str:
        said: str = ngettext(context, singular, plural, count, **{"num": number(count), **values})
        return said

    return written_out


def number(value: float | None) -> str:
    if value is None:
        return "–"
    small = isinstance(value, int) and -1000 < value < 1000
    return _small_number(int(value), str(get_locale() or "en")) if small else format_decimal(value)


@lru_cache(maxsize=10_000)
def _small_number(value: int, locale: str) -> str:
    """Most numbers on a page: written once for each language."""
    return str(decimal_in_locale(value, locale=locale))


def percent(share: float | None) -> str:
    return f"{number(round(share * 100))} %" if share is not None else "–"


def whole(reference: str | None) -> Markup:
    """A number or reference that does not break at its hyphen, and stands in its own direction."""
    return Markup('<bdi class="whole">%s</bdi>') % (reference or "")


def paragraphs(text: str | None) -> Markup:
    """Plain text as paragraphs, each in its own direction: a blank line parts them, a single one breaks."""
    parts = [part.strip() for part in (text or "").split("\n\n") if part.strip()]
    return Markup("").join(
        Markup('<p dir="auto">%s</p>') % Markup("<br>").join(map(escape, part.split("\n"))) for part in parts
    )


def flash_at(page: str, said: str) -> None:
    """At the head of the page, and beside what it opens at (`page#ask-7`): the head is out of sight there."""
    flash(said, urlsplit(page).fragment or "message")
