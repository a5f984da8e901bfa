"""Processes are killed, ports are taken: what dies is started again or named, and nothing outlives the site."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import Served, lives, served

pytestmark = pytest.mark.xdist_group("dead processes")


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With two web processes and a worker; whatever a test kills of it is started again."""
    with served(tmp_path_factory.mktemp("dead") / "home", workers="2") as made:
        yield made


def test_what_is_killed_is_started_again_and_leaves_no_zombie(site: Served) -> None:
    site.until(lambda: site.health()["workers"]["status"] == "pass")
    first = site.children()
    assert len(first) == 3
    kill(site.children("consult.cli web")[0])
    assert site.status("/sign-in") == 200  # the other one answers
    kill(site.children("consult.cli work")[0])
    site.until(lambda: len(site.children()) == 3 and len(set(site.children()) - set(first)) == 2)
    site.until(lambda: not site.children("<defunct>"))
    site.until(lambda: site.health()["worker"]["says"] == "Started again 1 times.")
    site.until(lambda: site.health()["workers"]["says"] == "1 live.")


def test_web_processes_that_are_killed_lose_no_connection_that_waits(site: Served) -> None:
    for each in site.children("consult.cli web"):
        kill(each)
    line = site.line()  # nobody is there to answer, yet it is not refused
    line.sendall(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert line.recv(15) == b"HTTP/1.1 200 OK"
    line.close()


def test_health_says_that_no_worker_lives(site: Served) -> None:
    site.until(lambda: site.health()["workers"]["status"] == "pass")
    worker = site.children("consult.cli work")[0]
    os.kill(site.process.pid, signal.SIGSTOP)  # nobody starts the next one meanwhile
    os.kill(worker, signal.SIGTERM)  # it takes its heartbeat away
    site.until(lambda: site.health()["workers"]["status"] == "fail")
    status, said = site.ask("/health")
    assert (status, json.loads(said)["status"]) == (503, "fail")
    assert site.status("/health/ready") == 200
    assert site.status("/health/live") == 200
    os.kill(site.process.pid, signal.SIGCONT)
    site.until(lambda: site.health()["workers"]["status"] == "pass")


def test_two_sites_never_stand_behind_one_port(site: Served, tmp_path: Path) -> None:
    second = Served(tmp_path / "other", port=site.port)
    assert second.process.wait(timeout=60) == 1
    assert "is in use" in second.said()
    with socket.socket() as late:
        late.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        with pytest.raises(OSError, match="in use"):
            late.bind(("127.0.0.1", site.port))


def test_sigterm_ends_all_of_it_in_order(site: Served) -> None:
    children = site.children()
    assert site.end() == 0
    assert not any(lives(child) for child in children)
    assert not (site.home / "processes.json").exists()


def test_no_process_outlives_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    with served(tmp_path / "home") as site:
        children = site.children()
        kill(site.process.pid)
        site.process.wait(timeout=30)
        site.until(lambda: not any(lives(child) for child in children))


@pytest.mark.parametrize("shared", [False, True], ids=["a port of its own", "a port that it would share"])
def test_a_port_in_use_is_said_and_nothing_begins(tmp_path: Path, *, shared: bool) -> None:
    with socket.socket() as taken:
        if shared:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        site = Served(tmp_path / "home", port=taken.getsockname()[1])
        assert site.process.wait(timeout=60) == 1
    assert f"Port {site.port} on 127.0.0.1 is in use." in site.said()
    assert "Traceback" not in site.said()
    assert not (tmp_path / "home" / "consult.sqlite").exists()
