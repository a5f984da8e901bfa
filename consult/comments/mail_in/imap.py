"""Messages that were not seen yet, from a mailbox over IMAP with TLS that is verified."""

import imaplib
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from flask_babel import gettext as _

from consult.comments.mail_in.message_parsing import UnreadableMail

PATIENCE = 60  # seconds


def opened_mailbox(address: str) -> imaplib.IMAP4_SSL:
    """imaps://user:password@host[:port]/FOLDER. Raises UnreadableMail, without the password."""
    parts = urlsplit(address)
    if parts.scheme != "imaps" or not parts.hostname or not parts.username:
        raise UnreadableMail(_("CONSULT_MAIL_IN_URL must be imaps://user:password@host/FOLDER."))
    try:
        box = imaplib.IMAP4_SSL(
            parts.hostname, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=PATIENCE
        )
        box.login(unquote(parts.username), unquote(parts.password or ""))
        answer, _count = box.select(f'"{unquote(parts.path.strip("/")) or "INBOX"}"')
    except (OSError, imaplib.IMAP4.error) as error:
        raise UnreadableMail(_("The mailbox at %(host)s cannot be opened.", host=parts.hostname)) from error
    if answer != "OK":
        raise UnreadableMail(_("The mailbox at %(host)s has no such folder.", host=parts.hostname))
    return box


def unseen_messages(box: Any, *, most_megabytes: int) -> Iterator[tuple[str, bytes | None]]:
    """By number; None for one that is too large, which is left there unread."""
    _answer, found = box.uid("SEARCH", None, "UNSEEN")
    for number in (found[0] or b"").decode("ascii", "replace").split():
        _answer, told = box.uid("FETCH", number, "(RFC822.SIZE)")
        if _size_in(told) > most_megabytes * 1024**2:
            yield number, None
            continue
        _answer, pieces = box.uid("FETCH", number, "(BODY.PEEK[])")
        yield number, next((piece[1] for piece in pieces if isinstance(piece, tuple)), b"")


def mark_seen(box: Any, number: str) -> None:
    """Only once it is kept here."""
    box.uid("STORE", number, "+FLAGS", "(\\Seen)")


def _size_in(told: list[Any]) -> int:
    said = b" ".join(piece if isinstance(piece, bytes) else piece[0] for piece in told if piece)
    _before, _name, size = said.partition(b"RFC822.SIZE ")
    return int(size.split(b")")[0].split()[0]) if size else 0
