"""Forms about the log: a witness named, a cosignature handed in, a receipt checked."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import TextAreaField

from consult.core.forms import BaseForm, at_most, line, required
from consult.core.transparency.notes import LARGEST
from consult.tracing.log.receipt_files import LARGEST as LARGEST_RECEIPT


class WitnessForm(BaseForm):
    vkey = line(
        _l("Key of the witness"),
        required(_l("Paste the key that the witness sent.")),
        longest=400,
        description=_l("One line: a name, a short number, the key. Let the witness read you the fingerprint."),
    )
    run_by = line(
        _l("Who runs it"),
        required(_l("Say who runs it.")),
        description=_l("A university, a ministry, an association: readers see it."),
    )


class CosignatureForm(BaseForm):
    note: Any = TextAreaField(_l("The checkpoint with the line of the witness"), [at_most(LARGEST)])
    file: Any = FileField(_l("Or its file"))


class ReceiptCheckForm(BaseForm):
    """Nothing is cleaned: every sign counts."""

    receipt: Any = TextAreaField(_l("The receipt’s file, or its proof, pasted here"), [at_most(LARGEST_RECEIPT)])
    file: Any = FileField(_l("Or the file itself"))


def sent_in(text: Any, file: Any, largest: int) -> bytes:
    """The file where there is one, else what was pasted, with the ends of lines as they were."""
    given = file.data.read(largest + 1) if file.data else b""
    return given or (text.data or "").replace("\r\n", "\n").strip().encode() + b"\n"
