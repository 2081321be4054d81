"""Corrected times as batches come in: the same result as `sync.times.corrected` over all of a kiosk's records.

Almost every batch is the next run of a kiosk's only ledger; then only the new records, and those whose anchor came
late, are looked at. Anything else (a gap closed, a ledger that follows another) takes all records of that kiosk again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from sync.central.database import table_of
from sync.central.intake.filed import Filed
from sync.central.intake.models import AnchorRow
from sync.central.intake.reading import Read, Readable, read, stored
from sync.central.intake.rows import among, as_json, ask, put
from sync.central.kiosks.models import CENTRE
from sync.contract import moment
from sync.kinds import Anchor, LedgerOpened, TimeQuality
from sync.times import Corrected, Mark, by_anchor, corrected, milliseconds

_NO_WALL = -(2**60)  # asks `corrected` for the floor alone
Anchors = dict[str, list[tuple[int, int, int]]]


@dataclass(slots=True)
class Timed:
    """What the new records changed: older records' times by (ledger, seq), and what bounds the ledger's next record."""

    moved: dict[tuple[str, int], Corrected] = field(default_factory=dict)
    tails: dict[str, Tail] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a ledger: where its unanchored run begins, the earliest time of what comes next, and the boot it is in."""

    open_from: int | None = None
    floor_ms: int | None = None
    boot: str | None = None
    boot_ms: int | None = None


class Timing:
    """Gives new records of one ledger their times, inside the transaction that files them."""

    def __init__(self, connection: Connection, hall: str, kiosk: str, ledger: str) -> None:
        self._connection = connection
        self._hall = hall
        self._kiosk = kiosk
        self._ledger = ledger

    def give(self, new: Sequence[Filed], tail: Tail, *, plain: bool, follows: bool) -> Timed:
        """Set `at_ms` and `quality` of new records, keep their anchors, and return what else moved.

        `plain`: they are the next run of a ledger that no other follows on; `follows`: this ledger follows on another.
        """
        readable = [one for one in new if one.applies]
        if not readable:
            return Timed()
        if self._kiosk == CENTRE:
            for one in readable:
                one.at_ms, one.quality = one.wall_ms, TimeQuality.EXACT
            return Timed()
        fresh = self._keep_anchors(readable)
        anchors = self._anchors({one.record.boot_id for one in readable if one.record is not None})
        if plain and not (follows and new[0].placed.seq == 1):
            timed = self._as_next(readable, fresh, anchors, tail, follows)
            if timed is not None:
                return timed
        return self._all_again(readable)

    # --- the usual way ------------------------------------------------------------------------------------------------

    def _as_next(
        self, new: Sequence[Filed], fresh: Sequence[Mark], anchors: Anchors, tail: Tail, follows: bool
    ) -> Timed | None:
        """Time the next run of a ledger; None where all of the kiosk's records must be looked at."""
        closes = tail.open_from is not None and any(_boot(one) in anchors for one in new)
        if closes and tail.open_from is not None:
            if follows and tail.open_from == 1:
                return None
            return self._close(new, tail.open_from, anchors)
        timed = Timed()
        for boot in {one.boot_id for one in fresh}:
            newest = {one.boot_ms for one in fresh if one.boot_id == boot}
            older = [boot_ms for boot_ms, _, _ in anchors[boot] if boot_ms not in newest]
            if older and not self._retime(boot, max(older), min(newest), anchors[boot], new[0].placed.seq, timed):
                return None
        timed.tails[self._ledger] = self._forward(new, anchors, tail)
        return timed

    def _forward(self, new: Sequence[Filed], anchors: Anchors, tail: Tail) -> Tail:
        """Give each its exact time, or the wall's unless that lies before what is known to have passed."""
        open_from, floor, boot, boot_ms = tail.open_from, tail.floor_ms, tail.boot, tail.boot_ms
        for one in new:
            own, own_ms = (one.record.boot_id, one.record.boot_ms) if one.record is not None else ("", 0)
            if own in anchors:
                known = anchors[own]
                only = known[0][2] + own_ms - known[0][0]  # what `by_anchor` gives where there is one, most of the day
                one.at_ms = only if len(known) == 1 else by_anchor(own_ms, known)
                one.quality = TimeQuality.EXACT
                open_from, floor = None, one.at_ms
            else:
                if floor is not None and boot == own and boot_ms is not None:
                    floor += max(0, own_ms - boot_ms)
                one.at_ms = one.wall_ms if floor is None else max(one.wall_ms, floor)
                one.quality = TimeQuality.CLAIMED
                open_from = open_from or one.placed.seq
            boot, boot_ms = own, own_ms
        return Tail(open_from, floor, boot, boot_ms)

    def _retime(
        self, boot: str, since: int, fresh: int, anchors: list[tuple[int, int, int]], before: int, timed: Timed
    ) -> bool:
        """Time again what lies between a boot's last anchor and a new one; False where they are not in this order here."""
        found = ask(
            self._connection,
            "SELECT seq FROM anchors WHERE hall_id = ? AND ledger = ? AND boot_id = ? AND boot_ms = ? ORDER BY seq",
            *(self._hall, self._ledger, boot, since),
        ).first()
        if found is None or since > fresh:
            return False
        for row in self._rows(self._ledger, found[0], before - 1):
            if row.mark.boot_id == boot:
                row.compare(by_anchor(row.mark.boot_ms, anchors), TimeQuality.EXACT, timed)
        return True

    def _close(self, new: Sequence[Filed], open_from: int, anchors: Anchors) -> Timed:
        """Time a run again that had no anchor until now, from the exact record before it."""
        timed = Timed()
        rows = self._rows(self._ledger, max(1, open_from - 1), new[0].placed.seq - 1)
        edge = [row for row in rows if row.mark.seq < open_from]
        run = [row for row in rows if row.mark.seq >= open_from]
        boots = {row.mark.boot_id for row in run} - anchors.keys()
        anchors = {**anchors, **self._anchors(boots)}
        marks = [_known(row.mark, row.at_ms) for row in edge] + [row.mark for row in run]
        marks += [_mark(one) for one in new] + _anchor_marks(anchors)
        self._compare(marks, run, new, timed)
        return timed

    # --- the whole way ------------------------------------------------------------------------------------------------

    def _all_again(self, new: Sequence[Filed]) -> Timed:
        """Time all of this kiosk's records."""
        timed = Timed()
        ledgers = ask(
            self._connection,
            "SELECT id FROM ledgers WHERE hall_id = ? AND kiosk_id = ?",
            *(self._hall, self._kiosk),
        )
        rows = [row for (ledger,) in ledgers for row in self._rows(ledger, 1, 2**53)]
        marks = [row.mark for row in rows] + [_mark(one) for one in new]
        self._compare(marks, rows, new, timed)
        return timed

    # --- what both ways need ------------------------------------------------------------------------------------------

    def _compare(self, marks: Sequence[Mark], rows: Sequence[Row], new: Sequence[Filed], timed: Timed) -> None:
        times = corrected(marks)
        for row in rows:
            row.compare(times[row.mark.id].ms, times[row.mark.id].quality, timed)
        for one in new:
            one.at_ms, one.quality = times[one.id].ms, times[one.id].quality
        timed.tails |= _tails([*(row.mark for row in rows), *(_mark(one) for one in new)], marks, times)

    def _keep_anchors(self, new: Sequence[Filed]) -> list[Mark]:
        fresh = [_mark(one) for one in new if one.record is not None and one.record.kind == Anchor.kind]
        rows = [_anchor_row(self._hall, self._kiosk, one) for one in fresh]
        if rows:
            put(self._connection, table_of(AnchorRow), rows)
        return fresh

    def _anchors(self, boots: set[str]) -> Anchors:
        if not boots:
            return {}
        found = ask(
            self._connection,
            "SELECT boot_id, boot_ms, round_trip_ms, at_ms FROM anchors WHERE hall_id = ? AND kiosk_id = ? AND "
            + among(self._connection, "boot_id"),
            *(self._hall, self._kiosk, as_json(sorted(boots))),
        )
        anchors: Anchors = defaultdict(list)
        for boot, boot_ms, round_trip, at_ms in found:
            anchors[boot].append((boot_ms, round_trip, at_ms))
        for boot in anchors.values():
            boot.sort()
        return dict(anchors)

    def _rows(self, ledger: str, first: int, last: int) -> list[Row]:
        found = ask(
            self._connection,
            "SELECT at_ms, quality, text FROM records"
            " WHERE hall_id = ? AND ledger = ? AND seq BETWEEN ? AND ? AND at_ms IS NOT NULL ORDER BY seq",
            *(self._hall, ledger, first, last),
        )
        rows = []
        for at_ms, quality, text in found:
            readable = read(stored(text))
            if isinstance(readable, Readable):
                rows.append(Row(mark_of(readable.record, readable.wall_ms), at_ms, TimeQuality(quality)))
        return rows


@dataclass(frozen=True, slots=True)
class Row:
    """A record that is filed already, with its time so far."""

    mark: Mark
    at_ms: int
    quality: TimeQuality

    def compare(self, at_ms: int, quality: TimeQuality, timed: Timed) -> None:
        """Note a time that is another than before."""
        if (at_ms, quality) != (self.at_ms, self.quality):
            timed.moved[self.mark.ledger, self.mark.seq] = Corrected(at_ms, quality)


def _tails(own: Sequence[Mark], marks: Sequence[Mark], times: Mapping[str, Corrected]) -> dict[str, Tail]:
    """Return the tail of each ledger; a probe after its last record, with an impossible wall, falls to its floor."""
    open_from: dict[str, int | None] = {}
    last: dict[str, Mark] = {}
    for one in sorted(own, key=lambda one: one.seq):
        exact = times[one.id].quality is TimeQuality.EXACT
        open_from[one.ledger] = None if exact else open_from.get(one.ledger) or one.seq
        last[one.ledger] = one
    probes = [
        replace(one, id=f"probe {name}", seq=one.seq + 1, wall_ms=_NO_WALL, anchor_ms=None)
        for name, one in last.items()
    ]
    floors = corrected([*marks, *probes])
    tails = {}
    for name, one in last.items():
        floor = floors[f"probe {name}"].ms
        tails[name] = Tail(open_from[name], floor if floor > _NO_WALL // 2 else None, one.boot_id, one.boot_ms)
    return tails


def _anchor_marks(anchors: Anchors) -> list[Mark]:
    """Return the anchors as marks of ledgers of their own, where they bound nothing but their boot."""
    return [
        Mark(
            id=f"anchor {boot} {at}",
            ledger=f"anchor {boot} {at}",
            seq=1,
            wall_ms=at_ms,
            boot_id=boot,
            boot_ms=boot_ms,
            anchor_ms=at_ms,
            round_trip_ms=round_trip,
        )
        for boot, known in anchors.items()
        for at, (boot_ms, round_trip, at_ms) in enumerate(known)
    ]


def _known(one: Mark, at_ms: int) -> Mark:
    """Return a record whose exact time is known already, as an anchor of a boot of its own."""
    return Mark(
        id=one.id, ledger=one.ledger, seq=one.seq, wall_ms=at_ms, boot_id=f"known {one.id}", boot_ms=0, anchor_ms=at_ms
    )


def mark_of(record: Read, wall_ms: int) -> Mark:
    """Return what a record says about time, as `sync.times.mark` does."""
    anchor = record.kind == Anchor.kind
    follows = record.kind == LedgerOpened.kind and record.old_ledger is not None and record.old_seq is not None
    return Mark(
        id=record.id,
        ledger=record.ledger,
        seq=record.seq,
        wall_ms=wall_ms,
        boot_id=record.boot_id,
        boot_ms=record.boot_ms,
        anchor_ms=milliseconds(moment(record.time)) + record.round_trip_ms // 2 if anchor else None,
        round_trip_ms=record.round_trip_ms if anchor else 0,
        follows=(record.old_ledger, record.old_seq) if follows else None,
    )


def _mark(one: Filed) -> Mark:
    return mark_of(one.record, one.wall_ms)


def _boot(one: Filed) -> str:
    return str(one.record.boot_id) if one.record is not None else ""


def _anchor_row(hall: str, kiosk: str, one: Mark) -> dict[str, Any]:
    return {
        "hall_id": hall,
        "ledger": one.ledger,
        "seq": one.seq,
        "kiosk_id": kiosk,
        "boot_id": one.boot_id,
        "boot_ms": one.boot_ms,
        "at_ms": one.anchor_ms,
        "round_trip_ms": one.round_trip_ms,
    }
