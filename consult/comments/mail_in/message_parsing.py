"""A message as bytes into what was written, what was quoted, and the files that came with it. Pure.

By the standard library's reader of mail: what cannot be decoded is replaced and said, nothing is guessed at silently.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from flask_babel import gettext as _

from consult.core.text import cleaned, one_line
from consult.core.word.file_kinds import kind_of_file, says_other_kind
from consult.drafts.structure.blocks import UnreadablePaper
from consult.drafts.structure.html_paper import html_paper

MOST_PARTS = 200
OF_MESSAGES = {"from", "to", "subject", "date", "message-id", "received", "content-type"}  # one of these stands in each
LONGEST = 100_000  # letters
BULK = {"bulk", "junk", "list", "auto_reply"}
SIGNATURE = re.compile(r"^-- ?$")
QUOTING = re.compile(
    r"^(?:On .{5,120} wrote|Le .{5,120} a écrit|El .{5,120} escribió|Am .{5,120} schrieb.*|.{5,120} пишет|.{5,120}写道"
    r"|-{2,} ?(?:Original Message|Message d.origine|Mensaje original|Forwarded message|Исходное сообщение) ?-{2,})"
    r"\s?:?$",
    re.IGNORECASE,
)
OUTLOOK = re.compile(r"^(?:From|De|Von|От|发件人|من)\s?: .+", re.IGNORECASE)
OUTLOOK_GOES_ON = re.compile(
    r"^(?:Sent|Date|Envoyé|Enviado|Gesendet|Дата|发送时间|To|À|Para|An)\s?: ?.+", re.IGNORECASE
)


class UnreadableMail(ValueError):
    """No message that can be read; the message says what to do."""


@dataclass
class ParsedMail:
    message_id: str
    sender_name: str
    sender_address: str
    subject: str
    words: str
    cut: str
    automatic: str  # why it is nobody's word: an answering machine, a list; empty where it is somebody's
    files: list[tuple[str, bytes]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def parse_mail(content: bytes, *, most_megabytes: int) -> ParsedMail:
    """Raises UnreadableMail."""
    if len(content) > most_megabytes * 1024**2:
        says = _("This message has %(now)s MB and may have %(most)s. Ask its sender for a smaller one.")
        raise UnreadableMail(says % {"now": -(-len(content) // 1024**2), "most": most_megabytes})
    if kind := kind_of_file(content):
        raise UnreadableMail(says_other_kind(kind))
    message = BytesParser(policy=policy.default).parsebytes(content)
    if not {name.casefold() for name in message} & OF_MESSAGES:
        raise UnreadableMail(_("This is no message: it has no headers. Save it as .eml in the mail program."))
    name, address = parseaddr(_header(message, "from"))
    found = ParsedMail(
        message_id=_header(message, "message-id")[:300] or f"sha256:{hashlib.sha256(content).hexdigest()}",
        sender_name=one_line(name)[:200],
        sender_address=one_line(address)[:300] if "@" in address else "",
        subject=one_line(_header(message, "subject"))[:300],
        words="",
        cut="",
        automatic=_automatic(message),
    )
    _read_parts(message, found)
    return found


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name) or "")
    except (ValueError, IndexError, AttributeError):  # what no mail program writes, and the library trips over
        return ""


def _automatic(message: EmailMessage) -> str:
    """RFC 3834: who answers an answering machine answers nobody."""
    submitted = _header(message, "auto-submitted").casefold()
    if submitted and not submitted.startswith("no"):
        return str(_("an automatic reply"))
    if _header(message, "precedence").casefold() in BULK or message.get("list-id"):
        return str(_("sent to a list"))
    if _header(message, "return-path").strip() == "<>" or message.get_content_type() == "multipart/report":
        return str(_("a report on delivery"))
    return ""


def _read_parts(message: EmailMessage, found: ParsedMail) -> None:
    plain: list[str] = []
    pages: list[str] = []
    nested: list[str] = []
    for number, (part, depth) in enumerate(_parts(message, 0)):
        if number >= MOST_PARTS:
            found.notes.append(_("It has more parts than are read; the rest was left out."))
            break
        kind, name = part.get_content_type(), one_line(part.get_filename() or "")
        is_file = part.get_content_disposition() == "attachment" or bool(name)
        if kind == "application/ms-tnef" or name.casefold() == "winmail.dat":
            found.notes.append(_("winmail.dat: only Outlook reads this form. Ask its sender for the files themselves."))
        elif is_file:
            found.files.append((name or "paper", _bytes_of(part)))
        elif kind == "text/plain":
            (nested if depth else plain).append(_text_of(part, found))
        elif kind == "text/html":
            (nested if depth else pages).append(_words_of_page(_text_of(part, found), found))
    written = "\n".join(filter(None, plain)) or "\n\n".join(filter(None, pages))
    found.words, found.cut = apart_from_quoted(cleaned(written)[:LONGEST])
    forwarded = cleaned("\n\n".join(dict.fromkeys(filter(None, nested))))[:LONGEST]
    found.cut = "\n\n".join(filter(None, (found.cut, forwarded)))
    if not found.words:
        found.notes.append(_("It holds no words of its own."))


def _parts(message: EmailMessage, depth: int) -> Iterator[tuple[EmailMessage, int]]:
    """Each that holds something; `depth`: in how many forwarded messages."""
    if depth > 10:
        return
    if message.is_multipart():
        inner = depth + (message.get_content_type() == "message/rfc822")
        for part in message.get_payload():
            if isinstance(part, EmailMessage):
                yield from _parts(part, inner)
    else:
        yield message, depth


def _bytes_of(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _text_of(part: EmailMessage, found: ParsedMail) -> str:
    """In the character set that it names; in UTF-8 or Latin script where that is none, and then it is said."""
    content, named = _bytes_of(part), str(part.get_content_charset() or "utf-8")
    for charset in (named, "utf-8"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    found.notes.append(_("Its letters could not be read as %(charset)s; some may be wrong.", charset=named[:40]))
    return content.decode("cp1252", "replace")


def _words_of_page(text: str, found: ParsedMail) -> str:
    try:
        return "\n\n".join(block.text for block in html_paper(text).blocks)
    except UnreadablePaper as error:
        found.notes.append(str(error))
        return ""


def apart_from_quoted(text: str) -> tuple[str, str]:
    """What was written, and from where on it is a signature or somebody else's mail; lines with > wherever they are."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        after = lines[at + 1] if at + 1 < len(lines) else ""
        ends = SIGNATURE.match(line) or QUOTING.match(line.strip())
        if ends or (OUTLOOK.match(line) and OUTLOOK_GOES_ON.match(after)):
            lines, rest = lines[:at], lines[at:]
            break
    else:
        rest = []
    quoted = [line for line in lines if line.startswith(">")]
    own = [line for line in lines if not line.startswith(">")]
    return cleaned("\n".join(own)), cleaned("\n".join([*quoted, *rest]))
