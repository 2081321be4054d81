"""An outbox in memory over a ledger written by hand: what delivery sees where the disk does not matter."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import accumulate

from sync.contract import GENESIS, Said, Verdict
from sync.delivery.outbox import AnchorSeen, LedgerFacts, Mark, Settled, Unsettled
from sync.kinds import Anchor
from tests.support.make import LedgerMaker


@dataclass
class MemoryOutbox:
    """Satisfies `sync.delivery.outbox.Outbox`. `anchoring`: keep anchors as records, as the store does."""

    maker: LedgerMaker = field(default_factory=LedgerMaker)
    anchoring: bool = False
    settled_through: int = 0
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    anchors: list[AnchorSeen] = field(default_factory=list)
    settlements: list[Settled] = field(default_factory=list)
    earlier: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        self.lock = threading.RLock()

    def unsettled(self, max_records: int, max_bytes: int) -> Unsettled | None:
        with self.lock:
            texts = self.maker.texts[self.settled_through :][:max_records]
            if not texts:
                return None
            sizes = accumulate(len(text.encode()) for text in texts)
            count = max(1, sum(size <= max_bytes for size in sizes))
            batch = self.maker.batch(self.settled_through + 1, self.settled_through + count)
            return Unsettled(
                ledger=batch.ledger,
                first=batch.first,
                prev=batch.prev,
                texts=batch.records,
                attachments=batch.attachments,
            )

    def settle(self, settled: Settled) -> bool:
        with self.lock:
            self.settlements.append(settled)
            before, self.settled_through = self.settled_through, settled.settled_through
            self.verdicts.update({one.seq: one for one in settled.verdicts})
            return self.settled_through < before

    def anchor(self, seen: AnchorSeen) -> None:
        with self.lock:
            due = not self.anchors or seen.boot_ms - self.anchors[-1].boot_ms > 3_600_000
            if not due and self.anchors[-1].boot_id == seen.boot_id:
                return
            self.anchors.append(seen)
            if self.anchoring:
                self.maker.add(
                    Anchor(time=seen.time, round_trip_ms=seen.round_trip_ms, centre=seen.centre, answer=seen.answer)
                )

    def facts(self) -> LedgerFacts:
        with self.lock:
            pending = len(self.maker.texts) - self.settled_through
            return LedgerFacts(
                ledger=self.maker.ledger,
                seq=len(self.maker.texts),
                head=(self.maker.head or GENESIS).hex(),
                pending=pending,
                oldest_pending_s=0 if pending else None,
                set_aside=sum(one.said is Said.SET_ASIDE for one in self.verdicts.values()),
                settled=self.settled_through,
                earlier=self.earlier,
            )
