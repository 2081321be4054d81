"""A centre in a process of its own that is killed and started again, and kiosks with real stores before it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from kiosk.store.place import Place
from kiosk.store.store import Store
from sync.central.central import Central, open_central
from sync.central.settings import CentralSettings
from sync.central.verify.verify import verify
from sync.clock import SystemClock
from sync.contract import write_record
from sync.delivery.cable import Cable
from sync.delivery.client import Client, Latest
from sync.delivery.identity import Identity
from sync.delivery.outcomes import Delivered, NothingToDo, Outcome
from sync.delivery.pace import Limits
from sync.delivery.rounds import one_round
from tests.faults.centre_child import forked, working
from tests.faults.filling import fill
from tests.support.real_centre import real_centre
from tests.support.waiting import until

PATIENCE_S = 120.0
OLDEST = "0001"
A_HALL = (
    "INSERT INTO halls (id, name, time_zone, rating_per_matter, settings, calendar)"
    " VALUES ('H001', '市民中心', 'Asia/Shanghai', false, '{}', '{}')"
)
PROCESSES = multiprocessing.get_context("forkserver")  # a true process a life, without importing everything each time
PROCESSES.set_forkserver_preload(["tests.faults.centre_child"])


@dataclass
class Kiosk:
    """A real store and real rounds of delivery, by hand; a new connection with every life of the centre."""

    store: Store
    identity: Identity
    client: Client | None = None
    number: int = 0

    def rate(self, visits: int) -> None:
        """Keep so many more visits."""
        fill(self.store, visits, self.number)
        self.number += visits

    def meet(self, url: str) -> None:
        """Connect to the centre at this address."""
        self.leave()
        self.client = Client(self.identity, Cable(url), SystemClock(), Latest())

    def leave(self) -> None:
        """Let go of the connection."""
        if self.client:
            self.client.close()

    def round(self) -> Outcome:
        """Do one round of delivery."""
        assert self.client
        return one_round(self.store, self.client, Limits(records=40))

    def drain(self) -> None:
        """Bring everything that waits."""
        while isinstance(outcome := self.round(), Delivered):
            pass
        assert isinstance(outcome, NothingToDo), outcome

    @property
    def texts(self) -> list[str]:
        """All records, in order."""
        return [write_record(one.stamp, one.body) for one in self.store.records() if one.body]

    @property
    def settled(self) -> tuple[str, int]:
        """The ledger, and how far the centre's signed answers say it is with the centre."""
        facts = self.store.facts()
        return facts.ledger, facts.settled


@dataclass
class CentreLife:
    """Where a centre lives; `begin` starts it, `end` kills it (kill -9 is the only way it ends here)."""

    folder: Path
    database: str = ""
    port: int = 0
    process: Any = None
    _pipe: Any = None

    def begin(self, **how: Any) -> str:
        """Start it, return its address once it answers."""
        self._pipe, theirs = PROCESSES.Pipe(duplex=False)
        self.process = PROCESSES.Process(target=forked, args=(self.folder, self.database, self.port, theirs, how))
        self.process.start()
        theirs.close()
        self.port = self._pipe.recv()
        return f"http://127.0.0.1:{self.port}"

    def end(self) -> None:
        """Kill it, if it lives."""
        if self.process:
            process, self.process = self.process, None
            process.kill()
            process.join()
            self._pipe.close()

    def died(self) -> int:
        """Wait until it has killed itself; return its exit code."""
        self.process.join(30)
        return int(self.process.exitcode or 0)

    def work(self, what: str, file: Path, **how: Any) -> int:
        """Migrate, back up or restore in a process of its own (`how`: see `working`); return its exit code."""
        process = PROCESSES.Process(target=working, args=(self.folder, self.database, what, file, how))
        process.start()
        process.join(120)
        return int(process.exitcode or 0)

    def work_with_halts(self, what: str, file: Path, **how: Any) -> Iterator[None]:
        """The same; yields whenever it stands still, and lets it go on afterwards. It must come to a good end."""
        process = PROCESSES.Process(target=working, args=(self.folder, self.database, what, file, how))
        process.start()
        try:
            while stands_still(process):
                yield
                os.kill(process.pid or 0, signal.SIGCONT)
            assert process.exitcode == 0
        finally:
            process.kill()
            process.join()

    @contextmanager
    def opened(self) -> Iterator[Central]:
        """Open what it left on the disk."""
        central = open_central(CentralSettings(data=self.folder, database=self.database))
        try:
            yield central
        finally:
            central.close()


@contextmanager
def before_a_centre(home: Path, folder: Path, database: str, kiosks: int) -> Iterator[tuple[CentreLife, list[Kiosk]]]:
    """Make a centre with so many kiosks at windows of hall H001; the centre is not started yet."""
    with ExitStack() as stack:
        with real_centre(folder, database=database) as made:
            identities = [made.enrolled(window=str(n)) for n in range(1, kiosks + 1)]
        stores = [_store(home / f"kiosk-{n}", one) for n, one in enumerate(identities)]
        before = [Kiosk(store, one) for store, one in zip(stores, identities, strict=True)]
        for one in before:
            stack.callback(one.store.close)
            stack.callback(one.leave)
        life = CentreLife(folder, database)
        stack.callback(life.end)
        yield life, before


def stands_still(process: Any) -> bool:
    """Wait until a process stands still; False where it has ended instead."""
    until(lambda: not process.is_alive() or _state(process.pid) == "T", PATIENCE_S)
    return bool(process.is_alive())


def lost(central: Central, kiosks: Sequence[Kiosk]) -> int:
    """Return how many records are not held although the centre has signed that they are."""
    missing = 0
    for one in kiosks:
        ledger, settled = one.settled
        missing += len(set(one.texts[:settled]) - set(held(central, ledger)))
    return missing


def held(central: Central, ledger: str) -> list[str]:
    """Return the texts of a ledger that are on its chain, in order."""
    with central.database.read() as db:
        rows = db.execute(text("SELECT text FROM records WHERE ledger = :it ORDER BY seq"), {"it": ledger})
        return list(rows.scalars())


def check_whole(central: Central, kiosks: Sequence[Kiosk]) -> None:
    """Everything kept is held once, on one chain, nothing else is, and `verify` finds nothing."""
    for one in kiosks:
        assert held(central, one.settled[0]) == one.texts, "lost, doubled or changed"
        assert one.store.facts().pending == 0
    with central.database.read() as db:
        assert list(db.execute(text("SELECT kind, detail FROM alarms"))) == []
        assert list(db.execute(text("SELECT text FROM strays"))) == []
    found = verify(central)
    assert found.holds, found.findings


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0]
    except OSError:
        return ""


def _store(folder: Path, identity: Identity) -> Store:
    return Store.open(folder, Place(identity.kiosk, identity.hall, identity.window), SystemClock())
