"""Bringing back, from a quarantined database, every record whose hash proves it; a little at a time, while nobody waits."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from kiosk.store import quarantine
from kiosk.store.answered import read_answered
from kiosk.store.database import FILE, transaction
from kiosk.store.ledger import INSERT
from kiosk.store.models import place_of
from kiosk.store.pages import ATTACHMENT, RECORD, Torn
from kiosk.store.place import Place
from kiosk.store.witness import FILE as WITNESS
from kiosk.store.witness import lines_of
from sync.kinds import Salvaged

A_STEP = 50  # rows in one transaction
A_LOOK = 1000  # rows looked at between two pauses


@dataclass(frozen=True, slots=True)
class Proven:
    """A record whose hash is that of its text."""

    seq: int
    prev: bytes
    own: bytes
    text: str
    value: dict[str, object]


Ledgers = dict[str, dict[int, Proven]]
Seen = dict[tuple[str, int], bytes]  # the witness's lines: the head after a record of a ledger
Sealed = dict[str, tuple[str, bytes]]  # by SHA-256: the key it was sealed to, and the bytes


def salvage(db: Connection, folder: Path, aside: Path, place: Place) -> Iterator[Salvaged | None]:
    """Do the work in steps of a few ms; yield what was brought back of a ledger when it is, else None.

    The caller keeps the yielded body, goes on to the end, and then calls `quarantine.finish`.
    """
    torn = Torn(aside / FILE, [aside / f"{FILE}-wal", aside / quarantine.KEPT_WAL])
    seen: Seen = {}
    for path in (aside / f"{WITNESS}.copy", folder / WITNESS):
        for _ in _read_witness(path, seen):
            yield None
    ledgers: Ledgers = defaultdict(dict)
    sealed: Sealed = {}
    for block in torn.blocks():
        _look(torn, block, ledgers, sealed, seen)
        yield None
    for ledger in sorted(ledgers, reverse=True):  # ids sort by birth: the newest takes the nearest number
        for _ in _leave_out_disproved(ledger, ledgers[ledger], seen):
            yield None
        if ledgers[ledger]:
            yield from _bring_back(db, folder, place, ledger, ledgers[ledger], sealed)


def _leave_out_disproved(ledger: str, found: dict[int, Proven], seen: Seen) -> Iterator[None]:
    """Leave out records the witness knows to have been others: somebody wrote the chain anew.

    A line of the witness may itself have rotted: then a record it confirms stands on the one it denies.
    """

    def confirmed(one: Proven | None) -> bool:
        return one is not None and seen.get((ledger, one.seq)) == one.own

    def stands(one: Proven) -> bool:
        line, after = seen.get((ledger, one.seq)), found.get(one.seq + 1)
        if line is None or line == one.own:
            return True
        return _nearly(line, one.own) or (after is not None and confirmed(after) and after.prev == one.own)

    disproved = []
    for count, one in enumerate(found.values()):
        if not stands(one):
            disproved.append(one.seq)
        if count % A_LOOK == 0:
            yield
    for seq in disproved:
        del found[seq]


def _nearly(line: bytes, own: bytes) -> bool:
    """A flipped bit or two, not another hash."""
    return sum(one != other for one, other in zip(line.hex(), own.hex(), strict=True)) <= 2


def _look(torn: Torn, block: bytes, ledgers: Ledgers, sealed: Sealed, seen: Seen) -> None:
    for values in torn.rows(block, RECORD):
        found = _proven(values)
        if found is None:
            continue
        known = ledgers[str(found.value["ledger"])]
        rival = known.get(found.seq)
        if rival is None or found.own == seen.get((str(found.value["ledger"]), found.seq)):
            known[found.seq] = found
    for values in torn.rows(block, ATTACHMENT):
        if len(values) == 4 and hashlib.sha256(values[3]).hexdigest().encode() == values[1]:
            sealed[values[1].decode()] = (values[2].decode(errors="replace"), values[3])


def _proven(values: list[bytes]) -> Proven | None:
    if len(values) != 9:
        return None
    prev, own, text = values[1], values[2], values[4]
    if hashlib.sha256(prev + text).digest() != own:
        return None
    value = json.loads(text)
    return Proven(value["seq"], prev, own, text.decode(), value)


def _read_witness(path: Path, seen: Seen) -> Iterator[None]:
    if not path.is_file():
        return
    with path.open("rb") as file:
        while lines := file.readlines(1 << 16):
            seen.update({(line.ledger, line.seq): line.head for line in lines_of(b"".join(lines))})
            yield


def _bring_back(
    db: Connection, folder: Path, place: Place, ledger: str, found: dict[int, Proven], sealed: Sealed
) -> Iterator[Salvaged | None]:
    number = _number(db, folder, place, ledger, found)
    if number is None:
        return
    seqs = sorted(found)
    for start in range(0, len(seqs), A_STEP):
        with transaction(db):
            for seq in seqs[start : start + A_STEP]:
                _insert(db, number, found[seq], sealed)
            _advance(db, number, found[seq])  # a start in the middle of it finds a ledger that ends here
        yield None
    yield Salvaged(old_ledger=ledger, count=len(seqs), first=seqs[0], last=seqs[-1])


def _number(db: Connection, folder: Path, place: Place, ledger: str, found: dict[int, Proven]) -> int | None:
    """Give the old ledger a number below all others; None where it is this file's own already."""
    known = db.exec_driver_sql("SELECT number, salvaged FROM ledgers WHERE ledger = ?", (ledger,)).first()
    if known:
        return known[0] if known[1] else None
    first, last = found[min(found)], found[max(found)]
    lowest = db.exec_driver_sql("SELECT min(number) FROM ledgers").scalar_one()
    confirmed = read_answered(folder).get(ledger)
    settled = min(confirmed.through, last.seq) if confirmed else 0
    values = (lowest - 1, ledger, place.kiosk, str(first.value["hall"]), str(first.value["window"]))
    db.exec_driver_sql(
        "INSERT INTO ledgers (number, ledger, kiosk, hall, window, seq, head, settled, pruned, pruned_head, salvaged)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,1)",
        (*values, first.seq - 1, first.prev, settled, first.seq - 1, first.prev),
    )
    return int(lowest) - 1


def _advance(db: Connection, number: int, last: Proven) -> None:
    values = (last.seq, last.own, number, last.seq)
    db.exec_driver_sql("UPDATE ledgers SET seq = ?, head = ? WHERE number = ? AND seq < ?", values)


def _insert(db: Connection, number: int, one: Proven, sealed: Sealed) -> None:
    value = one.value
    served = value["kind"] == "served"
    key, day = (value["ticket_key"], value["day"]) if served else (None, None)
    at = place_of(number, one.seq)
    row: tuple[object, ...] = (
        at, one.prev, one.own, value["id"], one.text, value["kind"], value.get("visit"), key, day,
    )  # fmt: skip
    db.exec_driver_sql(INSERT.replace("INSERT", "INSERT OR IGNORE", 1), row)
    name = value.get("comment") or value.get("contact")
    if isinstance(name, str) and name in sealed:
        db.exec_driver_sql(
            "INSERT OR IGNORE INTO attachments (at, sha256, key, sealed) VALUES (?,?,?,?)", (at, name, *sealed[name])
        )
