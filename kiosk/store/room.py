"""Room on the disk: a ballast file that is given up when the disk is full, so that this citizen is still heard (K5)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FILE = "ballast"
BALLAST = 4 * 1024 * 1024
ENOUGH = 64 * 1024 * 1024  # free bytes above which the ballast is laid in again
LOW_MIB = 200  # below this a `disk_low` record warns the centre


class Room:
    """The ballast of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ballast = folder / FILE

    @property
    def free_mib(self) -> int:
        """Free MiB on this disk."""
        return shutil.disk_usage(self._folder).free >> 20

    @property
    def has_ballast(self) -> bool:
        """Whether there is something to give up."""
        return self._ballast.exists()

    def give_up(self) -> None:
        """Free the ballast."""
        self._ballast.unlink(missing_ok=True)

    def lay_in(self) -> None:
        """Make the ballast where there is room; never in the way of anything."""
        if self.has_ballast or shutil.disk_usage(self._folder).free < ENOUGH:
            return
        try:
            self._fill()
        except OSError:
            self.give_up()

    def _fill(self) -> None:
        with self._ballast.open("wb") as file:
            file.write(os.urandom(1 << 16) * (BALLAST >> 16))  # not zeros: file systems may store those for nothing
            file.flush()
            os.fsync(file.fileno())
