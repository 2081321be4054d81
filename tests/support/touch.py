"""The demo's finger, for tests."""

from kiosk.demo.finger import (
    NeverHappened,
    find,
    is_there,
    items,
    lift,
    middle,
    press,
    shown,
    slide,
    tap,
    turn,
    wait_until,
    write,
)

__all__ = [
    "NeverHappened", "find", "is_there", "items", "lift", "middle", "press", "shown", "slide", "tap", "turn", "wait_until",
    "write",
]  # fmt: skip
