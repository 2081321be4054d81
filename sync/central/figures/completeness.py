"""Which kiosks are in: for each, the records of the day that are here, the holes between them, and whether it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, func, select

from sync.central.figures.scope import Scope
from sync.central.intake.models import Gap, Ledger, RecordRow, Visit
from sync.central.kiosks.models import CENTRE, Kiosk, Presence
from sync.contract import Said, State
from sync.summary.facts import KioskCompleteness

FRESH = timedelta(minutes=10)  # a kiosk silent for longer may hold ratings that nobody knows of


def kiosks_of_day(
    db: Connection, scope: Scope, day: str, *, zone: str, now: datetime
) -> tuple[tuple[KioskCompleteness, ...], int]:
    """Return (each kiosk's line, how many are expected): active kiosks and all that have records of that day."""
    runs = _runs(db, scope, day)
    gaps = _gaps(db, scope)
    until = min(now - FRESH, _end_of(day, zone))
    lines = []
    expected = 0
    for kiosk in db.execute(_kiosks(scope)):
        ledgers = runs.get(kiosk.id, [])
        active = kiosk.state == State.ACTIVE
        if not ledgers and not active:
            continue
        expected += 1
        lines.append(_line(kiosk, ledgers, gaps, until))
    return tuple(lines), expected


def _kiosks(scope: Scope) -> Any:
    presence = and_(Presence.hall_id == Kiosk.hall_id, Presence.kiosk_id == Kiosk.id)
    columns = (Kiosk.id, Kiosk.window_id, Kiosk.state, Presence.seen_ms, Presence.pending)
    return select(*columns).outerjoin(Presence, presence).where(scope.of(Kiosk)).order_by(Kiosk.window_id, Kiosk.id)


def _runs(db: Connection, scope: Scope, day: str) -> dict[str, list[Any]]:
    """Return, by kiosk, one row a ledger with records of that day's visits: first and last seq, head, set aside."""
    visit = and_(Visit.hall_id == RecordRow.hall_id, Visit.id == RecordRow.visit_id)
    run = (
        select(
            RecordRow.ledger,
            func.min(RecordRow.seq).label("first"),
            func.max(RecordRow.seq).label("last"),
            func.count().filter(RecordRow.said == Said.SET_ASIDE.value).label("aside"),
        )
        .join(Visit, visit)
        .where(scope.of(Visit), scope.of(RecordRow), Visit.day == day)
        .group_by(RecordRow.ledger)
        .subquery()
    )
    last = and_(RecordRow.ledger == run.c.ledger, RecordRow.seq == run.c.last)
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in db.execute(
        select(Ledger.kiosk_id, run.c.ledger, run.c.first, run.c.last, run.c.aside, RecordRow.hash)
        .join(Ledger, Ledger.id == run.c.ledger)
        .join(RecordRow, last)
        .where(scope.of(Ledger), scope.of(RecordRow), Ledger.kiosk_id != CENTRE)
        .order_by(run.c.ledger)
    ):
        found[row.kiosk_id].append(row)
    return found


def _gaps(db: Connection, scope: Scope) -> dict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in db.execute(select(Gap.ledger, Gap.first_seq, Gap.last_seq).where(scope.of(Gap)).order_by(Gap.first_seq)):
        found[row.ledger].append(row)
    return found


def _line(kiosk: Any, ledgers: list[Any], gaps: dict[str, list[Any]], until: datetime) -> KioskCompleteness:
    newest = ledgers[-1] if ledgers else None
    seen = datetime.fromtimestamp(kiosk.seen_ms / 1000, UTC) if kiosk.seen_ms is not None else None
    return KioskCompleteness(
        kiosk=kiosk.id,
        window=kiosk.window_id,
        ledger=newest.ledger if newest else "",
        first_seq=newest.first if newest else 0,
        last_seq=newest.last if newest else 0,
        head=newest.hash if newest else "",
        gaps=tuple(_touching(ledgers, gaps)),
        ledgers=len(ledgers),
        set_aside=sum(row.aside for row in ledgers),
        in_time=seen is not None and seen >= until and kiosk.pending == 0,
    )


def _touching(ledgers: Iterable[Any], gaps: dict[str, list[Any]]) -> Iterable[str]:
    """Yield the holes inside or right beside the day's records: what is missing there may belong to the day."""
    for row in ledgers:
        for gap in gaps.get(row.ledger, ()):
            if gap.last_seq >= row.first - 1 and gap.first_seq <= row.last + 1:
                yield f"{gap.first_seq}–{gap.last_seq}" if gap.last_seq > gap.first_seq else str(gap.first_seq)


def _end_of(day: str, zone: str) -> datetime:
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time.min, ZoneInfo(zone))
