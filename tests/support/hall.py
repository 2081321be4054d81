"""A whole hall for journeys: a real centre on loopback, a real queue over HTTP, a real kiosk window with a real finger."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import text

from kiosk.app import App
from kiosk.demo.queue import DemoQueue, QueueTicket
from kiosk.identity import keep_identity
from kiosk.settings import KioskSettings, Limits, Queue, Screen
from sync.central.central import Central, open_central
from sync.central.kiosks.enrol import new_codes
from sync.central.places.file import read_file
from sync.central.places.load import hashed_pins, load
from sync.central.settings import CentralSettings
from sync.clock import Clock, SystemClock
from sync.contract import Record, read_record
from sync.delivery.enrol import enrol
from sync.delivery.identity import Identity
from sync.kinds import Body
from tests.support.serving import served
from tests.support.touch import find, tap, turn, wait_until

HALL, WINDOW = "H001", "3"
STAFF = {"S001": "001001", "S002": "002002"}
SIZE = (1280, 800)
TOML = """
[hall]
id = "H001"
name = "一评市政务服务中心"
time_zone = "Asia/Shanghai"
[[department]]
id = "D01"
name = "公安局"
[[window]]
id = "3"
name = "户籍窗口"
department = "D01"
[[window]]
id = "4"
name = "户籍窗口"
department = "D01"
[[staff]]
id = "S001"
name = "王璟珺"
department = "D01"
role = "officer"
pin = "001001"
[[staff]]
id = "S002"
name = "李娜"
department = "D01"
role = "manager"
pin = "002002"
"""
_PINS: dict[str, str] = {}


def polling(url: str, **limits: int) -> KioskSettings:
    """Return settings that poll the demo's queue; limits are as short as the tests need."""
    return replace(
        KioskSettings(),
        queue=Queue(
            kind="poll",
            url=f"{url}/tickets",
            interval_s=0.05,
            zone="UTC",
            number="number",
            id="to_string(id)",
            window="window",
            called_at="called_at",
            serving="state == 'serving'",
            finished="state == 'finished'",
            passed="state == 'passed'",
            given_up="state == 'given_up'",
        ),
        limits=Limits(**{"thanking_s": 1, "later_s": 1, "rated_already_s": 1, **limits}),
        screen=Screen(motion=False),
    )


class Hall:
    """One centre, one queue, one kiosk. Everything is real; only what a test names is broken."""

    def __init__(self, folder: Path, central: Central, app: Any, clock: Clock) -> None:
        self.folder, self.central, self.application, self.clock = folder, central, app, clock
        self.queue = DemoQueue(WINDOW, now=clock.now)
        self.queue.start()
        self.kiosk: App | None = None
        self._serving: ExitStack | None = None
        self.url = ""

    # --- the centre ----------------------------------------------------------------------------------------------------

    def serve(self) -> str:
        """Let the centre answer."""
        self._serving = ExitStack()
        self.url = self._serving.enter_context(served(self.application))
        return self.url

    def cut(self) -> None:
        """The centre does not answer any more."""
        if self._serving:
            self._serving.close()
            self._serving = None

    def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """Ask the centre's database."""
        with self.central.database.read() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def say(self, statement: str, **values: object) -> None:
        """Change the centre's database."""
        with self.central.database.write() as connection:
            connection.execute(text(statement), values)

    def run_central(self, *words: str) -> str:
        """Run a command of yiping-central on this database, as an administrator would beside the running centre."""
        settings = self.central.settings
        env = {**os.environ, "YIPING_DATA": str(settings.data), "YIPING_DATABASE_URL": settings.url}
        done = subprocess.run(
            [sys.executable, "-m", "sync.central", *words], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    # --- the kiosk -----------------------------------------------------------------------------------------------------

    @property
    def data(self) -> Path:
        """The kiosk's data folder."""
        return self.folder / "kiosk"

    def enrol(self, url: str = "") -> Identity:
        """Enrol the kiosk; `url` is where it will find the centre from then on."""
        code = new_codes(self.central, HALL, WINDOW)[WINDOW]
        came = enrol(self.url, code, self.clock)
        assert isinstance(came, Identity), came
        identity = replace(came, central=url or self.url)
        keep_identity(self.data, identity)
        return identity

    def open(self, made: KioskSettings | None = None, clock: Clock | None = None) -> App:
        """Start the kiosk's program and wait until ratings can be kept."""
        kiosk = App(made or polling(self.queue.url), self.data, clock or self.clock, version="test", size=SIZE)
        self.kiosk = kiosk
        kiosk.start()
        wait_until(lambda: kiosk.ready or kiosk.scene.property("page") == "OutOfService", "the kiosk ready")
        return kiosk

    def close(self) -> None:
        """Stop the kiosk; its window must have had nothing to complain of."""
        if self.kiosk:
            kiosk, self.kiosk = self.kiosk, None
            kiosk.stop()
            assert kiosk.screen.warnings == []

    def end(self) -> None:
        """Stop everything."""
        self.close()
        self.queue.stop()
        self.cut()

    # --- hands ---------------------------------------------------------------------------------------------------------

    @property
    def app(self) -> App:
        """The kiosk's program."""
        assert self.kiosk is not None
        return self.kiosk

    def tap(self, *names: str) -> None:
        """Touch items one after another."""
        for name in names:
            tap(self.app.screen.window, name)

    def on(self, page: str, number: str = "") -> None:
        """Wait for a page."""
        scene = self.app.scene
        wait_until(
            lambda: scene.property("page") == page and number in ("", scene.property("ticket")),
            f"the page {page} {number}",
        )
        find(self.app.screen.window, "stage")
        turn(20)

    def log_in(self, staff: str = "S001") -> None:
        """Log in at the window once the roster is here."""
        wait_until(self.app.people, "the roster")
        self.tap("staff-door", *(f"digit-{one}" for one in staff[1:]), "on")
        self.tap(*(f"digit-{one}" for one in STAFF[staff]), "on")
        wait_until(lambda: self.app.desk.shift and self.app.desk.shift.person.staff == staff, f"{staff} logged in")

    def serve_next(self) -> QueueTicket:
        """The queue calls a number; return it once it is on the screen."""
        ticket = self.queue.call()
        self.on("Serving", ticket.number)
        return ticket

    def ask_next(self) -> QueueTicket:
        """The queue calls a number and its service ends; return it when the question is on the screen."""
        ticket = self.serve_next()
        self.queue.act(ticket.id, "finish")
        self.on("Asking", ticket.number)
        return ticket

    def rate_next(self, level: int, *reasons: str) -> QueueTicket:
        """One visit from its call to thanks."""
        ticket = self.ask_next()
        self.tap(f"star-{level}")
        self.on("Explaining")
        self.tap(*(["more-reasons"] if reasons else []), *(f"reason-{one}" for one in reasons), "done")
        self.on("Idle")
        return ticket

    # --- looking -------------------------------------------------------------------------------------------------------

    def pending(self) -> int:
        """How many records the centre has not settled."""
        return self.app.backroom.storage.call(lambda store: store.facts()).result(10).pending

    def settled(self) -> None:
        """Wait until everything is with the centre."""
        self.app.backroom.storage.call(lambda store: store.facts()).result(10)
        wait_until(lambda: self.pending() == 0, "everything delivered", 60)

    def records(self, kind: type[Body]) -> list[Record]:
        """Return the kiosk's records of a kind."""
        return self.app.backroom.storage.call(lambda store: store.records(kind=kind.kind)).result(10)

    def held(self) -> list[Record]:
        """Return the records the centre holds of this kiosk, in order."""
        return [read_record(row[0]) for row in self.rows("SELECT text FROM records ORDER BY ledger, seq")]

    def kinds_held(self) -> Counter[str]:
        """Count what the centre holds by kind."""
        return Counter(one.kind for one in self.held())


@contextmanager
def hall(folder: Path, database: str = "", clock: Clock | None = None) -> Iterator[Hall]:
    """Open a hall whose centre is served; the kiosk is enrolled and opened by the test."""
    from sync.central.app import create_app

    clock = clock or SystemClock()
    central = open_central(CentralSettings(data=folder / "centre", database=database), clock)
    try:
        yield from _opened(folder, central, clock, create_app(central))
    finally:
        central.close()


def _opened(folder: Path, central: Central, clock: Clock, application: Any) -> Iterator[Hall]:
    place = folder / "hall.toml"
    place.write_text(TOML, "utf-8")
    read = read_file(place)
    with central.database.write() as connection:
        if not _PINS:  # 0.2 s a person, the same for every hall of a session
            _PINS.update(hashed_pins(connection, read))
        load(connection, read, central.now_ms(), _PINS)
    made = Hall(folder, central, application, clock)
    try:
        made.serve()
        yield made
    finally:
        made.end()
