"""The technician's page with everything it asks for held in the hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.settings import KioskSettings
from kiosk.technician.line import Line
from kiosk.viewmodels.technician import TechnicianViewModel
from kiosk.volumes import Volume
from tests.support.screen import OnScreen
from tests.support.touch import turn

OWN = Path("/var/lib/yiping/exports")
LINES = (
    Line("disk", True, "disk_free", ("18231",)),
    Line("centre", False, "centre_silent", ("https://hall.example:8710", "Connection refused")),
    Line("clock", True, "clock_ahead", ("0.4",)),
    Line("queue", True, "queue_well", ("poll",)),
    Line("backlog", False, "backlog_some", ("213", "2:14:09")),
    Line("aside", True, "aside_none"),
    Line("ledger", True, "ledger_whole", ("18233", "0189f3aa")),
    Line("version", True, "version_is", ("0.1.0", "3.11.2", "linux")),
)


class HandWork:
    """Satisfies `kiosk.viewmodels.technician.Work`; `did` lists what was asked for."""

    def __init__(self, *, keyed: bool = True) -> None:
        self.keyed, self.wait = keyed, 0
        self.did: list[str] = []
        self.right = "12345678"
        self.sticks: tuple[Volume, ...] = (Volume("KINGSTON", Path("/media/usb/KINGSTON"), 14820),)

    def challenge(self) -> str:
        return "40718265"

    def place(self, told: Callable[[tuple[str, str, str] | Exception | None], None]) -> None:
        told(("H001", "3", "01890a5d-0000-7000-8000-000000000001") if self.keyed else None)

    def wait_ms(self) -> int:
        return self.wait

    def failed(self) -> int:
        self.did.append("failed")
        return self.wait

    def check(self, typed: str, told: Callable[[bool], None]) -> None:
        told(typed == self.right)

    def enter(self) -> None:
        self.did.append("enter")

    def leave(self) -> None:
        self.did.append("leave")

    def look(self, told: Callable[[tuple[Line, ...] | Exception], None]) -> None:
        told(LINES)

    def choose(self, section: str, key: str, value: object) -> None:
        self.did.append(f"{section}.{key} = {value}")

    def settings(self) -> KioskSettings:
        return KioskSettings()

    def sample(self, volume: int) -> bool:
        self.did.append(f"heard at {volume}")
        return True

    def volumes(self, told: Callable[[tuple[Volume, ...] | Exception], None]) -> None:
        told(self.sticks)

    def bundle(self, to: Path, told: Callable[[Path | Exception], None]) -> None:
        self.did.append(f"bundle to {to}")
        told(to / "yiping-support-H001-3-20260302-101500.zip")

    def end(self, *, again: bool) -> None:
        self.did.append("restart" if again else "leave kiosk mode")


def knock(screen: OnScreen, work: HandWork | None = None) -> TechnicianViewModel:
    """Put the technician's page over a window."""
    page = TechnicianViewModel(screen.comfort, screen.timers, work or HandWork(), own=OWN, parent=screen.comfort)
    page.closed.connect(lambda: screen.window.setProperty("technician", None))
    screen.window.setProperty("technician", page)
    turn()
    return page


def enter(screen: OnScreen, work: HandWork | None = None) -> TechnicianViewModel:
    """Answer the challenge."""
    page = knock(screen, work)
    for digit in "12345678":
        page.digit(digit)
    page.accept()
    turn()
    return page
