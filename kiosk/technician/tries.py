"""How often in a row a technician's answer was wrong, kept beside the ledger: it holds where the ledger cannot be opened.

The file is made while all is well and only written over: that needs no room on a full disk.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from kiosk.shifts import FREE_TRIES

log = logging.getLogger(__name__)

FILE = "technician-tries"
_DIGITS = 6


def make_room(folder: Path) -> None:
    """Have the file there before it is needed."""
    if not (folder / FILE).exists():
        try:
            (folder / FILE).write_bytes(_line(0))
        except OSError as trouble:
            log.warning("the technician's tries have no place: %s", trouble)


def read_tries(folder: Path) -> int:
    """Return how many; where that cannot be known, so many that the next wrong answer earns a wait."""
    try:
        return int((folder / FILE).read_bytes())
    except (OSError, ValueError):
        return FREE_TRIES - 1


def write_tries(folder: Path, tries: int) -> None:
    """Write it down, in place; a disk that lets nothing be written is no reason to keep a technician out."""
    try:
        handle = os.open(folder / FILE, os.O_WRONLY)
    except OSError as trouble:
        log.warning("the technician's tries cannot be kept: %s", trouble)
        return
    try:
        os.write(handle, _line(tries))
        os.fsync(handle)
    except OSError as trouble:
        log.warning("the technician's tries cannot be kept: %s", trouble)
    finally:
        os.close(handle)


def _line(tries: int) -> bytes:
    return f"{min(tries, 10**_DIGITS - 1):0{_DIGITS}d}\n".encode()
