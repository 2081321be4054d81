"""Building `faulty.c` and running a program under it; the control file arms it from inside or outside."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("faulty.c")


class NoCompiler(Exception):
    """There is no C compiler here; the text says what to install."""


class Operation(IntEnum):
    """What is made to fail."""

    WRITE = 0
    SYNC = 1
    OPEN = 2


class Control:
    """The switches of the library, in a file that both sides map."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            self.off()

    def arm(self, operation: Operation, nth: int, errno: int, *, in_a_row: int = 1) -> None:
        """Let the `nth` operation from now fail, and so many in a row (0: from then on)."""
        self._set(1, operation, nth, errno, in_a_row, -1)

    def leave(self, bytes_left: int) -> None:
        """Let the folder grow by so many bytes more."""
        self._set(0, 0, 0, 0, 0, bytes_left)

    def off(self) -> None:
        """Everything works."""
        self._set(0, 0, 0, 0, 0, -1)

    @property
    def reached(self) -> bool:
        """Whether the operation that was to fail has come (and stopped failing, if it was to)."""
        armed, _, count, *_ = struct.unpack("=6q", self.path.read_bytes())
        return armed == 0 or count == 0

    def _set(self, *fields: int) -> None:
        with self.path.open("r+b" if self.path.exists() else "wb") as file:
            file.write(struct.pack("=6q", *fields))


def library(folder: Path) -> Path:
    """Compile the library."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise NoCompiler("gcc is needed to make writes fail: apt-get install gcc libc6-dev")
    made = folder / "faulty.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-o", made, SOURCE, "-ldl"], check=True)
    return made


def run_under(made: Path, module: str, folder: Path) -> str:
    """Run one of our modules with `folder` as its only argument under the library; return what it printed."""
    folder.mkdir(parents=True, exist_ok=True)
    control = Control(folder.with_suffix(".control"))
    faulty = {"LD_PRELOAD": str(made), "FAULTY_CONTROL": str(control.path), "FAULTY_FOLDER": f"{folder}/"}
    done = subprocess.run(
        [sys.executable, "-m", module, folder],
        env={**os.environ, **faulty},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
