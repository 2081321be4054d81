"""Anchors: the centre's time at one moment of this boot; one a boot, then at most one an hour."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import Connection

from kiosk.store.models import RARE
from sync.clock import Clock
from sync.contract import moment, rfc3339
from sync.delivery.outbox import AnchorSeen
from sync.kinds import Anchor

EVERY_MS = 3_600_000


def due(db: Connection, clock: Clock, seen: AnchorSeen) -> Anchor | None:
    """Return the anchor to keep, its time moved on to now; None when the last one still serves."""
    last = _last(db)
    if seen.boot_id != clock.boot_id or (last and last[0] == seen.boot_id and seen.boot_ms - last[1] < EVERY_MS):
        return None
    since = timedelta(milliseconds=clock.boot_ms() - seen.boot_ms)
    return Anchor(
        time=rfc3339(moment(seen.time) + since),
        round_trip_ms=seen.round_trip_ms,
        centre=seen.centre,
        answer=seen.answer,
        backed_up_through=seen.backed_up_through,
    )


def _last(db: Connection) -> tuple[str, int] | None:
    found = db.exec_driver_sql(
        f"SELECT text FROM records WHERE kind = 'anchor' AND {RARE} ORDER BY at DESC LIMIT 1"  # noqa: S608 - a constant
    ).scalar()
    if found is None:
        return None
    stamp = json.loads(found)
    return stamp["boot_id"], stamp["boot_ms"]
