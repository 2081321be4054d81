"""When Python looks for garbage: not while starting, and later never through what was there from the start.

A full pass over all that was loaded takes some 30 ms, two frames, at a moment nobody chooses.
"""

from __future__ import annotations

import gc


def hold() -> None:
    """Look for none until `settle`: a start makes none."""
    gc.disable()


def settle() -> None:
    """What is there stays; from now on only what came after is looked through."""
    gc.collect()
    gc.freeze()
    gc.enable()
