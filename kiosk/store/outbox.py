"""What the centre has not settled, and what its answers change. Records themselves are never touched."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.store.database import transaction
from kiosk.store.models import place_of, seq_of
from sync.clock import Clock
from sync.contract import Attachment, Said, Verdict, b64, moment
from sync.delivery.outbox import LedgerFacts, Mark, Settled, Unsettled

_OVERHEAD = 512  # bytes of a batch's own fields
_OVERHEAD_ATTACHED = 200  # bytes of an attachment's other fields

_OLDEST = (
    "SELECT number, ledger, settled FROM ledgers l WHERE settled < seq AND EXISTS"
    " (SELECT 1 FROM records WHERE at > (l.number << 40) + l.settled AND at <= (l.number << 40) + l.seq)"
    " ORDER BY number LIMIT 1"
)
_RUN = (
    "SELECT r.at, r.prev, r.id, r.text, a.sha256, a.key, a.sealed FROM records r LEFT JOIN attachments a ON a.at = r.at"
    " WHERE r.at > ? AND r.at < ? ORDER BY r.at LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record with what travels beside it."""

    at: int
    prev: bytes
    text: str
    attachment: Attachment | None

    @property
    def size(self) -> int:
        """Bytes it takes in the JSON text of a batch."""
        own = len(json.dumps(self.text, ensure_ascii=False).encode()) + 1
        return own + (len(self.attachment.sealed) + _OVERHEAD_ATTACHED if self.attachment else 0)


def unsettled(db: Connection, max_records: int, max_bytes: int) -> Unsettled | None:
    """Return the oldest run without a hole that fits; always at least one record when any waits."""
    oldest = db.exec_driver_sql(_OLDEST).first()
    if oldest is None:
        return None
    number, ledger, settled = oldest
    bounds = (place_of(number, settled), place_of(number + 1, 0), max_records)
    run = _fitting([_row(*found) for found in db.exec_driver_sql(_RUN, bounds)], max_bytes)
    return Unsettled(
        ledger=ledger,
        first=seq_of(run[0].at),
        prev=run[0].prev.hex(),
        texts=tuple(row.text for row in run),
        attachments=tuple(row.attachment for row in run if row.attachment),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer changed: whether settled records wait `again`, and whether the centre's chain is the `same` as ours."""

    again: bool = False
    same: bool = True


def settle(db: Connection, answer: Settled) -> Told:
    """Write down what the centre said.

    Settled goes forward over every record that has a verdict, and back if the centre knows less than before (it was
    restored from a backup): what kiosks hold cannot be lost by the centre.
    """
    found = db.exec_driver_sql(
        "SELECT number, seq, settled, pruned, backed_up FROM ledgers WHERE ledger = ?", (answer.ledger,)
    ).first()
    if found is None:
        return Told()  # about a ledger that is not in this file: nothing to change
    number, last, settled, pruned, backed_up = found
    through = _through(db, number, answer, min(settled, last), pruned)
    with transaction(db):
        db.exec_driver_sql(
            "UPDATE ledgers SET settled = ?, backed_up = ? WHERE number = ?",
            (through, max(backed_up, min(answer.backed_up_through, last)), number),
        )
        _write_verdicts(db, number, [verdict for verdict in answer.verdicts if verdict.seq <= last])
    return Told(again=through < min(settled, last), same=_same_chain(db, number, answer))


def facts(db: Connection, clock: Clock) -> LedgerFacts:
    """Return what a heartbeat says; counting a ledger is subtraction unless it came from salvage and has holes."""
    rows = db.exec_driver_sql(
        "SELECT number, ledger, seq, head, settled, salvaged, pruned, kiosk, hall FROM ledgers ORDER BY number"
    ).fetchall()
    current = rows[-1]
    here = [
        row for row in rows[:-1] if row[7:] == current[7:]
    ]  # what went to another hall is not asked for in this one
    pending = sum(_held(db, row[0], row[4]) if row[5] else row[2] - row[4] for row in rows)
    aside = db.exec_driver_sql("SELECT count(*) FROM verdicts WHERE said = ?", (Said.SET_ASIDE.value,)).scalar_one()
    return LedgerFacts(
        ledger=current[1],
        seq=current[2],
        head=current[3].hex(),
        pending=pending,
        oldest_pending_s=_age(db, clock) if pending else None,
        set_aside=aside,
        settled=current[4],
        earlier=tuple(Mark(ledger=row[1], settled=row[4]) for row in here if row[4] > row[6]),
    )


def _row(at: int, prev: bytes, id: str, text: str, sha256: str | None, key: str, sealed: bytes) -> Row:  # noqa: A002 - the column's name
    beside = Attachment(record=id, sha256=sha256, key=key, sealed=b64(sealed)) if sha256 else None
    return Row(at, prev, text, beside)


def _fitting(rows: Sequence[Row], max_bytes: int) -> Sequence[Row]:
    size = _OVERHEAD
    for count, row in enumerate(rows):
        size += row.size
        if count and (size > max_bytes or row.at != rows[count - 1].at + 1):
            return rows[:count]
    return rows


def _through(db: Connection, number: int, answer: Settled, settled: int, pruned: int) -> int:
    known = answer.settled_through
    floor = _floor(db, number, answer, settled, pruned)
    judged = {verdict.seq for verdict in answer.verdicts}
    bounds = (place_of(number, floor), place_of(number, max([known, *judged])))
    for (at,) in db.exec_driver_sql("SELECT at FROM records WHERE at > ? AND at <= ? ORDER BY at", bounds):
        if seq_of(at) > known and seq_of(at) not in judged:
            break
        floor = seq_of(at)
    return floor


def _floor(db: Connection, number: int, answer: Settled, settled: int, pruned: int) -> int:
    """Return up to where the centre has forgotten nothing that is still here."""
    if pruned <= answer.settled_through < settled and _holds(db, place_of(number, answer.settled_through + 1)):
        return answer.settled_through
    # A hole of ours stands after it, and the centre cannot count past that; what it holds beyond tells what it forgot.
    return settled if answer.last is None else min(settled, max(answer.last, pruned))


def _holds(db: Connection, at: int) -> bool:
    return db.exec_driver_sql("SELECT 1 FROM records WHERE at = ?", (at,)).first() is not None


def _write_verdicts(db: Connection, number: int, verdicts: Sequence[Verdict]) -> None:
    taken = [(place_of(number, one.seq),) for one in verdicts if one.said in (Said.ACCEPTED, Said.DUPLICATE)]
    if taken:  # set aside by a restored centre that lacked the visit; now it has both
        db.exec_driver_sql("DELETE FROM verdicts WHERE at = ? AND said = 'set_aside'", taken)
    said = [
        (place_of(number, one.seq), one.said.value, one.why.value if one.why else None)
        for one in verdicts
        if one.said in (Said.SET_ASIDE, Said.NOT_UNDERSTOOD)
    ]
    if said:
        db.exec_driver_sql("INSERT OR REPLACE INTO verdicts (at, said, why) VALUES (?,?,?)", said)


def _same_chain(db: Connection, number: int, answer: Settled) -> bool:
    ours = db.exec_driver_sql(
        "SELECT hash FROM records WHERE at = ?", (place_of(number, answer.settled_through),)
    ).scalar()
    return not answer.head or ours is None or ours.hex() == answer.head  # a heartbeat's answer names no head


def _held(db: Connection, number: int, settled: int) -> int:
    bounds = (place_of(number, settled), place_of(number + 1, 0))
    count: int = db.exec_driver_sql("SELECT count(*) FROM records WHERE at > ? AND at < ?", bounds).scalar_one()
    return count


def _age(db: Connection, clock: Clock) -> int | None:
    oldest = unsettled(db, 1, 1)
    if oldest is None:
        return None
    stamp = json.loads(oldest.texts[0])
    if stamp["boot_id"] == clock.boot_id:
        return int(max(0, clock.boot_ms() - stamp["boot_ms"])) // 1000
    return max(0, int((clock.now() - moment(stamp["wall"])).total_seconds()))
