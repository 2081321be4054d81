"""Ending alarms: by themselves, when what they were about is over, or by a person who gives a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from sync.central.accounts.reader import Reader
from sync.central.alarms.models import AlarmClosing
from sync.central.database import table_of
from sync.central.intake.models import Alarm
from sync.central.intake.rows import put_sealed
from sync.central.seals import SEAL

ALARMS = table_of(Alarm)
LONGEST_REASON = 500


def close_these(db: Connection, secret: bytes, alarms: Sequence[Mapping[str, Any]], now_ms: int) -> None:
    """Close alarms, given as their rows."""
    rows = [{name: value for name, value in one.items() if name != SEAL} | {"closed_ms": now_ms} for one in alarms]
    put_sealed(db, secret, ALARMS, rows, replace=True)


def close_by_hand(db: Connection, secret: bytes, who: Reader, hall: str, alarm: str, reason: str, now_ms: int) -> bool:
    """Close one alarm of a hall that is theirs, with a reason; False where there is none. The first who closes stays."""
    this = (Alarm.hall_id == hall, Alarm.id == alarm, who.covers(Alarm.hall_id))
    row = db.execute(select(ALARMS).where(*this).with_for_update()).mappings().first()
    if row is None:
        return False
    if row["closed_ms"] is None:
        close_these(db, secret, [dict(row)], now_ms)
        said = {"hall_id": hall, "alarm_id": alarm, "at_ms": now_ms, "by": (who.shown or who.who)[:100]}
        db.execute(insert(AlarmClosing).values(**said, reason=reason[:LONGEST_REASON]))
    return True
