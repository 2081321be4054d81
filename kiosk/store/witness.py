"""The witness: a second file, append-only, one line a record, that knows how long each ledger is.

A chain alone cannot see that its unsent tail was cut off. The line is written after COMMIT and fdatasync'ed; a torn
line is passed over, a line written twice says the same twice.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FILE = "witness.log"
LINE = re.compile(rb"^([0-9a-f-]{36}) ([0-9]{12}) ([0-9a-f]{64})$", re.MULTILINE)
TAIL = 256 * 1024  # bytes read at start: over 2 000 lines

_datasync = getattr(os, "fdatasync", os.fsync)  # Windows and macOS have only fsync


@dataclass(frozen=True, slots=True)
class Line:
    """This ledger had a record of this number, and this head after it."""

    ledger: str
    seq: int
    head: bytes

    def __bytes__(self) -> bytes:
        return f"{self.ledger} {self.seq:012d} {self.head.hex()}\n".encode()


class Witness:
    """The open file. Lines that could not be written are written before the next."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._waiting: list[Line] = []
        size = os.fstat(self._file).st_size
        self._torn = size > 0 and os.pread(self._file, 1, size - 1) != b"\n"

    def add(self, lines: Iterable[Line]) -> None:
        """Append lines and wait until they are on disk.

        Raises:
            OSError: they are not; they will go first next time.
        """
        self._waiting.extend(lines)
        data = (b"\n" if self._torn else b"") + b"".join(bytes(line) for line in self._waiting)
        self._torn = True
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        _datasync(self._file)
        self._torn = False
        self._waiting.clear()

    def retry(self) -> None:
        """Write what waits, if anything does."""
        if self._waiting:
            self.add(())

    def tail(self) -> list[Line]:
        """Return the last lines, oldest first."""
        size = os.fstat(self._file).st_size
        return lines_of(os.pread(self._file, TAIL, max(0, size - TAIL)))

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def lines_of(data: bytes) -> list[Line]:
    """Return the whole lines in these bytes; torn and foreign ones are passed over."""
    return [Line(found[1].decode(), int(found[2]), bytes.fromhex(found[3].decode())) for found in LINE.finditer(data)]
