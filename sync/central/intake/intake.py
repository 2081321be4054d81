"""A batch in, verdicts out, in one transaction: what the centre answers is on disk before it is said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from sync.central.database import Database, after_commit
from sync.central.intake.chain import Placed, placed
from sync.central.intake.days import make_stale
from sync.central.intake.filed import Found
from sync.central.intake.filing import Filing, IdsReused
from sync.central.intake.ledgers import lock_hall, new_ledger
from sync.central.intake.own import Born, centre_as_kiosk, open_own, own_batch, own_id
from sync.central.intake.reading import read
from sync.central.intake.retelling import Retelling, Retold
from sync.central.intake.sorting import take_apart
from sync.central.intake.verdicts import verdicts
from sync.central.keys import CentreKeys
from sync.central.kiosks.known import KioskKnown
from sync.central.kiosks.models import CENTRE
from sync.clock import Clock
from sync.contract import Batch, Verdict, uuid7
from sync.times import milliseconds

Hook = Callable[[Connection, str, Collection[str], int], object]
Heard = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A batch as it came: from whom, the name of its request, and when the challenge it echoes was given (None: stale)."""

    kiosk: KioskKnown
    batch: Batch
    request: str
    fresh_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch; `hall_head` is the head of the centre's own ledger of the hall."""

    settled_through: int
    head: str
    verdicts: tuple[Verdict, ...]
    backed_up_through: int
    hall_head: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch's records with their hashes, read: all that needs no database and so no lock."""

    run: Sequence[Placed]
    found: Mapping[int, Found]


class Intake:
    """Takes batches in, for all halls.

    `on_standing` hooks run inside the transaction: (connection, hall, ticket keys, now in ms),
    for ticket keys on which there is a bad rating.
    `heard` is told the hall's id after a commit that changed visits or ratings.
    """

    def __init__(self, database: Database, keys: CentreKeys, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self.on_standing: list[Hook] = []
        self.heard: list[Heard] = []

    def take(self, delivered: Delivered) -> Taken:
        """Take a batch in: everything of it or, if anything is raised, nothing."""
        opened = _opened(delivered.batch)
        try:
            with self._database.write() as connection:
                return self._take(connection, delivered, opened, careful=False)
        except IdsReused:
            with self._database.write() as connection:
                return self._take(connection, delivered, opened, careful=True)

    def keep_own(self, connection: Connection, hall: str, born: Sequence[Born], now: datetime) -> None:
        """Append records born at the centre to the hall's own ledger, inside the caller's `Database.write()`."""
        held = lock_hall(connection, hall)[0] or open_own(connection, self._keys, hall)
        batch = own_batch(self._keys, held, born, now)
        delivered = Delivered(centre_as_kiosk(self._keys, hall), batch, uuid7())
        self._take(connection, delivered, _opened(batch), careful=True)

    def _take(self, connection: Connection, delivered: Delivered, opened: Opened, *, careful: bool) -> Taken:
        kiosk, batch = delivered.kiosk, delivered.batch
        now_ms = milliseconds(self._clock.now())
        centre, held = lock_hall(connection, kiosk.hall, batch.ledger)
        centre = centre or open_own(connection, self._keys, kiosk.hall)
        if held is None:
            held = new_ledger(kiosk.hall, batch.ledger, kiosk.id, kiosk.window)
        ours = held["kiosk_id"] == kiosk.id and (kiosk.id == CENTRE or batch.ledger != own_id(self._keys, kiosk.hall))
        apart = take_apart(connection, kiosk.hall, batch, opened.run, held, ours=ours)
        filing = Filing(connection, self._keys.secret, delivered.kiosk, delivered.request, now_ms)
        kept = filing.keep(apart, held, batch, opened.found, careful=careful)
        retold = Retold()
        if kept.new or kept.moved:
            retelling = Retelling(connection, kiosk.hall, kiosk.id)
            retold = retelling.retell(batch.ledger, kept.new, kept.moved)
            self.decided(connection, kiosk.hall, retold, now_ms)
        held = filing.settle(apart, kept, held, delivered.fresh_ms) if ours else held
        said = verdicts(apart, kept.new, retold.not_served)
        if not ours:  # nothing of it is on the chain, and yet it must not come for ever
            end = batch.first + len(batch.records) - 1
            return Taken(end, held["head"], said, 0, centre["head"])
        through, head = held["settled_through"], held["settled_head"]
        return Taken(through, head, said, held["backed_up_through"], centre["head"])

    def decided(self, connection: Connection, hall: str, retold: Retold, now_ms: int) -> None:
        """Mark the days stale and run the hooks, inside the transaction."""
        make_stale(connection, hall, retold.days, now_ms)
        if retold.bad:
            for hook in self.on_standing:
                hook(connection, hall, retold.bad, now_ms)
        if retold.ticket_keys:
            after_commit(connection, lambda: [tell(hall) for tell in self.heard])


def _opened(batch: Batch) -> Opened:
    run = placed(batch.first, batch.prev, batch.records)
    return Opened(run, {one.seq: read(one.text) for one in run})
