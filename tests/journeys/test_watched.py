"""The whole kiosk under a watchdog: a loop or a storage thread that hangs starves it; the program says when it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.hall import Hall
from tests.support.touch import turn, wait_until

EVERY_S = 0.05


class Systemd:
    """Hears what the kiosk says of itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(str(path))
        self._line.setblocking(False)
        self.said: list[str] = []

    def hear(self) -> list[str]:
        """Take what came; return all of it so far."""
        while True:
            try:
                self.said.append(self._line.recv(4096).decode())
            except BlockingIOError:
                return self.said

    def fed(self) -> int:
        return self.hear().count("WATCHDOG=1")

    def env(self) -> dict[str, str]:
        return {"NOTIFY_SOCKET": str(self.path), "WATCHDOG_USEC": str(round(EVERY_S * 3_000_000))}

    def close(self) -> None:
        self._line.close()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    made = Systemd(tmp_path / "notify")
    yield made
    made.close()


@pytest.fixture
def watched(small_place: Hall, systemd: Systemd, monkeypatch: pytest.MonkeyPatch) -> Hall:
    for name, value in systemd.env().items():
        monkeypatch.setenv(name, value)
    small_place.enrol()
    small_place.open()
    wait_until(lambda: systemd.fed() > 2, "being fed")
    return small_place


def rounds(place: Hall, many: int = 10) -> None:
    """Let the window's loop turn for as long as so many feedings take."""
    rung: list[int] = []

    def ring() -> None:
        rung.append(1)
        place.app.bridge.after(EVERY_S, ring)

    ring()
    wait_until(lambda: len(rung) > many, "the loop's turns")


def test_a_kiosk_that_is_well_is_ready_once_and_keeps_feeding(watched: Hall, systemd: Systemd) -> None:
    before = systemd.fed()
    rounds(watched)
    assert systemd.fed() - before >= 5
    assert systemd.said[0] == "READY=1"
    assert systemd.said.count("READY=1") == 1
    watched.close()
    assert systemd.hear()[-1] == "STOPPING=1"


def test_a_storage_thread_that_hangs_starves_the_watchdog_though_the_window_lives(
    watched: Hall, systemd: Systemd
) -> None:
    gate = threading.Event()
    hangs = threading.Event()

    def hang(_: object) -> None:
        hangs.set()
        gate.wait(60)

    watched.app.backroom.storage.call(hang)
    try:
        wait_until(hangs.is_set, "the storage thread hanging")
        turn(20)  # an answer that was on its way
        before = systemd.fed()
        rounds(watched)
        assert systemd.fed() == before
    finally:
        gate.set()
    wait_until(lambda: systemd.fed() > before, "being fed again")


def test_a_window_that_hangs_starves_it_though_the_storage_thread_lives(watched: Hall, systemd: Systemd) -> None:
    systemd.hear()
    before = systemd.fed()
    for _ in range(50):  # our own thread is the window's: while it is busy here, no event is handled
        assert watched.app.backroom.storage.call(lambda store: store.facts()).result(10)
    assert systemd.fed() == before
    wait_until(lambda: systemd.fed() > before, "being fed again")


def test_a_kiosk_out_of_service_is_ready_and_fed_and_not_started_over_and_over(
    small_place: Hall, systemd: Systemd, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in systemd.env().items():
        monkeypatch.setenv(name, value)
    small_place.open()  # without a key, as when its file was taken away
    assert small_place.app.scene.property("page") == "OutOfService"
    wait_until(lambda: systemd.fed() > 2, "being fed")
    assert systemd.said[0] == "READY=1"


@pytest.mark.parametrize("enrolled", [True, False], ids=["with its key", "at its first start"])
def test_the_program_itself_says_ready_is_fed_and_says_when_it_ends(
    small_place: Hall, systemd: Systemd, enrolled: bool
) -> None:
    if enrolled:
        small_place.enrol()
    env = {**os.environ, **systemd.env(), "YIPING_DATA": str(small_place.data)}
    command = [sys.executable, "-m", "kiosk", "run", "--windowed"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        wait_until(lambda: systemd.fed() > 2 or child.poll() is not None, "being fed", 60)
        child.send_signal(signal.SIGTERM)
        _, complaint = child.communicate(timeout=30)
    assert (child.returncode, "Traceback" in complaint) == (0, False), complaint
    assert systemd.hear()[0] == "READY=1"
    assert systemd.said[-1] == "STOPPING=1"
