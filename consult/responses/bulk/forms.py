"""The form of a bulk act: for which points, and what is to be done; only what the chosen kind needs is looked at."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, ValidationError

from consult.accounts.models import Person
from consult.comments.labels import CAPACITY_NAMES, TYPE_NAMES
from consult.core import clock
from consult.core.forms import at_most, choice, day_field, line, prose, select_choices
from consult.drafts.evidence.forms import CitingForm
from consult.drafts.models import Clause, Guideline, Wording
from consult.responses.assignments.forms import NOBODY
from consult.responses.bulk.models import BulkKind
from consult.responses.forms import StartingWords, fields_left_in
from consult.responses.labels import DISPOSITION_NAMES
from consult.responses.models import Disposition

TICKED, PAGE, ALL = "ticked", "page", "all"
KNOWN = at_most(60)  # an empty choice is looked at, too: the kind says whether it may be empty


class BulkActForm(CitingForm):
    """`do` names the kind (the pressed button); `base_version` how many fitted when the page was read."""

    clauses: dict[str, Clause]
    people: dict[str, Person]
    cites = ("reason", "words")

    scope = choice(
        _l("Which points"),
        [
            (TICKED, _l("Those that are ticked")),
            (PAGE, _l("All on this page")),
            (ALL, _l("All that fit, on every page")),
        ],
    )
    leave_out = BooleanField(_l("Leave out what colleagues are answering"))
    base_version: Any = HiddenField()
    do: Any = HiddenField()
    disposition = choice(
        _l("What was decided"),
        [("", _l("Choose one")), *((d.value, name) for d, name in DISPOSITION_NAMES.items())],
        KNOWN,
        default="",
    )
    reason = prose(_l("Why"), longest=5000)
    referred_to = line(_l("Number of the clause it is referred to"), longest=40, render_kw={"list": "clauses"})
    of = line(
        _l("Reference of the comment that says the same"),
        longest=40,
        description=_l("As C-7KQ2-M4XD; of its second point, C-7KQ2-M4XD/2."),
    )
    words = prose(_l("More to say (may stay empty)"), longest=2000)
    assignee = choice(_l("Who is to do it"), [], KNOWN, default="")
    due_on = day_field(_l("By when (may stay empty)"))
    theme = choice(_l("Theme"), [], KNOWN, default="")
    type = choice(_l("Type of comment"), [("", _l("Choose one")), *TYPE_NAMES.items()], KNOWN, default="")
    capacity = choice(_l("They speak in"), [("", _l("Choose one")), *CAPACITY_NAMES.items()], KNOWN, default="")

    def offer(
        self,
        guideline: Guideline,
        wordings: Iterable[Wording],
        team: Sequence[Person],
        themes: Iterable[tuple[str, str]],
    ) -> None:
        self.guideline = guideline
        self.clauses = {wording.number: wording.clause for wording in wordings}
        self.people = {str(person.id): person for person in team}
        names = [(number, person.name) for number, person in self.people.items()]
        self.assignee.choices = select_choices([("", _("Choose one")), *names, (NOBODY, _("Nobody"))])
        self.theme.choices = select_choices([("", _("Choose one")), *themes])

    def begin_with(self, words: StartingWords) -> None:
        """An opened form answers in these words; a sent one keeps its own."""
        if not self.is_submitted():
            self.do.data, self.disposition.data = BulkKind.ANSWER.value, words.disposition or ""
            self.reason.data = words.reason

    @property
    def kind(self) -> BulkKind | None:
        return BulkKind(self.do.data) if self.do.data in set(BulkKind) else None

    @property
    def clause(self) -> Clause | None:
        return self.clauses.get(self.referred_to.data or "")

    @property
    def person(self) -> Person | None:
        return self.people.get(self.assignee.data)

    def _needs(self, kind: BulkKind, field: Field, says: str) -> None:
        if self.kind == kind and not field.data:
            raise ValidationError(str(says))

    def validate_disposition(self, field: Field) -> None:
        self._needs(BulkKind.ANSWER, field, _l("Choose what was decided."))

    def validate_reason(self, field: Field) -> None:
        if not (field.data or "").strip():
            field.data = ""
        self._needs(BulkKind.ANSWER, field, _l("Say why. Everyone who made the point is told the reason."))
        if self.kind == BulkKind.ANSWER and (left := fields_left_in(field.data, fill=True)):
            raise ValidationError(left)

    def validate_referred_to(self, field: Field) -> None:
        if self.kind != BulkKind.ANSWER:
            return
        if field.data and field.data not in self.clauses:
            raise ValidationError(str(_l("No clause of the current draft has this number.")))
        if self.disposition.data == Disposition.REFERRED and not field.data:
            raise ValidationError(str(_l("Name the clause that this is referred to.")))

    def validate_of(self, field: Field) -> None:
        self._needs(BulkKind.DUPLICATE, field, _l("Name the point that says the same."))

    def validate_assignee(self, field: Field) -> None:
        self._needs(BulkKind.ASSIGN, field, _l("Choose who is to do it, or nobody."))

    def validate_due_on(self, field: Field) -> None:
        if field.data is not None and field.data < clock.now().date():
            raise ValidationError(str(_l("This day has passed. Choose today or a later day.")))

    def validate_theme(self, field: Field) -> None:
        self._needs(BulkKind.FILE, field, _l("Choose a theme."))

    def validate_type(self, field: Field) -> None:
        self._needs(BulkKind.RETYPE, field, _l("Choose a type."))

    def validate_capacity(self, field: Field) -> None:
        self._needs(BulkKind.CAPACITY, field, _l("Choose a capacity."))
