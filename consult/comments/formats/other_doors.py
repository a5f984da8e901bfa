"""A file that is brought in where comments are, and is something else: what it is, and where it belongs. Pure."""

import json
import re

from flask_babel import gettext as _

from consult.core.word.file_kinds import kind_of_file

HEAD, LINES = 4000, 20  # how much of it is looked at
HEADERS = {"from", "to", "subject", "date", "message-id", "mime-version", "received"}
NAMED = re.compile(r"\s*(?:- )?[\w. -]{1,60}:(?: |$)")
YAML = re.compile(r"---|\.\.\.|\s*#.*|\s*- .*|\s{2,}\S.*")


def says_other_door(content: bytes) -> str:
    """Empty for what may hold comments, and for what is no text."""
    if kind_of_file(content):
        return ""
    head = content[:HEAD].removeprefix(b"\xef\xbb\xbf").decode(errors="ignore").lstrip()
    return _says_of_json(head) if head[:1] in {"{", "["} else _says_of_names(head)


def _says_of_json(head: str) -> str:
    if re.search(r'"format"\s*:\s*"consult-room"', head):
        return str(_("This is a file from a room. Bring it in on the page on which its session is written down."))
    if re.search(r'"clauses"\s*:\s*\[', head):
        says = _("This is a draft, not comments: it has clauses with their text. Bring it in under “Import a draft”.")
        return str(says)
    if _is_whole(head.partition("\n")[0]):
        return ""
    says = _(
        "This is JSON in one piece. Write each comment as one object, {…}, on a line of its own (JSON Lines), or save "
        "the table as .xlsx or CSV."
    )
    return str(says)


def _is_whole(line: str) -> bool:
    """An object on its line; one that is longer than what is looked at may be."""
    if "\n" not in line and len(line) >= HEAD - 10:
        return line.startswith("{")
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _says_of_names(head: str) -> str:
    """Of lines that each begin with a name and a colon."""
    lines = [line for line in head.split("\n")[:LINES] if line.strip()]
    named = [line.partition(":")[0].strip().casefold() for line in lines if NAMED.match(line)]
    if len(HEADERS.intersection(named)) > 1 and named[0] == lines[0].partition(":")[0].strip().casefold():
        return str(_("This is a mail, not a table of comments. Bring it in under “Received by mail”."))
    begins = head.startswith("---\n") or (lines and NAMED.match(lines[0]))
    if begins and len(named) > 1 and all(NAMED.match(line) or YAML.fullmatch(line) for line in lines):
        return str(_("This is YAML, not a table of comments. Save it as .xlsx or CSV, with a comment in each row."))
    return ""
