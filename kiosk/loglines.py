"""The last lines of the log, held in memory for the support bundle; nothing of them is written by itself."""

from __future__ import annotations

import logging
from collections import deque

from sync.loglines import OneLine

KEPT = 400


class LogLines(logging.Handler):
    """A handler that remembers the last lines."""

    def __init__(self, kept: int = KEPT) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=kept)
        self.setFormatter(OneLine())

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a line."""
        self._lines.append(self.format(record))

    @property
    def text(self) -> str:
        """All of them, oldest first."""
        return "\n".join(self._lines)


def last_lines() -> str:
    """Return what the program's handler remembers; nothing where it has none."""
    found = [one for one in logging.getLogger().handlers if isinstance(one, LogLines)]
    return found[0].text if found else ""
