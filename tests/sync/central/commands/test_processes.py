"""Several processes at one port: what one begins another goes on with, a death is made good, and none stays behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from sync.central.commands import processes
from sync.central.commands.processes import OneOnly, doors
from tests.support.waiting import until

LONG_S = 60.0


@contextmanager
def serving(folder: Path, database: str, *more: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Serve in processes of their own; give the first one, what it said and the address."""
    environment = {**os.environ, "YIPING_DATA": str(folder), "YIPING_DATABASE_URL": database}
    command = [sys.executable, "-m", "sync.central", "serve", "--port", "0", *more]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        try:
            yield process, line, line.split()[1]
        finally:
            process.kill()


def children(process: subprocess.Popen[str]) -> list[int]:
    """Return the processes this one began."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(one) for one in listed.split()]


def ready(url: str) -> bool:
    """Whether a process there answers, on a connection of its own."""
    return bool(requests.get(f"{url}/readyz", timeout=30).json() == {"status": "ready"})


def test_two_processes_serve_one_port_and_one_that_is_killed_is_replaced(tmp_path: Path, postgres_url: str) -> None:
    with serving(tmp_path, postgres_url, "--workers", "2") as (process, line, url):
        assert "2 processes" in line
        assert all(ready(url) for _ in range(12))
        first = children(process)
        assert len(first) == 2

        os.kill(first[0], signal.SIGKILL)
        until(lambda: len(set(children(process)) - {first[0]}) == 2, LONG_S)

        assert first[1] in children(process)
        assert all(ready(url) for _ in range(12)), "whoever knocks meanwhile waits"


def test_told_to_stop_they_all_end_well_although_somebody_is_connected(tmp_path: Path, postgres_url: str) -> None:
    with serving(tmp_path, postgres_url, "--workers", "2") as (process, _, url):
        host, port = url.removeprefix("http://").split(":")
        assert ready(url)
        with closing(socket.create_connection((host, int(port)))):  # says nothing: nobody waits for it
            process.terminate()
            assert process.wait(60) == 0


def test_none_stays_behind_when_their_parent_is_killed(tmp_path: Path, postgres_url: str) -> None:
    with serving(tmp_path, postgres_url, "--workers", "2") as (process, _, url):
        assert ready(url)
        orphans = children(process)
        process.kill()
        process.wait(30)
        until(lambda: not any(alive(one) for one in orphans), LONG_S)


def test_on_postgresql_it_takes_as_many_processes_as_there_are_cores(tmp_path: Path, postgres_url: str) -> None:
    cores = min(os.cpu_count() or 1, 8)
    with serving(tmp_path, postgres_url) as (process, line, url):
        assert ready(url)
        assert len(children(process)) == (cores if cores > 1 else 0)
        assert cores == 1 or f"{cores} processes" in line


def test_a_port_that_is_somebody_elses_is_not_shared() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken, pytest.raises(OSError, match="in use"):
        doors("127.0.0.1", taken.getsockname()[1], 2)


def test_a_system_without_the_means_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_WITH_PARENT", False)
    with pytest.raises(OneOnly, match="--workers 1"):
        doors("127.0.0.1", 0, 2)


def alive(process: int) -> bool:
    """Whether a process is there and is not only waiting to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
