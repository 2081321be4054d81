"""Puts a batch's records where they belong, and moves the ledger on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, delete, insert

from sync.central.database import table_of
from sync.central.intake.alarms import AlarmKind, Seen, close_gap, raise_alarms
from sync.central.intake.chain import Placed
from sync.central.intake.filed import Filed, row
from sync.central.intake.ledgers import Held, lock_ledger, save, tail, with_tail
from sync.central.intake.models import AttachmentRow, Delivery, Gap, RecordRow, Stray
from sync.central.intake.reading import Read, storable
from sync.central.intake.rows import add, among, as_json, ask, put_sealed
from sync.central.intake.sorting import Apart
from sync.central.intake.timing import Tail, Timing
from sync.central.kiosks.known import KioskKnown
from sync.contract import Attachment, Batch, Said, Why, unb64
from sync.kinds import ContactLeft, Explained, LedgerOpened
from sync.shape import Malformed
from sync.times import Corrected

RECORDS = table_of(RecordRow)
STRAYS = table_of(Stray)
DELIVERIES = table_of(Delivery)
ATTACHMENTS = table_of(AttachmentRow)
LATE = frozenset({Why.REVOKED, Why.DISABLED})  # set aside for what the kiosk was; somebody may decide otherwise


@dataclass(frozen=True, slots=True)
class Kept:
    """What was filed: new records of the chain, older ones whose time moved, where the ledgers end now, new strays."""

    new: tuple[Filed, ...] = ()
    moved: dict[tuple[str, int], Corrected] = field(default_factory=dict)
    tails: dict[str, Tail] = field(default_factory=dict)
    reused: tuple[Filed, ...] = ()
    forks: tuple[tuple[Placed, Why], ...] = ()


class Filing:
    """Files one batch, inside one transaction and under the hall's lock."""

    def __init__(self, connection: Connection, secret: bytes, kiosk: KioskKnown, request: str, now_ms: int) -> None:
        self._connection = connection
        self._secret = secret
        self._kiosk = kiosk
        self._request = request
        self._now_ms = now_ms

    def keep(self, apart: Apart, held: Held, batch: Batch, new: Sequence[Filed], *, careful: bool) -> Kept:
        """Write records, strays and attachments; `new` are those that go on the chain.

        Raises:
            Taken: an id is taken and nobody looked (`careful`), or the same batch came twice at once.
        """
        forks = self._keep_strays(batch.ledger, apart.sorted.astray)
        if not new:
            return Kept(forks=forks)
        reused = self._set_reused_aside(new) if careful else []
        self.follow(new, held)
        timed = Timing(self._connection, self._kiosk.hall, self._kiosk.id, batch.ledger).give(
            new, tail(held), plain=apart.next_run and not held["followed"], follows=held["follows"] is not None
        )
        rows = [row(one, self._kiosk.hall, batch.ledger) for one in new]
        add(self._connection, RECORDS, rows)
        self.move(timed.moved)
        self._keep_attachments(new, batch.attachments)
        return Kept(tuple(new), timed.moved, timed.tails, tuple(reused), forks)

    def settle(self, apart: Apart, kept: Kept, held: Held, fresh_ms: int | None) -> Held:
        """Move the ledger on, note gaps, raise alarms; return the ledger."""
        before = held
        if kept.new:
            last = kept.new[-1].placed
            if last.seq > held["last_seq"]:
                held = {**held, "last_seq": last.seq, "head": last.hash}
        for ledger, end in kept.tails.items():
            if ledger == held["id"]:
                held = with_tail(held, end)
            else:
                self.move_tail(ledger, end)
        if apart.next_run:
            held = {**held, "settled_through": held["last_seq"], "settled_head": held["head"]}
        elif kept.new or apart.sorted.astray:
            held = self._settled(held)
        newer = fresh_ms is not None and fresh_ms > held["challenge_ms"]
        if newer:
            held = {**held, "challenge_ms": fresh_ms}
        self._alarm(kept, held, fresh=newer)
        if held != before or held["last_seq"] == 0:
            save(self._connection, self._secret, held)
        return held

    def move_tail(self, ledger: str, end: Tail) -> None:
        """Note where a ledger ends in time."""
        other = lock_ledger(self._connection, self._kiosk.hall, ledger)
        if other and tail(other) != end:
            save(self._connection, self._secret, with_tail(other, end))

    # --- records and strays -------------------------------------------------------------------------------------------

    def _set_reused_aside(self, new: Sequence[Filed]) -> list[Filed]:
        ids = [one.id for one in new if one.record is not None]
        found = ask(
            self._connection,
            "SELECT id FROM records WHERE hall_id = ? AND " + among(self._connection, "id"),
            *(self._kiosk.hall, as_json(ids)),
        )
        taken = {identity for (identity,) in found}
        reused = []
        for one in new:
            if one.record is not None and one.id in taken:
                one.said, one.why, one.new_id = Said.SET_ASIDE, Why.ID_REUSED, False
                reused.append(one)
            taken.add(one.id)
        return reused

    def _keep_strays(self, ledger: str, astray: Sequence[tuple[Placed, Why]]) -> tuple[tuple[Placed, Why], ...]:
        """Keep what is not on the chain; return those that were not known before."""
        if not astray:
            return ()
        rows = [
            {
                "hall_id": self._kiosk.hall,
                "ledger": ledger,
                "seq": one.seq,
                "hash": one.hash,
                "kiosk_id": self._kiosk.id,
                "prev": one.prev,
                "why": why.value,
                "text": storable(one.text),
                "received_ms": self._now_ms,
            }
            for one, why in astray
        ]
        found = ask(
            self._connection,
            "SELECT seq, hash FROM strays WHERE hall_id = ? AND ledger = ? AND seq BETWEEN ? AND ?",
            *(self._kiosk.hall, ledger, astray[0][0].seq, astray[-1][0].seq),
        )
        known = {(row[0], row[1]) for row in found}
        put_sealed(self._connection, self._secret, STRAYS, rows)
        return tuple(one for one in astray if (one[0].seq, one[0].hash) not in known)

    def follow(self, new: Sequence[Filed], held: Held) -> None:
        """Note which ledger this one follows on, if its first record says so, and whether another follows on it."""
        opened = new[0].record if new[0].applies and new[0].placed.seq == 1 else None
        if opened is not None and opened.kind == LedgerOpened.kind and None not in (opened.old_ledger, opened.old_seq):
            held["follows"] = opened.old_ledger[:36]
            old = ask(
                self._connection,
                "SELECT id FROM ledgers WHERE hall_id = ? AND id = ? AND kiosk_id = ?",
                *(self._kiosk.hall, held["follows"], self._kiosk.id),
            ).first()
            if old:
                known = lock_ledger(self._connection, self._kiosk.hall, held["follows"])
                if known and not known["followed"]:
                    save(self._connection, self._secret, {**known, "followed": True})
        if held["last_seq"] == 0:
            heir = ask(
                self._connection,
                "SELECT 1 FROM ledgers WHERE hall_id = ? AND kiosk_id = ? AND follows = ?",
                *(self._kiosk.hall, self._kiosk.id, held["id"]),
            ).first()
            held["followed"] = held["followed"] or heir is not None

    def move(self, moved: dict[tuple[str, int], Corrected]) -> None:
        """Give older records their new times."""
        rows = [[ledger, seq, to.ms, to.quality.value] for (ledger, seq), to in moved.items()]
        if not rows:
            return
        item = "value->>{}" if self._connection.dialect.name == "postgresql" else "json_extract(value, '$[{}]')"
        source = "jsonb_array_elements(?::jsonb)" if self._connection.dialect.name == "postgresql" else "json_each(?)"
        ledger, seq, at_ms, quality = (item.format(at) for at in range(4))
        ask(  # MATERIALIZED: else SQLite reads the whole parameter anew for every record of the hall
            self._connection,
            f"WITH moved AS MATERIALIZED (SELECT {ledger} AS ledger, CAST({seq} AS bigint) AS seq,"
            f" CAST({at_ms} AS bigint) AS at_ms, {quality} AS quality FROM {source} AS each)"
            " UPDATE records SET at_ms = moved.at_ms, quality = moved.quality"
            " FROM moved WHERE records.hall_id = ? AND records.ledger = moved.ledger AND records.seq = moved.seq",
            *(as_json(rows), self._kiosk.hall),
        )

    def _keep_attachments(self, new: Sequence[Filed], attachments: Iterable[Attachment]) -> None:
        attachments = tuple(attachments)
        named = {one.id: _named(one) for one in new if one.applies or one.why in LATE} if attachments else {}
        for one in attachments:
            try:
                sealed = unb64(one.sealed)
            except Malformed:
                continue
            if named.get(one.record) == one.sha256 == hashlib.sha256(sealed).hexdigest():
                del named[one.record]  # the same bytes sent twice are kept once
                values = {"record_id": one.record, "sha256": one.sha256, "key": one.key[:16].replace("\0", "?")}
                self._connection.execute(insert(ATTACHMENTS).values(hall_id=self._kiosk.hall, **values, sealed=sealed))

    def note_deliveries(self, ledger: str, new: Sequence[Filed]) -> None:
        """Write down which runs of new records came, when, and with which heads."""
        run = [one.placed for one in new]
        if run[-1].seq - run[0].seq + 1 == len(run):
            put_sealed(self._connection, self._secret, DELIVERIES, [self._delivery(ledger, run[0], run[-1])])
            return
        breaks = [one.seq for one, after in pairwise(run) if after.seq != one.seq + 1]
        ends = {*breaks, run[-1].seq}
        rows: list[dict[str, Any]] = []
        first = run[0]
        for at, one in enumerate(run):
            if one.seq in ends:
                rows.append(self._delivery(ledger, first, one))
                first = run[min(at + 1, len(run) - 1)]
        put_sealed(self._connection, self._secret, DELIVERIES, rows)

    def _delivery(self, ledger: str, first: Placed, last: Placed) -> dict[str, Any]:
        return {
            "hall_id": self._kiosk.hall,
            "ledger": ledger,
            "first_seq": first.seq,
            "last_seq": last.seq,
            "prev": first.prev,
            "head": last.hash,
            "kiosk_id": self._kiosk.id,
            "state": self._kiosk.state.value,
            "received_ms": self._now_ms,
            "request": self._request,
        }

    # --- gaps and alarms ----------------------------------------------------------------------------------------------

    def _settled(self, held: Held) -> Held:
        """Find the end of the run without a gap, and the gaps beyond it."""
        hall, ledger, through = held["hall_id"], held["id"], held["settled_through"]
        found = ask(
            self._connection,
            "SELECT seq FROM records WHERE hall_id = ? AND ledger = ? AND seq > ?"
            " UNION SELECT seq FROM strays WHERE hall_id = ? AND ledger = ? AND kiosk_id = ? AND seq > ? ORDER BY seq",
            *(hall, ledger, through, hall, ledger, held["kiosk_id"], through),
        )
        gaps: list[dict[str, Any]] = []
        last = through
        for (seq,) in found:
            if seq > last + 1:
                gaps.append({"hall_id": hall, "ledger": ledger, "first_seq": last + 1, "last_seq": seq - 1})
            elif not gaps:
                through = seq
            last = seq
        self._connection.execute(delete(Gap).where(Gap.hall_id == hall, Gap.ledger == ledger))
        if gaps:
            self._connection.execute(insert(Gap), gaps)
        else:
            close_gap(self._connection, hall, ledger, self._now_ms)
        head = ask(
            self._connection,
            "SELECT hash FROM records WHERE hall_id = ? AND ledger = ? AND seq = ?",
            *(hall, ledger, through),
        ).scalar()
        return {**held, "settled_through": through, "settled_head": head or held["head"]}

    def _alarm(self, kept: Kept, held: Held, *, fresh: bool) -> None:
        """Raise what is seen. Two signed records for one number prove themselves: a fork needs no fresh request."""
        seen = []
        ledger = held["id"]
        if kept.forks:
            one, why = kept.forks[0]
            detail = (
                f"record {one.seq} is not the one held here ({why.value}): two copies of this kiosk's file are in use"
            )
            seen.append(Seen(kind=AlarmKind.FORK, ledger=ledger, seq=one.seq, detail=detail))
        if fresh and kept.new and kept.new[0].placed.seq > held["settled_through"] + 1:
            first = held["settled_through"] + 1
            detail = f"records {first} to {kept.new[0].placed.seq - 1} have not come"
            seen.append(Seen(kind=AlarmKind.GAP, ledger=ledger, seq=first, detail=detail))
        for reused in kept.reused[:1] if fresh else ():
            detail = f"record {reused.placed.seq} has the id of another record, {reused.id}"
            seen.append(Seen(kind=AlarmKind.ID_REUSED, ledger=ledger, seq=reused.placed.seq, detail=detail))
        raise_alarms(self._connection, self._kiosk.hall, self._kiosk.id, seen, self._now_ms)


def _named(one: Filed) -> str | None:
    """Return the hash of the sealed bytes a record names."""
    if one.record is None:
        return None
    return named_by(one.record)


def named_by(record: Read) -> str | None:
    """Return the hash of the sealed bytes that travel beside a record, if there are any."""
    if record.kind == Explained.kind:
        return str(record.comment) if record.comment is not None else None
    return str(record.contact) if record.kind == ContactLeft.kind else None
