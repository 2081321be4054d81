"""Several processes at one port: the system hands each its share of connections; one that dies is replaced.

Each listens on a door of its own (SO_REUSEPORT), opened before it is begun and kept open by its parent: whoever knocks
while a process is being replaced waits instead of being refused.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)
BREATH_S = 1.0  # between a death and its replacement, so that one that cannot start does not spin
_PR_SET_PDEATHSIG = 1
_WITH_PARENT = hasattr(os, "fork") and hasattr(socket, "SO_REUSEPORT")


class OneOnly(Exception):
    """This system cannot run several processes at one port."""


def doors(host: str, port: int, count: int) -> list[socket.socket]:
    """Return so many listening sockets at one address; port 0 takes a free one.

    Raises:
        OSError: the address cannot be listened on.
        OneOnly: the system has no SO_REUSEPORT, or cannot fork (Windows).
    """
    if not _WITH_PARENT:
        raise OneOnly("this system runs the centre as one process: use --workers 1")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    socket.create_server((host, port), family=family).close()  # says so if the port is somebody else's
    first = socket.create_server((host, port), family=family, reuse_port=True)
    port = first.getsockname()[1]
    return [first, *(socket.create_server((host, port), family=family, reuse_port=True) for _ in range(count - 1))]


def keep_serving(opened: Sequence[socket.socket], serve: Callable[[socket.socket], object]) -> None:
    """Run `serve` with each door in a process of its own until this one is told to stop (SIGTERM, SIGINT)."""
    supervisor = _Supervisor(serve)
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, supervisor.stop)
    for door in opened:
        supervisor.begin(door)
    supervisor.watch()


class _Supervisor:
    def __init__(self, serve: Callable[[socket.socket], object]) -> None:
        self._serve = serve
        self._doors: dict[int, socket.socket] = {}
        self._stopping = False

    def begin(self, door: socket.socket) -> None:
        parent = os.getpid()
        child = os.fork()
        if child == 0:
            self._be(door, parent)
        self._doors[child] = door

    def watch(self) -> None:
        while self._doors:
            child, status = os.waitpid(-1, 0)
            door = self._doors.pop(child, None)
            if door is None or self._stopping:
                continue
            log.error("process %d ended (%s); another takes its place", child, _how(status))
            time.sleep(BREATH_S)
            if not self._stopping:
                self.begin(door)

    def stop(self, *_: object) -> None:
        self._stopping = True
        for child in list(self._doors):
            os.kill(child, signal.SIGTERM)

    def _be(self, door: socket.socket, parent: int) -> None:
        """Be the new process, to its end."""
        code = 1
        try:
            for one in (signal.SIGTERM, signal.SIGINT):
                signal.signal(one, signal.SIG_DFL)
            _end_with_parent(parent)
            self._serve(door)
            code = 0
        except Exception:
            log.exception("a process could not serve")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def _end_with_parent(parent: int) -> None:
    """Ask Linux to end this process when its parent is killed, so that none stays behind at the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    return f"exit {os.waitstatus_to_exitcode(status)}"
