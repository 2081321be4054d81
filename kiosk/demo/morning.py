"""A morning at window 3, in true time: what each of its visits does, and a finger that does it on the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtQuick import QQuickWindow

from kiosk.app import App
from kiosk.demo.centre import DemoCentre
from kiosk.demo.finger import find, is_there, tap, turn, wait_until, write
from kiosk.demo.phone import rate_by_phone
from kiosk.demo.queue import DemoQueue
from kiosk.demo.tally import Tally

SLOW_S = 20.0  # longer than any page waits

SPELLED = {
    "一次就办好了，谢谢。": ("yici=一次", "jiu=就", "banhao=办好", "le=了", "，", "xiexie=谢谢", "。"),
    "让我跑了三趟，材料清单上没有写。": (
        "rangwo=让我", "paolesantang=跑了三趟", "，", "clqd=材料清单", "shang=上", "meiyou=没有", "xie=写", "。",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One visit. `end` is what becomes of it; the rest is what a citizen who rates does."""

    end: str = "rate"
    level: int = 5
    first: int | None = None
    reasons: tuple[str, ...] = ()
    comment: str = ""
    language: bool = False
    large: bool = False


def acts() -> list[Act]:
    """Return the morning's visits in order: 44 of them."""
    made = [Act(level=level) for level in (5, 5, 4, 3)]
    made += [
        Act(level=5, reasons=("510", "517"), comment="一次就办好了，谢谢。"),
        Act(level=1, reasons=("108", "115"), comment="让我跑了三趟，材料清单上没有写。"),
        Act(level=2, reasons=("214",)),
        Act(level=1),
        Act(end="not_now"),
        Act(end="time_out"),
        Act(end="pass"),
        Act(end="forward"),
        Act(first=1, level=4, reasons=("413",)),
        Act(first=5, level=2, reasons=("207", "213")),
        Act(end="open", level=5),
        Act(end="next_called"),
        Act(level=4, language=True, comment="Clear and quick."),
        Act(level=3, large=True, reasons=("307",)),
        Act(end="give-up"),
        Act(end="phone", level=2),
        Act(end="walk_away", level=2, reasons=("209",)),
        Act(end="tap_and_go", level=4),
    ]
    made += [Act(level=level) for level in (5, 5, 5, 4, 4, 5, 3, 5, 5, 4, 5)]
    made += [Act(end="pass"), Act(end="not_now"), Act(level=5, reasons=("512",)), Act(level=4), Act(level=5)]
    return made + [Act(level=level) for level in (5, 4, 5, 3, 5, 5)]


class Morning:
    """Plays acts. Pictures of each page go to `pictures` the first time it is seen; `tell` says what happens."""

    def __init__(
        self, app: App, queue: DemoQueue, centre: DemoCentre, pictures: Path, tell: Callable[[str], None]
    ) -> None:
        self._app, self._queue, self._centre = app, queue, centre
        self._pictures, self._tell = pictures, tell
        self._seen: set[str] = set()
        self._number: Iterator[int] = count(1)
        self._left_open = False
        self.tally = Tally()

    @property
    def _window(self) -> QQuickWindow:
        return self._app.screen.window

    # --- staff -------------------------------------------------------------------------------------------------------

    def log_in(self, staff: str, pin: str) -> None:
        """Somebody logs in by number and PIN."""
        tap(self._window, "staff-door")
        if self._app.desk.shift:
            tap(self._window, "log-out")
            tap(self._window, "staff-door")
        self._enter(staff, pin, "login")
        wait_until(lambda: self._app.desk.shift and self._app.desk.shift.person.staff == staff, f"{staff} logged in")
        self._tell(f"{staff} is logged in")

    def hand_over(self, staff: str, pin: str) -> None:
        """The next person takes over."""
        tap(self._window, "staff-door")
        self.picture("staff-bar")
        tap(self._window, "hand-over")
        self._enter(staff, pin, "hand-over")
        wait_until(lambda: self._app.desk.shift and self._app.desk.shift.person.staff == staff, f"{staff} took over")
        self._tell(f"{staff} has taken over")

    def away_and_back(self) -> None:
        """暂停服务 for a moment."""
        for name, page in (("away", "Away"), ("come-back", "Idle")):
            tap(self._window, "staff-door")
            tap(self._window, name)
            self._on(page)

    def export(self, staff: str, pin: str) -> Path:
        """The manager takes the day away; return the folder of the files."""
        tap(self._window, "staff-door")
        tap(self._window, "show-day")
        self._enter(staff, pin, "login-manager")
        wait_until(
            lambda: self._app.staff.property("panel") == "day" and self._app.day.property("ready"), "the day", SLOW_S
        )
        self.picture("day")
        tap(self._window, "export")
        tap(self._window, "place-0")
        wait_until(lambda: not self._app.day.property("taking").property("busy"), "the files", 60)
        self.picture("day-exported")
        folder = str(self._app.day.property("message"))
        tap(self._window, "close-day")
        self._tell(f"the manager's page says: {folder}")
        return next(path for path in (self._app.exports / self._app.today(),) if path.is_dir())

    def _enter(self, staff: str, pin: str, name: str) -> None:
        self._type("".join(filter(str.isdigit, staff)))
        tap(self._window, "on")
        self._type(pin)
        self.picture(name)
        tap(self._window, "on")

    def _type(self, digits: str) -> None:
        for digit in digits:
            tap(self._window, f"digit-{digit}")

    # --- citizens ----------------------------------------------------------------------------------------------------

    def play(self, act: Act) -> None:
        """Play one visit from its call to its end."""
        ticket = self._queue.call()
        self.tally.visits += 1
        self._on("Serving", ticket.number)
        if self._left_open:  # calling the next number ended the last service
            self._left_open = False
            self.tally.causes["next_called"] += 1
        match act.end:
            case "pass" | "forward" | "give-up":
                self._queue.act(ticket.id, act.end)
                self._on("Idle")
                self.tally.outcomes[{"pass": "passed", "forward": "forwarded"}.get(act.end, "given_up")] += 1
            case "open":
                tap(self._window, "open-question")
                self._rated(act, ticket.number)
                self._on("Serving", ticket.number)
                self._queue.act(ticket.id, "finish")
                wait_until(lambda: self._shown("page") in ("Idle", "RatedAlready"), "the end of the visit", SLOW_S)
                self.picture(self._shown("page"))
                self._on("Idle")
            case _:
                self._queue.act(ticket.id, "finish")
                self._on("Asking", ticket.number)
                self._asked(act, ticket.number)
        self._tell(f"{ticket.number}: {act.end}{f' {act.level}' if act.end in RATES else ''}")

    def _asked(self, act: Act, number: str) -> None:
        match act.end:
            case "not_now":
                tap(self._window, "not-now")
                self.tally.causes["declined"] += 1
                self._on("Idle")
            case "time_out":
                self._on("Idle")
                self.tally.causes["timed_out"] += 1
            case "next_called":
                self._left_open = True
            case "phone":
                minted = self._app.desk.qr()
                if minted is None:
                    raise RuntimeError("no code on the page that asks")
                rate_by_phone(minted.url, act.level)
                self._on("Idle")
                self.tally.levels[str(act.level)] += 1
                self.tally.channels["phone"] += 1
            case _:
                self._rated(act, number)
                self._on("Idle")

    def _rated(self, act: Act, number: str) -> None:
        self._on("Asking", number)
        if act.language:
            tap(self._window, "language")
            self.picture("Asking-en")
        if act.large:
            tap(self._window, "large-type")
            self.picture("Asking-large")
        tap(self._window, f"star-{act.first or act.level}")
        self._on("Explaining", number)
        if act.first:
            tap(self._window, "change")
            tap(self._window, f"level-{act.level}")
            wait_until(
                lambda: self._shown("level") == str(act.level) and self._app.scene.property("open"),
                "the level corrected",
            )
        if act.reasons:
            tap(self._window, "more-reasons")
        for reason in act.reasons:
            tap(self._window, f"reason-{reason}")
        if act.comment:
            self._write(act.comment)
        self._count(act)
        if act.end == "walk_away":
            self.picture("Explaining-ticked")
        elif act.end != "tap_and_go":
            tap(self._window, "done")
        self._on("Thanking")

    def _write(self, comment: str) -> None:
        """On the on-screen keyboard; where there is no lexicon, as a keyboard that is plugged in does."""
        tap(self._window, "words-edit")
        find(self._window, "keyboard")
        if is_there(self._window, "typed"):
            write(self._window, *SPELLED.get(comment, (comment,)))
        else:
            event = QInputMethodEvent()
            event.setCommitString(comment)
            self._app.application.sendEvent(self._window.activeFocusItem(), event)
        wait_until(lambda: self._app.scene.property("comment") == comment, "the comment written")
        self.picture("Explaining-written")

    def _count(self, act: Act) -> None:
        self.tally.levels[str(act.level)] += 1
        self.tally.channels["tablet"] += 1
        self.tally.reasons.update(act.reasons)
        self.tally.comments += bool(act.comment)

    # --- looking -----------------------------------------------------------------------------------------------------

    def _on(self, page: str, number: str = "") -> None:
        wait_until(
            lambda: self._shown("page") == page and number in ("", self._shown("ticket")),
            f"the page {page} {number}",
            SLOW_S,
        )
        if page not in self._seen:
            find(self._window, "stage")
            self.picture(page)
        turn()

    def _shown(self, name: str) -> str:
        return str(self._app.scene.property(name))

    def picture(self, name: str) -> None:
        """Keep a picture of what is on the screen, once a name."""
        if name not in self._seen:
            self._seen.add(name)
            turn(20)
            self._window.grabWindow().save(str(self._pictures / f"page-{name}.png"))


RATES = ("rate", "open", "phone", "walk_away", "tap_and_go")
