"""The plug of the centre's machine is pulled: what it has signed for is on its disk, and a backup that counts is whole.

The disk is an image; its un-flushed copy is what a power cut leaves. kill -9 cannot see this: see `test_power_cuts.py`.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from sqlalchemy import text

from sync.central.backup import restore
from sync.central.central import open_central
from sync.central.settings import CentralSettings
from sync.central.verify.verify import verify
from sync.delivery.outcomes import Delivered
from tests.faults.centre_life import CentreLife, Kiosk, before_a_centre, lost
from tests.faults.disk import NoDisk, mounted, new_image, unflushed_copy
from tests.support.postgres import NoPostgres, Own

pytestmark = pytest.mark.may_skip  # needs root and a loop device, which not every machine that tests has

SEED = 20260302


@contextmanager
def frozen(pids: Sequence[int]) -> Iterator[None]:
    """Nothing of these processes moves."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    for pid in pids:
        while Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "T":
            os.sched_yield()
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def deliver(kiosks: Sequence[Kiosk], chance: Random) -> None:
    """Bring a few batches."""
    for one in kiosks:
        one.rate(chance.randrange(1, 4))
        assert isinstance(one.round(), Delivered)


@contextmanager
def cut(image: Path, home: Path, pids: Sequence[int], kiosks: Sequence[Kiosk]) -> Iterator[Path]:
    """Pull the plug while a batch is on its way; give the folder as the disk then held it."""
    for one in kiosks:
        one.rate(2)
    underway = Thread(target=kiosks[0].round)
    underway.start()
    try:
        with frozen(pids):
            copy = unflushed_copy(image, home / "cut.img")
            with mounted(copy, home / "cut") as after:
                yield after
    finally:
        underway.join(60)


def on_sqlite(home: Path, cuts: int, synchronous: str) -> int:
    """Return how many records were lost that had been signed for."""
    chance, gone = Random(SEED), 0
    image = new_image(home / "disk.img", 64)
    with mounted(image, home / "disk") as disk, before_a_centre(home, disk / "centre", "", 2) as (life, kiosks):
        url = life.begin(synchronous=synchronous)
        for one in kiosks:
            one.meet(url)
        for _ in range(cuts):
            deliver(kiosks, chance)
            with (
                cut(image, home, [life.process.pid], kiosks) as after,
                CentreLife(after / "centre").opened() as central,
            ):
                gone += lost(central, kiosks)
                assert gone or verify(central).holds
        life.end()
    return gone


def on_postgresql(cuts: int, options: tuple[str, ...]) -> int:
    """The same, with a server whose cluster is on the image; the centre's keys are elsewhere."""
    chance, gone = Random(SEED), 0
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="yiping-cut-")))
        home.chmod(0o711)  # the server is run by somebody who is not root
        image = new_image(home / "disk.img", 256)
        disk = stack.enter_context(mounted(image, home / "disk"))
        server = Own(disk / "postgres", options)
        url = server.start()
        stack.callback(server.stop)
        subprocess.run(["sync", "-f", disk], check=True)  # a cluster for tests is made without waiting for the disk
        life, kiosks = stack.enter_context(before_a_centre(home, home / "centre", url, 2))
        address = life.begin()
        for one in kiosks:
            one.meet(address)
        for _ in range(cuts):
            deliver(kiosks, chance)
            with cut(image, home, server.pids(), kiosks) as after:
                again = Own(after / "postgres")
                with CentreLife(life.folder, again.start()).opened() as central:
                    gone += lost(central, kiosks)
                    assert gone or verify(central).holds
                again.stop(signal.SIGQUIT)
        life.end()
    return gone


def run(measured: Callable[[], int]) -> int:
    print(f"seed {SEED}")
    try:
        return measured()
    except (NoDisk, NoPostgres) as missing:
        pytest.skip(str(missing))


def test_no_power_cut_loses_what_the_centre_has_signed_for(tmp_path: Path) -> None:
    assert run(lambda: on_sqlite(tmp_path, 4, "FULL")) == 0


def test_control_a_centre_that_does_not_wait_for_its_disk_loses_records(tmp_path: Path) -> None:
    assert run(lambda: on_sqlite(tmp_path, 2, "OFF")) > 0


def test_no_power_cut_of_postgresql_loses_what_the_centre_has_signed_for() -> None:
    assert run(lambda: on_postgresql(2, ())) == 0


def test_control_a_postgresql_that_does_not_wait_for_its_disk_loses_records() -> None:
    late = ("synchronous_commit=off", "wal_writer_delay=10s", "wal_writer_flush_after=1GB")
    assert run(lambda: on_postgresql(1, late)) > 0


def test_a_backup_that_kiosks_may_rely_on_outlives_a_power_cut(tmp_path: Path) -> None:
    assert run(lambda: after_backup(tmp_path)) > 0


def after_backup(home: Path) -> int:
    """Return how many rows come back from a backup that lies on the cut disk."""
    image = new_image(home / "disk.img", 64)
    with mounted(image, home / "disk") as disk, before_a_centre(home, home / "centre", "", 1) as (life, kiosks):
        kiosks[0].rate(5)
        kiosks[0].meet(life.begin())
        kiosks[0].drain()
        assert life.work("backup", disk / "b.gz") == 0
        copy = unflushed_copy(image, home / "cut.img")
        with life.opened() as central, central.database.read() as db:
            assert db.execute(text("SELECT max(backed_up_through) FROM ledgers")).scalar_one() > 0
        there = CentralSettings(data=home / "there")
        there.data.mkdir()
        (there.data / "centre-keys.json").write_bytes((life.folder / "centre-keys.json").read_bytes())
        with mounted(copy, home / "cut") as after:
            rows = restore(there, after / "b.gz").rows
        open_central(there).close()
    return rows
