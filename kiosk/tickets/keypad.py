"""Numbers typed by the officer or the citizen: always there, whatever the queue does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from kiosk.tickets.source import Called, Ticket, TicketEvent
from sync.kinds import Origin

LONGEST = 20
_NUMBER = re.compile(r"[\w-]+")


class NotANumber(ValueError):
    """What was typed cannot be a ticket's number; the text says what to type."""


def typed_ticket(text: str, origin: Origin) -> Ticket:
    """Return the ticket of a number as typed: full-width or small letters and spaces do not matter.

    Raises:
        NotANumber: it is empty, too long, or holds a sign no ticket has.
    """
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if not number:
        raise NotANumber("type the number on the ticket, as in A042")
    if len(number) > LONGEST:
        raise NotANumber(f"this number has {len(number)} signs; a ticket's number has at most {LONGEST}: type it again")
    if not _NUMBER.fullmatch(number):
        raise NotANumber("a ticket's number has letters and digits only: type it again, as in A042")
    return Ticket(number=number, origin=origin)


class Keypad:
    """Hands over on the thread that types."""

    def __init__(self) -> None:
        self._hand_over: Callable[[TicketEvent], None] | None = None

    def start(self, hand_over: Callable[[TicketEvent], None]) -> None:
        """Begin."""
        self._hand_over = hand_over

    def stop(self) -> None:
        """End; what is typed afterwards goes nowhere."""
        self._hand_over = None

    def typed(self, text: str, *, by_citizen: bool = False) -> None:
        """Somebody typed a number.

        Raises:
            NotANumber: see `typed_ticket`.
        """
        ticket = typed_ticket(text, Origin.TYPED_BY_CITIZEN if by_citizen else Origin.TYPED_BY_STAFF)
        if self._hand_over:
            self._hand_over(Called(ticket))
