"""`GET /metrics`: how late is which window? In Prometheus' format, for whoever may read the halls.

Prometheus sends the reading token itself (`authorization: {credentials: yr_…}` in its scrape settings).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import Connection, and_, func, select

from sync.central.accounts.door import may, reader
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.described import gives_as
from sync.central.followup.models import Case
from sync.central.help.models import HelpCall
from sync.central.intake.models import Alarm, Gap, Ledger
from sync.central.kiosks.models import Kiosk, Presence
from sync.central.problems import refusals
from sync.contract import State

WINDOW = ("hall", "window", "kiosk")
_SAID = {  # a heartbeat's fields that are gauges as they are
    "pending": ("yiping_kiosk_pending_records", "Records that the kiosk holds and the centre has not settled."),
    "oldest_pending_s": ("yiping_kiosk_oldest_pending_seconds", "Age of the oldest of them."),
    "disk_free_mib": ("yiping_kiosk_disk_free_mebibytes", "Free space on the kiosk's disk."),
    "battery_percent": ("yiping_kiosk_battery_percent", "Charge of the kiosk's battery."),
    "clock_offset_ms": ("yiping_kiosk_clock_offset_milliseconds", "How far the kiosk's clock is off."),
}


def metrics(central: Central) -> APIRouter:
    """Return the route. A scrape tells of devices and counts, not of people, and leaves no line in the access log."""
    router = APIRouter()

    @router.get(
        "/metrics",
        summary="How late is which window? (Prometheus)",
        response_class=Response,
        responses={**refusals(401, 403), **gives_as("text/plain", "gauges of every window the token may read")},
    )
    def get_metrics(request: Request) -> Response:
        """Gauges of every window whose hall the token may read."""
        who = reader(central.database, request, central.clock.now())
        if who is None:
            raise HTTPException(401, "send a reading token: Authorization: Bearer yr_…", {"www-authenticate": "Bearer"})
        may(who, Act.SEE_KIOSKS)
        with central.database.read() as db:
            found = list(gauges(db, who, central.now_ms()))
        held = CollectorRegistry()
        held.register(_Given(found))
        return Response(generate_latest(held), media_type=CONTENT_TYPE_LATEST)

    return router


def gauges(db: Connection, who: Reader, now_ms: int) -> Iterable[GaugeMetricFamily]:
    """Return every gauge of the halls they may read. A kiosk never heard of has no *silent* value but is not *up*."""
    presence = and_(Presence.hall_id == Kiosk.hall_id, Presence.kiosk_id == Kiosk.id)
    wanted = (Kiosk.state == State.ACTIVE.value, who.covers(Kiosk.hall_id))
    columns = select(Kiosk.hall_id, Kiosk.window_id, Kiosk.id, Presence.seen_ms, Presence.text)
    kiosks = db.execute(columns.outerjoin(Presence, presence).where(*wanted).order_by(Kiosk.hall_id, Kiosk.id)).all()
    silent = GaugeMetricFamily("yiping_kiosk_silent_seconds", "Since the last heartbeat.", labels=WINDOW)
    stopped = GaugeMetricFamily("yiping_kiosk_out_of_service", "1 while it shows a code.", labels=(*WINDOW, "code"))
    enrolled = GaugeMetricFamily("yiping_kiosk_enrolled", "1 for each active kiosk.", labels=WINDOW)
    said = {name: GaugeMetricFamily(*told, labels=WINDOW) for name, told in _SAID.items()}
    for row in kiosks:
        place = (row.hall_id, row.window_id, row.id)
        enrolled.add_metric(place, 1)
        if row.seen_ms is not None:
            silent.add_metric(place, max(0, now_ms - row.seen_ms) / 1000)
        heartbeat = _heartbeat(row.text)
        for name, gauge in said.items():
            if isinstance(heartbeat.get(name), int):
                gauge.add_metric(place, heartbeat[name])
        if isinstance(heartbeat.get("out_of_service"), str):
            stopped.add_metric((*place, heartbeat["out_of_service"][:16]), 1)
    yield from (enrolled, silent, stopped, *said.values())
    yield from _counted(db, who)


def _counted(db: Connection, who: Reader) -> Iterable[GaugeMetricFamily]:
    missing = func.sum(Gap.last_seq - Gap.first_seq + 1)
    of_ledger = and_(Ledger.hall_id == Gap.hall_id, Ledger.id == Gap.ledger)
    gaps = select(Gap.hall_id, Ledger.window_id, missing).join(Ledger, of_ledger).where(who.covers(Gap.hall_id))
    yield _gauge(
        "yiping_window_missing_records",
        "Records below one that came which have not come.",
        ("hall", "window"),
        db.execute(gaps.group_by(Gap.hall_id, Ledger.window_id)),
    )
    alarms = select(Alarm.hall_id, Alarm.kind, func.count()).where(Alarm.closed_ms.is_(None), who.covers(Alarm.hall_id))
    yield _gauge(
        "yiping_open_alarms",
        "Alarms a person should look at.",
        ("hall", "kind"),
        db.execute(alarms.group_by(Alarm.hall_id, Alarm.kind)),
    )
    cases = select(Case.hall_id, Case.pool, func.count()).where(Case.withdrawn_ms.is_(None), who.covers(Case.hall_id))
    yield _gauge(
        "yiping_open_cases",
        "Bad ratings being handled, by pool.",
        ("hall", "pool"),
        db.execute(cases.group_by(Case.hall_id, Case.pool)),
    )
    calls = select(HelpCall.hall_id, func.count()).where(HelpCall.answered_ms.is_(None), who.covers(HelpCall.hall_id))
    yield _gauge(
        "yiping_help_calls_waiting",
        "Calls for the hall's manager that nobody has answered.",
        ("hall",),
        db.execute(calls.group_by(HelpCall.hall_id)),
    )


def _gauge(name: str, told: str, labels: tuple[str, ...], rows: Iterable[Any]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, told, labels=labels)
    for row in rows:
        gauge.add_metric(tuple(row[: len(labels)]), float(row[-1]))
    return gauge


def _heartbeat(text: str | None) -> Mapping[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {}


class _Given(Collector):
    """Hands over gauges that are there already."""

    def __init__(self, found: list[GaugeMetricFamily]) -> None:
        self._found = found

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Return them."""
        return self._found
