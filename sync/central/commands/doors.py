"""serve, migrate."""

from __future__ import annotations

import gc
import os
import socket
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from sync.central.app import create_app
from sync.central.central import open_central
from sync.central.commands.opening import Trouble, opened, settings
from sync.central.settings import CentralSettings, ServerSettings, central_settings
from sync.central.web.server import Server

GRACE_S = 5  # what is under way may end; then connections are cut


def _serve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", help="the address to listen on")
    parser.add_argument("--port", type=int, help="the port to listen on; 0 takes a free one")
    parser.add_argument("--workers", type=int, help="processes; more than one needs PostgreSQL")


def serve(asked: Namespace) -> int:
    """run the centre"""
    given = settings(asked)
    server = _server(given, asked)
    with opened(asked) as central:
        if server.workers > 1 and central.database.sqlite:
            raise Trouble("SQLite has one writer: use --workers 1, or set YIPING_DATABASE_URL to a PostgreSQL database")
        if server.workers == 1:
            _run(create_app(central), server, central.database.url.get_backend_name())
    if server.workers > 1:
        os.environ["YIPING_CONFIG"] = str(asked.config or "")
        print(f"yiping-central: http://{server.host}:{server.port}, {server.workers} processes", flush=True)
        uvicorn.run(
            "sync.central.commands.doors:worker",
            factory=True,
            workers=server.workers,
            host=server.host,
            port=server.port,
            log_level="warning",
            timeout_graceful_shutdown=GRACE_S,
        )
    return 0


def _run(app: FastAPI, server: ServerSettings, kind: str) -> None:
    try:
        family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
        door = socket.create_server((server.host, server.port), family=family)
    except OSError as trouble:
        raise Trouble(
            f"cannot listen on {server.host} port {server.port} ({trouble.strerror}): give another --port"
        ) from None
    _calm()
    with door:
        print(f"yiping-central: http://{server.host}:{door.getsockname()[1]} ({kind})", flush=True)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=GRACE_S)
        Server(config, app).run(sockets=[door])


def _calm() -> None:
    """Have the garbage collector look less often: a batch makes thousands of rows, and its default is every 700."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def worker() -> FastAPI:
    """Return the application of one of several processes; each reads the settings anew."""
    file = os.environ.get("YIPING_CONFIG")
    app = create_app(open_central(central_settings(Path(file) if file else None)))
    _calm()
    return app


def _server(given: CentralSettings, asked: Namespace) -> ServerSettings:
    said = {name: getattr(asked, name) for name in ("host", "port", "workers") if getattr(asked, name) is not None}
    server = replace(given.server, **said)
    if not 0 <= server.port < 65536 or server.workers < 1:
        raise Trouble("a port lies between 0 and 65535, and there is at least one worker")
    return server


def migrate(asked: Namespace) -> int:
    """bring the database up to date"""
    with opened(asked) as central:
        print(f"the database at {central.database.url.render_as_string(hide_password=True)} is up to date")
    return 0


COMMANDS = {"serve": (_serve_arguments, serve), "migrate": (lambda _: None, migrate)}
