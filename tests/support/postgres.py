"""A real PostgreSQL for the tests: one cluster a session, one database a test, made from a template in a moment.

`YIPING_TEST_DATABASE_URL` (a server on which databases may be made) wins; else Debian's or the path's binaries are
started in a temporary folder on a loopback port, as an unprivileged user when we are root (PostgreSQL refuses root).
A given server that is Citus' coordinator gets databases that Citus spreads over the same nodes (`make test-citus`).
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url

from tests.support import citus

FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # a test's data need not outlive it
PLAIN = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=100",
    "shared_buffers=64MB",
    "timezone=UTC",
    "log_min_messages=warning",
)


class NoPostgres(Exception):
    """There is no PostgreSQL here; the text says what to install."""


class Server:
    """A server on which databases may be made and dropped; `url` is that of its maintenance database."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._templates: dict[str, str] = {}
        self._citus = citus.workers(self._plain()) if os.environ.get("YIPING_TEST_CITUS") else None
        self._preparing: dict[str, Callable[[str], object]] = {}
        self._prepared: set[str] = set()
        self._spare: list[
            str
        ] = []  # of Citus: spreading an empty database again takes longer than emptying a spread one

    def template(self, name: str, prepare: Callable[[str], object]) -> str:
        """Return a database prepared once a session (migrated, filled); `prepare` gets its URL and must close it."""
        if self._citus is not None:  # what is spread over nodes cannot be copied: it is prepared anew each time
            self._preparing[name] = prepare
            return name
        if name not in self._templates:
            url = self.new()
            prepare(url)
            self._templates[name] = make_url(url).database or ""
        return self._templates[name]

    def new(self, template: str = "template1") -> str:
        """Return the URL of a new database, a copy of the template."""
        name = f"yiping_{secrets.token_hex(6)}"
        if self._citus is not None:
            return self._new_on_citus(name, self._citus, template)
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database of this server, whoever is still connected."""
        if url in self._prepared:
            self._spare.append(url)
            return
        for worker in self._citus or ():
            citus.drop(self._plain(), worker, make_url(url).database or "")
        self._do(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        """Drop the templates."""
        spare, self._prepared = self._spare, set()
        for url in spare:
            self.drop(url)
        for name in self._templates.values():
            self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _new_on_citus(self, name: str, workers: Sequence[citus.Node], template: str) -> str:
        prepare = self._preparing.get(template)
        if prepare and self._spare:
            url = self._spare.pop()
            citus.empty(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
        else:
            citus.create(self._plain(), workers, name)
            url = self._url.set(database=name).render_as_string(hide_password=False)
        if prepare:
            prepare(url)
            self._prepared.add(url)
        return url

    def _plain(self) -> str:
        return self._url.set(drivername="postgresql").render_as_string(hide_password=False)

    def _do(self, statement: str) -> None:
        with psycopg.connect(self._plain(), autocommit=True) as connection:
            connection.execute(statement.encode())


@dataclass
class Own:
    """A server of a test's own, which keeps its word about the disk; it may be frozen, killed and started again."""

    folder: Path
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    port: int = 0

    def start(self) -> str:
        """Start it on what the folder holds (a new cluster, where it holds none); return the URL of its first database."""
        binaries, who = _binaries(), _unprivileged()
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "data").exists():
            _make_cluster(binaries, self.folder, "a test's", who)
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)  # a copy brings that of the other one
        self.process, self.port = _run(binaries, self.folder, self.options, who, self.port)
        made = URL.create("postgresql+psycopg", "yiping", "a test's", "127.0.0.1", self.port, "postgres")
        return made.render_as_string(hide_password=False)

    def pids(self) -> list[int]:
        """Return all its processes."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def stop(self, how: int = signal.SIGINT) -> None:
        """End it; SIGQUIT is as good as a crash, to it."""
        if self.process:
            process, self.process = self.process, None
            process.send_signal(how)
            process.wait(timeout=30)


@contextmanager
def server(*, durable: bool = False, options: Sequence[str] = ()) -> Iterator[Server]:
    """Give a server for a while; `durable` keeps fsync on (for benches), `options` are more of its settings.

    A given server decides both itself.

    Raises:
        NoPostgres: none is given and none is installed.
    """
    given = os.environ.get("YIPING_TEST_DATABASE_URL")
    if given:
        made = Server(make_url(given).set(drivername="postgresql+psycopg"))
        yield made
        made.close()
        return
    with _started(_binaries(), (*(() if durable else FORGETFUL), *options)) as url:
        yield Server(url)


def _binaries() -> Path:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parent.name))
    for folder in reversed(debian):
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    raise NoPostgres("no PostgreSQL for the tests: apt-get install postgresql, or set YIPING_TEST_DATABASE_URL")


@contextmanager
def _started(binaries: Path, options: tuple[str, ...]) -> Iterator[URL]:
    who = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="yiping-postgres-"))
    password = secrets.token_hex(8)
    try:
        _make_cluster(binaries, folder, password, who)
        process, port = _run(binaries, folder, options, who)
        try:
            yield URL.create("postgresql+psycopg", "yiping", password, "127.0.0.1", port, "postgres")
        finally:
            process.send_signal(signal.SIGINT)  # "fast" shutdown: connections are cut
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _make_cluster(binaries: Path, folder: Path, password: str, who: dict[str, Any]) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if who:
        os.chown(folder, who["user"], who["group"])
        os.chown(secret, who["user"], who["group"])
    command = [binaries / "initdb", "-D", folder / "data", "-U", "yiping", "-A", "password", "--pwfile", secret]
    command += ["-E", "UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **who)
    if done.returncode:
        raise NoPostgres(f"initdb failed: {done.stderr}")


def _run(
    binaries: Path, folder: Path, options: tuple[str, ...], who: dict[str, Any], port: int = 0
) -> tuple[subprocess.Popen[bytes], int]:
    port = port or _free_port()
    settings = [part for option in (*PLAIN, *options, f"port={port}") for part in ("-c", option)]
    log = folder / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *settings],
            stdout=written,
            stderr=written,
            cwd="/",
            preexec_fn=_end_with_us,
            **who,
        )
    _wait_until_ready(process, folder / "data" / "postmaster.pid", log)
    return process, port


def _wait_until_ready(process: subprocess.Popen[bytes], pid_file: Path, log: Path) -> None:
    # the eighth line of postmaster.pid is the server's own word for its state; nothing else tells without a log-in
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise NoPostgres(f"postgres ended at once: {log.read_text(errors='replace')}")
        lines = pid_file.read_text().splitlines() if pid_file.exists() else []
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return
        time.sleep(0.02)
    process.kill()
    raise NoPostgres(f"postgres was not ready in 60 s: {log.read_text(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _end_with_us() -> None:
    # a session that is killed must not leave a server behind: Linux sends this when the parent dies
    ctypes.CDLL(None).prctl(1, signal.SIGINT)
