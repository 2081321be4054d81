"""Taking in after all what a kiosk sent while it was turned off or ended, once an administrator has decided so.

The records lie on their chain already; what changes is what is said of them. Each delivery keeps a mark (*rescued*),
so that `verify` comes to the same verdicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select, update

from sync.central.database import table_of
from sync.central.intake.chain import Placed
from sync.central.intake.filed import Belongs, Filed, file
from sync.central.intake.filing import LATE, Filing
from sync.central.intake.intake import Intake
from sync.central.intake.ledgers import Held, lock_hall, lock_ledger, save, tail
from sync.central.intake.models import Delivery, Ledger, RecordRow
from sync.central.intake.reading import stored
from sync.central.intake.retelling import Retelling
from sync.central.intake.timing import Timing
from sync.central.kiosks.known import KioskKnown
from sync.contract import Said, State

RESCUED = "rescued"
RECORDS = table_of(RecordRow)
DELIVERIES = table_of(Delivery)
_LATE = sorted(one.value for one in LATE)


@dataclass(frozen=True, slots=True)
class Work:
    """What one decision is done with: inside one transaction, for one kiosk."""

    intake: Intake
    db: Connection
    secret: bytes
    kiosk: KioskKnown
    now_ms: int


def rescue(work: Work, hall: str) -> int:
    """Take in what this kiosk's late deliveries to a hall hold, in the caller's transaction; return how many records."""
    db = work.db
    this = (Ledger.hall_id == hall, Ledger.kiosk_id == work.kiosk.id)
    ledgers = db.execute(select(Ledger.id).where(*this).order_by(Ledger.id)).scalars().all()
    count = 0
    for name in ledgers:
        held = lock_ledger(db, hall, name)
        late = _late(db, held) if held else ()
        if held and late:
            _take_in(work, held, late)
            count += len(late)
    return count


def _take_in(work: Work, held: Held, late: Sequence[Filed]) -> None:
    db, kiosk, hall, ledger = work.db, work.kiosk, held["hall_id"], held["id"]
    filing = Filing(db, work.secret, kiosk, RESCUED, work.now_ms)
    marked = (DELIVERIES.c.hall_id == hall, DELIVERIES.c.ledger == ledger, DELIVERIES.c.state.in_(_LATE))
    db.execute(update(DELIVERIES).where(*marked).values(state=RESCUED))
    filing.follow(late, held)
    timed = Timing(db, hall, kiosk.id, ledger).give(late, tail(held), plain=False, follows=held["follows"] is not None)
    _say_anew(db, hall, ledger, late)
    filing.move(timed.moved)
    own = lock_hall(db, hall)
    zone = ZoneInfo(own["time_zone"] if own else held["time_zone"])
    retold = Retelling(db, hall, kiosk.id, zone).retell(ledger, late, timed.moved)
    for notice in work.intake.on_new:
        notice(db, kiosk, late, work.now_ms)
    work.intake.decided(db, hall, retold, work.now_ms)
    save(db, work.secret, held)
    for name, end in timed.tails.items():
        filing.move_tail(name, end)


def _late(db: Connection, held: Held) -> Sequence[Filed]:
    """Return the records that were set aside for their kiosk's state alone, as they are for one that is active."""
    wanted = select(RECORDS.c.seq, RECORDS.c.hash, RECORDS.c.text).where(
        RECORDS.c.hall_id == held["hall_id"],
        RECORDS.c.ledger == held["id"],
        RECORDS.c.said == Said.SET_ASIDE.value,
        RECORDS.c.why.in_(_LATE),
    )
    rows = db.execute(wanted.order_by(RECORDS.c.seq)).all()
    belongs = Belongs(hall=held["hall_id"], window=held["window_id"], ledger=held["id"], state=State.ACTIVE)
    return file([Placed(row.seq, stored(row.text), "", row.hash) for row in rows], belongs)


def _say_anew(db: Connection, hall: str, ledger: str, late: Sequence[Filed]) -> None:
    column = RECORDS.c
    this = (column.hall_id == hall, column.ledger == ledger, column.seq == bindparam("number"))
    names = ("said", "why", "at_ms", "quality")
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    db.execute(update(RECORDS).where(*this).values(**values), [_row(one) for one in late])


def _row(one: Filed) -> dict[str, Any]:
    return {
        "number": one.placed.seq,
        "new_said": one.said.value,
        "new_why": one.why.value if one.why else None,
        "new_at_ms": one.at_ms,
        "new_quality": one.quality.value if one.quality else None,
    }
