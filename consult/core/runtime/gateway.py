"""Between server and application: a request gets a thread once its body is whole, and keeps it no longer than it works.

The event loop takes bodies in and gives answers out, as many at once as there are connections; slow and silent
clients wait there. Application code (WSGI, PEP 3333) runs in a few threads.
"""

import asyncio
import contextvars
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, TypeVar

from granian.rsgi import Scope

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol

log = logging.getLogger(__name__)
T = TypeVar("T")
Threaded = Callable[..., Awaitable[Any]]  # runs a function with its arguments in a thread of the pool
IN_MEMORY = 1024 * 1024  # bytes of a body or an answer that are not put on disk or sent in pieces
PATIENCE = 60.0  # seconds in which a client takes a piece of an answer
LONGEST = 1800.0  # seconds that a body may take in all
NAMES = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


@dataclass(frozen=True, kw_only=True)
class BodyLimits:
    """How long a body may take: `seconds` to begin with, and a second more for each `bytes_a_second` that came."""

    seconds: float = 20.0
    bytes_a_second: int = 1000
    most_bytes: int = 20 * 1024 * 1024


class BodyTooSlow(Exception):
    """The body did not come in time."""


class CutShort(Exception):
    """The client went away before its body was whole: what came of it must not be acted on."""


class HungUp(Exception):
    """Nobody waits for the rest of an answer: it is not made."""


@dataclass
class GatewayAnswer:
    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    chunks: Iterable[bytes] = ()
    hung_up: bool = False

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:  # noqa: ARG002 - PEP 3333
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower(), text) for name, text in headers]
        return lambda _: None

    def piece(self, rest: Iterator[bytes]) -> bytes:
        """The next megabyte or so; less is the end. Between two chunks, also empty ones, it looks for who waits."""
        held, size = [], 0
        for chunk in rest:
            if self.hung_up:
                raise HungUp
            held.append(chunk)
            size += len(chunk)
            if size >= IN_MEMORY:
                break
        return b"".join(held)

    def close(self) -> None:
        chunks, self.chunks = self.chunks, ()
        getattr(chunks, "close", lambda: None)()


class Gateway:
    """An RSGI application around a WSGI one."""

    def __init__(self, app: "WSGIApplication", *, threads: int, limits: BodyLimits) -> None:
        self.app, self.limits = app, limits
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, protocol: "HTTPProtocol") -> None:
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                size = await _taken_in(scope, protocol, body, self.limits)
            except BodyTooSlow:
                says = "The rest of what was sent did not come in time. Nothing was changed: send it again."
                headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
                protocol.response_str(408, headers, says)
                return
            except CutShort:
                protocol.response_empty(400, [("connection", "close")])
                return
            except OSError:  # a body of some size is put on the disk
                log.exception("there is no room to take a body in")
                says = "This site has no room left to take that in. Nothing was changed: try again later."
                protocol.response_str(
                    503, [("content-type", "text/plain; charset=utf-8"), ("connection", "close")], says
                )
                return
            body.seek(0)
            await self._answer(_environ(scope, body, size), protocol)

    async def _answer(self, environ: "WSGIEnvironment", protocol: "HTTPProtocol") -> None:
        """All that belongs to a request runs in one context, whichever thread it is in.

        It is an empty one: a copy of the process's own holds the application context of the command that serves,
        and Flask would keep who is signed in there, for every request and every visitor after.
        """
        loop, context, answer = asyncio.get_running_loop(), contextvars.Context(), GatewayAnswer()

        async def threaded(work: Callable[..., T], *arguments: Any) -> T:
            return await loop.run_in_executor(self.pool, context.run, work, *arguments)

        async with _heeding(protocol, answer):
            try:
                with suppress(HungUp):
                    await self._handed_out(environ, answer, protocol, threaded)
            finally:
                if answer.chunks:
                    await threaded(answer.close)

    async def _handed_out(
        self, environ: "WSGIEnvironment", answer: GatewayAnswer, protocol: "HTTPProtocol", threaded: Threaded
    ) -> None:
        try:
            first, rest = await threaded(self._begin, environ, answer)
            if len(first) < IN_MEMORY:
                await threaded(answer.close)
        except HungUp:
            raise
        except Exception:
            log.exception("a request broke before it had a page")  # its address may hold a token
            protocol.response_str(500, [("content-type", "text/plain")], "Something broke on our side.")
            return
        if len(first) < IN_MEMORY:
            protocol.response_bytes(answer.status, answer.headers, first)
            return
        stream = protocol.response_stream(answer.status, answer.headers)
        while first:
            await asyncio.wait_for(stream.send_bytes(first), PATIENCE)
            first = await threaded(answer.piece, rest)

    def _begin(self, environ: "WSGIEnvironment", answer: GatewayAnswer) -> tuple[bytes, Iterator[bytes]]:
        answer.chunks = self.app(environ, answer.start)
        rest = iter(answer.chunks)
        return answer.piece(rest), rest


@asynccontextmanager
async def _heeding(protocol: "HTTPProtocol", answer: GatewayAnswer) -> AsyncIterator[None]:
    """While it is answered, a client that goes away is noticed."""

    async def heed() -> None:
        await protocol.client_disconnect()
        answer.hung_up = True

    watch = asyncio.ensure_future(heed())
    try:
        yield
    finally:
        watch.cancel()


async def _taken_in(scope: Scope, protocol: "HTTPProtocol", body: IO[bytes], limits: BodyLimits) -> int:
    """Bytes of the body, now in `body`. One that is too large is left alone: its size alone has it refused."""
    declared = scope.headers.get("content-length", "")
    if declared.isdecimal() and not 0 < int(declared) <= limits.most_bytes:
        return int(declared)
    if not declared and "transfer-encoding" not in scope.headers:
        return 0
    size = 0
    async for chunk in _in_time(protocol, limits):
        body.write(chunk)
        size += len(chunk)
        if size > limits.most_bytes:
            return size
    if declared and size != int(declared):
        raise CutShort
    return size


async def _in_time(protocol: "HTTPProtocol", limits: BodyLimits) -> AsyncIterator[bytes]:
    loop, size = asyncio.get_running_loop(), 0
    began = loop.time()
    chunks = aiter(protocol)
    while True:
        allowed = min(began + limits.seconds + size / limits.bytes_a_second, began + LONGEST)
        try:
            chunk = await asyncio.wait_for(anext(chunks), allowed - loop.time())
        except StopAsyncIteration:
            return
        except TimeoutError as late:
            raise BodyTooSlow from late
        except Exception as gone:  # the server has several names for it
            raise CutShort from gone
        yield chunk
        size += len(chunk)


def _environ(scope: Scope, body: IO[bytes], size: int) -> "WSGIEnvironment":
    server, _, port = scope.server.rpartition(":")
    return {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": _Log(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **_headers(scope.headers.items()),
        "CONTENT_LENGTH": str(size),
    }


def _headers(items: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Headers as CGI names them. A name with an underscore would pass for another, so it is left out."""
    found: dict[str, str] = {}
    for name, text in items:
        if "_" in name or name == "transfer-encoding":
            continue
        key = NAMES.get(name, f"HTTP_{name.upper().replace('-', '_')}")
        between = "; " if name == "cookie" else ", "
        found[key] = f"{found[key]}{between}{text}" if key in found else text
    return found


class _Log:
    """What an application writes to `wsgi.errors`."""

    def write(self, words: str) -> None:
        log.error("%s", words.rstrip())

    def writelines(self, lines: Iterable[str]) -> None:
        self.write("".join(lines))

    def flush(self) -> None:
        """Written already."""
