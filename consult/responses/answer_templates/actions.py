"""What changes about templates: written, changed, put away, taken out again; that an answer began with one."""

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import enforce_base_version, held, hold
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.evidence.queries import citations_known
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.responses import rules
from consult.responses.answer_templates.fields import unknown_fields_in
from consult.responses.answer_templates.models import AnswerTemplate, TemplateUse
from consult.responses.answer_templates.queries import templates_of
from consult.responses.bulk.models import BulkAct
from consult.responses.models import Disposition


def write_template(
    guideline: Guideline, name: str, text: str, disposition: Disposition | None, *, by: Person
) -> AnswerTemplate:
    rules.may_answer(membership_of(by, guideline)).enforce()
    hold(guideline)
    _enforce_sound(guideline, name, text, None)
    told = {"name": name, "text": text, "disposition": disposition}
    template = AnswerTemplate(guideline=guideline, by=by, at=clock.now(), **told)
    db.session.add(template)
    _written(template, by)
    return template


def change_template(
    template: AnswerTemplate,
    name: str,
    text: str,
    disposition: Disposition | None,
    *,
    base_version: str | None = None,
    by: Person,
) -> None:
    """Answers that began with it stay as they are. Raises Stale when someone else changed it since."""
    template = held(template)
    rules.may_answer(membership_of(by, template.guideline)).enforce()
    enforce_base_version(base_version, str(template.version), theirs=template.text, yours=text)
    hold(template.guideline)
    _enforce_sound(template.guideline, name, text, template)
    if (template.name, template.text, template.disposition) == (name, text, disposition):
        return
    template.name, template.text, template.disposition = name, text, disposition
    template.version += 1
    template.by, template.at = by, clock.now()
    _written(template, by)


def _written(template: AnswerTemplate, by: Person) -> None:
    facts = {"name": template.name, "text": template.text, "decides": template.disposition}
    record(Verb.ANSWER_TEMPLATE_WRITTEN, template, by=by, guideline_id=template.guideline.id, **facts)


def _enforce_sound(guideline: Guideline, name: str, text: str, itself: AnswerTemplate | None) -> None:
    unknown = unknown_fields_in(text)
    if unknown:
        raise Refused(no_such_field(unknown))
    citations_known(guideline, text).enforce()
    if has_that_name(guideline, name, itself):
        raise Refused(name_taken())


def has_that_name(guideline: Guideline, name: str, itself: AnswerTemplate | None) -> bool:
    return any(other.name == name and other is not itself for other in templates_of(guideline))


def name_taken() -> str:
    return str(_("Another template has this name. Choose another."))


def no_such_field(names: list[str]) -> str:
    braced = ", ".join(f"{{{name}}}" for name in names)
    return str(_("%(names)s is no field. Use one of those listed below, or write it without the braces.", names=braced))


def put_away(template: AnswerTemplate, *, away: bool, by: Person) -> None:
    """Offered no more, or again; asked twice it is done once."""
    template = held(template)
    rules.may_answer(membership_of(by, template.guideline)).enforce()
    if away == (template.archived_at is not None):
        return
    if not away and has_that_name(template.guideline, template.name, template):
        raise Refused(name_taken())
    template.archived_at = clock.now() if away else None
    facts = {"name": template.name, "away": away}
    record(Verb.ANSWER_TEMPLATE_PUT_AWAY, template, by=by, guideline_id=template.guideline_id, **facts)


def note_use(template: AnswerTemplate, about: Point | Theme | Ask | BulkAct, *, by: Person) -> None:
    """That an answer began with it; what became of its words is seen in the answer."""
    kinds = ((Point, "point"), (Theme, "theme"), (Ask, "ask"), (BulkAct, "act"))
    subject = {name: about for kind, name in kinds if isinstance(about, kind)}
    db.session.add(TemplateUse(template_id=template.id, by=by, at=clock.now(), **subject))
