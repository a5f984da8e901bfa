"""Translations kept and taken away. What was there before is superseded, and the journal says which words came."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import update

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.text import cleaned, one_line
from consult.core.transparency.canonical import canonical_json
from consult.core.verbs import Verb
from consult.drafts.models import Guideline, Status
from consult.drafts.queries import membership_of
from consult.drafts.translations.models import TextTranslation
from consult.drafts.translations.queries import standing_translations, translation_of_text
from consult.drafts.translations.rules import is_sound_translation, may_translate
from consult.drafts.translations.sources import TextSource
from consult.drafts.translations.standing import TextChoice


class GivenTranslation(NamedTuple):
    """Words that someone brings for one text."""

    source: TextSource
    heading: str
    text: str
    status: Status


def keep_text(guideline: Guideline, given: GivenTranslation, choice: TextChoice, *, by: Person | None) -> bool:
    """Whether anything changed; empty words take the translation of these words away."""
    if by is not None:
        may_translate(membership_of(by, guideline)).enforce()
    there = translation_of_text(guideline, given.source, choice)
    return _keep(guideline, [given], choice, there, by=by) > 0


def keep_translations(
    guideline: Guideline, given: Sequence[GivenTranslation], choice: TextChoice, *, by: Person | None
) -> int:
    """How many are new or other than before; the same again changes nothing."""
    if by is not None:
        may_translate(membership_of(by, guideline)).enforce()
    return _keep(guideline, given, choice, standing_translations(guideline, choice), by=by)


def _keep(
    guideline: Guideline,
    given: Iterable[GivenTranslation],
    choice: TextChoice,
    there: Iterable[TextTranslation],
    *,
    by: Person | None,
) -> int:
    known = {(row.kind, row.key, row.of_digest): row for row in there}
    now, old, new, said = clock.now(), list[int](), list[TextTranslation](), list[list[str]]()
    for one in given:
        source, heading, text = one.source, one_line(one.heading), cleaned(one.text)
        was = known.get((source.kind, source.key, source.digest))
        there_now = (was.heading, was.text, was.status) if was is not None else ("", "", one.status)
        if there_now == (heading, text, one.status):
            continue
        if heading or text:
            is_sound_translation(source, choice, guideline.language, heading, text).enforce()
            new.append(_row(guideline, one._replace(heading=heading, text=text), choice, by))
        if was is not None:
            old.append(was.id)
        said.append([source.kind.value, source.key, source.digest, heading, text, one.status.value])
    if not said:
        return 0
    if old:
        superseded = update(TextTranslation).where(TextTranslation.id.in_(old))
        db.session.execute(superseded.values(superseded_at=now))
    db.session.add_all(new)
    _record(guideline, choice, said, by=by)
    return len(said)


def _row(guideline: Guideline, given: GivenTranslation, choice: TextChoice, by: Person | None) -> TextTranslation:
    source = given.source
    return TextTranslation(
        guideline_id=guideline.id,
        kind=source.kind,
        key=source.key,
        language=choice.language,
        version=choice.version,
        made_on=source.draft,
        of_digest=source.digest,
        of_heading=source.heading,
        of_text=source.text,
        heading=given.heading,
        text=given.text,
        status=given.status,
        by_id=by.id if by is not None else None,
        at=clock.now(),
    )


def _record(guideline: Guideline, choice: TextChoice, said: list[list[str]], *, by: Person | None) -> None:
    """One entry for a file, with the digest of all that came with it; for a single text its name as well."""
    single = {"kind": said[0][0], "key": said[0][1]} if len(said) == 1 else {}
    digest = hashlib.sha256(canonical_json(said)).hexdigest()
    facts = {"language": choice.language, "version": choice.version.value, "texts": len(said), "digest": digest}
    record(Verb.GUIDELINE_TRANSLATED, guideline, by=by, guideline_id=guideline.id, **facts, **single)
