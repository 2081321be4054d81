"""While nobody is served: one notice after another, and a screen that rests. It is there before what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.kinds import MAP

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.flow import Phase
    from kiosk.notices.notice import Notice
    from kiosk.resting import Light, Resting
    from kiosk.viewmodels.film import Film
    from kiosk.writing import Timers

LOOK_S = 20.0  # how often the time of day and the stillness are looked at
NOTHING = {"kind": "", "text": "", "source": ""}


class IdleViewModel(QObject):
    """Give it notices by `put`, every phase by `show`, every sign of life by `stir`.

    `open_film` makes what plays a video, and loads it only then; where it raises, the video's still is shown.
    """

    notice_changed = Signal()
    light_changed = Signal()

    def __init__(self, timers: Timers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timers = timers
        self._now: Callable[[], datetime] | None = None
        self._boot_ms: Callable[[], int] = lambda: 0
        self._resting: Resting | None = None
        self._open_film: Callable[[], Film] | None = None
        self._dimmed = 0.0
        self._notices: Sequence[Notice] = ()
        self._phase: Phase | None = None
        self._quiet = False  # a page on which notices are shown, and no panel over it
        self._stirred_ms = 0
        self._light: Light | None = None
        self._at = -1
        self._told: dict[str, str] = NOTHING
        self._film: Film | None = None
        self._unplayable: set[str] = set()
        self._stops: dict[str, Callable[[], None]] = {}

    def attend(
        self,
        now: Callable[[], datetime],
        boot_ms: Callable[[], int],
        resting: Resting,
        *,
        dimmed: float,
        open_film: Callable[[], Film],
    ) -> None:
        """Begin: `now` in the hall's zone, `dimmed` the part of the light that a dim screen lacks."""
        self._now, self._boot_ms, self._resting = now, boot_ms, resting
        self._dimmed, self._open_film = dimmed, open_film
        self.stir()

    def put(self, notices: Sequence[Notice]) -> None:
        """Show these from now on; the one on the screen stays its time if it is still among them."""
        self._notices = tuple(notices)
        if self._told is NOTHING or not any(one.id == self._told.get("id") for one in notices):
            self._turn()

    def show(self, phase: Phase, *, panel: bool) -> None:
        """The desk or the staff did something: a sign of life."""
        from kiosk.flow import Idle

        self._phase = phase
        quiet = isinstance(phase, Idle) and not panel
        changed, self._quiet = quiet != self._quiet, quiet
        self.stir()
        if changed:
            self._turn()

    @Slot()
    def stir(self) -> None:
        """Somebody is here: a touch, a call, a change."""
        self._stirred_ms = self._boot_ms()
        self._look()

    def stop(self) -> None:
        """End the film, if one runs."""
        self._let_go()

    # --- light -------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._resting is None or self._now is None or self._phase is None or not self._resting.ever:
            return
        still_s = (self._boot_ms() - self._stirred_ms) / 1000
        before = self._light
        self._light = self._resting.light(self._phase, still_s, f"{self._now():%H:%M}")
        if "look" not in self._stops:
            self._after("look", LOOK_S, self._look)
        if before != self._light:
            self.light_changed.emit()
            if "dark" in (before, self._light):
                self._turn()  # nothing is shown to nobody

    def _shade(self) -> float:
        return {"dim": self._dimmed, "dark": 1.0}.get(str(self._light), 0.0)

    # --- notices -----------------------------------------------------------------------------------------------------

    def _turn(self) -> None:
        """Show the next that is due."""
        self._let_go()
        one = self._next() if self._quiet and self._light != "dark" else None
        if one is not None:
            self._after("turn", one.seconds, self._turn)
        elif self._quiet and self._notices:
            self._after("turn", LOOK_S, self._turn)  # its time will come
        self._tell(self._seen(one) if one else NOTHING)

    def _next(self) -> Notice | None:
        from kiosk.notices.notice import due

        if self._now is None:
            return None
        can = [one for one in self._notices if one.id not in self._unplayable or one.still]
        places = [self._notices.index(one) for one in due(can, self._now())]
        following = [place for place in places if place > self._at] or places
        if not following:
            return None
        self._at = following[0]
        return self._notices[self._at]

    def _seen(self, one: Notice) -> dict[str, str]:
        told = {"id": one.id, "kind": "text", "text": one.text, "source": ""}
        if one.kind == "text":
            return told
        if one.kind == "picture":
            return {**told, "kind": "picture", "source": _address(one)}
        if self._play(one):
            return {**told, "kind": "video"}  # its frames follow
        return {**told, "kind": "picture", "source": _still(one)}

    def _play(self, one: Notice) -> bool:
        """Begin a video; it stays to its end, whatever its seconds."""
        if one.file is None or self._open_film is None or one.id in self._unplayable:
            return False
        try:
            self._film = self._open_film()
        except Exception:  # sound and video libraries fail in their own ways: the notice does without
            import logging

            logging.getLogger(__name__).warning("videos cannot be played here", exc_info=True)
            self._unplayable.add(one.id)
            return False
        self._stop("turn")
        self._film.play(one.file, frame=self._framed, ended=self._turn, failed=lambda why: self._failed(one, why))
        return True

    def _framed(self, source: str) -> None:
        self._tell({**self._told, "source": source})

    def _failed(self, one: Notice, why: str) -> None:
        import logging

        logging.getLogger(__name__).warning("%s cannot be played: %s", one.file, why)
        self._unplayable.add(one.id)
        self._at -= 1 if one.still else 0  # its still comes in its place
        self._turn()

    def _let_go(self) -> None:
        self._stop("turn")
        film, self._film = self._film, None
        if film:
            film.stop()

    def _tell(self, told: dict[str, str]) -> None:
        if told != self._told:
            self._told = told
            self.notice_changed.emit()

    # --- timers ------------------------------------------------------------------------------------------------------

    def _after(self, name: str, seconds: float, fn: Callable[[], None]) -> None:
        def ring() -> None:
            self._stops.pop(name, None)
            fn()

        self._stop(name)
        self._stops[name] = self._timers.after(seconds, ring)

    def _stop(self, name: str) -> None:
        if stop := self._stops.pop(name, None):
            stop()

    notice = Property(MAP, lambda self: self._told, notify=notice_changed)
    light = Property(str, lambda self: str(self._light or "full"), notify=light_changed)
    shade = Property(float, _shade, notify=light_changed)


def _address(one: Notice) -> str:
    return one.file.as_uri() if one.file else ""


def _still(one: Notice) -> str:
    return one.still.as_uri() if one.still else ""
