"""All that is typed on the page of a position in work: it comes with whatever button is pressed, and stays."""

from flask import flash, session
from flask_babel import ngettext
from flask_login import current_user

from consult.comments.positions import actions
from consult.comments.positions.forms import Places, PositionNoteForm, PositionRowsForm, SendPositionForm, words_of
from consult.comments.positions.models import Position, PositionItem
from consult.core.forms import BaseForm

CARRIED = "typed_on_position"  # the note and who signs off, until the page is shown again
MOST_CARRIED = 3000  # bytes of a note: browsers throw away larger cookies


class TypedOnPosition:
    """Rows of comments, who signs off, and a note."""

    def __init__(self, position: Position, places: Places) -> None:
        self.position, self.places = position, places
        self.rows, self.sending, self.note = PositionRowsForm(), SendPositionForm(), PositionNoteForm()
        self.rows.place_in(places)

    @classmethod
    def carried(cls, position: Position, places: Places) -> "TypedOnPosition":
        """What was typed when a button was pressed that left it for later."""
        typed = cls(position, places)
        known = session.pop(CARRIED, {})
        known = known if known.get("on") == position.id else {}
        typed.rows = PositionRowsForm(formdata=None)
        typed.sending = SendPositionForm(formdata=None, signed_off=known.get("signed_off", ""))
        typed.note = PositionNoteForm(formdata=None, note=known.get("note", ""))
        return typed

    def sound(self, needed: BaseForm | None = None) -> bool:
        """Each fault of the page is told at once; what the button does not need may be empty."""
        filled = ((self.rows, True), (self.sending, self.sending.signed_off.data), (self.note, self.note.note.data))
        sound = [form.validate() for form, words in filled if words or form is needed]
        return all(sound)

    def keep(self) -> list[PositionItem]:
        """Rows become comments; the rest is carried to the page that is shown next."""
        words = [words_of(row, self.places) for row in self.rows.filled()]
        made = actions.add_items(self.position, words, by=current_user) if words else []
        if made:
            flash(ngettext("%(num)s comment that you had typed is kept.", "%(num)s comments that you had typed are kept.", len(made)))  # fmt: skip  # noqa: E501
        note = self.note.note.data or ""
        if len(note.encode()) > MOST_CARRIED:
            self.leave_note()
            note = ""
        signed_off = self.sending.signed_off.data or ""
        if signed_off or note:
            session[CARRIED] = {"on": self.position.id, "signed_off": signed_off, "note": note}
        return made

    def leave_note(self) -> bool:
        """Whether there was one to leave; then it is not carried any further."""
        words = self.note.note.data
        if words:
            actions.add_note(self.position, words, by=current_user)
            self.note.note.data = ""
        return bool(words)
