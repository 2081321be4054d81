"""What can come of enrolling from the screen: the window that was found, or what failed and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.contract import KioskSettings
    from sync.delivery.identity import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The window a code led to. `given` is what the centre says of it; None where it did not answer a second time."""

    identity: Identity
    pairing: str
    given: KioskSettings | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Without a code: the centre knows of this tablet, and somebody there has to let it in."""

    pairing: str


@dataclass(frozen=True, slots=True)
class Failed:
    """What was asked came to nothing: how (for the screen's sentence), and why (for the technician)."""

    how: str
    why: str
