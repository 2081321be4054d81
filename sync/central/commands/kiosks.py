"""kiosks: which tablets a hall has, and the number by which two people compare that they mean the same one."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import Any

from sqlalchemy import and_, select

from sync.central.central import Central
from sync.central.commands.opening import opened
from sync.central.kiosks.known import pairing_of
from sync.central.kiosks.models import Kiosk, Presence


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--hall", required=True, help="the hall's id")
    parser.add_argument("--json", action="store_true", help="for a machine to read")


def kiosks(asked: Namespace) -> int:
    """list a hall's tablets with window, state and the pairing number that the tablet shows when it is set up"""
    with opened(asked) as central:
        found = _found(central, asked.hall)
    if asked.json:
        print(json.dumps(found))
        return 0
    for one in found:
        print(f"window {one['window']}  {one['state']:<8} pairing {one['pairing']}  kiosk {one['kiosk']}")
    if not found:
        print(f"no tablet is enrolled in hall {asked.hall}")
    return 0


def _found(central: Central, hall: str) -> list[dict[str, Any]]:
    joined = and_(Presence.hall_id == Kiosk.hall_id, Presence.kiosk_id == Kiosk.id)
    columns = select(Kiosk.window_id, Kiosk.id, Kiosk.state, Kiosk.sign_key, Kiosk.seal_key, Presence.seen_ms)
    with central.database.read() as db:
        rows = db.execute(columns.outerjoin(Presence, joined).where(Kiosk.hall_id == hall).order_by(Kiosk.id)).all()
    return [
        {
            "window": row.window_id,
            "kiosk": row.id,
            "state": row.state,
            "pairing": pairing_of(central.keys.pair.public, row.sign_key, row.seal_key),
            "seen_ms": row.seen_ms,
        }
        for row in rows
    ]


COMMANDS = {"kiosks": (_arguments, kiosks)}
