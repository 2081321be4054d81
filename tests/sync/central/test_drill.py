"""The drill: the centre burns down, yesterday's backup comes up elsewhere, and the kiosks bring everything else back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.store.place import Place
from kiosk.store.store import Store
from sync.central.backup import backup, restore
from sync.central.central import Central, open_central
from sync.central.intake.models import Alarm, Rating, RecordRow, Stray, Visit
from sync.central.keys import NAME
from sync.central.kiosks.enrol import new_codes
from sync.central.verify.verify import verify
from sync.delivery.cable import Cable
from sync.delivery.client import Client, Latest
from sync.delivery.enrol import enrol
from sync.delivery.identity import Identity
from sync.delivery.outbox import LedgerFacts
from sync.delivery.outcomes import Delivered, NothingToDo
from sync.delivery.pace import Limits
from sync.delivery.presence import Observed, Presence
from sync.delivery.rounds import one_round
from tests.faults.filling import fill
from tests.support import postgres as real_postgres
from tests.support.centre import rows, speaking, state
from tests.support.clock import FakeClock

LATER = frozenset({"received_ms", "seal"})  # when a record came is another moment the second time


@dataclass
class Tablet:
    """A kiosk's store and identity, and its two ways of speaking, by hand."""

    store: Store
    identity: Identity
    clock: FakeClock

    def beat(self, facts: Callable[[], LedgerFacts] | None = None) -> None:
        """Send a heartbeat; `facts` replaces what the store says of itself."""
        if facts:
            self.store.facts = facts  # type: ignore[method-assign] - the control: a kiosk that asks about less
        presence = Presence(
            self.store,
            self._client(),
            self.clock,
            version="0",
            observe=lambda: Observed(page="idle"),
            heard=lambda _: None,
            etag="whatever",
        )
        presence.step()
        presence.stop()

    def deliver(self) -> None:
        """Bring everything that waits."""
        client = self._client()
        while isinstance(outcome := one_round(self.store, client, Limits()), Delivered):
            pass
        client.close()
        assert isinstance(outcome, NothingToDo), outcome

    def _client(self) -> Client:
        return Client(self.identity, Cable(self.identity.central), self.clock, Latest())


@pytest.fixture
def tablets(central: Central, url: str, clock: FakeClock, tmp_path: Path) -> Iterator[list[Tablet]]:
    """Two windows; at the first the file was restored, then copied: three ledgers of one kiosk."""
    made = []
    for window in ("3", "4"):
        identity = enrol(url, new_codes(central, "H001", window)[window], clock)
        assert isinstance(identity, Identity), identity
        place = Place(identity.kiosk, identity.hall, window)
        made.append(Tablet(Store.open(tmp_path / f"kiosk-{window}", place, clock), identity, clock))
    yield made
    for one in made:
        one.store.close()


def work(tablet: Tablet, visits: int, first: int) -> None:
    fill(tablet.store, visits, first)
    tablet.deliver()


def another_ledger(tablet: Tablet) -> None:
    """The chain of the current ledger is disputed: it ends, and a new one begins."""
    before = tablet.store.facts().ledger
    tablet.store._dispute()
    assert tablet.store.facts().ledger != before


def burnt_down(central: Central, file: Path, folder: Path, database: str) -> Central:
    """Return the centre that comes up elsewhere: the keys, which are kept apart, and the backup."""
    folder.mkdir()
    shutil.copy(central.settings.data / NAME, folder / NAME)
    settings = replace(central.settings, data=folder, database=database)
    restore(settings, file)
    return open_central(settings, FakeClock())


@pytest.fixture
def elsewhere(kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of the same kind at another place (empty text: a new SQLite file)."""
    if kind == "sqlite":
        yield ""
        return
    server: real_postgres.Server = request.getfixturevalue("postgres")
    yield (url := server.new())
    server.drop(url)


@pytest.fixture
def restored(central: Central, elsewhere: str, tablets: list[Tablet], tmp_path: Path) -> Iterator[Central]:
    """Work, a backup, more work in three ledgers; then only the backup is left."""
    first, second = tablets
    work(first, 6, 0)
    work(second, 3, 100)
    another_ledger(first)
    work(first, 3, 10)
    backup(central, tmp_path / "yesterday.gz")
    work(first, 4, 20)  # the end of a ledger that the backup knows in part
    another_ledger(first)
    work(first, 4, 30)  # a ledger that it does not know at all
    another_ledger(first)
    work(first, 2, 40)
    work(second, 5, 110)
    there = burnt_down(central, tmp_path / "yesterday.gz", tmp_path / "again", elsewhere)
    yield there
    there.close()


def moved_to(tablets: list[Tablet], url: str) -> None:
    """The same name now leads to the other machine."""
    for one in tablets:
        one.identity = replace(one.identity, central=url)


def test_kiosks_bring_every_ledger_back_to_a_centre_restored_from_yesterday(
    central: Central, restored: Central, tablets: list[Tablet]
) -> None:
    lost = len(rows(central, RecordRow)) - len(rows(restored, RecordRow))
    assert lost > 40

    with speaking(restored) as url:
        moved_to(tablets, url)
        for one in tablets:
            one.beat()
            one.deliver()

    assert state(restored, RecordRow, Visit, Rating, leave=LATER) == state(
        central, RecordRow, Visit, Rating, leave=LATER
    )
    assert rows(restored, Alarm) == rows(restored, Stray) == []
    found = verify(restored)
    assert found.holds, found.findings
    for one in tablets:
        assert one.store.facts().pending == 0


def test_a_kiosk_that_asks_about_its_current_ledger_only_leaves_a_hole(
    central: Central, restored: Central, tablets: list[Tablet]
) -> None:
    """The control: what would be missed is missed."""
    with speaking(restored) as url:
        moved_to(tablets, url)
        for one in tablets:
            asked = one.store.facts
            one.beat(lambda asked=asked: replace(asked(), earlier=()))  # type: ignore[misc] - bound now
            one.deliver()

    assert len(rows(restored, RecordRow)) < len(rows(central, RecordRow))


def test_heartbeats_to_a_centre_that_lost_nothing_send_nothing_again(central: Central, tablets: list[Tablet]) -> None:
    work(tablets[0], 2, 0)
    another_ledger(tablets[0])
    work(tablets[0], 2, 10)

    tablets[0].beat()

    assert tablets[0].store.facts().pending == 0
    assert verify(central).holds
