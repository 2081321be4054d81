"""The row of a ledger and its hall's time zone: locked at the start of a batch, put back at its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from sync.central.database import table_of
from sync.central.intake.models import Ledger
from sync.central.intake.rows import ask, put_sealed
from sync.central.intake.timing import Tail
from sync.central.kiosks.models import CENTRE
from sync.contract import GENESIS

LEDGERS = table_of(Ledger)
_COLUMNS = tuple(column.name for column in LEDGERS.columns)
_GENESIS = GENESIS.hex()

Held = dict[str, Any]


def lock_hall(connection: Connection, hall: str) -> Held | None:
    """Return the centre's own ledger of a hall, locked: whoever holds it decides alone which ratings stand there."""
    return _locked(connection, "kiosk_id = ?", hall, CENTRE)


def lock_ledger(connection: Connection, hall: str, ledger: str) -> Held | None:
    """Return a ledger, locked. It is locked before its hall, so that windows of one hall file their records side by side."""
    return _locked(connection, "id = ?", hall, ledger)


def new_ledger(hall: str, ledger: str, kiosk: str, window: str | None) -> Held:
    """Return a ledger of which nothing is held yet."""
    return {
        **dict.fromkeys(_COLUMNS),
        "hall_id": hall,
        "id": ledger,
        "kiosk_id": kiosk,
        "window_id": window or "",
        "last_seq": 0,
        "head": _GENESIS,
        "settled_through": 0,
        "settled_head": _GENESIS,
        "backed_up_through": 0,
        "challenge_ms": 0,
        "followed": False,
    }


def save(connection: Connection, secret: bytes, held: Held, *, replace: bool = True) -> None:
    """Write a ledger's row, sealed; without `replace` one that is there already is left as it is."""
    row = {name: held[name] for name in _COLUMNS if name != "seal"}
    put_sealed(connection, secret, LEDGERS, [row], replace=replace)


def tail(held: Mapping[str, Any]) -> Tail:
    """Return where a ledger's next record begins in time."""
    return Tail(held["open_from"], held["floor_ms"], held["tail_boot"], held["tail_boot_ms"])


def with_tail(held: Held, new: Tail) -> Held:
    """Return the ledger with another tail."""
    return {
        **held,
        "open_from": new.open_from,
        "floor_ms": new.floor_ms,
        "tail_boot": new.boot,
        "tail_boot_ms": new.boot_ms,
    }


def _locked(connection: Connection, where: str, *parameters: str) -> Held | None:
    lock = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""  # SQLite has one writer anyway
    zone = "(SELECT time_zone FROM halls WHERE id = ledgers.hall_id)"
    statement = f"SELECT {', '.join(_COLUMNS)}, {zone} FROM ledgers WHERE hall_id = ? AND {where}{lock}"
    row = ask(connection, statement, *parameters).first()
    if row is None:
        return None
    held = dict(zip((*_COLUMNS, "time_zone"), row, strict=True))
    return {**held, "followed": bool(held["followed"])}


def own_head(connection: Connection, hall: str) -> str | None:
    """Return the head of the centre's own ledger of a hall."""
    found = ask(connection, "SELECT head FROM ledgers WHERE hall_id = ? AND kiosk_id = ?", hall, CENTRE).scalar()
    return str(found) if found else None
