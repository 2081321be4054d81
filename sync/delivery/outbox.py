"""What delivery and presence ask of the kiosk's storage; every call is made on their thread and answered by the storage thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sync.contract import Attachment, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """The oldest records of one ledger that the centre has not settled, in order, within the limits of a batch.

    `prev` is the head before `first` (hex); `texts` are canonical.
    """

    ledger: str
    first: int
    prev: str
    texts: tuple[str, ...]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a checked answer said about a batch; from a heartbeat's answer `head` is empty and there are no verdicts."""

    ledger: str
    settled_through: int
    head: str
    verdicts: tuple[Verdict, ...]
    backed_up_through: int
    last: int | None = None  # the highest number the centre holds, where it said so


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a ledger was settled."""

    ledger: str
    settled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorSeen:
    """An accepted signed answer, for an anchor record: centre's time, when it arrived by our boot clock, how long it took."""

    time: str
    boot_id: str
    boot_ms: int
    round_trip_ms: int
    centre: str
    answer: str
    backed_up_through: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFacts:
    """For the heartbeat: the current ledger's last number, head and settled mark, and what waits (in all ledgers).

    `earlier` are this kiosk's settled ledgers before it in this hall of which records are still here.
    """

    ledger: str
    seq: int
    head: str
    pending: int
    oldest_pending_s: int | None
    set_aside: int
    settled: int
    earlier: tuple[Mark, ...] = ()


class Outbox(Protocol):
    """The kiosk's store, seen from delivery."""

    def unsettled(self, max_records: int, max_bytes: int) -> Unsettled | None:
        """Return the oldest unsettled run, oldest ledger first; None when everything is settled."""
        ...

    def settle(self, settled: Settled) -> bool:
        """Write the verdicts. If `settled_through` lies below what was settled, those records become pending again.

        Returns whether any did.
        """
        ...

    def anchor(self, seen: AnchorSeen) -> None:
        """Append an anchor record if this boot has none or the last is over an hour old; it never wakes delivery."""
        ...

    def facts(self) -> LedgerFacts:
        """Return the facts for a heartbeat."""
        ...
