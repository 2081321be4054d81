"""What a restarted kiosk knows again from its own records: who was logged in, what is rated, what was cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from kiosk.shifts import Throttle
from sync.contract import Record, read_record
from sync.kinds import (
    Body,
    Forwarded,
    GivenUp,
    HelpAcknowledged,
    HelpCalled,
    Passed,
    PutBack,
    Rated,
    Served,
    SettingsChanged,
    ShiftClosed,
    ShiftOpened,
    Unrated,
)

SERIES = "ticket_series"  # `what` of the record that says numbers start over
LASTING = ("shift_opened", "shift_closed", "login_failed", "technician_in", "settings_changed",
           "help_called", "help_acknowledged")  # fmt: skip


class Reader(Protocol):
    """What is asked of the store, on its own thread."""

    def records(self, *, kind: str | None = None, visit: str | None = None) -> list[Record]:
        """Return the records of a kind or of a visit, in order."""
        ...

    def texts_of_day(self, day: str) -> list[str]:
        """Return the texts of all records of a day's visits."""
        ...

    def last_visit(self) -> Any:
        """Return something with `visit`, the id of the visit served last; None before the first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCall:
    """A call for the hall manager that nobody has answered; `lately`: no other number has been served since."""

    id: str
    wall: str
    lately: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """`cut_off` is a visit without an end; `visits` maps a ticket key to its last visit here; `rated` are rated keys.

    `calls` are the day's open calls for the hall manager.
    """

    series: int = 1
    rated: frozenset[str] = frozenset()
    visits: dict[str, str] = field(default_factory=dict)
    cut_off: str | None = None
    shift: ShiftOpened | None = None
    shift_day: str = ""
    calls: tuple[OpenCall, ...] = ()
    throttle: Throttle = field(default_factory=Throttle)


def recall(store: Reader, *, day: str, day_of: Callable[[str], str], boot_ms: int) -> Remembered:
    """Return what this store remembers on `day`; `day_of` gives the business day of a record's wall time."""
    last = store.last_visit()
    lasting = [record for kind in LASTING for record in store.records(kind=kind)]
    today = [read_record(text) for text in store.texts_of_day(day)]
    known = {record.stamp.id for record in today}
    cut = [record for record in (store.records(visit=last.visit) if last else ()) if record.stamp.id not in known]
    return remembered([*lasting, *today, *cut], day=day, day_of=day_of, boot_ms=boot_ms)


def remembered(records: Iterable[Record], *, day: str, day_of: Callable[[str], str], boot_ms: int) -> Remembered:
    """Return what these records say; they may come kind by kind, ledgers in their order."""
    ordered = _in_order(records)
    visits = [(body, record.stamp.visit) for record, body in ordered if record.stamp.visit]
    keys = {visit: body.ticket_key for body, visit in visits if isinstance(body, Served)}
    rated = {visit for body, visit in visits if isinstance(body, Rated)}
    ends = rated | {
        visit for body, visit in visits if isinstance(body, Unrated | Passed | GivenUp | Forwarded | PutBack)
    }
    last = next(reversed(keys), None)
    shift = _open_shift(ordered, day_of)
    return Remembered(
        series=_series(ordered, day, day_of),
        rated=frozenset(keys[visit] for visit in rated if visit in keys),
        visits={key: visit for visit, key in keys.items()},
        cut_off=last if last not in ends else None,
        shift=shift[0] if shift else None,
        shift_day=shift[1] if shift else "",
        calls=tuple(_open_calls(ordered, day, day_of)),
        throttle=Throttle.remembered((body for _, body in ordered), boot_ms),
    )


def _in_order(records: Iterable[Record]) -> list[tuple[Record, Body]]:
    ledgers: dict[str, int] = {}
    known = [(record, record.body) for record in records if record.body is not None]
    for record, _ in known:
        ledgers.setdefault(record.stamp.ledger, len(ledgers))
    return sorted(known, key=lambda pair: (ledgers[pair[0].stamp.ledger], pair[0].stamp.seq))


def _open_shift(ordered: Iterable[tuple[Record, Body]], day_of: Callable[[str], str]) -> tuple[ShiftOpened, str] | None:
    found: tuple[ShiftOpened, str] | None = None
    for record, body in ordered:
        if isinstance(body, ShiftOpened):
            found = (body, day_of(record.stamp.wall))
        elif isinstance(body, ShiftClosed) and found and body.shift == found[0].shift:
            found = None
    return found


def _open_calls(ordered: Iterable[tuple[Record, Body]], day: str, day_of: Callable[[str], str]) -> list[OpenCall]:
    """The day's calls without an answer."""
    found: dict[str, OpenCall] = {}
    for record, body in ordered:
        stamp = record.stamp
        if isinstance(body, HelpCalled) and day_of(stamp.wall) == day:
            found[stamp.id] = OpenCall(id=stamp.id, wall=stamp.wall, lately=True)
        elif isinstance(body, HelpAcknowledged):
            found.pop(body.call, None)
        elif isinstance(body, Served):
            found = {id_: replace(one, lately=False) for id_, one in found.items()}
    return list(found.values())


def _series(ordered: Iterable[tuple[Record, Body]], day: str, day_of: Callable[[str], str]) -> int:
    series = 1
    for record, body in ordered:
        if isinstance(body, Served) and body.day == day:
            series = max(series, body.series)
        elif isinstance(body, SettingsChanged) and body.what == SERIES and day_of(record.stamp.wall) == day:
            series += 1
    return series
