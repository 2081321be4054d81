"""The plug is pulled at random moments: the store lives on an image whose un-flushed copy is what the disk then holds.

kill -9 cannot see what a power cut does: `synchronous=NORMAL` survives every kill. It is the positive control here.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from kiosk.store.store import Store
from sync.kinds import Start
from tests.faults.disk import NoDisk, mounted, new_image, unflushed_copy
from tests.faults.filling import PLACE
from tests.faults.keeper import forked
from tests.support.clock import FakeClock

pytestmark = pytest.mark.may_skip  # needs root and a loop device, which not every machine that tests has

SEED = 20260302
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.faults.keeper"])


@dataclass
class Writer:
    """A keeper that can be frozen while its disk is copied."""

    pid: int
    pipe: int
    acknowledged: list[str] = field(default_factory=list)
    _rest: bytes = b""

    def wait_for(self, more: int) -> None:
        """Read until so many more records were acknowledged."""
        goal = len(self.acknowledged) + more
        while len(self.acknowledged) < goal:
            self._take(os.read(self.pipe, 1 << 16))

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop the program, read all it had acknowledged, and let it go on afterwards."""
        os.kill(self.pid, signal.SIGSTOP)
        while Path(f"/proc/{self.pid}/stat").read_text().rsplit(") ", 1)[1][0] != "T":
            os.sched_yield()
        os.set_blocking(self.pipe, False)
        try:
            while True:
                self._take(os.read(self.pipe, 1 << 16))
        except BlockingIOError:
            os.set_blocking(self.pipe, True)
        yield
        os.kill(self.pid, signal.SIGCONT)

    def _take(self, data: bytes) -> None:
        assert data, "the keeper ended by itself"
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.acknowledged += [line.split()[1].decode() for line in lines if line[:1].isdigit()]


@contextmanager
def writing(folder: Path, synchronous: str) -> Iterator[Writer]:
    read, write = PROCESSES.Pipe(duplex=False)
    program = PROCESSES.Process(target=forked, args=(folder, write, synchronous))
    program.start()
    write.close()
    assert program.pid
    try:
        yield Writer(program.pid, read.fileno())
    finally:
        program.kill()
        program.join()
        read.close()


def cut(home: Path, cuts: int, synchronous: str) -> tuple[int, int]:
    """Pull the plug so many times; return how many acknowledged records were lost, and how many cuts the store noticed."""
    chance = Random(SEED)
    lost = noticed = 0
    image = new_image(home / "disk.img")
    with mounted(image, home / "disk") as disk, writing(disk / "data", synchronous) as writer:
        for _ in range(cuts):
            writer.wait_for(chance.randrange(1, 25))
            with writer.frozen():
                copy = unflushed_copy(image, home / "cut.img")
                with mounted(copy, home / "cut") as after:
                    missing, same = look(after / "data", writer.acknowledged)
            lost += missing
            noticed += not same
    return lost, noticed


def look(folder: Path, acknowledged: list[str]) -> tuple[int, bool]:
    """Open what the cut left; return how many acknowledged records are missing, and whether the store found nothing odd."""
    store = Store.open(folder, PLACE, FakeClock())
    stored = {record.stamp.id for record in store.records()}
    start = store.records(kind="start")[-1].body
    assert isinstance(start, Start)
    assert all(line.ok for line in store.checkup() if line.what in ("pages", "chain", "witness"))
    store.close()
    return len(set(acknowledged) - stored), start.witness == "same" or start.witness.startswith("repaired")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    print(f"seed {SEED}")
    return tmp_path


def run(home: Path, cuts: int, synchronous: str = "FULL") -> tuple[int, int]:
    try:
        return cut(home, cuts, synchronous)
    except NoDisk as missing:
        pytest.skip(str(missing))


def test_no_power_cut_loses_an_acknowledged_record(home: Path) -> None:
    assert run(home, 50) == (0, 0)


def test_control_synchronous_normal_loses_records_and_the_witness_notices(home: Path) -> None:
    lost, noticed = run(home, 6, "NORMAL")

    assert lost > 0
    assert noticed > 0


@pytest.mark.long
def test_no_power_cut_of_thousands_loses_an_acknowledged_record(home: Path) -> None:
    assert run(home, 2000) == (0, 0)
