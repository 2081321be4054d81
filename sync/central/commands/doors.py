"""serve, migrate."""

from __future__ import annotations

import logging
import os
import socket
from argparse import ArgumentParser, Namespace
from dataclasses import replace

import uvicorn
from fastapi import FastAPI

from sync.central.app import create_app
from sync.central.central import open_central
from sync.central.commands.opening import Trouble, opened, settings
from sync.central.commands.processes import OneOnly, doors, keep_serving
from sync.central.settings import CentralSettings, ServerSettings
from sync.central.web.server import Server, calm
from sync.loglines import to_stderr

MOST_WORKERS = 8  # by itself; PostgreSQL is busy long before
GRACE_S = 5  # what is under way may end; then connections are cut


def _serve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", help="the address to listen on")
    parser.add_argument("--port", type=int, help="the port to listen on; 0 takes a free one")
    parser.add_argument("--workers", type=int, help="processes; 0: one a core on PostgreSQL, one on SQLite")


def serve(asked: Namespace) -> int:
    """run the centre"""
    given = settings(asked)
    server = _server(given, asked)
    with opened(asked) as central:
        kind = central.database.url.get_backend_name()
        workers = server.workers or (1 if central.database.sqlite else min(os.cpu_count() or 1, MOST_WORKERS))
        if workers > 1 and central.database.sqlite:
            raise Trouble("SQLite has one writer: use --workers 1, or set YIPING_DATABASE_URL to a PostgreSQL database")
        if workers == 1:
            with _doors(server, 1)[0] as door:
                _tell(door, kind)
                _run(create_app(central, rounds=True), door)
    if workers > 1:
        found = _doors(server, workers)
        _tell(found[0], f"{kind}, {workers} processes")
        keep_serving(found, lambda door: _work(given, door))
    return 0


def _doors(server: ServerSettings, count: int) -> list[socket.socket]:
    try:
        if count == 1:
            family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
            return [socket.create_server((server.host, server.port), family=family)]
        return doors(server.host, server.port, count)
    except OSError as trouble:
        raise Trouble(
            f"cannot listen on {server.host} port {server.port} ({trouble.strerror}): give another --port"
        ) from None
    except OneOnly as trouble:
        raise Trouble(str(trouble)) from None


def _tell(door: socket.socket, how: str) -> None:
    host, port = door.getsockname()[:2]
    print(f"yiping-central: http://{f'[{host}]' if ':' in host else host}:{port} ({how})", flush=True)


def _work(given: CentralSettings, door: socket.socket) -> None:
    """Serve in one of several processes, with a centre of its own."""
    central = open_central(given)
    try:
        _run(create_app(central, rounds=True), door)
    finally:
        central.close()


def _run(app: FastAPI, door: socket.socket) -> None:
    calm()
    to_stderr()
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it lists its plugins at every start
    config = uvicorn.Config(app, log_config=None, log_level="warning", timeout_graceful_shutdown=GRACE_S)
    Server(config, app).run(sockets=[door])


def _server(given: CentralSettings, asked: Namespace) -> ServerSettings:
    said = {name: getattr(asked, name) for name in ("host", "port", "workers") if getattr(asked, name) is not None}
    server = replace(given.server, **said)
    if not 0 <= server.port < 65536 or server.workers < 0:
        raise Trouble(
            "a port lies between 0 and 65535, and there is at least one worker (0: as many as suit the machine)"
        )
    return server


def migrate(asked: Namespace) -> int:
    """bring the database up to date"""
    with opened(asked) as central:
        print(f"the database at {central.database.url.render_as_string(hide_password=True)} is up to date")
    return 0


COMMANDS = {"serve": (_serve_arguments, serve), "migrate": (lambda _: None, migrate)}
