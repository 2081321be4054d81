"""A centre in a process of its own that tests kill and freeze; at a point that is named it kills itself.

`forked` serves an open centre on a port of loopback and says `ready <port>` through a pipe.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import Engine, event
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
    """Where in the life of a batch the centre dies."""

    NEVER = "never"
    BEFORE_COMMIT = "everything is written, nothing committed"
    BEFORE_ANSWER = "committed, not answered"
    AFTER_ANSWER = "answered, and whoever asked may not have read it"


class Dying:
    """The application, which dies around its answer to the nth batch."""

    def __init__(self, app: ASGIApp, point: Point, nth: int) -> None:
        self._app, self._point, self._left = app, point, nth

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != BATCHES:
            await self._app(scope, receive, send)
            return
        self._left -= 1

        async def last_words(message: Message) -> None:
            if self._left == 0 and self._point is Point.BEFORE_ANSWER:
                die()
            await send(message)
            if self._left == 0 and self._point is Point.AFTER_ANSWER and message["type"] == "http.response.body":
                die()

        await self._app(scope, receive, last_words)


def forked(folder: Path, url: str, port: int, said: Connection, how: dict[str, Any]) -> None:
    """Serve until killed. `how`: `point` and `nth` batch at which to die, `synchronous` of SQLite for the controls."""
    if "synchronous" in how:
        _carelessly(how["synchronous"])
    central = open_central(CentralSettings(data=folder, database=url))
    point, nth = how.get("point", Point.NEVER), how.get("nth", 1)
    if point is Point.BEFORE_COMMIT:
        _die_before_commit(central, nth)
    app = create_app(central)
    with socket.create_server(("127.0.0.1", port)) as door:
        said.send(door.getsockname()[1])
        config = uvicorn.Config(Dying(app, point, nth), log_level="critical", timeout_graceful_shutdown=1)
        Server(config, app).run(sockets=[door])


def working(folder: Path, url: str, work: str, file: Path, dies_at: int) -> None:
    """Migrate, back up or restore, and die at the nth statement of the database (0: never)."""
    if dies_at:
        _die_at_statement(dies_at)
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


def _die_before_commit(central: Central, nth: int) -> None:
    left = [nth]

    def hook(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            die()

    central.intake.on_decided.append(hook)


def _die_at_statement(nth: int) -> None:
    left = [nth]

    def count(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            die()

    _listen("before_cursor_execute", count)
    _listen("commit", count)


def _carelessly(synchronous: str) -> None:
    careful = database._writing

    def less(connection: Any, record: object) -> None:
        careful(connection, record)
        connection.execute(f"PRAGMA synchronous={synchronous}")

    database._writing = less


def _listen(name: str, hear: Callable[..., None]) -> None:
    event.listen(Engine, name, hear)
