"""Papers as people send them: a small PDF written by hand, a Word file by python-docx."""

import io
import zlib
from collections.abc import Sequence

import docx
from docx.enum.text import WD_BREAK

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.comments.papers import actions
from consult.comments.papers.models import PositionPaper
from consult.comments.papers.paragraphs import PaperPassage
from consult.core.database import db


def pdf(pages: Sequence[str], *, root: str = "", more: Sequence[bytes] = ()) -> bytes:
    """A PDF with these words, a line each; `root` goes into its catalogue, `more` are objects from number 90 on."""
    objects: dict[int, bytes] = {3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}
    kids = []
    for place, text in enumerate(pages):
        number = 10 + 2 * place
        lines = "".join(f"({line.translate({40: None, 41: None})}) Tj T*\n" for line in text.split("\n"))
        stream = f"BT /F1 11 Tf 14 TL 50 780 Td\n{lines}ET".encode("latin-1", "replace") if text else b""
        packed = zlib.compress(stream)
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {number + 1} 0 R >>".encode()
        )
        objects[number + 1] = (
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
        )
        kids.append(f"{number} 0 R")
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode()
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects |= dict(enumerate(more, start=10_000))
    return _written(objects)


def _written(objects: dict[int, bytes]) -> bytes:
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.5\n")
    for number, body in sorted(objects.items()):
        places[number] = out.tell()
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(f"{number} 1\n{place:010} 00000 n \n".encode())
    out.write(f"trailer << /Size {max(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    """A Word file; a paragraph that begins with a form feed stands on a new page."""
    document, out = docx.Document(), io.BytesIO()
    for text in paragraphs:
        made = document.add_paragraph()
        if text.startswith("\f"):
            made.add_run().add_break(WD_BREAK.PAGE)
        made.add_run(text.strip("\f"))
    document.save(out)
    return out.getvalue()


def paper(comment: Comment, by: Person, *, released_by: Person | None = None) -> PositionPaper:
    """One that was read: two excerpts wait."""
    made = actions.attach_paper(comment, word("Say who pays."), "our paper.docx", "en", by=by)
    excerpts = [PaperPassage("Say who pays.", 1), PaperPassage("Say when.", 2)]
    actions.keep_excerpts(made, excerpts, pages=2, notes=[])
    if released_by is not None:
        actions.release_paper(made, by=released_by)
    db.session.commit()
    return made
