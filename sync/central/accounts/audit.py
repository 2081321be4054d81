"""The audit: a chain of lines for each hall, of everything that was done there, by whom and why. Lines are only added.

Every write, export, unmasking and log-in is a line; plain reads stay in the access log (`log.py`): they are many and change
nothing, and in the chain each reader of a hall would wait for the one before. Each line's hash covers the line before, so
that none can be changed, taken out or put in between; the sealed head says where the chain ends. Who can write the
database *and* holds the centre's secret can make a new chain: keep the heads that `verify` prints somewhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sync.central.accounts.models import AuditHead, AuditLine
from sync.contract import canonical, rfc3339

BEGINNING = "0" * 64
CENTRE = ""  # the chain of what concerns no hall: log-ins, accounts
FIELDS = ("hall_id", "seq", "at", "who", "act", "what", "reason")


def append(db: Connection, hall: str, *, who: str, act: str, what: str, now: datetime, reason: str = "") -> None:
    """Add a line, in the transaction that does what it tells: both are there or neither. Last thing in it, as it locks."""
    head = _held(db, hall)
    line: dict[str, Any] = {"hall_id": hall, "seq": head["seq"] + 1, "at": rfc3339(now)}
    line |= {"who": who[:100], "act": act, "what": _flat(what)[:200], "reason": _flat(reason)[:500]}
    made = link(head["hash"], line)
    db.execute(insert(AuditLine).values(**line, hash=made))
    db.execute(update(AuditHead).where(AuditHead.hall_id == hall).values(seq=line["seq"], hash=made))


def link(before: str, line: dict[str, Any]) -> str:
    """Return the hash of a line after this one."""
    told = canonical({name: line[name] for name in FIELDS})
    return hashlib.sha256(_bytes(before) + told.encode()).hexdigest()


def _bytes(made: str) -> bytes:
    """Return the bytes of a hash; of one that somebody altered into no hash at all, bytes that continue no chain."""
    try:
        return bytes.fromhex(made)
    except ValueError:
        return hashlib.sha256(made.encode()).digest()


def differences(db: Connection, hall: str) -> Iterator[tuple[str, str]]:
    """Yield (line, what is wrong with it) for everything in a hall's chain that is not as it was written."""
    before, seq = BEGINNING, 0
    found = select(AuditLine.__table__).where(AuditLine.hall_id == hall).order_by(AuditLine.seq)
    for row in db.execute(found.execution_options(yield_per=2000)).mappings():
        if row["seq"] != seq + 1:
            yield f"{seq + 1}", "is missing" if row["seq"] == seq + 2 else f"to {row['seq'] - 1} are missing"
        elif row["hash"] != link(before, dict(row)):
            yield f"{row['seq']}", "is not the line that was written"
        before, seq = row["hash"], row["seq"]
    head = db.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.hall_id == hall)).first()
    if (seq, before) != ((head.seq, head.hash) if head else (0, BEGINNING)):
        yield f"{head.seq if head else 0}", f"should be the last line; the chain ends with {seq}"


def heads(db: Connection) -> list[tuple[str, int, str]]:
    """Return (hall, lines, hash) of every chain."""
    lined = set(db.execute(select(AuditLine.hall_id).distinct()).scalars())
    known = {row.hall_id: (row.seq, row.hash) for row in db.execute(select(AuditHead.__table__))}
    return [(hall, *known.get(hall, (0, BEGINNING))) for hall in sorted(lined | known.keys())]


def _held(db: Connection, hall: str) -> Any:
    """Return the chain's end, held until this transaction is over."""
    wanted = select(AuditHead.__table__).where(AuditHead.hall_id == hall).with_for_update()
    found = db.execute(wanted).mappings().first()
    if found is None:
        kind = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
        first = kind(AuditHead).values(hall_id=hall, seq=0, hash=BEGINNING)
        db.execute(first.on_conflict_do_nothing())
        found = db.execute(wanted).mappings().one()
    return found


def _flat(text: str) -> str:
    """Return a text on one line, without what a terminal obeys."""
    return "".join(one if one.isprintable() else " " for one in text).strip()
