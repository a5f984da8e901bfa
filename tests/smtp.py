"""A real SMTP server for tests: takes mail, or does what a relay may: is slow, refuses, encrypts, asks a password."""

import base64
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path


@dataclass
class Behaviour:
    """What it does. `refuses`: what it answers for recipients that hold a word; `data`: what it says to words."""

    slow: float = 0.0
    gate: threading.Event | None = None  # nothing is taken until it is set
    refuses: dict[str, str] = field(default_factory=dict)
    data: str = "250 taken"
    starttls: ssl.SSLContext | None = None
    at_once: ssl.SSLContext | None = None
    password: str = ""


class Relay(socketserver.ThreadingTCPServer):
    """What it took stands in `taken`, in `raw` as it came; `said` are the commands that it heard."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.behaviour = behaviour
        self.raw: list[bytes] = []
        self.said: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def taken(self) -> list[EmailMessage]:
        return [BytesParser(policy=default).parsebytes(raw) for raw in self.raw]  # type: ignore[misc]

    def recipients(self) -> list[str]:
        return [mail["To"] for mail in self.taken]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or does not trust us: nothing to print."""


class Talk(socketserver.StreamRequestHandler):
    server: Relay

    def setup(self) -> None:
        if (context := self.server.behaviour.at_once) is not None:
            self.request = context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self.say("220 here")
        encrypted = self.server.behaviour.at_once is not None
        while line := self.rfile.readline():
            words = line.decode("ascii").strip()
            self.server.said.append(words)
            command = words[:4].upper()
            if command == "STAR":
                self.say("220 go on")
                context = self.server.behaviour.starttls
                assert context is not None
                self.request = self.connection = context.wrap_socket(self.request, server_side=True)
                self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
                encrypted = True
                continue
            self.say(self.answer(command, words, encrypted=encrypted))
            if command == "QUIT":
                return

    def answer(self, command: str, words: str, *, encrypted: bool) -> str:
        does = self.server.behaviour
        if command == "EHLO":
            offers = ["here", *(["STARTTLS"] if does.starttls and not encrypted else [])]
            offers += ["AUTH PLAIN"] if does.password else []
            return "\r\n".join(f"250{'-' if offer != offers[-1] else ' '}{offer}" for offer in offers)
        if command == "AUTH":
            given = base64.b64decode(words.rpartition(" ")[2]).rpartition(b"\x00")[2].decode()
            return "235 welcome" if given == does.password else "535 wrong password"
        if command == "RCPT":
            return next((says for word, says in does.refuses.items() if word in words), "250 fine")
        if command == "DATA":
            return self.data()
        return "221 bye" if command == "QUIT" else "250 fine"

    def data(self) -> str:
        self.say("354 go on")
        raw = b"".join(iter(self.rfile.readline, b".\r\n"))
        time.sleep(self.server.behaviour.slow)
        if (gate := self.server.behaviour.gate) is not None:
            gate.wait(timeout=120)
        if self.server.behaviour.data.startswith("250"):
            self.server.raw.append(raw)
        return self.server.behaviour.data

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def relay(behaviour: Behaviour | None = None) -> Iterator[Relay]:
    with Relay(behaviour or Behaviour()) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class Certificate:
    """For localhost, signed by itself: trusted where SSL_CERT_FILE says so."""

    file: Path
    context: ssl.SSLContext


def certificate(folder: Path) -> Certificate:
    file, key = folder / "certificate.pem", folder / "key.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    words += [
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-out",
        str(file),
        "-keyout",
        str(key),
    ]
    subprocess.run(words, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return Certificate(file, context)


def until(so: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, f"Not so after {seconds} seconds."
        time.sleep(0.05)
