"""From a ticket to a visit: the business day, the ticket key, and texts of a queue system made fit to store. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.tickets.source import Ticket

MAX_NUMBER = 20  # characters of a printed number; longer ones do not fit any screen
MAX_TEXT = 200


def business_day(now: datetime, zone: ZoneInfo, day_starts: timedelta) -> str:
    """Return the hall's business day, as in 2026-11-22; it may begin at another hour than midnight."""
    return (now.astimezone(zone).replace(tzinfo=None) - day_starts).date().isoformat()


def ticket_key(ticket: Ticket, day: str, series: int, *, per_matter: bool) -> str:
    """Return what *one number, one rating* is decided on: the queue's own id, else day, series and number."""
    key = f"q:{ticket.queue_id}" if ticket.queue_id else f"d:{day}/{series}/{ticket.number}"
    return f"{key}/m:{ticket.matter}" if per_matter and ticket.matter else key


def fit(ticket: Ticket) -> Ticket:
    """Return the ticket with texts that can be stored and shown; a shortened one keeps a mark of the whole."""
    return replace(
        ticket,
        number=shortened(ticket.number, MAX_NUMBER) or "?",
        queue_id=_optional(ticket.queue_id),
        service=_optional(ticket.service),
        matter=_optional(ticket.matter),
    )


def shortened(text: str, most: int) -> str:
    """Return text without control characters, at most so long; what was cut is replaced by a hash of the whole."""
    clean = "".join(one for one in text if unicodedata.category(one)[0] != "C").strip()
    if len(clean) <= most:
        return clean
    return f"{clean[: most - 9]}~{hashlib.sha256(clean.encode()).hexdigest()[:8]}"


def _optional(text: str | None) -> str | None:
    return (shortened(text, MAX_TEXT) or None) if text is not None else None
