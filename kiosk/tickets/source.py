"""The protocol of a ticket source: it hands over events, on its own thread if it waits on a socket, and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync.kinds import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The queue's number as printed, plus what the queue knows of it. `called_at` is UTC."""

    number: str
    origin: Origin
    queue_id: str | None = None
    service: str | None = None
    matter: str | None = None
    called_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """叫号, or 重呼 of a ticket being served."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Finished:
    """The service of this number ended."""

    number: str


@dataclass(frozen=True, slots=True)
class Passed:
    """过号."""

    number: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """弃号."""

    number: str


@dataclass(frozen=True, slots=True)
class Forwarded:
    """转发 to another window."""

    number: str
    to_window: str | None = None


@dataclass(frozen=True, slots=True)
class PutBack:
    """置后."""

    number: str


@dataclass(frozen=True, slots=True)
class Paused:
    """暂停: the queue calls nobody to this window for a while."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """恢复."""


@dataclass(frozen=True, slots=True)
class NumbersStartOver:
    """The queue was reset: numbers may come again today."""


@dataclass(frozen=True, slots=True)
class SourceDown:
    """The queue cannot be reached or talks nonsense; `why` is a sentence for the technician."""

    why: str


@dataclass(frozen=True, slots=True)
class SourceUp:
    """The queue answers again."""


TicketEvent = (
    Called | Finished | Passed | GivenUp | Forwarded | PutBack | Paused | Resumed | NumbersStartOver | SourceDown | SourceUp
)  # fmt: skip


class TicketSource(Protocol):
    """Started once, stopped once; `stop` returns within two seconds."""

    def start(self, hand_over: Callable[[TicketEvent], None]) -> None:
        """Begin; events are handed over from the source's own thread."""
        ...

    def stop(self) -> None:
        """End."""
        ...
