"""Pulling the plug of a machine whose processes stand still, and looking at what its disk then held."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pytest

from tests.faults.disk import NoDisk, mounted, unflushed_copy
from tests.support.postgres import NoPostgres
from tests.support.waiting import until

SEED = 20260302
PATIENCE_S = 60.0
T = TypeVar("T")


@contextmanager
def frozen(pids: Sequence[int]) -> Iterator[None]:
    """Nothing of these processes moves."""
    for pid in pids:
        with suppress(ProcessLookupError):  # a server's helper that had done its work
            os.kill(pid, signal.SIGSTOP)
    until(lambda: all(_state(pid) in "TZX" for pid in pids), PATIENCE_S)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):  # killed meanwhile
                os.kill(pid, signal.SIGCONT)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0]
    except OSError:
        return "X"


@contextmanager
def cut_off(image: Path, home: Path, pids: Sequence[int] = ()) -> Iterator[Path]:
    """Give the folder as the disk holds it at this moment, while these processes are frozen."""
    with frozen(pids):
        copy = unflushed_copy(image, home / "cut.img")
        with mounted(copy, home / "cut") as after:
            yield after


def possible(work: Callable[[], T]) -> T:
    """Do it; skip where this machine lets nobody mount a disk, or has no PostgreSQL."""
    print(f"seed {SEED}")
    try:
        return work()
    except (NoDisk, NoPostgres) as missing:
        pytest.skip(str(missing))
