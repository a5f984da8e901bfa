"""The capture of a session as one HTML file, for a place without a line: everything that it needs is in it.

It is opened from a disk, where the site's policy on scripts does not reach; on the site it is only ever an attachment.
"""

import json
from collections.abc import Sequence

from flask import render_template
from flask_babel import gettext as _
from markupsafe import escape

from consult.comments.capture.labels import ROOM_VIEW_NAMES
from consult.comments.capture.room_file import FORMAT, VERSION
from consult.consultations.models import Session
from consult.core.i18n.languages import NAMES as LANGUAGES
from consult.core.i18n.languages import direction, language_now
from consult.core.resources import resource_folder
from consult.drafts.models import Wording
from consult.drafts.translations.naming import shown_name


def room_page(session: Session, wordings: Sequence[Wording]) -> str:
    folder = resource_folder("static") / "room"
    style, script = ((folder / name).read_text("utf-8") for name in ("file.css", "file.js"))
    about = {"meeting": session, "wordings": wordings, "view_names": ROOM_VIEW_NAMES, "languages": LANGUAGES}
    body = render_template("comments/capture/file.html", **about)
    code = language_now()
    title = escape(shown_name(session))
    return (
        f'<!doctype html>\n<html lang="{code}" dir="{direction(code)}">\n<head><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n{body}\n"
        f'<script type="application/json" id="room">{_embedded(_said(session, wordings))}</script>\n'
        f"<script>\n{script}</script>\n</body>\n</html>\n"
    )


def _said(session: Session, wordings: Sequence[Wording]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "round": session.round.slug,
        "session": session.id,
        "clauses": {wording.number: wording.text for wording in wordings},
        "views": {view: str(name) for view, name in ROOM_VIEW_NAMES.items()},
        "words": {
            "count": _("Points in this file: %(count)s", count="COUNT"),
            "table": _("Table"),
            "change": _("Change"),
            "take_out": _("Take out"),
            "kept": _("Kept in this browser. Save the file before you leave."),
            "not_kept": _("This browser keeps nothing: save the file before you close this page."),
            "saved": _("The file is saved. Send it to the rapporteur, or choose it on the session’s page."),
            "empty": _("Write what was said, even one sentence."),
            "voices": _("Give a number from 1 to 100,000."),
        },
    }


def _embedded(said: dict[str, object]) -> str:
    """No words of a clause end the script that they stand in."""
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
