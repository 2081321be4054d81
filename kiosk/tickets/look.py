"""One look at the queue system for a technician: what the kiosk would read there now, with the settings as they are."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import requests

from kiosk.settings import KioskSettings, Queue
from kiosk.tickets.poll import NoAnswer, fetched, shown_url
from kiosk.tickets.rows import Nonsense, Row, RowReader

_COLUMNS = ("number", "id", "window", "service", "matter", "called_at")


def look(settings: KioskSettings, window: str = "") -> tuple[bool, str]:
    """Return whether the queue's list can be used, and a sentence; `window` is this window's number at the centre."""
    queue = settings.queue
    reader = RowReader(queue, ZoneInfo(queue.zone) if queue.zone else settings.zone)
    with requests.Session() as session:
        session.trust_env = False  # as the kiosk asks it
        session.headers.update({**queue.headers, "Accept": "application/json"})
        try:
            read = reader.read(fetched(session, queue))
        except (NoAnswer, Nonsense) as why:
            return False, str(why)
    if read.trouble:
        return False, read.trouble
    blind = [f"queue.{name} finds nothing in any row, compare it with the answer" for name in _blind(queue, read.rows)]
    said = f"{shown_url(queue.url)} lists {len(read.rows)} numbers"
    return not blind, "; ".join([said, *blind, *_elsewhere(read.rows, settings.window.id or window)])


def _blind(queue: Queue, rows: tuple[Row, ...]) -> list[str]:
    """The expressions that find nothing: an early morning's empty list says nothing about them."""
    set_here = [name for name in _COLUMNS if getattr(queue, name)]
    return [name for name in set_here if rows and not any(getattr(row, name) for row in rows)]


def _elsewhere(rows: tuple[Row, ...], ours: str) -> Iterator[str]:
    named = sorted({row.window for row in rows if row.window})
    if ours and named and ours not in named:
        yield f"none is at window {ours} now; the queue names {', '.join(named[:10])}: if it counts otherwise, set window.id"
