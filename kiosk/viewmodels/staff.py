"""The staff's side of the window: log-in by number and PIN, and what the person at the window may do. Nobody rates here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.kinds import LIST
from kiosk.viewmodels.words import filled

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from kiosk.flow import Person, Phase
    from kiosk.viewmodels.derive import Counter
    from kiosk.writing import Timers

CheckPin = Callable[[str, str, Callable[[bool], None]], None]  # (staff, PIN, what is told the outcome on this thread)
CLOSES_AFTER_S = {"bar": 30.0, "login": 60.0, "number": 60.0, "day": 180.0}
PIN_LENGTHS = range(4, 13)
LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """Who may come in: the roster as it is now, the PIN check (on its own thread), and where a typed number goes.

    `take` is None where numbers only come from the queue; `letters` are the series of this hall's numbers.
    """

    people: Callable[[], Sequence[Person]]
    check: CheckPin
    take: Callable[[str], None] | None = None
    letters: tuple[str, ...] = ("A", "B", "C", "D", "E")


def person_meant(typed: str, people: Sequence[Person]) -> Person | None:
    """Return whose number was typed: the number itself, or its digits where only one person has them (S001 as 001)."""
    exact = [one for one in people if one.staff == typed]
    digits = [one for one in people if "".join(filter(str.isdigit, one.staff)) == typed]
    found = exact or digits
    return found[0] if typed and len(found) == 1 else None


class StaffViewModel(QObject):
    """`panel` is "" (nothing), "login", "bar", "number" or "day". A panel left alone closes itself.

    Digits can be typed before there is a desk.
    """

    changed = Signal()
    day_wanted = Signal()

    def __init__(self, comfort: ComfortViewModel, timers: Timers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comfort, self._timers = comfort, timers
        self._desk: Desk | None = None
        self._entrance: Entrance | None = None
        self._counter: Counter | None = None
        self._panel = ""
        self._purpose = "log_in"
        self._step = "number"
        self._number = self._pin = self._ticket = ""
        self._said: tuple[Any, ...] = ()
        self._busy = False
        self._stop: Callable[[], None] | None = None
        comfort.changed.connect(self.changed)

    def attend(self, desk: Desk, entrance: Entrance) -> None:
        """Let people in at this desk from now on."""
        self._desk, self._entrance = desk, entrance
        self.show(desk.phase)

    def show(self, phase: Phase) -> None:
        """Something at the desk changed: the bar makes way for a question."""
        from kiosk.viewmodels.derive import counter

        before, self._counter = self._counter, counter(phase)
        bar = self._panel == "bar"
        if bar and self._counter.citizen_busy:
            self._panel = ""
        if bar or before != self._counter:
            self.changed.emit()

    # --- panels ------------------------------------------------------------------------------------------------------

    @Slot()
    def open(self) -> None:
        """The staff's door: log in, or what whoever is logged in may do."""
        if self._desk and self._desk.shift:
            self._turn_to("bar")
        else:
            self._enter("log_in")

    @Slot()
    def close(self) -> None:
        """Back to the citizen's page; nothing typed stays."""
        self._turn_to("")

    @Slot()
    def hand_over(self) -> None:
        """The next person logs in and goes on with the visit at hand."""
        self._enter("hand_over")

    @Slot()
    def show_day(self) -> None:
        """A manager shows who they are, then sees the day."""
        self._enter("day")

    @Slot()
    def type_number(self) -> None:
        """A number is typed because no queue says it."""
        self._turn_to("number")

    # --- log-in ------------------------------------------------------------------------------------------------------

    @Slot(str)
    def edit(self, step: str) -> None:
        """Go to the number or to the PIN."""
        if not self._busy:
            self._step = step
            self._touched()

    @Slot(str)
    def digit(self, digit: str) -> None:
        """A digit of the field at hand."""
        if self._busy:
            return
        if self._step == "number":
            self._number = (self._number + digit)[:LONGEST_NUMBER]
        else:
            self._pin = (self._pin + digit)[: PIN_LENGTHS.stop - 1]
        self._said = ()
        self._touched()

    @Slot()
    def erase(self) -> None:
        """Take the last digit back."""
        if self._step == "number":
            self._number = self._number[:-1]
        else:
            self._pin = self._pin[:-1]
        self._touched()

    @Slot()
    def accept(self) -> None:
        """The field at hand is complete."""
        if self._desk is None or self._entrance is None:
            self._say("starting")
            return
        people = self._entrance.people()
        person = person_meant(self._number, people)
        if person is None:
            self._step = "number"
            self._say("loginUnknown" if people else "loginNoRoster")
        elif self._step == "number":
            self._step = "pin"
            self._touched()
        elif self._can_accept():
            self._try(person, self._desk, self._entrance)

    def _try(self, person: Person, desk: Desk, entrance: Entrance) -> None:
        wait_ms = desk.wait_ms(person.staff)
        pin, self._pin = self._pin, ""
        if wait_ms > 0:
            self._say("loginWait", -(-wait_ms // 1000))
            return
        self._busy = True
        self._say("loginChecking")
        entrance.check(person.staff, pin, lambda right: self._checked(person, desk, right))

    def _checked(self, person: Person, desk: Desk, right: bool) -> None:
        self._busy = False
        if not right:
            wait_ms = desk.login_failed(person.staff)
            self._say(*(("loginWait", -(-wait_ms // 1000)) if wait_ms else ("loginWrong",)))
        elif self._panel != "login":
            self.changed.emit()  # they went away while it was checked
        else:
            self._let_in(person, desk)

    def _let_in(self, person: Person, desk: Desk) -> None:
        match self._purpose:
            case "day" if not person.manager:
                self._say("notManager")
            case "day":
                self._turn_to("day")
                self.day_wanted.emit()
            case "hand_over":
                desk.hand_over(person)
                self._turn_to("")
            case _:
                desk.log_in(person)
                self._turn_to("")

    # --- what the person at the window may do ------------------------------------------------------------------------

    @Slot()
    def finish(self) -> None:
        """The service is over: the citizen is asked."""
        self._turn_to("")
        if self._desk:
            self._desk.finish()

    @Slot()
    def passed(self) -> None:
        """过号."""
        self._turn_to("")
        if self._desk:
            self._desk.passed()

    @Slot()
    def go_away(self) -> None:
        """暂停服务."""
        self._turn_to("")
        if self._desk:
            self._desk.away()

    @Slot()
    def come_back(self) -> None:
        """恢复服务."""
        self._turn_to("")
        if self._desk:
            self._desk.back()

    @Slot()
    def log_out(self) -> None:
        """Leave."""
        self._turn_to("")
        if self._desk:
            self._desk.log_out()

    @Slot(str)
    def ticket_key(self, key: str) -> None:
        """A letter or digit of the number."""
        self._ticket = (self._ticket + key)[:LONGEST_NUMBER]
        self._touched()

    @Slot()
    def ticket_erase(self) -> None:
        """Take the last one back."""
        self._ticket = self._ticket[:-1]
        self._touched()

    @Slot()
    def take_ticket(self) -> None:
        """Serve the number that was typed."""
        ticket = self._ticket
        self._turn_to("")
        if ticket and self._entrance and self._entrance.take:
            self._entrance.take(ticket)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _enter(self, purpose: str) -> None:
        self._purpose = purpose
        self._turn_to("login")

    def _turn_to(self, panel: str) -> None:
        self._panel = panel
        self._step = "number"
        self._number = self._pin = self._ticket = ""
        self._said = ()
        self._touched()

    def _say(self, *said: Any) -> None:
        self._said = said
        self._touched()

    def _touched(self) -> None:
        if self._stop:
            self._stop()
        seconds = CLOSES_AFTER_S.get(self._panel)
        self._stop = self._timers.after(seconds, self.close) if seconds else None
        self.changed.emit()

    def _can_accept(self) -> bool:
        return bool(self._number) if self._step == "number" else len(self._pin) in PIN_LENGTHS

    def _word(self, key: str, *values: object) -> str:
        return filled(self._comfort.words[key], *values)

    def _heading(self) -> str:
        return self._word({"hand_over": "handOverTitle", "day": "managerTitle"}.get(self._purpose, "loginTitle"))

    def _line(self) -> str:
        shift = self._desk.shift if self._desk else None
        if shift is None:
            return self._word("staffUnknown")
        key = "staffLineAway" if self._counter and self._counter.away else "staffLine"
        return self._word(key, shift.person.name or shift.person.staff, shift.person.staff)

    def _soft_word(self) -> str:
        last = self._desk.last_unanswered if self._desk else None
        return self._word("softWord", last) if last else ""

    def _can_type(self) -> bool:
        return bool(self._entrance and self._entrance.take and self._counter and self._counter.can_type)

    panel = Property(str, lambda self: self._panel, notify=changed)
    step = Property(str, lambda self: self._step, notify=changed)
    heading = Property(str, _heading, notify=changed)
    number = Property(str, lambda self: self._number, notify=changed)
    pin_length = Property(int, lambda self: len(self._pin), notify=changed)
    message = Property(str, lambda self: self._word(*self._said) if self._said else "", notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    can_accept = Property(bool, lambda self: not self._busy and self._can_accept(), notify=changed)
    day_offered = Property(bool, lambda self: self._purpose != "day", notify=changed)
    line = Property(str, _line, notify=changed)
    soft_word = Property(str, _soft_word, notify=changed)
    can_finish = Property(bool, lambda self: bool(self._counter and self._counter.can_finish), notify=changed)
    away = Property(bool, lambda self: bool(self._counter and self._counter.away), notify=changed)
    can_type = Property(bool, _can_type, notify=changed)
    ticket = Property(str, lambda self: self._ticket, notify=changed)
    letters = Property(LIST, lambda self: list(self._entrance.letters) if self._entrance else [], notify=changed)
