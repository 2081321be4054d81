"""`GET /api/v1/kiosk/days/{day}/summary`: a manager at a tablet sees the whole hall's day, if the hall has a manager."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy import Connection, select

from sync.central.accounts.log import note
from sync.central.accounts.reader import Reader
from sync.central.central import Central
from sync.central.described import BY_KIOSK, gives
from sync.central.figures.day import summary_of
from sync.central.figures.scope import Scope, hall_of
from sync.central.intake.ledgers import own_head
from sync.central.kiosks.wire import Asked, Said, answer_of, refused, serve
from sync.central.places.models import Staff
from sync.central.web.api import day_of, reason_texts
from sync.contract import State, canonical
from sync.live import HallDay


def hall_days(central: Central) -> APIRouter:
    """Return the route."""
    router = APIRouter(tags=["kiosks' own"])

    @router.get(
        "/api/v1/kiosk/days/{day}/summary",
        summary="The hall's figures of a day, for its manager at a tablet",
        response_class=Response,
        responses={**BY_KIOSK, **gives(HallDay)},
    )
    async def get_hall_day(request: Request, day: str) -> Response:
        """Give a kiosk its hall's figures of a day, small groups withheld. Signed, and noted like every read."""
        return await serve(request, central, lambda asked: _given(central, asked, day))

    return router


def _given(central: Central, asked: Asked, day: str) -> Said:
    try:
        wanted = day_of(day)
    except HTTPException as wrong:
        return refused(422, wrong.detail)
    hall, now = asked.kiosk.hall, central.clock.now()
    who = Reader(who=f"kiosk:{asked.kiosk.id}", shown="", halls=frozenset({hall}))
    with central.database.read() as db:
        allowed = asked.kiosk.state is State.ACTIVE and _has_manager(db, hall)
    with central.database.write() as db:
        note(db, who=who.who, hall=hall, what=f"summary {wanted}", given=allowed, now=now)
    if not allowed:
        return refused(403, "a hall's figures are for its managers: give somebody the role manager in the hall's file")
    with central.database.read() as db:
        scope = Scope(hall, who)
        facts = hall_of(db, scope)
        if facts is None:
            return refused(404, "the hall is not there any more")
        texts = reason_texts(db, scope, "zh-CN")
        min_n = central.settings.summary.staff_minimum
        made = summary_of(db, scope, facts, wanted, now=now, min_n=min_n, reason_texts=texts)
        head = own_head(db, hall)
    return Said(200, canonical(HallDay(answer=answer_of(central, asked, head), summary=made.plain())).encode())


def _has_manager(db: Connection, hall: str) -> bool:
    this = (Staff.hall_id == hall, Staff.until_ms.is_(None), Staff.retired.is_(False), Staff.manager.is_(True))
    return db.execute(select(Staff.id).where(*this).limit(1)).first() is not None
