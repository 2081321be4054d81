"""A centre in a process of its own that tests kill and freeze; at a point that is named it kills itself, or stands still.

`forked` serves an open centre on a port of loopback and says `ready <port>` through a pipe.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import Engine, event
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.central import backup as written
from sync.central import database
from sync.central.app import create_app
from sync.central.backup import backup, restore
from sync.central.central import Central, open_central
from sync.central.keys import centre_keys
from sync.central.migrate import migrate
from sync.central.settings import CentralSettings
from sync.central.web.server import Server

BATCHES = "/api/v1/batches"


class Point(StrEnum):
    """Where in the life of a batch the centre dies, or stands still while its machine loses its power."""

    BEFORE_COMMIT = "everything is written, nothing committed"
    BEFORE_ANSWER = "committed, not answered"
    AFTER_ANSWER = "answered, and whoever asked may not have read it"


class Dying:
    """The application, which dies (or what `end` does) around its answer to the nth batch."""

    def __init__(self, app: ASGIApp, points: Mapping[int, Point], end: Callable[[], None]) -> None:
        self._app, self._points, self._end, self._nth = app, points, end, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != BATCHES:
            await self._app(scope, receive, send)
            return
        self._nth += 1
        point = self._points.get(self._nth)

        async def last_words(message: Message) -> None:
            if point is Point.BEFORE_ANSWER and message["type"] == "http.response.start":
                self._end()
            await send(message)
            if point is Point.AFTER_ANSWER and message["type"] == "http.response.body":
                self._end()

        await self._app(scope, receive, last_words)


def forked(folder: Path, url: str, port: int, said: Connection, how: dict[str, Any]) -> None:
    """Serve until killed. `how`: `points` by the number of the batch at which to die there, or with `halts` to stand still
    until told to go on; `synchronous` of SQLite for the controls.
    """
    if "synchronous" in how:
        _carelessly(how["synchronous"])
    central = open_central(CentralSettings(data=folder, database=url))
    points, end = how.get("points", {}), halt if how.get("halts") else die
    _before_commit(central, points, end)
    app = create_app(central)
    with socket.create_server(("127.0.0.1", port)) as door:
        said.send(door.getsockname()[1])
        config = uvicorn.Config(Dying(app, points, end), log_level="critical", timeout_graceful_shutdown=1)
        Server(config, app).run(sockets=[door])


def working(folder: Path, url: str, work: str, file: Path, how: dict[str, Any]) -> None:
    """Migrate, back up or restore. `how`: `dies_at` the nth statement of the database; `halts_every` nth, and at each that
    begins as `halts_at` says, it stands still; for the controls `synchronous` of SQLite, and `forgetful` of files.
    """
    if "synchronous" in how:
        _carelessly(how["synchronous"])
    if how.get("forgetful"):
        written.on_disk = lambda _: None
    if "dies_at" in how:
        _at_statements(lambda nth, _: nth == how["dies_at"], die)
    if "halts_every" in how:
        every, words = how["halts_every"], how.get("halts_at", "COMMIT")
        _at_statements(lambda nth, statement: not nth % every or statement.startswith(words), halt)
    settings = CentralSettings(data=folder, database=url)
    match work:
        case "migrate":
            migrate(database.Database(settings.url, centre_keys(folder).secret))
        case "restore":
            restore(settings, file)
        case "backup":
            backup(open_central(settings), file)


def die() -> None:
    """End as by kill -9: nothing of this process is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


def halt() -> None:
    """Stand still, wholly, until told to go on; this thread first.

    A signal to the process is another thread's to take, and this one would run on, into the commit, until that one wakes.
    """
    signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)


def _before_commit(central: Central, points: Mapping[int, Point], end: Callable[[], None]) -> None:
    batches = count(1)

    def hook(*_: object) -> None:
        if points.get(next(batches)) is Point.BEFORE_COMMIT:
            end()

    central.intake.on_decided.append(hook)


def _at_statements(wanted: Callable[[int, str], bool], end: Callable[[], None]) -> None:
    numbers = count(1)

    def before(statement: str) -> None:
        if wanted(next(numbers), statement):
            end()

    _listen("before_cursor_execute", lambda *said: before(said[2]))
    _listen("commit", lambda *_: before("COMMIT"))


def _carelessly(synchronous: str) -> None:
    careful = database._writing

    def less(connection: Any, record: object) -> None:
        careful(connection, record)
        connection.execute(f"PRAGMA synchronous={synchronous}")

    database._writing = less


def _listen(name: str, hear: Callable[..., None]) -> None:
    event.listen(Engine, name, hear)
