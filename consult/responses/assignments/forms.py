"""Forms for giving out work and for a note."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field, HiddenField, ValidationError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.forms import BaseForm, choice, day_field, prose, required, select_choices
from consult.core.i18n.languages import NAMES
from consult.core.i18n.punctuation import join_list
from consult.core.templating import number
from consult.responses.assignments.rules import WorkCandidate
from consult.responses.forms import needed

NOBODY = "nobody"


class AssignForm(BaseForm):
    """`base_version` is of the assignment that stood when the form was opened."""

    people: dict[str, Person]

    assignee = choice(_l("Who is to do it"), [], required(_l("Choose who is to do it, or nobody.")))
    due_on = day_field(_l("By when (may stay empty)"))
    base_version: Any = HiddenField()

    def offer(self, team: Sequence[Person], candidates: Iterable[WorkCandidate] = ()) -> None:
        """With what each reads and has to do, where that is known; the best placed leading."""
        self.people = {str(person.id): person for person in team}
        named = [(str(one.person.id), _words_of(one)) for one in candidates]
        named = named or [(key, person.name) for key, person in self.people.items()]
        self.assignee.choices = select_choices([("", _("Choose one")), *named, (NOBODY, _("Nobody"))])

    @property
    def person(self) -> Person | None:
        return self.people.get(self.assignee.data)

    def validate_due_on(self, field: Field) -> None:
        if field.data is None:
            return
        today = clock.now().date()
        if field.data < today:
            raise ValidationError(str(_l("This day has passed. Choose today or a later day.")))
        if field.data.year > today.year + 20:
            raise ValidationError(str(_l("The year of this date cannot be right.")))


def _words_of(one: WorkCandidate) -> str:
    """A name with what speaks for it."""
    told = [ngettext("%(n)s open point", "%(n)s open points", one.open, n=number(one.open))]
    if one.points and not one.told:
        told.append(_("did not say what they read"))
    elif one.points:
        missing = join_list([NAMES.get(code, code) for code in one.missing])
        told.append(_("does not read %(languages)s", languages=missing) if one.missing else _("reads all of it"))
    return f"{one.person.name} ({'; '.join(told)})"


class NoteForm(BaseForm):
    text = prose(_l("Note for the team"), needed(_l("Write something first.")), longest=4000)
