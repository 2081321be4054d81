"""`GET /api/v1/files/{sha256}`: photos and notices for the kiosks of their hall, signed; large ones in ranges."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request, Response

from sync.central.central import Central
from sync.central.described import BINARY, BY_KIOSK, gives_as
from sync.central.files.keeping import run_of
from sync.central.kiosks.wire import Asked, Said, refused, serve
from sync.central.problems import refusals
from sync.contract import State

_NAME = re.compile(r"[0-9a-f]{64}").fullmatch
_RANGE = re.compile(r"bytes=(\d{1,12})-\d{0,12}", re.ASCII).fullmatch


_RANGES: dict[int | str, dict[str, object]] = {206: {"description": "a range of it"}, **refusals(416)}


def files(central: Central) -> APIRouter:
    """Return the route."""
    router = APIRouter(tags=["kiosks' own"])

    @router.get(
        "/api/v1/files/{sha256}",
        summary="A photo or a notice, for the kiosks of its hall",
        response_class=Response,
        responses={**BY_KIOSK, **gives_as("application/octet-stream", "the file, or a range of it", BINARY), **_RANGES},
    )
    async def get_file(request: Request, sha256: str) -> Response:
        """Give a kiosk of the hall a file, or as much of it as fits: 206 and Content-Range say what it is."""
        return await serve(request, central, lambda asked: _given(central, asked, sha256))

    return router


def _given(central: Central, asked: Asked, sha256: str) -> Said:
    wanted = _RANGE(asked.headers.get("range", ""))
    start = int(wanted[1]) if wanted else 0
    run = None
    if _NAME(sha256) and asked.kiosk.state is State.ACTIVE:
        with central.database.read() as db:
            run = run_of(db, asked.kiosk.hall, sha256, start)
    if run is None:
        return refused(404, "this hall has no such file")
    if start >= run.size or not run.data:
        return refused(416, f"the file has {run.size} bytes")
    span = f"bytes {start}-{start + len(run.data) - 1}/{run.size}"
    headers = (("Content-Range", span), ("Cache-Control", "private, immutable"), ("X-Content-Type-Options", "nosniff"))
    return Said(200 if len(run.data) == run.size else 206, run.data, run.media_type, headers)
