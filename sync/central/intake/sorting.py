"""Looks up what is held around a batch, and takes the batch apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from sync.central.intake.chain import Around, Placed, Sorted, sort
from sync.central.intake.ledgers import Held
from sync.central.intake.reading import stored
from sync.central.intake.rows import ask
from sync.contract import Batch, Said, Why


@dataclass(frozen=True, slots=True)
class Apart:
    """A batch taken apart. `next_run`: it is all new and goes right after what is held. `judged`: what was said before."""

    sorted: Sorted
    next_run: bool
    judged: dict[int, tuple[Said, Why | None]]


def take_apart(
    connection: Connection, hall: str, batch: Batch, run: Sequence[Placed], held: Held, *, ours: bool
) -> Apart:
    """Return where each record of a batch belongs; `ours` is False where the ledger is another kiosk's."""
    if not ours:
        return Apart(Sorted(astray=tuple((one, Why.OTHER_PLACE) for one in run)), False, {})
    if batch.first == held["last_seq"] + 1 and batch.prev == held["head"]:
        return Apart(Sorted(new=tuple(run)), held["settled_through"] == held["last_seq"], {})
    around, judged = _around(connection, hall, batch, run)
    return Apart(sort(run, around), False, judged)


def _around(
    connection: Connection, hall: str, batch: Batch, run: Sequence[Placed]
) -> tuple[Around, dict[int, tuple[Said, Why | None]]]:
    first, last = run[0].seq - 1, run[-1].seq + 1
    here = (hall, batch.ledger, first, last)
    rows = ask(
        connection,
        "SELECT seq, hash, said, why FROM records WHERE hall_id = ? AND ledger = ? AND seq BETWEEN ? AND ?",
        *here,
    )
    heads = {row[0]: row[1] for row in rows}
    judged = {row[0]: (Said(row[2]), Why(row[3]) if row[3] else None) for row in rows}
    strays = ask(
        connection, "SELECT seq, hash FROM strays WHERE hall_id = ? AND ledger = ? AND seq BETWEEN ? AND ?", *here
    )
    text = None
    if last in heads:
        text = ask(
            connection,
            "SELECT text FROM records WHERE hall_id = ? AND ledger = ? AND seq = ?",
            *(hall, batch.ledger, last),
        ).scalar()
    return Around(heads, {(row[0], row[1]) for row in strays}, stored(text) if text is not None else None), judged
