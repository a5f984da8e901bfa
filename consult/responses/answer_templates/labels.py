"""What the fields of a template stand for."""

from flask_babel import lazy_gettext as _l

from consult.responses.answer_templates.fields import TemplateField

FIELD_MEANINGS = {
    TemplateField.CLAUSE: _l("number of the clause that was commented on, as its author read it"),
    TemplateField.TITLE: _l("heading of that clause"),
    TemplateField.THEME: _l("name of the theme"),
    TemplateField.POINTS: _l("how many points the theme or ask has, each letter in copies once"),
    TemplateField.PEOPLE: _l("how many people made them"),
    TemplateField.ROUND: _l("title of the round in which it was said"),
    TemplateField.REVISION: _l("name of the revision that answers it, once readers see it"),
    TemplateField.REDLINE: _l("what that revision changes, in words"),
}
