"""Forms about positions: many comments on one page, one comment changed, a note, sending, asking to sign."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, Form, FormField, ValidationError

from consult.accounts.models import Organisation
from consult.comments import labels as comment_labels
from consult.comments.forms import LONGEST, hidden, not_blank
from consult.comments.models import Stance
from consult.core.forms import BaseForm, choice, line, prose, required, select_choices
from consult.drafts.models import Clause, Pillar

ROWS = 5  # blank ones at once; there are as many again when these are kept
Places = Mapping[str, Clause | Pillar]
WHERE_HINT = _l("Its number, such as HR-L1; or the code of a pillar. Leave empty for the whole text.")


def clause_or_pillar(typed: str, places: Places) -> Clause | Pillar | None:
    """The clause or pillar that was typed, whatever the case; None is the whole text. Raises KeyError."""
    return places[typed.strip().upper()] if typed.strip() else None


class _Placed:
    """`places` is given by the view: what can be named in the draft of the round."""

    places: Places = {}  # noqa: RUF012 - never changed, replaced

    def validate_where(self, field: Field) -> None:
        try:
            clause_or_pillar(field.data or "", self.places)
        except KeyError as unknown:
            says = _("There is no clause or pillar “%(typed)s” in this draft.", typed=field.data)
            raise ValidationError(says) from unknown


class PositionRow(_Placed, Form):  # type: ignore[misc]
    where = line(_l("Clause"), longest=40, render_kw={"list": "clauses", "dir": "ltr"})
    stance = choice(_l("Your position"), list(comment_labels.STANCE_NAMES.items()), default=Stance.NEUTRAL)
    text = prose(_l("Comment"), longest=LONGEST)
    proposed_text = prose(_l("Words that you propose instead"), longest=LONGEST)

    def validate_text(self, field: Field) -> None:
        if not field.data and (self.proposed_text.data or self.where.data):
            raise ValidationError(_("Write what you want to say, even one sentence."))


class PositionRowsForm(BaseForm):
    """As many comments as they like at once; rows without words are left out."""

    rows: Any = FieldList(FormField(PositionRow), min_entries=ROWS, max_entries=100)

    def place_in(self, places: Places) -> None:
        for row in self.rows:
            row.form.places = places  # of this form alone

    def filled(self) -> Iterator[PositionRow]:
        yield from (row.form for row in self.rows if row.form.text.data)


class PositionItemForm(_Placed, BaseForm):
    base_version = hidden()
    where = line(_l("Clause"), longest=40, description=WHERE_HINT, render_kw={"list": "clauses", "dir": "ltr"})
    stance = choice(_l("Your position"), list(comment_labels.STANCE_NAMES.items()), required())
    text = prose(_l("Comment"), required(), not_blank, longest=LONGEST)
    proposed_text = prose(_l("Words that you propose instead"), longest=LONGEST)


def words_of(row: PositionRow | PositionItemForm, places: Places) -> tuple[Clause | Pillar | None, Stance, str, str]:
    about = clause_or_pillar(row.where.data or "", places)
    return about, Stance(row.stance.data), row.text.data or "", row.proposed_text.data or ""


class PositionNoteForm(BaseForm):
    note = prose(_l("A note for the others"), required(), not_blank, longest=2000)


class SendPositionForm(BaseForm):
    signed_off = line(
        _l("Signed off by"),
        required(),
        not_blank,
        description=_l("The office that approved this text, and when. Only members of the organisation read it."),
    )


class AskToSignForm(BaseForm):
    organisation: Any = choice(_l("Organisation"), [], required(_l("Choose an organisation.")), validate_choice=False)

    def offer(self, organisations: list[Organisation]) -> None:
        self.organisation.choices = select_choices(
            [("", _("Choose one")), *((str(one.id), one.name) for one in organisations)]
        )
