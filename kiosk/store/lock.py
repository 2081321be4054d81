"""One program per data folder: a lock that ends with the process that holds it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kiosk.store.trouble import InUse


class Lock:
    """Held from construction to `release`.

    Raises:
        InUse: another program holds this folder.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._file)
        except OSError:
            os.close(self._file)
            raise InUse(
                f"{path.parent} is in use by another yiping-kiosk: stop that one first, or ask it (check and export do)"
            ) from None

    def release(self) -> None:
        """Let the folder go; a second time does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
