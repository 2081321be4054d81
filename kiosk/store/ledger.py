"""The ledger: records numbered 1, 2, 3 …, each hashed onto the last; record, number and head change in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.entry import Entry, Kept
from kiosk.store.database import transaction
from kiosk.store.models import place_of
from kiosk.store.place import Place
from kiosk.store.witness import Line
from sync.clock import Clock
from sync.contract import Stamp, link, rfc3339, uuid7, write_record
from sync.kinds import ClockJump, Served

JUMP_MS = 120_000

# The hot path is prepared text for the driver: building statements would cost more than the record does.
INSERT = "INSERT INTO records (at, prev, hash, id, text, kind, visit, ticket_key, day) VALUES (?,?,?,?,?,?,?,?,?)"
_ATTACH = "INSERT INTO attachments (at, sha256, key, sealed) VALUES (?,?,?,?)"
_ADVANCE = "UPDATE ledgers SET seq = ?, head = ? WHERE number = ?"

Statement = tuple[str, tuple[object, ...]]
Row = tuple[int, bytes, bytes, str, str, str, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class End:
    """Where a ledger ends now: its number in this file, its id, its last seq and the head after it."""

    number: int
    ledger: str
    seq: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clocks said; `offset` is wall minus boot time, which only a jump of the wall clock changes."""

    boot_id: str
    wall_ms: int
    boot_ms: int

    @property
    def offset(self) -> int:
        """Wall minus boot time, in ms."""
        return self.wall_ms - self.boot_ms


class Ledger:
    """The current ledger of the open file."""

    def __init__(self, db: Connection, place: Place, clock: Clock, end: End, last: Reading | None) -> None:
        self._db, self._place, self._clock = db, place, clock
        self._last = last
        self.end = end

    def append(self, entries: Sequence[Entry], also: Sequence[Statement] = ()) -> tuple[list[Kept], list[Line]]:
        """Commit the entries; return them numbered, and the lines the witness must now hold.

        A jump of the wall clock since the last record is recorded first. `also` happens in the same transaction.
        """
        reading = self._read_clock()
        jump = self._jump(reading)
        rows = self._rows([*jump, *entries], reading)
        with transaction(self._db):
            for statement, values in also:
                self._db.exec_driver_sql(statement, values)
            self._db.exec_driver_sql(INSERT, rows)
            self._attach(entries, rows[len(jump) :])
            seq, head = self.end.seq + len(rows), rows[-1][2]
            self._db.exec_driver_sql(_ADVANCE, (seq, head, self.end.number))
        first = self.end.seq + 1
        self.end = End(self.end.number, self.end.ledger, seq, head)
        self._last = reading
        lines = [Line(self.end.ledger, first + n, row[2]) for n, row in enumerate(rows)]
        kept = [Kept(row[3], line.seq, row[2].hex()) for row, line in zip(rows, lines, strict=True)]
        return kept[len(jump) :], lines

    def _rows(self, entries: Sequence[Entry], reading: Reading) -> list[Row]:
        rows: list[Row] = []
        seq, head = self.end.seq, self.end.head
        wall = rfc3339(self._clock.now())
        for entry in entries:
            seq += 1
            text = write_record(self._stamp(entry, seq, wall, reading), entry.body)
            prev, head = head, link(head, text)
            served = entry.body if isinstance(entry.body, Served) else None
            key, day = (served.ticket_key, served.day) if served else (None, None)
            at = place_of(self.end.number, seq)
            rows.append((at, prev, head, entry.id, text, entry.body.kind, entry.visit, key, day))
        return rows

    def _stamp(self, entry: Entry, seq: int, wall: str, reading: Reading) -> Stamp:
        return Stamp(
            id=entry.id,
            hall=self._place.hall,
            window=self._place.window,
            ledger=self.end.ledger,
            seq=seq,
            wall=wall,
            boot_id=reading.boot_id,
            boot_ms=reading.boot_ms,
            visit=entry.visit,
        )

    def _attach(self, entries: Sequence[Entry], rows: Sequence[Row]) -> None:
        beside = [
            (row[0], entry.attached.sha256, entry.attached.key, entry.attached.sealed)
            for entry, row in zip(entries, rows, strict=True)
            if entry.attached
        ]
        if beside:
            self._db.exec_driver_sql(_ATTACH, beside)

    def _read_clock(self) -> Reading:
        wall = int(self._clock.now().timestamp() * 1000)
        return Reading(self._clock.boot_id, wall, self._clock.boot_ms())

    def _jump(self, now: Reading) -> list[Entry]:
        if self._last is None or self._last.boot_id != now.boot_id:
            return []
        by = now.offset - self._last.offset
        return [Entry(id=uuid7(now.wall_ms), body=ClockJump(by_ms=by))] if abs(by) > JUMP_MS else []
