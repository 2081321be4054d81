"""Every ledger from its first record on: hashes, what was said of each record, times, anchors, gaps, strays, attachments."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from sync.central.intake.chain import linked
from sync.central.intake.filed import Belongs, judged
from sync.central.intake.filing import named_by
from sync.central.intake.models import AnchorRow, AttachmentRow, Delivery, Gap, Ledger, RecordRow, Stray
from sync.central.intake.reading import Readable, kept, stored
from sync.central.intake.timing import mark_of
from sync.central.kiosks.models import CENTRE
from sync.central.verify.finding import Finding, differing
from sync.contract import GENESIS, Said, State, Why
from sync.kinds import Anchor, LedgerOpened, TimeQuality
from sync.shape import Malformed
from sync.times import Mark, corrected

AT_ONCE = 5000


@dataclass(slots=True)
class Walked:
    """What walking a kiosk's ledgers gave: marks for the times, the times that are held, and which ids there are."""

    marks: list[Mark] = field(default_factory=list)
    held: dict[str, tuple[str, int, Any, Any]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    reused: list[tuple[str, int, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def chains(db: Connection, hall: str) -> Iterator[Finding]:
    """Check every ledger of a hall."""
    ledgers = db.execute(select(Ledger.__table__).where(Ledger.hall_id == hall)).mappings().all()
    kiosks = sorted({one["kiosk_id"] for one in ledgers})
    ids: set[str] = set()
    named: dict[str, str] = {}
    reused: list[tuple[str, int, str]] = []
    for kiosk in kiosks:
        walked = Walked()
        for ledger in (one for one in ledgers if one["kiosk_id"] == kiosk):
            yield from _ledger(db, hall, dict(ledger), walked)
        yield from _times(hall, kiosk, walked)
        ids |= walked.ids
        named |= walked.named
        reused += walked.reused
    for name, seq, identity in reused:
        if identity not in ids:
            yield Finding("records", hall, f"{name}/{seq}", "is set aside for an id that no other record has")
    yield from _orphans(db, hall, {one["id"] for one in ledgers})
    yield from _strays(db, hall)
    yield from _attachments(db, hall, named)


def _ledger(db: Connection, hall: str, ledger: dict[str, Any], walked: Walked) -> Iterator[Finding]:
    name = ledger["id"]
    deliveries = {
        one.first_seq: one
        for one in db.execute(select(Delivery).where(Delivery.hall_id == hall, Delivery.ledger == name))
    }
    this = (RecordRow.hall_id == hall, RecordRow.ledger == name)
    anchors: list[Mark] = []
    follows = None
    run: Any = None
    last, head = 0, GENESIS.hex()
    rows = db.execution_options(yield_per=AT_ONCE).execute(
        select(RecordRow.__table__).where(*this).order_by(RecordRow.seq)
    )
    for row in rows.mappings():
        seq = row["seq"]
        where = f"{name}/{seq}"
        if seq in deliveries:
            if run is not None:
                yield from _ended(hall, name, run, last, head)
            run = deliveries.pop(seq)
            if last + 1 == seq and head != run.prev:
                yield Finding("records", hall, where, "does not hash onto the record before it")
            head = run.prev
        elif run is None or last + 1 != seq:
            yield Finding("records", hall, where, "was never delivered, or records before it are missing")
        last = seq
        try:
            text = stored(row["text"])
        except (Malformed, UnicodeDecodeError):
            yield Finding("records", hall, where, "its text cannot be read")
            head = row["hash"]
            continue
        head = _after(head, text)
        if head != row["hash"]:
            yield Finding("records", hall, where, "its hash is not that of its text and the record before it")
            head = row["hash"]  # so that one changed record is one finding, not one for each after it
        found = kept(row["text"])
        yield from differing("records", hall, where, dict(row), _told(found, dict(row), ledger, run))
        if isinstance(found, Readable):
            record = found.record
            walked.named[record.id] = named_by(record) or ""
            if row["why"] == Why.ID_REUSED.value:
                walked.reused.append((name, seq, record.id))
            else:
                walked.ids.add(record.id)
            if row["said"] != Said.SET_ASIDE.value:
                walked.held[record.id] = (name, seq, row["at_ms"], row["quality"])
                walked.marks.append(mark_of(record, found.wall_ms))
                if record.kind == Anchor.kind:
                    anchors.append(walked.marks[-1])
                if record.kind == LedgerOpened.kind and seq == 1 and record.old_seq is not None and record.old_ledger:
                    follows = record.old_ledger[:36]
    if run is not None:
        yield from _ended(hall, name, run, last, head)
    for missing in deliveries.values():
        yield Finding("records", hall, f"{name}/{missing.first_seq}", "was delivered and is missing")
    yield from _row(db, hall, ledger, last, head if last else GENESIS.hex(), follows)
    yield from _anchors(db, hall, ledger, anchors)


def _ended(hall: str, name: str, run: Any, last: int, head: str) -> Iterator[Finding]:
    if (last, head) != (run.last_seq, run.head):
        yield Finding(
            "records",
            hall,
            f"{name}/{last}",
            f"the delivery from {run.first_seq} ended at {run.last_seq} with another head",
        )


def _told(found: object, row: dict[str, Any], ledger: dict[str, Any], run: Any) -> dict[str, Any]:
    """Return what the columns of a record's row should be."""
    nothing = {"id": None, "visit_id": None, "kind": None, "said": Said.SET_ASIDE.value}
    if not isinstance(found, Readable):
        return {**nothing, "why": getattr(found, "why", Why.MALFORMED).value, "at_ms": None, "quality": None}
    record = found.record
    window = None if ledger["kiosk_id"] == CENTRE else ledger["window_id"]
    state = State(run.state) if run is not None and run.state in list(State) else State.ACTIVE
    belongs = Belongs(hall=ledger["hall_id"], window=window, ledger=ledger["id"], state=state)
    said, why = judged(found, row["seq"], belongs)
    identity: str | None = record.id
    if row["why"] == Why.ID_REUSED.value:
        said, why, identity = Said.SET_ASIDE, Why.ID_REUSED, None
    told = {
        "id": identity,
        "visit_id": record.visit,
        "kind": record.kind[:64],
        "said": said.value,
        "why": why.value if why else None,
    }
    return {**told, "at_ms": None, "quality": None} if said is Said.SET_ASIDE else told


def _times(hall: str, kiosk: str, walked: Walked) -> Iterator[Finding]:
    times = {} if kiosk == CENTRE else corrected(walked.marks)
    walls = {one.id: one.wall_ms for one in walked.marks}
    for identity, (name, seq, at_ms, quality) in walked.held.items():
        found = times.get(identity)
        told = {
            "at_ms": found.ms if found else walls[identity],
            "quality": found.quality.value if found else TimeQuality.EXACT.value,
        }
        yield from differing("records", hall, f"{name}/{seq}", {"at_ms": at_ms, "quality": quality}, told)


def _row(
    db: Connection, hall: str, ledger: dict[str, Any], last: int, head: str, follows: str | None
) -> Iterator[Finding]:
    """Check the ledger's own row and its gaps against the numbers that are there."""
    name = ledger["id"]
    own = (Stray.hall_id == hall, Stray.ledger == name, Stray.kiosk_id == ledger["kiosk_id"])
    seqs = set(db.execute(select(RecordRow.seq).where(RecordRow.hall_id == hall, RecordRow.ledger == name)).scalars())
    seqs |= set(db.execute(select(Stray.seq).where(*own)).scalars())
    gaps: dict[int, int] = {}
    at = through = 0
    for seq in sorted(seqs):
        if seq > at + 1:
            gaps[at + 1] = seq - 1
        elif not gaps:
            through = seq
        at = seq
    told = {"last_seq": last, "head": head, "settled_through": through, "follows": follows}
    yield from differing("ledgers", hall, name, ledger, told)
    held = dict(db.execute(select(Gap.first_seq, Gap.last_seq).where(Gap.hall_id == hall, Gap.ledger == name)).all())
    if held != gaps:
        yield Finding("gaps", hall, name, f"held are {held}, the records say {gaps}")


def _anchors(db: Connection, hall: str, ledger: dict[str, Any], marks: list[Mark]) -> Iterator[Finding]:
    this = (AnchorRow.hall_id == hall, AnchorRow.ledger == ledger["id"])
    held = {row["seq"]: dict(row) for row in db.execute(select(AnchorRow.__table__).where(*this)).mappings()}
    for one in marks if ledger["kiosk_id"] != CENTRE else []:
        told = {
            "kiosk_id": ledger["kiosk_id"],
            "boot_id": one.boot_id,
            "boot_ms": one.boot_ms,
            "at_ms": one.anchor_ms,
            "round_trip_ms": one.round_trip_ms,
        }
        yield from differing("anchors", hall, f"{ledger['id']}/{one.seq}", held.pop(one.seq, {}), told)
    for seq in held:
        yield Finding("anchors", hall, f"{ledger['id']}/{seq}", "no record says so")


def _orphans(db: Connection, hall: str, ledgers: set[str]) -> Iterator[Finding]:
    for model in (RecordRow, Delivery, AnchorRow, Gap):
        column = model.__table__.c
        for name in db.execute(select(column.ledger).where(column.hall_id == hall).distinct()).scalars():
            if name not in ledgers:
                yield Finding(model.__tablename__, hall, name, "there is no such ledger")


def _strays(db: Connection, hall: str) -> Iterator[Finding]:
    for row in db.execute(select(Stray).where(Stray.hall_id == hall)):
        try:
            text = stored(row.text)
        except (Malformed, UnicodeDecodeError):
            text = ""
        if _after(row.prev, text) != row.hash:
            yield Finding("strays", hall, f"{row.ledger}/{row.seq}", "its hash is not that of its text")


def _attachments(db: Connection, hall: str, named: dict[str, str]) -> Iterator[Finding]:
    for row in db.execute(select(AttachmentRow).where(AttachmentRow.hall_id == hall)):
        if named.get(row.record_id) != row.sha256:
            yield Finding("attachments", hall, row.record_id, "no record names it")
        if row.sealed is None and row.erased_ms is None:
            yield Finding("attachments", hall, row.record_id, "its bytes are gone and nobody erased them")
        if row.sealed is not None and hashlib.sha256(row.sealed).hexdigest() != row.sha256:
            yield Finding("attachments", hall, row.record_id, "its bytes are not those the record names")


def _after(head: str, text: str) -> str:
    """Return the head after a text; a head that was altered beyond reading leads nowhere."""
    try:
        return linked(bytes.fromhex(head), text).hex()
    except ValueError:
        return ""
