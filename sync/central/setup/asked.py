"""What a tablet was asked to do and what became of it, as its page lists it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from sync.central.figures.scope import Scope
from sync.central.kiosks.models import RemoteCommand
from sync.central.kiosks.remote import command_line, commands_of
from sync.contract import moment

MOST = 10


def asked_of(db: Connection, scope: Scope, kiosk: str, zone: ZoneInfo, now_ms: int) -> list[dict[str, Any]]:
    """Return the last commands of a kiosk as its page lists them, the newest first."""
    rows = db.execute(commands_of(scope, kiosk).order_by(RemoteCommand.id.desc()).limit(MOST)).all()
    lines = [command_line(row, now_ms) for row in rows]
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "detail": one.text or ("" if one.volume is None else str(one.volume)),
            "who": one.who.partition(":")[2] or one.who,
            "reason": one.reason,
            "state": one.state.value,
            "said": one.said,
            "made": moment(one.made).astimezone(zone).strftime("%m-%d %H:%M"),
        }
        for one in lines
    ]
