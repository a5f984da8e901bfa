"""Forms for what is said in a room: by its rapporteur, by those who sit in it, and from a file."""

from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, HiddenField, ValidationError
from wtforms.validators import NumberRange

from consult.comments.capture.labels import ROOM_VIEW_NAMES
from consult.comments.capture.models import RoomView
from consult.comments.capture.point_values import (
    LONGEST_POINT,
    LONGEST_TABLE,
    MOST_VOICES,
    PointFault,
    SaidInRoom,
    read_moment,
    read_point_id,
)
from consult.comments.forms import hidden
from consult.consultations.forms import WholeNumberField
from consult.core.forms import BaseForm, choice, line, one_of, prose, required, select_choices
from consult.core.i18n.languages import NAMES as LANGUAGES
from consult.core.text import one_line
from consult.drafts.models import Wording
from consult.drafts.translations.naming import shown_name

SHOWN_OF_A_CLAUSE = 60  # characters in a list of clauses


class PhoneForm(BaseForm):
    """What somebody in the room may write on a device of their own."""

    point_id: Any = HiddenField()
    at: Any = HiddenField()
    knows = hidden(1)  # they were asked whether personal data in it is meant to be read by all
    clause = choice(_l("Clause"), [])
    table = line(_l("Table"), longest=LONGEST_TABLE)
    text = prose(
        _l("Your point"), required(_l("Write what you want to say, even one sentence.")), longest=LONGEST_POINT
    )
    language = choice(_l("Written in"), [("", _l("As it is written: it is found out")), *LANGUAGES.items()])

    def offer_clauses(self, wordings: list[Wording]) -> None:
        self.clause.choices = select_choices(
            [("", _l("The whole text")), *((wording.number, _begins(wording)) for wording in wordings)]
        )

    def begin_point(self) -> None:
        """An id for the next point, where the device has made none: the same form sent twice is the same point."""
        self.point_id.data = self.point_id.data or str(uuid4())

    def validate_point_id(self, field: Field) -> None:
        try:
            field.data = read_point_id(field.data or "")
        except PointFault as fault:
            raise ValidationError(fault.says) from fault

    def said(self) -> SaidInRoom:
        try:
            at = read_moment(self.at.data)
        except PointFault:  # the clock of a device is not what a point is refused for
            at = None
        return SaidInRoom(
            point_id=self.point_id.data,
            text=self.text.data,
            clause=self.clause.data or "",
            table=self.table.data or "",
            language=self.language.data or None,
            captured_at=at,
            **self.heard(),
        )

    def heard(self) -> dict[str, Any]:
        return {}


def _begins(wording: Wording) -> str:
    words = one_line(shown_name(wording) or wording.text)
    return f"{wording.number} {words[:SHOWN_OF_A_CLAUSE]}{'…' if len(words) > SHOWN_OF_A_CLAUSE else ''}"


class CaptureForm(PhoneForm):
    """The same by the rapporteur, who also knows how many said it and what the room made of it."""

    text = prose(_l("What was said"), required(_l("Write what was said, even one sentence.")), longest=LONGEST_POINT)
    said_by: Any = WholeNumberField(
        _l("Said by how many"),
        [NumberRange(1, MOST_VOICES, _l("Give a number from 1 to 100,000."))],
        default=1,
        render_kw={"inputmode": "numeric"},
    )
    view = one_of(_l("The room"), list(ROOM_VIEW_NAMES.items()), default=RoomView.NOT_ASKED)

    def heard(self) -> dict[str, Any]:
        return {"said_by": self.said_by.data, "view": RoomView(self.view.data or RoomView.NOT_ASKED)}


class RoomFileForm(BaseForm):
    file: Any = FileField(_l("File from the room"), [FileRequired(_l("Choose a file."))])
