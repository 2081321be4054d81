"""Alarms, raised once. Gaps and files set back need a request that is fresh: late duplicates and restored centres raise none.

A fork proves itself: two records for one number, both signed by the kiosk. It is raised when the second first comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from sync.central.intake.models import Alarm
from sync.contract import uuid7


class AlarmKind(StrEnum):
    """What a person should look at."""

    GAP = "gap"
    FORK = "fork"
    REGRESS = "regress"
    ID_REUSED = "id_reused"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something seen: `detail` is a sentence for the person who looks. Silence is of no ledger: it is empty then."""

    kind: AlarmKind
    ledger: str
    seq: int
    detail: str


def raise_alarms(connection: Connection, hall: str, kiosk: str, seen: Sequence[Seen], now_ms: int) -> None:
    """Raise what is not open yet for the same ledger."""
    for one in seen:
        open_already = (
            Alarm.hall_id == hall,
            Alarm.kind == one.kind.value,
            Alarm.ledger == one.ledger,
            Alarm.closed_ms.is_(None),
        )
        if connection.execute(select(Alarm.id).where(*open_already)).first() is None:
            connection.execute(insert(Alarm).values(**alarm_row(hall, kiosk, one, now_ms)))


def alarm_row(hall: str, kiosk: str, seen: Seen, now_ms: int) -> dict[str, Any]:
    """Return an open alarm's row, without its seal."""
    row = {"hall_id": hall, "id": uuid7(now_ms), "kiosk_id": kiosk, "raised_ms": now_ms, "closed_ms": None}
    return row | {"kind": seen.kind.value, "ledger": seen.ledger, "seq": seen.seq, "detail": seen.detail[:500]}


def close_gap(connection: Connection, hall: str, ledger: str, now_ms: int) -> None:
    """Close the gap alarm of a ledger whose records have all come."""
    this = (Alarm.hall_id == hall, Alarm.ledger == ledger, Alarm.kind == AlarmKind.GAP.value, Alarm.closed_ms.is_(None))
    connection.execute(update(Alarm).where(*this).values(closed_ms=now_ms))
