"""An enrolled kiosk with a morning in its store, stopped or running, and a centre that answers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kiosk.asking import answering
from kiosk.entry import Entry
from kiosk.identity import keep_identity
from kiosk.settings import Data, KioskSettings
from kiosk.store.place import Place
from kiosk.store.storage import Storage
from kiosk.store.store import Store
from sync.contract import uuid7
from sync.kinds import Asked, Body, By, Cause, Channel, Ended, Explained, Level, Origin, Rated, Served, Unrated
from tests.support.clock import FakeClock
from tests.support.small_centre import SmallCentre, serving

DAY = "2026-03-02"
KIOSK = "01890a5d-0000-7000-8000-000000000001"
PLACE = Place(KIOSK, "H001", "3")
WAIT_S = 20


@dataclass
class Machine:
    """One tablet: its folder, its clock, the centre it belongs to."""

    folder: Path
    clock: FakeClock
    centre: SmallCentre
    url: str
    settings: KioskSettings = field(default_factory=KioskSettings)

    def __post_init__(self) -> None:
        keep_identity(self.folder, self.centre.identity(KIOSK, self.url))
        self.settings = replace(self.settings, data=Data(folder=str(self.folder)))

    def store(self) -> Store:
        """Open the store; the caller closes it."""
        return Store.open(self.folder, PLACE, self.clock)

    def morning(self, levels: tuple[Level | None, ...] = (*Level, None)) -> None:
        """Let a visit a level pass, None for one that timed out, and stop."""
        store = self.store()
        try:
            for at, level in enumerate(levels):
                store.keep(self.visit(f"A{at:03d}", level))
        finally:
            store.close()

    def visit(self, ticket: str, level: Level | None, staff: str = "S001") -> list[Entry]:
        """Return the records of one visit."""
        self.clock.advance(180)
        visit, rating = uuid7(), uuid7()
        served = Served(
            ticket=ticket, ticket_key=f"d:{DAY}/1/{ticket}", ticket_origin=Origin.QUEUE, day=DAY, staff=staff
        )
        bodies: list[Body] = [served, Ended(by=By.QUEUE), Asked(by=By.QUEUE, limit_s=30)]
        made = [Entry(id=uuid7(), body=body, visit=visit) for body in bodies]
        if level is None:
            return [*made, Entry(id=uuid7(), body=Unrated(cause=Cause.TIMED_OUT), visit=visit)]
        rated = Rated(
            round=1,
            channel=Channel.TABLET,
            level=level,
            questionnaire="national",
            questionnaire_version="2020.1",
            language="zh-CN",
            staff=staff,
        )
        said = Explained(rating=rating, reasons=("510",))
        return [*made, Entry(id=rating, body=rated, visit=visit), Entry(id=uuid7(), body=said, visit=visit)]

    @contextmanager
    def running(self) -> Iterator[Storage]:
        """The part of a running kiosk that others ask: the storage thread and the local socket."""
        storage = Storage(self.store)
        storage.start().result(WAIT_S)
        asked = answering(self.folder, storage)
        asked.start()
        try:
            yield storage
        finally:
            asked.stop()
            storage.stop()


@pytest.fixture
def machine(tmp_path: Path, clock: FakeClock) -> Iterator[Machine]:
    """A tablet whose centre answers."""
    centre = SmallCentre(clock)
    with serving(centre) as url:
        yield Machine(tmp_path / "data", clock, centre, url)
