"""Opens a case for every standing 差评 and wherever a good and a bad rating meet on one number.

Which cases are open is a pure function of the ratings: order of arrival and repetition change nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, update

from sync.central.database import table_of
from sync.central.followup.models import Case
from sync.central.intake.rows import among, as_json, ask, put_sealed
from sync.contract import uuid7
from sync.kinds import Level

CASES = table_of(Case)
KEYS_A_QUERY = 400  # SQLite and PostgreSQL both take many more


class Pool(StrEnum):
    """核实库: where a bad rating waits to be verified. The later pools come with the follow-up's own steps."""

    VERIFICATION = "verification"


class WhyCase(StrEnum):
    """Why a case was opened."""

    BAD_RATING = "bad_rating"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that did not exist before."""

    id: str
    hall: str
    ticket: str
    window: str


class _Bad(NamedTuple):
    ticket_key: str
    round: int
    id: str
    visit_id: str
    window_id: str
    disputed: bool
    ticket: str


class _Held(NamedTuple):
    ticket_key: str
    round: int
    why: str
    rating_id: str
    withdrawn_ms: int | None


_CASE = _Held._fields


def follow(db: Connection, secret: bytes, hall: str, keys: Collection[str], *, now_ms: int) -> list[Opened]:
    """Bring the cases of these ticket keys in line with their ratings; return the new ones. Part of intake's transaction."""
    ordered = sorted(keys)
    opened: list[Opened] = []
    for at in range(0, len(ordered), KEYS_A_QUERY):
        opened += _follow(db, secret, hall, ordered[at : at + KEYS_A_QUERY], now_ms)
    return opened


def _follow(db: Connection, secret: bytes, hall: str, keys: list[str], now_ms: int) -> list[Opened]:
    wanted = _wanted(db, hall, keys)
    condition = f"SELECT {', '.join(_CASE)} FROM cases WHERE hall_id = ? AND {among(db, 'ticket_key')}"
    held = {(row[0], row[1]): _Held(*row) for row in ask(db, condition, hall, as_json(keys))}
    new = [row for key, row in wanted.items() if key not in held]
    for key, row in wanted.items():
        if key in held and _differs(held[key], row):
            _change(db, hall, key, why=_why(row), rating_id=row.id, visit_id=row.visit_id, withdrawn_ms=None)
    for key, case in held.items():
        if key not in wanted and case.withdrawn_ms is None:
            _change(db, hall, key, withdrawn_ms=now_ms)
    return _open(db, secret, hall, new, now_ms)


def _wanted(db: Connection, hall: str, keys: list[str]) -> dict[tuple[str, int], _Bad]:
    """Return the earliest bad rating of each key and round that has one which may stand."""
    rows = ask(
        db,
        "SELECT r.ticket_key, r.round, r.id, r.visit_id, r.window_id, r.disputed, v.ticket FROM ratings r"
        " JOIN visits v ON v.hall_id = r.hall_id AND v.id = r.visit_id"
        " WHERE r.hall_id = ? AND r.level <= ? AND r.corrected_by IS NULL AND r.void IS NULL"
        f" AND (r.standing OR r.disputed) AND {among(db, 'r.ticket_key')} ORDER BY r.since_ms, r.id",
        *(hall, Level.DISSATISFIED.value, as_json(keys)),
    )
    found: dict[tuple[str, int], _Bad] = {}
    for row in rows:
        found.setdefault((row[0], row[1]), _Bad(*row))
    return found


def _why(row: _Bad) -> str:
    return (WhyCase.CONFLICT if row.disputed else WhyCase.BAD_RATING).value


def _differs(case: _Held, row: _Bad) -> bool:
    return (case.why, case.rating_id, case.withdrawn_ms) != (_why(row), row.id, None)


def _open(db: Connection, secret: bytes, hall: str, new: Sequence[_Bad], now_ms: int) -> list[Opened]:
    cases = [_case(hall, row, now_ms) for row in new]
    if cases:
        put_sealed(db, secret, CASES, cases)
    return [Opened(case["id"], hall, row.ticket, row.window_id) for case, row in zip(cases, new, strict=True)]


def _case(hall: str, row: _Bad, now_ms: int) -> dict[str, Any]:
    return {
        "hall_id": hall,
        "ticket_key": row.ticket_key,
        "round": row.round,
        "id": uuid7(now_ms),
        "pool": Pool.VERIFICATION.value,
        "why": _why(row),
        "rating_id": row.id,
        "visit_id": row.visit_id,
        "opened_ms": now_ms,
        "withdrawn_ms": None,
    }


def _change(db: Connection, hall: str, key: tuple[str, int], **values: object) -> None:
    this = (Case.hall_id == hall, Case.ticket_key == key[0], Case.round == key[1])
    db.execute(update(Case).where(*this).values(**values))
