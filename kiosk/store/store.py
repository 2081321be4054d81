"""This kiosk's store: one folder, one connection, one owner. What it promises is in `keep`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from kiosk.aside import SetAside
from kiosk.entry import Entry, Kept
from kiosk.store import anchors, outbox, reads
from kiosk.store.answered import Confirmed, read_answered, write_answered
from kiosk.store.beginnings import begun
from kiosk.store.checkup import Line as CheckLine
from kiosk.store.checkup import checked, looks
from kiosk.store.chores import Chores
from kiosk.store.completeness import completeness
from kiosk.store.database import FILE, disconnect, locked, misfit, torn
from kiosk.store.ledger import Statement
from kiosk.store.lock import Lock
from kiosk.store.opening import Opened, open_folder
from kiosk.store.place import Place
from kiosk.store.reads import LastVisit
from kiosk.store.room import Room
from kiosk.store.roster import read_roster, roster_hash, write_roster
from kiosk.store.soundness import CLEAN, NOT_CLEAN
from kiosk.store.trouble import InUse, NotSaved
from kiosk.store.witness import Line
from sync.clock import Clock
from sync.contract import KioskSettings, Record, uuid7
from sync.delivery.outbox import AnchorSeen, LedgerFacts, Settled, Unsettled
from sync.kinds import Body, By, SettingsChanged, Start, WhyLedger
from sync.summary.facts import KioskCompleteness

log = logging.getLogger(__name__)

T = TypeVar("T")


class Store:
    """Open it with `open`, on the thread that will use it. It satisfies `sync.delivery.outbox.Outbox`."""

    def __init__(self, folder: Path, place: Place, clock: Clock, version: str, lock: Lock) -> None:
        self._folder, self._place, self._clock, self._version = folder, place, clock, version
        self._lock, self._room = lock, Room(folder)
        self._down = self._beginning = True
        self._begin()

    @classmethod
    def open(cls, folder: Path, place: Place, clock: Clock, version: str = "0.1.0") -> Store:
        """Open or make the store of this folder; what cannot be trusted is moved aside and a new ledger begins.

        Raises:
            InUse: another program has it. Newer: it belongs to a newer version.
            NotSaved: nothing can be written here. OSError: the folder cannot be used.
        """
        folder.mkdir(parents=True, exist_ok=True)
        lock = Lock(folder / "lock")
        try:
            return cls(folder, place, clock, version, lock)
        except BaseException:
            lock.release()
            raise

    # --- keeping -----------------------------------------------------------------------------------------------------

    def keep(self, entries: Sequence[Entry]) -> list[Kept]:
        """Put entries on disk: one transaction, then the witness's lines. Once this returns, pulling the plug loses nothing.

        On trouble the ballast is freed (a torn file: moved aside) and it is tried once more.

        Raises:
            NotSaved: the world did not let us (K5).
        """
        return self._keep(entries)

    def _keep(self, entries: Sequence[Entry], also: Sequence[Statement] = ()) -> list[Kept]:
        kept, lines = self._twice(lambda: self._opened.ledger.append(entries, also))
        self._opened.witness.hold(lines)
        self._twice(lambda: self._opened.witness.flush())
        return kept

    def _twice(self, act: Callable[[], T]) -> T:
        """Try, recover, try again."""
        try:
            self._stand_up()
            return act()
        except (DatabaseError, OSError) as trouble:
            first = _worldly(trouble)
        log.error("could not write, making room and trying once more: %s", first)
        try:
            self._recover(first)
            return act()
        except (DatabaseError, OSError) as trouble:
            raise NotSaved(str(_worldly(trouble))) from trouble

    def _recover(self, trouble: Exception) -> None:
        self._room.give_up()
        if self._down or (torn(trouble) and not self._beginning):
            self._shut()
            self._begin()
        else:
            self._opened.witness.reopen()

    def _ask(self, question: Callable[[Connection], T]) -> T:
        """Read; a file found torn is moved aside first."""
        self._stand_up()
        try:
            return question(self._opened.db)
        except DatabaseError as trouble:
            if not torn(trouble):
                raise
            self._recover(trouble)
            return question(self._opened.db)

    def _stand_up(self) -> None:
        if self._down:  # the last trouble left us without a file
            self._begin()

    # --- for delivery ------------------------------------------------------------------------------------------------

    def unsettled(self, max_records: int, max_bytes: int) -> Unsettled | None:
        """Return the oldest unsettled run, oldest ledger first; None when everything is settled."""
        return self._ask(lambda db: outbox.unsettled(db, max_records, max_bytes))

    def settle(self, settled: Settled) -> bool:
        """Write the verdicts; where the centre's chain is not ours, the current ledger ends and a new one begins.

        Returns whether settled records wait again, because the centre has less than before.
        """
        told = self._ask(lambda db: outbox.settle(db, settled))
        if told.same and settled.head:
            confirmed = {**read_answered(self._folder)}
            confirmed[settled.ledger] = Confirmed(settled.settled_through, settled.head)
            write_answered(self._folder, confirmed)
        elif not told.same and settled.ledger == self._opened.ledger.end.ledger:
            self._dispute()
        return told.again

    def anchor(self, seen: AnchorSeen) -> None:
        """Append an anchor record if this boot has none or the last is over an hour old."""
        body = self._ask(lambda db: anchors.due(db, self._clock, seen))
        if body is not None:
            self._note(body)

    def facts(self) -> LedgerFacts:
        """Return the facts for a heartbeat."""
        return self._ask(lambda db: outbox.facts(db, self._clock))

    # --- for the kiosk -----------------------------------------------------------------------------------------------

    def records(self, *, kind: str | None = None, visit: str | None = None) -> list[Record]:
        """Return the records of a kind, of a visit, or all, in order."""
        return self._ask(lambda db: reads.records(db, kind=kind, visit=visit))

    def texts_of_day(self, day: str) -> list[str]:
        """Return the canonical texts of all records of the visits of a business day."""
        return [text for part in self.parts_of_day(day) for text in part(self)]

    def parts_of_day(self, day: str) -> list[Callable[[Store], list[str]]]:
        """Return the same in steps of at most 50 ms, to be called one by one."""
        visits = self._ask(lambda db: reads.visits_of_day(db, day))
        size = reads.VISITS_A_SLICE
        return [partial(_texts_of, visits[n : n + size]) for n in range(0, len(visits), size)]

    def days(self, first: str, last: str) -> frozenset[str]:
        """Return the business days from `first` to `last` on which somebody was served."""
        return self._ask(lambda db: reads.days(db, first, last))

    def rated(self, ticket_key: str) -> bool:
        """Return whether a visit of this ticket was rated here."""
        return self._ask(lambda db: reads.rated(db, ticket_key))

    def last_visit(self) -> LastVisit | None:
        """Return the visit served last; not `closed` after a start means that it was interrupted."""
        return self._ask(reads.last_visit)

    def aside(self) -> list[SetAside]:
        """Return what the centre set aside, newest first."""
        return self._ask(reads.set_aside)

    def kinds(self) -> dict[str, int]:
        """Return how many records of each kind there are."""
        return self._ask(reads.kinds)

    def completeness(self) -> KioskCompleteness:
        """Return this kiosk's line of the completeness certificate."""
        return self._ask(completeness)

    def roster(self) -> KioskSettings | None:
        """Return what the centre gave last: roster, settings, questionnaire."""
        return read_roster(self._folder)

    def put_roster(self, given: KioskSettings) -> bool:
        """Store what the centre gave, whole or not at all; return whether it differs from before (then it is recorded)."""
        old = self.roster()
        if old is not None and roster_hash(old) == roster_hash(given):
            return False
        self._note(SettingsChanged(what="centre", sha256=roster_hash(given), by=By.CENTRE))
        write_roster(self._folder, given)
        return True

    def checkup(self) -> tuple[CheckLine, ...]:
        """Return what `yiping-kiosk check` says of the store: every record, line and page is looked at."""
        return self._ask(lambda db: checked(db, self._folder, self._opened.witness))

    def looks(self) -> list[Callable[[Store], CheckLine]]:
        """Return the same in steps, to be called one by one; each looks with the database as it is then."""
        number = self._ask(lambda db: len(looks(db, self._folder, self._opened.witness)))
        return [partial(_look, at) for at in range(number)]

    # --- its life ----------------------------------------------------------------------------------------------------

    def tidy(self) -> bool:
        """Do one slice of work that waits for a quiet moment; return whether there is more."""
        return self._chores.tidy()

    def close(self) -> None:
        """Close cleanly; a second time does nothing."""
        if not self._down:
            try:
                self._opened.db.exec_driver_sql(*CLEAN)
            except DatabaseError as trouble:  # the next start will look more thoroughly
                log.warning("could not note the clean end: %s", trouble)
        self._shut()
        self._lock.release()

    def _begin(self) -> None:
        self._beginning = True
        try:
            self._take(self._open_with_room())
            page = reads.last_visit(self._opened.db)
            start = Start(
                clean=self._opened.clean,
                version=self._version,
                witness=self._opened.said,
                page=page.page if page else None,
            )
            self._keep([self._entry(body) for body in (*self._opened.news, start)], also=[NOT_CLEAN])
        finally:
            self._beginning = False

    def _open_with_room(self) -> Opened:
        try:
            return open_folder(self._folder, self._place, self._clock)
        except (OperationalError, OSError) as trouble:
            if locked(trouble):
                raise InUse(f"another program has opened {self._folder / FILE}: close that program first") from trouble
        self._room.give_up()
        try:
            return open_folder(self._folder, self._place, self._clock)
        except (OperationalError, OSError) as trouble:
            raise NotSaved(f"nothing can be written in {self._folder}: {trouble}") from trouble

    def _dispute(self) -> None:
        end = self._opened.ledger.end
        log.error("the centre's chain of ledger %s is not ours: a new ledger begins", end.ledger)
        old = Line(end.ledger, end.seq, end.head)
        ledger, lines = begun(self._opened.db, self._place, self._clock, WhyLedger.DISPUTED, old=old)
        self._opened.witness.add(lines)
        self._take(replace(self._opened, ledger=ledger))

    def _take(self, opened: Opened) -> None:
        self._opened, self._down = opened, False
        self._chores = Chores(self._folder, self._place, self._clock, opened, self._note)

    def _entry(self, body: Body) -> Entry:
        return Entry(id=uuid7(int(self._clock.now().timestamp() * 1000)), body=body)

    def _note(self, body: Body) -> None:
        self.keep([self._entry(body)])

    def _shut(self) -> None:
        if not self._down:
            self._down = True
            disconnect(self._opened.db)
            self._opened.witness.close()


def _worldly(trouble: DatabaseError | OSError) -> DatabaseError | OSError:
    """Return the disk's fault; raise ours: a broken constraint or statement is a mistake to be seen."""
    if torn(trouble) or (isinstance(trouble, OperationalError | OSError) and not misfit(trouble)):
        return trouble
    raise trouble


def _texts_of(visits: Sequence[str], store: Store) -> list[str]:
    return store._ask(lambda db: reads.texts_of_visits(db, visits))


def _look(at: int, store: Store) -> CheckLine:
    return store._ask(lambda db: looks(db, store._folder, store._opened.witness)[at]())
