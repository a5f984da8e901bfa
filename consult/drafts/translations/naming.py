"""Names of things as their reader reads them: of a guideline, its pillars, parts, drafts, rounds, headings of clauses.

The one seam for it: `shown_name` gives the words with their language, `named_markup` the same as markup. A name is
shown in translation only where that very name was translated, else in the original. What is kept is read once in a
request for each guideline, and not at all where the guideline is in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any, Self

from flask import has_request_context, request
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import and_, case, or_, select

from consult.core.database import db
from consult.core.i18n.languages import direction, language_now
from consult.drafts.models import Clause, Draft, Guideline, Milestone, Part, Pillar, Status, Wording
from consult.drafts.translations.models import STANDING_TRANSLATION, TextKind, TextTranslation, TextVersion
from consult.drafts.translations.sources import NOTICE, digest_of_words
from consult.drafts.translations.standing import Name

FRAME = (TextKind.GUIDELINE, TextKind.DRAFT, TextKind.PILLAR, TextKind.PART)
WITH_TEXT = (*FRAME, TextKind.MILESTONE, TextKind.QUESTION, TextKind.ROUND)  # whose text is read with their name
BY_NAME = (TextKind.SESSION, TextKind.CLAUSE)
# In the environment of the request, as a mail that is drawn up within one has one of its own.
_KEPT, _READ_IN = "consult.names", "consult.names.language"


class ShownName(str):
    """A name with the language that it is in."""

    __slots__ = ("language", "machine")
    language: str
    machine: bool

    @classmethod
    def of(cls, words: str, language: str, *, machine: bool = False) -> Self:
        name = cls(words)
        name.language, name.machine = language, machine
        return name


@dataclass(frozen=True)
class NamedText:
    """A name in the original. `key` is that of its translations; of a clause the number of its row.

    `text`: what is translated with it, where that is read with names.
    """

    guideline_id: int
    language: str
    kind: TextKind
    key: str
    heading: str
    text: str = ""


@singledispatch
def named_text(thing: Any) -> NamedText:
    """What is translated of a thing; a stage further down registers how its own things are named."""
    raise TypeError(f"{type(thing).__name__} has no name that is translated.")


@named_text.register
def _named(thing: NamedText) -> NamedText:
    return thing


@named_text.register
def _guideline(thing: Guideline) -> NamedText:
    return NamedText(thing.id, thing.language, TextKind.GUIDELINE, thing.slug, thing.title)


@named_text.register
def _pillar(thing: Pillar) -> NamedText:
    return NamedText(thing.guideline_id, _language_of(thing.guideline_id), TextKind.PILLAR, thing.code, thing.title)


@named_text.register
def _part(thing: Part) -> NamedText:
    return NamedText(thing.guideline_id, _language_of(thing.guideline_id), TextKind.PART, thing.code, thing.title)


@named_text.register
def _draft(thing: Draft) -> NamedText:
    return NamedText(thing.guideline_id, thing.guideline.language, TextKind.DRAFT, str(thing.number), thing.title)


@named_text.register
def _milestone(thing: Milestone) -> NamedText:
    language = _language_of(thing.guideline_id)
    return NamedText(thing.guideline_id, language, TextKind.MILESTONE, str(thing.id), thing.title, thing.detail)


@named_text.register
def _wording(thing: Wording) -> NamedText:
    return NamedText(thing.draft.guideline_id, thing.language, TextKind.CLAUSE, str(thing.clause_id), thing.heading)


def _language_of(guideline_id: int) -> str:
    guideline = db.session.get(Guideline, guideline_id)  # in the session already, on nearly every page
    return guideline.language if guideline is not None else ""


def shown_name(thing: Any) -> ShownName:
    """Plain words, for titles, attributes, choices and mails; empty of nothing."""
    if thing is None:
        return ShownName.of("", "")
    if isinstance(thing, ShownName):
        return thing
    own, wanted = named_text(thing), names_language()
    if not own.heading or wanted == own.language:
        return ShownName.of(own.heading, own.language)
    kept = names_kept(own.guideline_id, wanted).get((own.kind, own.key), ())
    found = next((row for row in reversed(kept) if row.of_heading == own.heading and row.heading), None)
    if found is None:
        return ShownName.of(own.heading, own.language)
    return ShownName.of(found.heading, wanted, machine=found.status == Status.MACHINE_TRANSLATED)


def sentence_of(guideline: Guideline) -> ShownName:
    """What the guideline is, in one sentence."""
    own = named_text(guideline)
    return text_shown(replace(own, text=guideline.sentence))


def notice_shown(guideline: Guideline) -> ShownName:
    """What stands on every page of the text."""
    return text_shown(NamedText(guideline.id, guideline.language, TextKind.GUIDELINE, NOTICE, "", guideline.notice))


def text_shown(thing: Any) -> ShownName:
    """What is translated with the name of a thing: shown only where these very words were."""
    own, wanted, found = named_text(thing), names_language(), None
    if own.text and wanted != own.language:
        kept = names_kept(own.guideline_id, wanted).get((own.kind, own.key), ())
        digest = digest_of_words(own.heading, own.text)
        found = next((row for row in reversed(kept) if row.of_digest == digest and row.text), None)
    if found is None:
        return ShownName.of(own.text, own.language)
    return ShownName.of(found.text, wanted, machine=found.status == Status.MACHINE_TRANSLATED)


def named_markup(thing: Any) -> Markup:
    """The name as markup: apart from the words around it, with its language where that is not the page's."""
    name = shown_name(thing)
    told = {} if not name.language or name.language == language_now() else lang_of(name)
    if name.machine:
        told |= {"class": "by-machine", "title": str(_("It was translated by a machine."))}
    return Markup("<bdi{}>{}</bdi>").format(_attributes(told), str(name))


def lang_of(name: ShownName) -> dict[str, str]:
    return {"lang": name.language, "dir": direction(name.language)}


def _attributes(told: Mapping[str, str]) -> Markup:
    return Markup("").join(Markup(' {}="{}"').format(*pair) for pair in told.items())


def names_language() -> str:
    """That of the text on a page where one is read, else that of the interface or the mail."""
    chosen: str | None = request.environ.get(_READ_IN) if has_request_context() else None
    return chosen or language_now()


def read_names_in(language: str) -> None:
    """On the rest of this page: what names its text is in the language of the text."""
    if has_request_context():
        request.environ[_READ_IN] = language


def names_kept(guideline_id: int, language: str) -> Mapping[Name, Any]:
    """Rows of translations by name, in the order in which they were made: one statement in a request."""
    read: dict[tuple[int, str], Mapping[Name, Any]] = {}
    if has_request_context():
        read = request.environ.setdefault(_KEPT, read)
    if (guideline_id, language) not in read:
        read[guideline_id, language] = _names_read(guideline_id, language)
    return read[guideline_id, language]


def _names_read(guideline_id: int, language: str) -> Mapping[Name, Any]:
    row, worded = TextTranslation, TextTranslation.kind.in_(WITH_TEXT)
    headed = and_(row.kind.in_(BY_NAME), row.heading != "")
    of_clause = and_(row.kind == TextKind.CLAUSE, Clause.uid == row.key)
    columns: Any = (row.kind, row.key, row.of_digest, row.of_heading, row.heading, row.status, row.made_on)
    words = case((worded, row.text), else_="").label("text")
    query = select(*columns, words, Clause.id.label("clause_id")).outerjoin(Clause, of_clause)
    query = query.where(row.guideline_id == guideline_id, row.language == language, row.version == TextVersion.FULL)
    found: dict[Name, list[Any]] = {}
    for one in db.session.execute(query.where(STANDING_TRANSLATION, or_(worded, headed)).order_by(row.id)):
        key = one.key if one.clause_id is None else str(one.clause_id)
        found.setdefault((TextKind(one.kind), key), []).append(one)
    return found
