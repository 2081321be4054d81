"""From a ticket to a visit: the ticket key, and texts of a queue system made fit to store. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace

from kiosk.tickets.source import Ticket

MAX_NUMBER = 20  # characters of a printed number; longer ones do not fit any screen
MAX_SERVICE = 200  # characters
MAX_KEY = 96  # bytes of an id or a matter: both go into the ticket key, and that into a QR code


def ticket_key(ticket: Ticket, day: str, series: int, *, per_matter: bool) -> str:
    """Return what *one number, one rating* is decided on: the queue's own id, else day, series and number."""
    key = f"q:{ticket.queue_id}" if ticket.queue_id else f"d:{day}/{series}/{ticket.number}"
    return f"{key}/m:{ticket.matter}" if per_matter and ticket.matter else key


def fit(ticket: Ticket) -> Ticket:
    """Return the ticket with texts that can be stored and shown; a shortened one keeps a mark of the whole."""
    return replace(
        ticket,
        number=shortened(ticket.number, MAX_NUMBER) or "?",
        queue_id=_key(ticket.queue_id),
        service=_optional(ticket.service, MAX_SERVICE),
        matter=_key(ticket.matter),
    )


def shortened(text: str, most: int) -> str:
    """Return text without control characters, at most so long; what was cut is replaced by a hash of the whole."""
    clean = "".join(one for one in text if unicodedata.category(one)[0] != "C").strip()
    if len(clean) <= most:
        return clean
    return f"{clean[: most - 9]}~{hashlib.sha256(clean.encode()).hexdigest()[:8]}"


def _key(text: str | None) -> str | None:
    """An id as it is while it is short; a long one by its hash, because two ids must never become one."""
    clean = _optional(text, 10**6)
    return clean if clean is None or len(clean.encode()) <= MAX_KEY else hashlib.sha256(clean.encode()).hexdigest()


def _optional(text: str | None, most: int) -> str | None:
    return (shortened(text, most) or None) if text is not None else None
