"""One look at the queue system for a technician: what the kiosk would read there now, with the settings as they are."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import requests

from kiosk.settings import KioskSettings
from kiosk.tickets.poll import NoAnswer, fetched, shown_url
from kiosk.tickets.rows import Nonsense, RowReader


def look(settings: KioskSettings) -> tuple[bool, str]:
    """Return whether the queue's list can be read, and a sentence."""
    queue = settings.queue
    reader = RowReader(queue, ZoneInfo(queue.zone) if queue.zone else settings.zone)
    with requests.Session() as session:
        session.trust_env = False  # as the kiosk asks it
        session.headers.update({**queue.headers, "Accept": "application/json"})
        try:
            read = reader.read(fetched(session, queue))
        except (NoAnswer, Nonsense) as why:
            return False, str(why)
    return read.trouble is None, read.trouble or f"{shown_url(queue.url)} lists {len(read.rows)} numbers"
