"""Work that waits for a quiet moment: salvage, emptying the write-ahead log, the ballast, a word about a full disk, pruning."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.store import quarantine
from kiosk.store.opening import Opened
from kiosk.store.place import Place
from kiosk.store.prune import prune_some
from kiosk.store.room import LOW_MIB, Room
from kiosk.store.salvage import salvage
from sync.clock import Clock
from sync.kinds import Body, DiskLow

log = logging.getLogger(__name__)

SLICE_S = 0.03  # a tap waits for one slice at most
EVERY_MS = 3_600_000
CHECKPOINT_AFTER = 100  # records
CHECKPOINT_STEPS = 10  # of salvage


class Chores:
    """`keep` puts a record down; `opened` is the folder these chores are about."""

    def __init__(self, folder: Path, place: Place, clock: Clock, opened: Opened, keep: Callable[[Body], None]) -> None:
        self._folder, self._place, self._clock, self._opened, self._keep = folder, place, clock, opened, keep
        self._room = Room(folder)
        self._round = self._all()
        self._begun_ms = clock.boot_ms()
        self._checkpointed = opened.ledger.end.seq
        self._said_low = False

    def tidy(self) -> bool:
        """Do one slice; return whether there is more to do now."""
        if self._opened.ledger.end.seq - self._checkpointed >= CHECKPOINT_AFTER:
            self._checkpoint()
        until = time.monotonic() + SLICE_S
        for _ in self._round:
            if time.monotonic() > until:
                return True
        if self._clock.boot_ms() - self._begun_ms >= EVERY_MS:
            self._begun_ms = self._clock.boot_ms()
            self._round = self._all()
            return True
        return False

    def _all(self) -> Iterator[None]:
        yield from self._salvage()
        self._watch_disk()
        yield
        while prune_some(self._opened.db, self._clock):
            yield
        self._checkpoint()

    def _salvage(self) -> Iterator[None]:
        for aside in quarantine.waiting(self._folder):
            for step, brought in enumerate(salvage(self._opened.db, self._folder, aside, self._place)):
                if step % CHECKPOINT_STEPS == 0:
                    self._checkpoint()  # a little each time, rather than much in the middle of somebody's commit
                if brought is not None:
                    log.warning("brought back %d records of ledger %s", brought.count, brought.old_ledger)
                    self._keep(brought)
                yield
            quarantine.finish(aside)

    def _watch_disk(self) -> None:
        self._room.lay_in()
        free = self._room.free_mib
        if free < LOW_MIB and not self._said_low:
            self._keep(DiskLow(free_mib=free))
        self._said_low = free < LOW_MIB

    def _checkpoint(self) -> None:
        self._checkpointed = self._opened.ledger.end.seq
        self._opened.db.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").close()
