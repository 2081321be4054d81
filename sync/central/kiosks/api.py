"""`POST /api/v1/enrolments`, `POST /api/v1/heartbeats`, `GET /api/v1/kiosk`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from sync.central.central import Central
from sync.central.kiosks.enrol import NotLetIn, enrol
from sync.central.kiosks.heartbeat import heard
from sync.central.kiosks.provide import provided
from sync.central.kiosks.wire import Said, read_body, refused, serve, unsigned
from sync.contract import Enrolment, canonical, parsed
from sync.shape import Malformed, shaped


def _body(what: str) -> dict[str, object]:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {"requestBody": {"required": True, "description": what, "content": content}}


def kiosks(central: Central) -> APIRouter:
    """Return the routes on which kiosks enrol, say that they are there and ask for their settings."""
    router = APIRouter()

    @router.post("/api/v1/enrolments", openapi_extra=_body("An enrolment of the contract."), response_class=Response)
    async def post_enrolment(request: Request) -> Response:
        """Let a kiosk in by its one-time code."""
        body = await read_body(request)
        return unsigned(await run_in_threadpool(_enrolled, central, body))

    @router.post("/api/v1/heartbeats", openapi_extra=_body("A heartbeat of the contract."), response_class=Response)
    async def post_heartbeat(request: Request) -> Response:
        """Hear that a kiosk is there; the answer says what it should know."""
        return await serve(request, central, lambda asked: heard(central, asked))

    @router.get("/api/v1/kiosk", response_class=Response)
    async def get_kiosk(request: Request) -> Response:
        """Give a kiosk its settings, roster and questionnaire; 304 where they have not changed."""
        return await serve(request, central, lambda asked: provided(central, asked))

    return router


def _enrolled(central: Central, body: bytes | None) -> Said:
    if body is None:
        return refused(413, "an enrolment is short")
    try:
        return Said(200, canonical(enrol(central, shaped(Enrolment, parsed(body)))).encode())
    except Malformed as why:
        return refused(400, str(why))
    except NotLetIn as why:
        return refused(403, str(why))
