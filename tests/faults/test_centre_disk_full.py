"""The centre's disk is full: it says so and when to come again, loses nothing, and goes on once there is room."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import requests

from sync.central.accounts.tokens import create_token
from sync.central.app import create_app
from sync.central.backup import backup
from sync.delivery.outcomes import Busy, Delivered, Outcome
from tests.faults.centre_life import CentreLife, Kiosk, before_a_centre, check_whole, held, lost
from tests.faults.disk import NoDisk, fill_up, small_disk
from tests.support.postgres import NoPostgres, Own
from tests.support.serving import served
from tests.support.waiting import until

pytestmark = pytest.mark.may_skip  # needs root to mount a small disk, which not every machine that tests has

SUMMARY = "/api/v1/halls/H001/days/2026-03-02/summary"


@contextmanager
def on_a_small_disk(kind: str, home: Path) -> Iterator[tuple[Path, CentreLife, Kiosk, Own | None]]:
    """The small disk its database lives on, a centre with one kiosk, and its database's server where it has one."""
    server: Own | None = None
    with ExitStack() as stack:
        try:
            disk = stack.enter_context(small_disk(home / "disk", 12 * 1024 if kind == "sqlite" else 160 * 1024))
            url = ""
            if kind == "postgresql":
                server = Own(disk / "postgres")
                url = server.start()
                stack.callback(server.stop)
        except (NoDisk, NoPostgres) as missing:
            pytest.skip(str(missing))
        folder = disk / "centre" if kind == "sqlite" else home / "centre"
        life, kiosks = stack.enter_context(before_a_centre(home, folder, url, 1))
        yield disk, life, kiosks[0], server


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that a server's own account may pass through."""
    with TemporaryDirectory(prefix="yiping-full-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def until_refused(one: Kiosk) -> Outcome:
    """Deliver visit after visit until the centre takes no more: what a page has room for still goes in."""
    for _ in range(400):
        one.rate(2)
        outcome = one.round()
        if not isinstance(outcome, Delivered):
            return outcome
    raise AssertionError("the disk is never full")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_full_disk_is_said_nothing_is_lost_and_it_recovers(
    kind: str, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with on_a_small_disk(kind, home) as (disk, life, one, server), life.opened() as central:
        with central.database.write() as db:
            token = create_token(db, "H001", now=central.clock.now())
        with served(create_app(central)) as url:
            one.meet(url)
            one.rate(3)
            one.drain()
            in_the_way = fill_up(disk)

            refusal = until_refused(one)
            asked = requests.get(url + SUMMARY, headers={"authorization": f"Bearer {token}"}, timeout=30)

            assert refusal == Busy("status 507", 60.0)
            assert asked.status_code in (200, 507), asked.text
            assert one.store.facts().pending > 0
            assert lost(central, [one]) == 0
            assert held(central, one.settled[0]) == one.texts[: one.settled[1]]
            assert all(record.exc_info is None for record in caplog.records if record.levelno >= logging.WARNING)

            in_the_way.unlink()
            until(lambda: isinstance(one.round(), Delivered), 30)
            one.drain()
            if server:
                away_for_a_while(server, one)
        check_whole(central, [one])


def away_for_a_while(server: Own, one: Kiosk) -> None:
    """The database's server is stopped and started: what is asked meanwhile waits."""
    server.stop()
    one.rate(1)
    assert one.round() == Busy("status 503", 10.0)
    server.start()
    until(lambda: isinstance(one.round(), Delivered), 30)


def test_a_backup_onto_a_full_disk_says_so_and_leaves_nothing_half(home: Path) -> None:
    with on_a_small_disk("sqlite", home) as (disk, life, one, _):
        with life.opened() as central, served(create_app(central)) as url:
            one.meet(url)
            one.rate(30)
            one.drain()
            small = disk.parent / "stick"
            try:
                with small_disk(small, 8) as stick:
                    with pytest.raises(OSError, match="No space left"):
                        backup(central, stick / "b.gz")
                    assert list(stick.iterdir()) == []
            except NoDisk as missing:
                pytest.skip(str(missing))
        assert life.work("backup", home / "b.gz") == 0  # elsewhere it goes
