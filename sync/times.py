"""Corrected time: what a kiosk's records say about when they were made, whatever its wall clock claimed.

Standard library only. A pure function of the set of one kiosk's records: order and repetition change nothing.
A boot with an anchor is *exact*: the centre's time plus the boot time that passed. A boot without one keeps its wall
clock where that lies between the exact records around it (*bounded*), else it is clipped to them (*claimed*).
Exact is as good as half the anchor's round trip plus the drift since the nearest anchor (50 ppm: 0.2 s an hour).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sync.contract import Record, moment
from sync.kinds import Anchor, LedgerOpened, TimeQuality

_MS = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DRIFT = 10_000  # a boot clock may drift by one part in this: 100 ppm, twice what cheap quartz does
_FOREVER = 2**62
_FIRST_MS, _LAST_MS = -62_100_000_000_000, 253_300_000_000_000  # in the years 2 and 9996: any zone can show them


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one record says about time; milliseconds since 1970, boot time since boot.

    `anchor_ms` is the centre's time in an anchor, when the record's `boot_ms` was read; `follows` is the (ledger, seq)
    a ledger's first record names as its past.
    """

    id: str
    ledger: str
    seq: int
    wall_ms: int
    boot_id: str
    boot_ms: int
    anchor_ms: int | None = None
    round_trip_ms: int = 0
    follows: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A time, milliseconds since 1970, and how far to trust it."""

    ms: int
    quality: TimeQuality

    @property
    def moment(self) -> datetime:
        """The time, UTC."""
        return at(self.ms)


def at(ms: int) -> datetime:
    """Return the moment of milliseconds since 1970; one that no calendar holds is its first or last."""
    return EPOCH + timedelta(milliseconds=min(max(ms, _FIRST_MS), _LAST_MS))


def milliseconds(when: datetime) -> int:
    """Return a moment as whole milliseconds since 1970."""
    return (when - EPOCH) // _MS


def mark(record: Record) -> Mark:
    """Return what a record says about time.

    Raises:
        Malformed: its wall clock, or the time of its anchor, cannot be read.
    """
    stamp, body = record.stamp, record.body
    past = (body.old_ledger, body.old_seq) if isinstance(body, LedgerOpened) else (None, None)
    return Mark(
        id=stamp.id,
        ledger=stamp.ledger,
        seq=stamp.seq,
        wall_ms=milliseconds(moment(stamp.wall)),
        boot_id=stamp.boot_id,
        boot_ms=stamp.boot_ms,
        anchor_ms=milliseconds(moment(body.time)) + body.round_trip_ms // 2 if isinstance(body, Anchor) else None,
        round_trip_ms=body.round_trip_ms if isinstance(body, Anchor) else 0,
        follows=(past[0], past[1]) if past[0] is not None and past[1] is not None else None,
    )


def corrected(marks: Iterable[Mark]) -> dict[str, Corrected]:
    """Return {record id: corrected time} for all records of one kiosk known so far."""
    ordered = _in_ledgers(set(marks))
    exact = _exact(ordered)
    lowest = _floors(ordered, exact)
    highest = _ceilings(ordered, exact)
    return {
        one.id: Corrected(exact[one.id], TimeQuality.EXACT)
        if one.id in exact
        else _between(one.wall_ms, lowest[one.id], highest[one.id])
        for run in ordered.values()
        for one in run
    }


def _between(wall: int, low: int, high: int) -> Corrected:
    enclosed = low > -_FOREVER // 2 and high < _FOREVER // 2  # what passed in a boot was added to an open end too
    if enclosed and low <= wall <= high:
        return Corrected(wall, TimeQuality.BOUNDED)
    return Corrected(max(min(wall, high), low), TimeQuality.CLAIMED)


# --- exact ------------------------------------------------------------------------------------------------------------


def _exact(ordered: Mapping[str, Sequence[Mark]]) -> dict[str, int]:
    """Return the exact times: those of every boot that has an anchor in any ledger of this kiosk."""
    anchors: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for run in ordered.values():
        for one in run:
            if one.anchor_ms is not None:
                anchors[one.boot_id].append((one.boot_ms, one.round_trip_ms, one.anchor_ms))
    for boot in anchors.values():
        boot.sort()
    return {
        one.id: by_anchor(one.boot_ms, anchors[one.boot_id])
        for run in ordered.values()
        for one in run
        if one.boot_id in anchors
    }


def by_anchor(boot_ms: int, anchors: Sequence[tuple[int, int, int]]) -> int:
    """Return the exact time of a boot time by the boot's anchors, sorted (boot time, round trip, centre's time)."""
    at = bisect_left(anchors, (boot_ms,))
    near = anchors[max(0, at - 1) : at + 1]
    then, _, time = min(near, key=lambda one: (one[1] * _DRIFT // 2 + abs(boot_ms - one[0]), one))
    return time + boot_ms - then


# --- bounds: the exact time before or after, less the boot time known to have passed since -------------------------------


def _floors(ordered: Mapping[str, Sequence[Mark]], exact: Mapping[str, int]) -> dict[str, int]:
    floors: dict[str, int] = {}
    for run in ordered.values():
        last = _last_before(run[0].follows, ordered)
        for one in run:
            low = floors.get(last.id, -_FOREVER) + _passed(last, one) if last else -_FOREVER
            floors[one.id] = exact.get(one.id, low)
            last = one
    return floors


def _ceilings(ordered: Mapping[str, Sequence[Mark]], exact: Mapping[str, int]) -> dict[str, int]:
    ceilings: dict[str, int] = {}
    heirs: dict[str, list[Mark]] = defaultdict(list)  # by the record they follow on: a copied ledger may have two
    for run in reversed(list(ordered.values())):
        for at in range(len(run) - 1, -1, -1):
            one = run[at]
            later = [*run[at + 1 : at + 2], *heirs[one.id]]
            high = min((ceilings[next_.id] - _passed(one, next_) for next_ in later), default=_FOREVER)
            ceilings[one.id] = exact.get(one.id, high)
        past = _last_before(run[0].follows, ordered)
        if past:
            heirs[past.id].append(run[0])
    return ceilings


def _passed(before: Mark, after: Mark) -> int:
    """Return the boot time known to have passed between two records; nothing is known across a reboot."""
    return max(0, after.boot_ms - before.boot_ms) if before.boot_id == after.boot_id else 0


# --- order ------------------------------------------------------------------------------------------------------------


def _in_ledgers(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Return each ledger's records in order; a ledger comes after the one it names as its past."""
    runs: dict[str, list[Mark]] = defaultdict(list)
    for one in sorted(marks, key=lambda mark: (mark.ledger, mark.seq, mark.id)):
        runs[one.ledger].append(one)
    ordered: dict[str, list[Mark]] = {}
    for name in runs:
        for ledger in reversed(_line(name, runs, ordered)):
            ordered[ledger] = runs[ledger]
    return ordered


def _line(name: str, runs: Mapping[str, Sequence[Mark]], done: Mapping[str, object]) -> list[str]:
    """Return a ledger and the ledgers before it that are not done yet, nearest first; a circle is cut."""
    line: list[str] = []
    while name in runs and name not in done and name not in line:
        line.append(name)
        past = runs[name][0].follows
        if past is None:
            break
        name = past[0]
    return line


def _last_before(past: tuple[str, int] | None, ordered: Mapping[str, Sequence[Mark]]) -> Mark | None:
    if past is None:
        return None
    run = ordered.get(past[0], ())
    at = bisect_left(run, past[1] + 1, key=lambda one: one.seq)
    return run[at - 1] if at else None
