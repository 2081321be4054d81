"""What can come of asking the centre: values, so that every case is written out where it is dealt with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sync.contract import State
from sync.delivery.outbox import AnchorSeen

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """The centre's own answer, its signature checked; `seen` says when it came, for an anchor."""

    value: T
    seen: AnchorSeen


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The centre signed that nothing changed since (304)."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody answered, or the answer broke off."""

    why: str


@dataclass(frozen=True, slots=True)
class Unproved:
    """Somebody answered who did not prove to be the centre: a captive portal, a forger, an answer to another request."""

    why: str


@dataclass(frozen=True, slots=True)
class Busy:
    """The centre, or what stands before it, cannot now; `wait_s` is how long it asks us to wait."""

    why: str
    wait_s: float | None = None


@dataclass(frozen=True, slots=True)
class TooLarge:
    """413: send less at once. Anybody may say so; smaller batches do no harm."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The centre itself says no, or says something this version cannot read."""

    why: str


Trouble = Unreachable | Unproved | Busy | TooLarge | Refused


@dataclass(frozen=True, slots=True)
class Delivered:
    """The centre gave a verdict on `records` of a batch that began at `first`; `set_aside` are not counted there."""

    records: int
    set_aside: int
    ledger: str = field(kw_only=True)
    first: int = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Revoked:
    """The centre keeps what we send but sets it all aside: this kiosk is disabled or revoked."""

    state: State
    records: int


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """Everything is settled."""


Outcome = Delivered | Revoked | NothingToDo | Trouble
