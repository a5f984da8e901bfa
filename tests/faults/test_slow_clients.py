"""Clients that send half a request, or take half an answer, keep nobody else waiting."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import Served, served

HALF = (
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 100000\r\n\r\nem"
)
MANY = 60  # many times the threads that there are


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("slow") / "home", body_seconds="4") as made:
        yield made


def half_sent(site: Served, request: bytes = HALF) -> socket.socket:
    line = site.line()
    line.sendall(request)
    return line


def all_of(line: socket.socket) -> bytes:
    with line:
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_pages_answer_while_many_requests_are_half_sent(site: Served) -> None:
    held = [half_sent(site) for _ in range(MANY)]
    assert [site.status("/sign-in") for _ in range(20)] == [200] * 20
    for line in held:
        line.setblocking(False)
        with pytest.raises(BlockingIOError):  # they were held all the while
            line.recv(1)
        line.close()


def test_a_body_that_does_not_come_is_refused_with_a_sentence(site: Served) -> None:
    said = all_of(half_sent(site))
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"Nothing was changed" in said


def test_chunks_that_do_not_come_are_refused_as_well(site: Served) -> None:
    chunked = HALF.replace(b"Content-Length: 100000\r\n\r\nem", b"Transfer-Encoding: chunked\r\n\r\n5\r\nem")
    assert all_of(half_sent(site, chunked)).startswith(b"HTTP/1.1 408 ")


def test_headers_that_do_not_come_keep_no_thread(site: Served) -> None:
    held = [half_sent(site, HALF[:40]) for _ in range(MANY)]
    assert site.status("/sign-in") == 200
    for line in held:
        line.close()


def test_a_slow_body_that_keeps_coming_is_read(site: Served) -> None:
    """At the end of each wait there is more: as a slow line sends it. It is whole in the end, and answered."""
    body = b"email=" + b"a" * 9_000
    line = half_sent(site, HALF.partition(b"Content-Length")[0] + b"Content-Length: %d\r\n\r\n" % len(body))
    for start in range(0, len(body), 1_500):
        line.sendall(body[start : start + 1_500])
        assert site.status("/health/live") == 200
    assert line.recv(12) == b"HTTP/1.1 400"  # it has no token
    line.close()


def test_a_body_cut_short_is_not_acted_on(site: Served) -> None:
    line = half_sent(site)
    line.shutdown(socket.SHUT_WR)
    assert b"HTTP/1.1 2" not in all_of(line)
    assert site.status("/sign-in") == 200


def test_one_over_the_limit_is_refused_before_it_is_sent(site: Served) -> None:
    said = all_of(
        half_sent(site, HALF.replace(b"100000", b"99999999").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    )
    assert said.startswith(b"HTTP/1.1 413 ")


def test_a_header_name_with_an_underscore_passes_for_no_other(tmp_path: Path) -> None:
    with served(tmp_path / "home", proxies="1") as site:
        line = half_sent(
            site, b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX_Forwarded_Proto: https\r\nConnection: close\r\n\r\n"
        )
        assert b"strict-transport-security" not in all_of(line)
        line = half_sent(
            site, b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"
        )
        assert b"strict-transport-security" in all_of(line)
