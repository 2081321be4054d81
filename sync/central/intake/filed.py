"""A record on its way into the tables: what it is, when it was made, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from sync.central.intake.chain import Placed
from sync.central.intake.reading import Read, Readable, Unreadable, opaque, read, storable
from sync.contract import Said, State, Why
from sync.kinds import TimeQuality

Found = Readable | Unreadable
# An enum's `value` is a property and slow; this is asked for thousands of times a batch.
WORDS: dict[Any, Any] = {None: None, **{one: one.value for kind in (Said, Why, TimeQuality) for one in kind}}


class Filed(msgspec.Struct, kw_only=True, gc=False):
    """One new record of a chain. `record` is None where it cannot be read; `at_ms`, `quality` are its corrected time."""

    placed: Placed
    record: Read | None
    wall_ms: int
    id: str
    said: Said
    why: Why | None
    at_ms: int | None = None
    quality: TimeQuality | None = None
    new_id: bool = True
    opaque: bool = False

    @property
    def applies(self) -> bool:
        """Whether visits and ratings are made from it."""
        return self.record is not None and self.said is not Said.SET_ASIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongs:
    """Where the records of a kiosk must belong (`window` None: the centre's own), and what the kiosk is to the centre."""

    hall: str
    window: str | None
    ledger: str
    state: State


def file(run: Sequence[Placed], belongs: Belongs, found: Mapping[int, Found] | None = None) -> list[Filed]:
    """Say what becomes of new records; `found` are those that were read already, by number."""
    return [_filed(one, found[one.seq] if found else read(one.text), belongs) for one in run]


def row(one: Filed, hall: str, ledger: str) -> dict[str, Any]:
    """Return the row of `records`."""
    record, placed = one.record, one.placed
    return {
        "hall_id": hall,
        "ledger": ledger,
        "seq": placed.seq,
        "id": one.id if record is not None and one.new_id else None,
        "visit_id": None if record is None else record.visit,
        "kind": None if record is None else record.kind[:64],
        "said": WORDS[one.said],
        "why": WORDS[one.why],
        "at_ms": one.at_ms,
        "quality": WORDS[one.quality],
        "hash": placed.hash,
        "text": placed.text if record is not None else (opaque if one.opaque else storable)(placed.text),
    }


def judged(found: Readable, seq: int, belongs: Belongs) -> tuple[Said, Why | None]:
    """Return what is said of a readable record, by itself: whether it is where it says, and understood."""
    record = found.record
    if record.seq != seq or record.ledger != belongs.ledger:
        return Said.SET_ASIDE, Why.MALFORMED
    if record.hall != belongs.hall or belongs.window not in (None, record.window):
        return Said.SET_ASIDE, Why.OTHER_PLACE
    if belongs.state is not State.ACTIVE:
        return Said.SET_ASIDE, Why.REVOKED if belongs.state is State.REVOKED else Why.DISABLED
    return (Said.ACCEPTED if found.understood else Said.NOT_UNDERSTOOD), None


def _filed(one: Placed, found: Found, belongs: Belongs) -> Filed:
    if isinstance(found, Unreadable):
        return Filed(
            placed=one, record=None, wall_ms=0, id=found.id, said=Said.SET_ASIDE, why=found.why, opaque=found.opaque
        )
    said, why = judged(found, one.seq, belongs)
    return Filed(placed=one, record=found.record, wall_ms=found.wall_ms, id=found.record.id, said=said, why=why)
