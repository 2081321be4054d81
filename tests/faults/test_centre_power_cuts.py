"""The plug of the centre's machine is pulled, before it commits, before it answers and after: what it has signed for is there.

The disk is an image; its un-flushed copy is what a power cut leaves. kill -9 cannot see this: see `test_power_cuts.py`.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import pytest

from sync.central.verify.verify import verify
from sync.delivery.outcomes import Delivered
from tests.faults.centre_child import Point
from tests.faults.centre_life import CentreLife, Kiosk, before_a_centre, check_whole, held, lost, stands_still
from tests.faults.cutting import SEED, cut_off, possible
from tests.faults.disk import mounted, new_image
from tests.support.postgres import Own

pytestmark = pytest.mark.may_skip  # needs root and a loop device, which not every machine that tests has

BATCHES = 3  # a turn: two are delivered, the plug is pulled during the third
TURNS = [Point.BEFORE_COMMIT, Point.AFTER_ANSWER, None, Point.BEFORE_ANSWER]  # None: wherever it is just then


def deliver(kiosks: Sequence[Kiosk], chance: Random) -> None:
    """Bring a few batches."""
    for one in kiosks:
        one.rate(chance.randrange(1, 4))
        assert isinstance(one.round(), Delivered)


@dataclass
class Machine:
    """A centre, its kiosks, the image its database is on, and the processes besides the centre's own that write to it."""

    life: CentreLife
    kiosks: list[Kiosk]
    image: Path
    home: Path
    opened: Callable[[Path], AbstractContextManager[CentreLife]]
    pids: Callable[[], list[int]] = list

    def cuts(self, turns: Sequence[Point | None], **how: Any) -> int:
        """Pull the plug in each turn; return how many records were lost that had been signed for."""
        points = {BATCHES * nth: point for nth, point in enumerate(turns, 1) if point}
        url = self.life.begin(points=points, halts=True, **how)
        for one in self.kiosks:
            one.meet(url)
        chance, gone = Random(SEED), 0
        for nth, point in enumerate(turns, 1):
            deliver(self.kiosks, chance)
            gone += self.cut(point, last=nth == len(turns))
        self.life.end()
        return gone

    def cut(self, point: Point | None, *, last: bool) -> int:
        """Pull the plug while a batch is underway; after the last time, the machine comes up again as its disk is."""
        for one in self.kiosks:
            one.rate(2)
        first = self.kiosks[0]
        underway = Thread(target=first.round)
        underway.start()
        if point:
            assert stands_still(self.life.process)
        if point is Point.AFTER_ANSWER:
            underway.join(60)
        with (
            cut_off(self.image, self.home, [self.life.process.pid, *self.pids()]) as after,
            self.opened(after) as there,
        ):
            gone = self.lost_at(there, point)
            if last:
                self.life.end()
                underway.join(60)
                if not gone:
                    self.sent_again(there)
        underway.join(60)
        return gone

    def lost_at(self, there: CentreLife, point: Point | None) -> int:
        """Return how much of what was signed for is not on the disk; where nothing is, it is as it has to be at this point."""
        first = self.kiosks[0]
        with there.opened() as central:
            gone = lost(central, self.kiosks)
            if not gone:
                assert verify(central).holds
                arrived = first.texts[-1] in held(central, first.settled[0])
                assert point is None or arrived == (point is not Point.BEFORE_COMMIT)
        return gone

    def sent_again(self, there: CentreLife) -> None:
        """Kiosks send what they have no receipt for: all of it is there, and none of it twice."""
        url = there.begin()
        for one in self.kiosks:
            assert one.store.facts().pending > 0
            one.meet(url)
            one.drain()
        there.end()
        with there.opened() as central:
            check_whole(central, self.kiosks)


def on_sqlite(home: Path, turns: Sequence[Point | None], synchronous: str) -> int:
    """Return how many records were lost that had been signed for."""

    @contextmanager
    def opened(after: Path) -> Iterator[CentreLife]:
        yield CentreLife(after / "centre")

    image = new_image(home / "disk.img", 64)
    with mounted(image, home / "disk") as disk, before_a_centre(home, disk / "centre", "", 2) as (life, kiosks):
        return Machine(life, kiosks, image, home, opened).cuts(turns, synchronous=synchronous)


def on_postgresql(turns: Sequence[Point | None], options: tuple[str, ...]) -> int:
    """The same, with a server whose cluster is on the image; the centre's keys are elsewhere."""
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

        @contextmanager
        def opened(after: Path) -> Iterator[CentreLife]:
            again = Own(after / "postgres")
            try:
                yield CentreLife(life.folder, again.start())
            finally:
                again.stop(signal.SIGQUIT)

        return Machine(life, kiosks, image, home, opened, server.pids).cuts(turns)


def test_no_power_cut_loses_or_doubles_what_the_centre_has_signed_for(tmp_path: Path) -> None:
    assert possible(lambda: on_sqlite(tmp_path, TURNS, "FULL")) == 0


def test_control_a_centre_that_does_not_wait_for_its_disk_loses_records(tmp_path: Path) -> None:
    assert possible(lambda: on_sqlite(tmp_path, [Point.AFTER_ANSWER], "OFF")) > 0


def test_no_power_cut_of_postgresql_loses_or_doubles_what_the_centre_has_signed_for() -> None:
    assert possible(lambda: on_postgresql([Point.AFTER_ANSWER, Point.BEFORE_ANSWER], ())) == 0


def test_control_a_postgresql_that_does_not_wait_for_its_disk_loses_records() -> None:
    late = ("synchronous_commit=off", "wal_writer_delay=10s", "wal_writer_flush_after=1GB")
    assert possible(lambda: on_postgresql([Point.AFTER_ANSWER], late)) > 0
