"""What the technician's page asks for; `kiosk.technician.service` does it. Answers come later, on the caller's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kiosk.settings import KioskSettings
from kiosk.technician.line import Line
from kiosk.volumes import Volume


class Work(Protocol):
    """The door first, then the kiosk."""

    def challenge(self) -> str:
        """The eight digits to read out."""
        ...

    def place(self, told: Callable[[tuple[str, str, str] | Exception | None], None]) -> None:
        """Tell hall, window and the kiosk's id; None without a key."""
        ...

    def wait_ms(self) -> int:
        """How long nobody may try."""
        ...

    def failed(self) -> int:
        """A wrong answer; return the wait it earns."""
        ...

    def check(self, typed: str, told: Callable[[bool], None]) -> None:
        """Tell whether this answers the challenge."""
        ...

    def enter(self) -> None:
        """The answer was right."""
        ...

    def leave(self) -> None:
        """The technician is done."""
        ...

    def look(self, told: Callable[[tuple[Line, ...] | Exception], None]) -> None:
        """Look at every part."""
        ...

    def choose(self, section: str, key: str, value: object) -> None:
        """Set something on this machine."""
        ...

    def settings(self) -> KioskSettings:
        """What holds."""
        ...

    def sample(self, volume: int) -> bool:
        """Let this volume be heard; return whether it can be."""
        ...

    def volumes(self, told: Callable[[tuple[Volume, ...] | Exception], None]) -> None:
        """Tell which sticks are plugged in."""
        ...

    def bundle(self, to: Path, told: Callable[[Path | Exception], None]) -> None:
        """Write the support bundle into a folder."""
        ...

    def end(self, *, again: bool) -> None:
        """End the program, and begin it anew if wanted."""
        ...
