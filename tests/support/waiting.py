"""Waiting for what another thread does and tells nobody of."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


def until(holds: Callable[[], object], within_s: float = 10.0) -> None:
    """Return as soon as it holds; fail where it does not in time."""
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end, "what was waited for did not happen"
        threading.Event().wait(0.002)
