"""`POST /api/v1/enrolments`, `POST /api/v1/heartbeats`, `GET /api/v1/kiosk`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from sync.central.central import Central
from sync.central.described import BY_KIOSK, gives, takes
from sync.central.kiosks.enrol import NotLetIn, enrol
from sync.central.kiosks.heartbeat import heard
from sync.central.kiosks.provide import provided
from sync.central.kiosks.waiting import knocked
from sync.central.kiosks.wire import Said, read_body, refused, serve, unsigned
from sync.central.problems import refusals
from sync.central.throttle import address_of
from sync.contract import Enrolled, Enrolment, Heartbeat, HeartbeatAnswer, KioskSettings, canonical, parsed
from sync.live import Knock, Knocked
from sync.shape import Malformed, shaped


def kiosks(central: Central) -> APIRouter:
    """Return the routes on which kiosks enrol, say that they are there and ask for their settings."""
    router = APIRouter(tags=["kiosks' own"])

    @router.post(
        "/api/v1/enrolments",
        summary="A kiosk comes with its one-time code, or without one and waits",
        openapi_extra=takes(Enrolment | Knock, "An enrolment or a knock of the contract."),
        response_class=Response,
        responses={**refusals(400, 401, 403, 413, 429, 503, 507), **gives(Enrolled | Knocked)},
    )
    async def post_enrolment(request: Request) -> Response:
        """Let a kiosk in by its one-time code; one that sends none waits until an administrator binds it to a window."""
        body = await read_body(request)
        headers, address = dict(request.headers), address_of(request)
        return unsigned(await run_in_threadpool(_enrolled, central, body, headers, address))

    @router.post(
        "/api/v1/heartbeats",
        summary="A kiosk is there",
        openapi_extra=takes(Heartbeat, "A heartbeat of the contract. Signed."),
        response_class=Response,
        responses={**BY_KIOSK, **gives(HeartbeatAnswer)},
    )
    async def post_heartbeat(request: Request) -> Response:
        """Hear that a kiosk is there; the answer says what it should know."""
        return await serve(request, central, lambda asked: heard(central, asked))

    @router.get(
        "/api/v1/kiosk",
        summary="A kiosk's settings, roster, questionnaire and commands",
        response_class=Response,
        responses={**BY_KIOSK, **gives(KioskSettings), 304: {"description": "as it was (ETag)"}},
    )
    async def get_kiosk(request: Request) -> Response:
        """Give a kiosk its settings, roster and questionnaire; 304 where they have not changed."""
        return await serve(request, central, lambda asked: provided(central, asked))

    return router


def _enrolled(central: Central, body: bytes | None, headers: dict[str, str], address: str) -> Said:
    if body is None:
        return refused(413, "an enrolment is short")
    try:
        asked = parsed(body)
        if isinstance(asked, dict) and "sign_key" in asked and "code_id" not in asked:
            return knocked(central, headers, body, address)
        return Said(200, canonical(enrol(central, shaped(Enrolment, asked))).encode())
    except Malformed as why:
        return refused(400, str(why))
    except NotLetIn as why:
        return refused(403, str(why))
