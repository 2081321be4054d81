"""Opening what is behind the window, again and again until it stands: what hindered it may pass by itself.

Somebody frees the disk, ends the other program, brings the key back: no technician is needed after that.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.backroom import Backroom
from kiosk.codes import Code
from kiosk.opened import Broken, Opened
from kiosk.writing import Timers

FIRST_S, LONGEST_S = 5.0, 60.0
LASTING = frozenset({Code.NEWER_STORE})  # only another version of this program helps, and that starts anew


class Opening:
    """`told` gets each outcome that is another than the one before."""

    def __init__(self, backroom: Backroom, timers: Timers, told: Callable[[Opened | Broken], None]) -> None:
        self._backroom, self._timers, self._told = backroom, timers, told
        self._wait_s = FIRST_S
        self._code: Code | None = None
        self._cancel: Callable[[], None] | None = None

    def begin(self) -> None:
        """Try for the first time."""
        self._backroom.open(self._came)

    def stop(self) -> None:
        """Try no more."""
        if self._cancel:
            self._cancel()

    def _came(self, outcome: Opened | Broken) -> None:
        if isinstance(outcome, Opened) or outcome.code is not self._code:
            self._code = None if isinstance(outcome, Opened) else outcome.code
            self._told(outcome)
        if isinstance(outcome, Broken) and outcome.code not in LASTING:
            self._cancel = self._timers.after(self._wait_s, self._again)
            self._wait_s = min(2 * self._wait_s, LONGEST_S)

    def _again(self) -> None:
        self._cancel = None
        self._backroom.open_again(self._came)
