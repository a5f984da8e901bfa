"""The relay: where mail leaves for. Read from the settings and checked at start; speaks SMTP, TLS is verified.

A letter that the relay refuses for good (5xx for its recipient or its words) is told apart from everything that may
be otherwise in an hour: no answer, no encryption, a password that is not taken, a recipient that is to be tried later.
"""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from consult.settings import SettingError, Settings

KEPT = "outbox:"
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
SECONDS = 30  # that the relay may take for one answer


class WebAddressHeader(UnstructuredHeader):
    """An address of the web as it is: the library would encode a long one, and no mail program looks for it there."""

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


def _headers() -> HeaderRegistry:
    known = HeaderRegistry()
    known.map_to_type("list-unsubscribe", WebAddressHeader)  # type: ignore[arg-type]
    return known


# No header is ever encoded raw, and no server needs to know more than ASCII.
POLICY = SMTP.clone(cte_type="7bit", header_factory=_headers())


class Undelivered(Exception):
    """The relay did not take the letter; `for_good` when it never will."""

    def __init__(self, says: str, *, for_good: bool = False) -> None:
        super().__init__(says)
        self.for_good = for_good


class RelayDown(Undelivered):
    """No letter can leave now, this one or another."""


@dataclass(frozen=True)
class OutgoingMail:
    """One mail as it is handed to the relay. `id` and `written_at` make its Message-ID: sent twice, it is one mail."""

    id: int
    recipient: str
    subject: str
    body: str
    written_at: datetime
    unsubscribe: str = ""


@dataclass(frozen=True)
class Relay:
    host: str
    port: int
    encrypted: bool  # from the first byte; else STARTTLS is asked for
    verified: bool
    user: str
    password: str
    sender: str

    @property
    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.verified:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context


def relay_of(settings: Settings) -> Relay | None:
    """The relay that the settings name; None where mail is kept on a page. Raises SettingError for what cannot work."""
    if settings.mail_url == KEPT:
        return None
    try:
        parts = urlsplit(settings.mail_url)
        host, port = parts.hostname or "", parts.port
    except ValueError as wrong:
        raise SettingError(f"CONSULT_MAIL_URL cannot be read: {wrong}.") from wrong
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.path.strip("/"):
        says = "CONSULT_MAIL_URL must be outbox:, smtp://[user:password@]host[:port] or smtps://[user:password@]host[:port]"
        raise SettingError(f"{says}, not {parts.scheme}://{host}{parts.path}.")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if options not in ({}, {"verify": "no"}) or (options and host not in HERE):
        raise SettingError("CONSULT_MAIL_URL takes one option, ?verify=no, and only for a relay on localhost.")
    usual = 465 if parts.scheme == "smtps" else 587 if parts.username else 25
    return Relay(
        host=host,
        port=port or usual,
        encrypted=parts.scheme == "smtps",
        verified=not options,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=_sender(settings.mail_from, local=host in HERE),
    )


def _sender(said: str, *, local: bool) -> str:
    name, address = parseaddr(said)
    try:
        return formataddr((name, deliverable(address if said.isprintable() else said, local=local)))
    except EmailNotValidError as wrong:
        says = "CONSULT_MAIL_FROM must be an address that can send mail, such as consult@example.org or Name <address>"
        raise SettingError(f"{says}, not {said!r}: {wrong}") from wrong


def deliverable(address: str, *, local: bool = False) -> str:
    """As it is said to a server: ASCII, a domain with letters as IDNA. `local`: names of this machine will do."""
    read = validate_email(address, check_deliverability=False, allow_smtputf8=False, globally_deliverable=not local)
    return read.ascii_email or address


def composed(letter: OutgoingMail, sender: str) -> EmailMessage:
    """Raises Undelivered for good where it cannot be written as mail."""
    mail = EmailMessage(policy=POLICY)
    domain = parseaddr(sender)[1].partition("@")[2]
    try:
        mail["From"], mail["To"] = sender, deliverable(letter.recipient)
        mail["Subject"], mail["Date"] = letter.subject, format_datetime(letter.written_at)
        mail["Message-ID"] = f"<{letter.id}.{int(letter.written_at.timestamp())}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        if letter.unsubscribe:  # RFC 8058: one press, without signing in
            mail["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(letter.body)
    except ValueError as wrong:  # EmailNotValidError is one
        raise Undelivered(str(wrong), for_good=True) from wrong
    return mail


class RelayLine:
    """A connection to the relay for as many letters as there are; opened with the first, and again after a fault."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, raised: object, trace: TracebackType | None) -> None:
        self._hang_up()

    def greet(self) -> None:
        """Whether it answers and lets us in, without a letter; raises RelayDown."""
        self._server = self._server or self._connected()

    def send(self, letter: OutgoingMail) -> None:
        """Returns when the relay has taken it; raises Undelivered."""
        mail = composed(letter, self.relay.sender)
        server = self._server or self._connected()
        try:
            server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise Undelivered(_told(code, said), for_good=_is_for_good(code)) from refused
        except smtplib.SMTPDataError as refused:
            raise Undelivered(_told(*refused.args), for_good=_is_for_good(refused.smtp_code)) from refused
        except (smtplib.SMTPException, OSError) as broken:
            self._hang_up()
            raise Undelivered(_said(broken)) from broken

    def _connected(self) -> smtplib.SMTP:
        relay = self.relay
        name = socket.gethostname()
        try:
            if relay.encrypted:
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    relay.host, relay.port, name, timeout=SECONDS, context=relay.context
                )
            else:
                server = smtplib.SMTP(relay.host, relay.port, name, timeout=SECONDS)
        except (smtplib.SMTPException, OSError) as away:
            raise RelayDown(_said(away)) from away
        self._server = server
        try:
            self._greet(server)
        except (smtplib.SMTPException, OSError) as refused:
            self._hang_up()
            raise RelayDown(_said(refused)) from refused
        return server

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if not self.relay.encrypted and server.has_extn("starttls"):
            server.starttls(context=self.relay.context)
        elif not self.relay.encrypted and self.relay.user:
            raise smtplib.SMTPNotSupportedError(
                "The relay offers no encryption: the password would be read on its way."
            )
        if self.relay.user:
            server.login(self.relay.user, self.relay.password)

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()


def _is_for_good(code: int) -> bool:
    return 500 <= code < 600


def _told(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {words}"


def _said(failure: Exception) -> str:
    if isinstance(failure, smtplib.SMTPResponseException):
        return _told(failure.smtp_code, failure.smtp_error)
    if isinstance(failure, smtplib.SMTPSenderRefused):
        return _told(failure.smtp_code, failure.smtp_error)
    return f"{type(failure).__name__}: {failure}"
