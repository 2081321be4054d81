"""A batch in, verdicts out, in one transaction: what the centre answers is on disk before it is said."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from sync.central.database import Database, again
from sync.central.intake import rows
from sync.central.intake.chain import Placed, placed
from sync.central.intake.days import make_stale
from sync.central.intake.filed import Belongs, Filed, Found, file
from sync.central.intake.filing import Filing, Kept
from sync.central.intake.ledgers import lock_hall, lock_ledger, new_ledger, own_head
from sync.central.intake.own import Born, centre_as_kiosk, open_own, own_batch, own_id
from sync.central.intake.reading import Readable, Unreadable, claimed_id, read
from sync.central.intake.retelling import Retelling, Retold
from sync.central.intake.sorting import Apart, take_apart
from sync.central.intake.verdicts import Told, verdicts
from sync.central.keys import CentreKeys
from sync.central.kiosks.known import KioskKnown, stood_at
from sync.central.kiosks.models import CENTRE
from sync.clock import Clock
from sync.contract import Batch, Why, uuid7
from sync.times import milliseconds

log = logging.getLogger(__name__)

_COUNTED = ("records", "visits", "ratings", "anchors", "ledgers", "cases")
_COUNT_AT = (
    8,
    80,
    800,
)  # batches of this process; a young database has not counted its rows yet, an old one does it itself
Hook = Callable[[Connection, str, Collection[str], int], object]
Noticed = Callable[[Connection, KioskKnown, Sequence[Filed], int], object]


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
    verdicts: tuple[Told, ...]
    backed_up_through: int
    hall_head: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch's records with their hashes, read: all that needs no database and so no lock."""

    run: Sequence[Placed]
    found: Mapping[int, Found]
    filed: Sequence[Filed] | None = None  # said of all of them as new ones; None: say it when it is known which are


class Intake:
    """Takes batches in, for all halls.

    `on_decided` hooks run inside the transaction when visits or ratings changed: (connection, hall, ticket keys on
    which there is a bad rating, now in ms).
    `on_new` hooks run there too: (connection, kiosk, new records, now in ms).
    """

    def __init__(self, database: Database, keys: CentreKeys, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self.on_decided: list[Hook] = []
        self.on_new: list[Noticed] = []
        self._batches = itertools.count(1)
        # More at once would only fight for the interpreter: SQLite has one writer, PostgreSQL is waited for half the time.
        self._at_work = threading.Semaphore(1 if database.sqlite else 4)

    def take(self, delivered: Delivered) -> Taken:
        """Take a batch in: everything of it or, if anything is raised, nothing."""
        opened = _opened(delivered.batch, delivered.kiosk)
        if _elsewhere(delivered, opened):
            delivered, opened = self._where_it_stood(delivered, opened)
        with self._at_work:
            taken = again(lambda: self._whole(delivered, opened))
        if next(self._batches) in _COUNT_AT:
            threading.Thread(target=self._count_anew, name="count-anew", daemon=True).start()
        return taken

    def _where_it_stood(self, delivered: Delivered, opened: Opened) -> tuple[Delivered, Opened]:
        """A kiosk that was moved still sends what it kept at its old window: that belongs there, and counts there."""
        record = opened.found[delivered.batch.first].record  # type: ignore[union-attr] # `_elsewhere` has read it
        with self._database.glance() as connection:
            there = stood_at(connection, delivered.kiosk, record.hall, record.window)
        if there is None:
            return delivered, opened
        delivered = replace(delivered, kiosk=there)
        return delivered, _opened(delivered.batch, there)

    def _count_anew(self) -> None:
        """Help the planner, beside the batch; a centre that closes meanwhile, or a database that is away, loses nothing."""
        try:
            self._database.count_anew(*_COUNTED)
        except Exception as trouble:
            log.info("the database has not counted its rows anew: %s", trouble)

    def _whole(self, delivered: Delivered, opened: Opened) -> Taken:
        """Take a batch in; where the database refuses a value in it, find the record and keep that one opaque."""
        try:
            return self._looked_at(delivered, opened)
        except Exception as trouble:
            if not rows.refuses(trouble):
                raise
            log.warning("a batch of %s holds what the database refuses: %s", delivered.kiosk.id, trouble)
        if len(opened.run) == 1:
            return self._looked_at(delivered, _opaque(opened))
        half = len(opened.run) // 2
        first = self._whole(_part(delivered, opened.run[:half]), Opened(opened.run[:half], opened.found))
        second = self._whole(_part(delivered, opened.run[half:]), Opened(opened.run[half:], opened.found))
        return replace(second, verdicts=(*first.verdicts, *second.verdicts))

    def _looked_at(self, delivered: Delivered, opened: Opened) -> Taken:
        try:
            with self._database.write() as connection:
                return self._take(connection, delivered, opened, careful=False)
        except rows.Taken:  # an id is used twice, or this very batch came twice at once: look at every one
            with self._database.write() as connection:
                return self._take(connection, delivered, replace(opened, filed=None), careful=True)

    def keep_own(self, connection: Connection, hall: str, born: Sequence[Born], now: datetime) -> None:
        """Append records born at the centre to the hall's own ledger, inside the caller's `Database.write()`."""
        held = lock_hall(connection, hall) or open_own(connection, self._keys, hall)
        batch = own_batch(self._keys, held, born, now)
        delivered = Delivered(centre_as_kiosk(self._keys, hall), batch, uuid7())
        self._take(connection, delivered, _opened(batch, delivered.kiosk), careful=True)

    def _take(self, connection: Connection, delivered: Delivered, opened: Opened, *, careful: bool) -> Taken:
        kiosk, batch = delivered.kiosk, delivered.batch
        now_ms = milliseconds(self._clock.now())
        held = lock_ledger(connection, kiosk.hall, batch.ledger)
        if held is None:
            held = new_ledger(kiosk.hall, batch.ledger, kiosk.id, kiosk.window)
        elif held["window_id"] != (kiosk.window or ""):  # a ledger stays at the window where it began
            kiosk, opened = replace(kiosk, window=held["window_id"]), replace(opened, filed=None)
        ours = held["kiosk_id"] == kiosk.id and (kiosk.id == CENTRE or batch.ledger != own_id(self._keys, kiosk.hall))
        apart = take_apart(connection, kiosk.hall, batch, opened.run, held, ours=ours)
        filing = Filing(connection, self._keys.secret, delivered.kiosk, delivered.request, now_ms)
        kept = filing.keep(apart, held, batch, _new(apart, opened, _belongs(batch, kiosk)), careful=careful)
        with rows.pipelined(connection):
            if kept.new:
                filing.note_deliveries(batch.ledger, kept.new)
            retold, head = self._retold(connection, kiosk, batch.ledger, kept)
        for notice in self.on_new if kept.new else ():
            notice(connection, kiosk, kept.new, now_ms)
        self.decided(connection, kiosk.hall, retold, now_ms)
        held = filing.settle(apart, kept, held, delivered.fresh_ms) if ours else held
        head = head or own_head(connection, kiosk.hall)
        said = verdicts(apart, kept.new, retold.not_served)
        if not ours:  # nothing of it is on the chain, and yet it must not come for ever
            return Taken(batch.first + len(batch.records) - 1, held["head"], said, 0, head)
        return Taken(held["settled_through"], held["settled_head"], said, held["backed_up_through"], head)

    def _retold(self, connection: Connection, kiosk: KioskKnown, ledger: str, kept: Kept) -> tuple[Retold, str | None]:
        """Under the hall's lock, held from now on: bring visits and ratings in line; return the hall's head too."""
        if not kept.new and not kept.moved:
            return Retold(), None
        own = lock_hall(connection, kiosk.hall) or open_own(connection, self._keys, kiosk.hall)
        retelling = Retelling(connection, kiosk.hall, kiosk.id, ZoneInfo(own["time_zone"]))
        retold = retelling.retell(ledger, kept.new, kept.moved)
        return retold, (None if kiosk.id == CENTRE else own["head"])

    def decided(self, connection: Connection, hall: str, retold: Retold, now_ms: int) -> None:
        """Mark the days stale and run the hooks, inside the transaction."""
        make_stale(connection, self._keys.secret, hall, retold.days, now_ms)
        if retold.ticket_keys:
            for hook in self.on_decided:
                hook(connection, hall, retold.bad, now_ms)


def _opened(batch: Batch, kiosk: KioskKnown) -> Opened:
    run = placed(batch.first, batch.prev, batch.records)
    found = {one.seq: read(one.text) for one in run}
    return Opened(run, found, file(run, _belongs(batch, kiosk), found))


def _elsewhere(delivered: Delivered, opened: Opened) -> bool:
    """Whether a batch begins with a record of another place than its kiosk's: nearly never."""
    kiosk, first = delivered.kiosk, opened.found[delivered.batch.first]
    if kiosk.id == CENTRE or not isinstance(first, Readable):
        return False
    return bool(first.record.hall != kiosk.hall or first.record.window != kiosk.window)


def _belongs(batch: Batch, kiosk: KioskKnown) -> Belongs:
    return Belongs(hall=kiosk.hall, window=kiosk.window, ledger=batch.ledger, state=kiosk.state)


def _new(apart: Apart, opened: Opened, belongs: Belongs) -> Sequence[Filed]:
    """Return the records that go on the chain: nearly always all, and then nothing is left to be said of them."""
    if opened.filed is not None and len(apart.sorted.new) == len(opened.run):
        return opened.filed
    return file(apart.sorted.new, belongs, opened.found)


def _opaque(opened: Opened) -> Opened:
    return Opened(opened.run, {one.seq: Unreadable(claimed_id(one.text), Why.MALFORMED, True) for one in opened.run})


def _part(delivered: Delivered, run: Sequence[Placed]) -> Delivered:
    batch = replace(delivered.batch, first=run[0].seq, prev=run[0].prev, records=tuple(one.text for one in run))
    return replace(delivered, batch=batch)
