"""systemd's watchdog is fed while the loop turns and the disk answers, and not a moment longer."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from kiosk.watchdog import PULSE, Watchdog, disk_reached, leave, sayer, watchdog
from sync.resources import config
from tests.support.hands import HandExecutor, HandTimers

UNIT = config() / "deploy" / "linux" / "yiping-kiosk.service"


class Listener:
    """systemd's end of the line."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind("\0" + address[1:] if address.startswith("@") else address)
        self._line.settimeout(10)

    def heard(self) -> str:
        return self._line.recv(4096).decode()

    def close(self) -> None:
        self._line.close()


@pytest.fixture(params=["file", "abstract"])
def listener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Listener]:
    made = Listener(str(tmp_path / "n") if request.param == "file" else f"@yiping-test-{tmp_path.name}-{id(tmp_path)}")
    yield made
    made.close()


class Asked:
    """What must be alive; answers when told."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], object]] = []

    def __call__(self, answered: Callable[[], object]) -> None:
        self.waiting.append(answered)

    def answer(self) -> None:
        for answered in self.waiting[:]:
            self.waiting.remove(answered)
            answered()


def fed(said: list[str]) -> int:
    return said.count("WATCHDOG=1")


def test_it_says_ready_once_and_then_feeds_at_every_turn_that_is_answered() -> None:
    said, timers, asked = [], HandTimers(), Asked()
    Watchdog(said.append, 10, timers, asked).start()

    assert said == ["READY=1"]
    for turn in range(1, 6):
        asked.answer()
        assert fed(said) == turn
        timers.pass_by(10)
    assert said.count("READY=1") == 1


def test_a_storage_thread_that_does_not_answer_starves_it_and_is_not_asked_twice() -> None:
    said, timers, asked = [], HandTimers(), Asked()
    Watchdog(said.append, 10, timers, asked).start()

    timers.pass_by(1000)

    assert fed(said) == 0
    assert len(asked.waiting) == 1
    asked.answer()
    assert fed(said) == 1, "whatever made it wait is over"
    timers.pass_by(10)
    asked.answer()
    assert fed(said) == 2


def test_a_loop_that_does_not_turn_asks_nobody_and_feeds_nothing() -> None:
    said, timers, asked = [], HandTimers(), Asked()
    Watchdog(said.append, 10, timers, asked).start()
    asked.answer()

    asked.answer()  # the storage thread is well, but no timer rings

    assert fed(said) == 1


def test_it_turns_three_times_within_systemds_patience(listener: Listener) -> None:
    timers, asked = HandTimers(), Asked()
    watchdog({"NOTIFY_SOCKET": listener.address, "WATCHDOG_USEC": "30000000"}, timers, asked).start()
    assert listener.heard() == "READY=1"

    asked.answer()
    assert listener.heard() == "WATCHDOG=1"
    timers.pass_by(9.9)
    assert asked.waiting == []
    timers.pass_by(0.2)
    asked.answer()
    assert listener.heard() == "WATCHDOG=1"


@pytest.mark.parametrize("usec", ["", "0", "many", "-1"])
def test_without_a_watchdog_systemd_is_told_of_start_and_end_alone(listener: Listener, usec: str) -> None:
    timers, asked = HandTimers(), Asked()
    made = watchdog({"NOTIFY_SOCKET": listener.address, "WATCHDOG_USEC": usec}, timers, asked)
    made.start()
    made.stop()

    assert [listener.heard(), listener.heard()] == ["READY=1", "STOPPING=1"]
    assert (len(timers), asked.waiting) == (0, [])


def test_after_the_end_nothing_is_asked_any_more() -> None:
    said, timers, asked = [], HandTimers(), Asked()
    made = Watchdog(said.append, 10, timers, asked)
    made.start()
    asked.answer()
    made.stop()

    timers.pass_by(100)

    assert asked.waiting == []
    assert said[-1] == "STOPPING=1"


def test_a_systemd_that_does_not_listen_is_noted_and_ends_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sayer(str(tmp_path / "nobody"))("WATCHDOG=1")
    assert "systemd was not told WATCHDOG=1" in caplog.text


# --- the storage thread's answer ----------------------------------------------------------------------------------------


class Hand(HandExecutor):
    """A storage thread that works when told."""

    def call(self, fn: Callable[[Any], Any]) -> Future[Any]:
        return self.submit(fn, None)


def test_the_answer_comes_after_a_byte_has_reached_the_disk(tmp_path: Path) -> None:
    storage, answers = Hand(), []
    ask = disk_reached(storage, tmp_path, lambda fn: fn())

    for _ in range(3):
        ask(lambda: answers.append((tmp_path / PULSE).read_bytes()))
        assert len(storage) == 1
        storage.run()

    assert answers == [b"."] * 3, "the file never grows"


def test_a_disk_that_refuses_has_answered(tmp_path: Path) -> None:
    storage, answers = Hand(), []
    disk_reached(storage, tmp_path / "gone", lambda fn: fn())(lambda: answers.append(1))
    storage.run()
    assert answers == [1]


def test_a_write_that_never_returns_is_no_answer(tmp_path: Path) -> None:
    """A FIFO nobody reads from is what a hung disk looks like to whoever opens a file on it."""
    import os

    os.mkfifo(tmp_path / PULSE)
    answers: list[int] = []
    started = threading.Event()

    class Thread:
        def call(self, fn: Callable[[Any], Any]) -> Future[Any]:
            future: Future[Any] = Future()

            def work() -> None:
                started.set()
                try:
                    future.set_result(fn(None))
                except OSError as trouble:
                    future.set_exception(trouble)

            self.thread = threading.Thread(target=work)
            self.thread.start()
            return future

    storage = Thread()
    disk_reached(storage, tmp_path, lambda fn: fn())(lambda: answers.append(1))
    assert started.wait(10)
    storage.thread.join(0.2)
    assert (storage.thread.is_alive(), answers) == (True, [])

    os.close(os.open(tmp_path / PULSE, os.O_RDONLY | os.O_NONBLOCK))  # the disk comes back
    storage.thread.join(10)
    assert answers == [1]


def test_leaving_the_kiosk_is_said_where_the_unit_looks(tmp_path: Path) -> None:
    leave({"RUNTIME_DIRECTORY": str(tmp_path)})
    leave({})  # started by hand, there is nobody to tell

    asks = re.findall(r"%t/yiping/(\w+)", UNIT.read_text("utf-8"))
    assert [path.name for path in tmp_path.iterdir()] == ["left"]
    assert asks == ["left", "left"], "before a start, and after the end"
