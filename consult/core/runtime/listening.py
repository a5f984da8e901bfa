"""The one socket of a site, which its web processes share, and a web process."""

import asyncio
import errno
import signal
import socket
from typing import TYPE_CHECKING

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from consult.core.runtime import garbage
from consult.core.runtime.gateway import BodyLimits, Gateway

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BACKLOG = 1024
THREADS = 8
HEADERS_WITHIN = 15_000  # milliseconds, also between two requests on one connection
ENDS_WITHIN = 10  # seconds for answers that are under way


class CannotListen(Exception):
    """The address is taken or not ours; the message says what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that is ours alone: where another site listens on the port, also one that would share it, it fails."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG, reuse_port=False)
    except OSError as error:
        raise CannotListen(_what_to_do(host, port, error)) from error
    listener.set_inheritable(True)
    return listener


def _what_to_do(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Stop what listens there, or name another port: --port {port + 1}."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} is for administrators. Name one above 1023, such as --port 8000, behind a proxy."
    return f"{host}:{port} cannot be listened on: {error.strerror}. Name another with --host and --port."


class _OnSocket(Server):
    """The embedded server, on a socket that is there already."""

    listener: socket.socket

    def _init_shared_socket(self) -> None:
        unix, build = False, SocketHolder  # its stub leaves the arguments out
        self._shd = build(self.listener.fileno(), unix, BACKLOG)  # type: ignore[call-arg, assignment]


def answer_requests(app: "WSGIApplication", listener: socket.socket, limits: BodyLimits) -> None:
    """A web process: answers until it is told to end."""
    garbage.freeze_loaded()
    asyncio.run(_until_told(Gateway(app, threads=THREADS, limits=limits), listener))


async def _until_told(gateway: Gateway, listener: socket.socket) -> None:
    server = _OnSocket(
        gateway,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN),
        backlog=BACKLOG,
        websockets=False,
        log_level=LogLevels.error,
    )
    server.listener = listener
    server.workers_kill_timeout = ENDS_WITHIN
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, server.stop)
    await server.serve()
