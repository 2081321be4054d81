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
    """The open file. Lines that could not be written wait, and go before the next."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._waiting: list[Line] = []
        self._torn = False
        self._file = self._opened()

    def add(self, lines: Iterable[Line]) -> None:
        """Append lines and wait until they are on disk.

        Raises:
            OSError: they are not; they wait.
        """
        self.hold(lines)
        self.flush()

    def hold(self, lines: Iterable[Line]) -> None:
        """Let lines wait for the next `flush`."""
        self._waiting.extend(lines)

    def flush(self) -> None:
        """Write what waits and wait until it is on disk.

        Raises:
            OSError: it is not; it still waits.
        """
        data = (b"\n" if self._torn else b"") + b"".join(map(bytes, self._waiting))
        self._torn = True
        while data:
            data = data[os.write(self._file, data) :]
        _datasync(self._file)
        self._torn = False
        self._waiting.clear()

    def reopen(self) -> None:
        """Take hold of the file anew, after trouble with it."""
        file = self._opened()
        os.close(self._file)
        self._file = file

    def tail(self) -> list[Line]:
        """Return the last lines, oldest first."""
        size = os.fstat(self._file).st_size
        os.lseek(self._file, max(0, size - TAIL), os.SEEK_SET)
        return lines_of(os.read(self._file, TAIL))

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _opened(self) -> int:
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        size = os.lseek(file, -1, os.SEEK_END) + 1 if os.fstat(file).st_size else 0
        self._torn = size > 0 and os.read(file, 1) != b"\n"
        return file


def lines_of(data: bytes) -> list[Line]:
    """Return the whole lines in these bytes; torn and foreign ones are passed over."""
    return [Line(found[1].decode(), int(found[2]), bytes.fromhex(found[3].decode())) for found in LINE.finditer(data)]
