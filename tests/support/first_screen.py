"""The window of the first start with a centre that answers when and what the test says; and the way to each of its faces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.enrolled import Failed, Found, Waiting
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.enrolling import EnrollingViewModel
from kiosk.viewmodels.load import load_first_start
from kiosk.viewmodels.words import languages
from sync.contract import Answer, KioskSettings, State
from sync.resources import assets
from tests.support import touch
from tests.support.small_centre import SmallCentre

PAIRING = "48213 90417 33218 60542"


class HandEnroller:
    """Holds what was asked until it is answered."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self._told: list[Callable[[Any], None]] = []

    def reach(self, url: str, told: Callable[[Failed | None], None]) -> None:
        """Satisfies `Enrols`."""
        self._ask(told, "reach", url)

    def ask(self, url: str, code: str, told: Callable[[Found | Failed], None]) -> None:
        """Satisfies `Enrols`."""
        self._ask(told, "ask", url, code)

    def wait(self, url: str, told: Callable[[Found | Waiting | Failed], None]) -> None:
        """Satisfies `Enrols`. It is told more than once."""
        self._ask(told, "wait", url)

    def give_up(self) -> None:
        """Satisfies `Enrols`."""
        self.asked.append(("give_up",))

    def tell(self, came: Found | Waiting | Failed) -> None:
        """Say something to who goes on waiting."""
        self._told[-1](came)

    def keep(self, found: Found, told: Callable[[Failed | None], None]) -> None:
        """Satisfies `Enrols`."""
        self._ask(told, "keep", found.pairing)

    def answer(self, came: Found | Failed | None) -> None:
        """Answer what was asked last."""
        self._told.pop()(came)

    def _ask(self, told: Callable[[Any], None], *what: str) -> None:
        self.asked.append(what)
        self._told.append(told)


class FirstScreen:
    """The window and what is behind it."""

    def __init__(self, size: tuple[int, int] = (1280, 800), *, night: bool = False) -> None:
        self.comfort = ComfortViewModel(languages(assets() / "translations"), night=night, motion=False)
        self.enroller = HandEnroller()
        self.enrolling = EnrollingViewModel(self.comfort, self.enroller)
        self.screen = load_first_start(enrolling=self.enrolling, comfort=self.comfort, size=size)
        self.window = self.screen.window
        self.frames: list[bool] = []
        self.window.frameSwapped.connect(lambda: self.frames.append(True))
        touch.wait_until(self.window.isExposed, "the window exposed")
        touch.turn()

    def settle(self) -> None:
        """Wait until the window has drawn itself anew, twice."""
        for _ in range(2):
            before = len(self.frames)
            self.window.update()
            touch.wait_until(lambda: len(self.frames) > before, "a frame")  # noqa: B023 - waited for at once

    def close(self) -> None:
        """Take it away; QML must have had nothing to complain of."""
        self.screen.close()
        assert self.screen.warnings == []


def found() -> Found:
    """Return a window of which the centre tells everything."""
    identity = SmallCentre().identity("k1")
    said = Answer(
        centre=identity.centre,
        key=identity.centre_keys.id,
        kiosk="k1",
        request="r1",
        state=State.ACTIVE,
        time="2026-03-02T01:00:00.000Z",
        challenge="c1",
        incarnation=identity.incarnation,
    )
    given = KioskSettings(
        answer=said,
        etag="e1",
        hall="H001",
        hall_name="一评市政务服务中心",
        window="3",
        window_name="企业登记综合窗口",
        department="市场监督管理局",
        time_zone="Asia/Shanghai",
        roster=(),
        settings={},
    )
    return Found(identity=identity, pairing=PAIRING, given=given)


def address(_first: FirstScreen) -> None:
    """Nothing typed yet."""


def unreachable(first: FirstScreen) -> None:
    """A long address, and nobody there."""
    first.enrolling.type("https://centre-of-the-city.hall.example.gov.cn:8710/yiping")
    first.enrolling.accept()
    why = "ConnectTimeout: HTTPSConnectionPool(host='centre-of-the-city.hall.example.gov.cn', port=8710): Max retries exceeded"
    first.enroller.answer(Failed("unreachable", why))


def code(first: FirstScreen) -> None:
    """Half a code."""
    first.enrolling.type("centre.example")
    first.enrolling.accept()
    first.enroller.answer(None)
    first.enrolling.type("ABCDEFGHJK")


def refused(first: FirstScreen) -> None:
    """A whole code that is not taken."""
    code(first)
    first.enrolling.type("LMNPQR")
    first.enrolling.accept()
    first.enroller.answer(
        Failed("code", "403: the code is not right, was used before or is too old: ask for a new one")
    )


def waiting(first: FirstScreen) -> None:
    """No code: the number for an administrator."""
    code(first)
    first.enrolling.wait()
    first.enroller.tell(Waiting(PAIRING))


def waiting_cut(first: FirstScreen) -> None:
    """It waits, and the centre cannot be reached meanwhile."""
    waiting(first)
    first.enroller.tell(Failed("unreachable", "ConnectTimeout: HTTPSConnectionPool(host='centre.example', port=443)"))


def window_found(first: FirstScreen) -> None:
    """The number to compare."""
    code(first)
    first.enrolling.type("LMNPQR")
    first.enrolling.accept()
    first.enroller.answer(found())


def not_kept(first: FirstScreen) -> None:
    """The disk refuses."""
    window_found(first)
    first.enrolling.accept()
    first.enroller.answer(Failed("kept", f"{Path('/var/lib/yiping')}: [Errno 28] No space left on device"))


FACES: dict[str, Callable[[FirstScreen], None]] = {
    way.__name__: way for way in (address, unreachable, code, refused, waiting, waiting_cut, window_found, not_kept)
}
