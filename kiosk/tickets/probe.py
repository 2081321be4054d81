"""For the technician: asks the queue once and says what each expression of [queue] finds in its answer."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import requests

from kiosk.settings import KioskSettings
from kiosk.tickets.poll import NoAnswer, fetched
from kiosk.tickets.rows import Nonsense, Row, RowReader

_COLUMNS = ("number", "id", "window", "service", "matter", "called_at")


@dataclass(frozen=True, slots=True)
class Probed:
    """Whether the queue can be used as it is set, and sentences about it."""

    good: bool
    says: tuple[str, ...]


def probe(settings: KioskSettings, window: str) -> Probed:
    """Return what one answer of the queue is to this window."""
    queue = settings.queue
    reader = RowReader(queue, ZoneInfo(queue.zone) if queue.zone else settings.zone)
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.headers.update({**queue.headers, "Accept": "application/json"})
            reading = reader.read(fetched(session, queue))
    except (NoAnswer, Nonsense) as why:
        return Probed(False, (str(why),))
    ours = settings.window.id or window
    here = [row for row in reading.rows if row.window in (None, ours)]
    empty = [name for name in _COLUMNS if getattr(queue, name) and not any(getattr(row, name) for row in reading.rows)]
    says = [f"the queue lists {len(reading.rows)} numbers, {len(here)} of them at window {ours}"]
    says += [f"queue.{name} finds nothing in any row: compare it with the answer" for name in empty if reading.rows]
    says += [_elsewhere(reading.rows, ours)] if reading.rows and not here else []
    says += [reading.trouble] if reading.trouble else []
    return Probed(not reading.trouble and not (empty and reading.rows), tuple(says))


def _elsewhere(rows: tuple[Row, ...], ours: str) -> str:
    windows = sorted({row.window for row in rows if row.window})[:10]
    return f"no row is at window {ours}; the queue names {', '.join(windows) or 'none'}: if it counts otherwise, set window.id"
