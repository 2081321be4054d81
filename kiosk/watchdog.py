"""systemd's watchdog: fed only when the window's loop has turned and the storage thread has reached the disk.

So a loop that hangs, a storage thread that hangs and a disk that no longer answers each end the same way: nothing is
fed, and systemd starts the kiosk anew. Only loaded where systemd (or whoever speaks its protocol) listens.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from kiosk.writing import Timers

log = logging.getLogger(__name__)

LISTENS = "NOTIFY_SOCKET"
LEFT = "left"  # config/deploy/linux/yiping-kiosk.service asks for it
PULSE = "pulse"  # one byte, written anew each time: the file never grows

Ask = Callable[[Callable[[], object]], None]  # asks, and has what it is given called on the window's thread


class Turning(Protocol):
    """The window's thread: calls something later, or as soon as it turns."""

    def after(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        """See `kiosk.writing.Timers`."""
        ...

    def post(self, fn: Callable[[], object]) -> None:
        """Call it there."""
        ...


class Storing(Protocol):
    """The storage thread, as far as it matters here."""

    def call(self, fn: Callable[[Any], Any]) -> Future[Any]:
        """Run something on it."""
        ...


class Watchdog:
    """`ask` is answered once everything that must be alive was; each answer feeds systemd."""

    def __init__(self, say: Callable[[str], None], every_s: float | None, timers: Timers, ask: Ask) -> None:
        self._say, self._every_s, self._timers, self._ask = say, every_s, timers, ask
        self._waiting = False
        self._cancel: Callable[[], None] = lambda: None

    def start(self) -> None:
        """The kiosk is ready; from now on it is watched."""
        self._say("READY=1")
        if self._every_s:
            self._turn()

    def stop(self) -> None:
        """It ends because it was told to."""
        self._cancel()
        self._say("STOPPING=1")

    def _turn(self) -> None:
        assert self._every_s  # noqa: S101 - nothing turns unwatched
        self._cancel = self._timers.after(self._every_s, self._turn)
        if not self._waiting:
            self._waiting = True
            self._ask(self._answered)

    def _answered(self) -> None:
        self._waiting = False
        self._say("WATCHDOG=1")


def watchdog(env: Mapping[str, str], timers: Timers, ask: Ask) -> Watchdog:
    """Return the watchdog this environment asks for; a third of the patience between two turns.

    WATCHDOG_PID is not looked at: under a compositor it names the compositor, which passes its environment on to us.
    """
    usec = env.get("WATCHDOG_USEC", "")
    every_s = int(usec) / 3_000_000 if usec.isascii() and usec.isdigit() and int(usec) else None
    return Watchdog(sayer(env[LISTENS]), every_s, timers, ask)


def watching(env: Mapping[str, str], bridge: Turning, storage: Storing, folder: Path) -> Watchdog:
    """Return a watchdog that has begun: it is fed when window and disk have both answered."""
    made = watchdog(env, bridge, disk_reached(storage, folder, bridge.post))
    made.start()
    return made


def sayer(address: str) -> Callable[[str], None]:
    """Return what sends a line to systemd. That it cannot be heard is no reason to end: systemd itself decides."""
    where = "\0" + address[1:] if address.startswith("@") else address

    def say(text: str) -> None:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.setblocking(False)
                line.sendto(text.encode(), where)
        except OSError as trouble:
            log.warning("systemd was not told %s: %s", text, trouble)

    return say


def disk_reached(storage: Storing, folder: Path, post: Callable[[Callable[[], object]], None]) -> Ask:
    """Return an `Ask` that the storage thread answers after a byte has reached the disk, or the disk has refused it.

    A refusal is an answer: a full disk has its own page, and starting anew would not empty it.
    """

    def ask(answered: Callable[[], object]) -> None:
        storage.call(lambda _: _pulse(folder)).add_done_callback(lambda _: post(answered))

    return ask


def _pulse(folder: Path) -> None:
    handle = os.open(folder / PULSE, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, b".")
        os.fdatasync(handle)
    finally:
        os.close(handle)


def leave(env: Mapping[str, str]) -> None:
    """A technician leaves the kiosk: say so where the unit looks before it starts it again; the next boot forgets it."""
    if folder := env.get("RUNTIME_DIRECTORY"):
        Path(folder, LEFT).touch()
