"""The staff's side of the window: log-in by number or card and PIN, and the panels. What they may do: `counter.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.counter import CounterViewModel
from kiosk.viewmodels.entrance import Entrance, card_holder, person_meant
from kiosk.viewmodels.kinds import LIST
from kiosk.viewmodels.words import filled

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from kiosk.flow import Person, Phase
    from kiosk.writing import Timers

CLOSES_AFTER_S = {"bar": 30.0, "login": 60.0, "number": 60.0, "forward": 60.0, "day": 180.0}
PIN_LENGTHS = range(4, 13)
LONGEST_NUMBER = 20
HEADINGS = {"log_in": "loginTitle", "hand_over": "handOverTitle", "day": "managerTitle"}
TYPED = {
    False: ("typeNumber", "take"),
    True: ("forwardTitle", "forwardOn"),
}  # heading and way on, by whether it is a window

__all__ = ["Entrance", "StaffViewModel"]


class StaffViewModel(QObject):
    """`panel` is "" (nothing), "login", "bar", "number", "forward" or "day". A panel left alone closes itself, and every
    panel makes way for a question: nothing of the staff's may cover a citizen's page or run down its time.

    Digits can be typed before there is a desk.
    """

    changed = Signal()
    day_wanted = Signal(str)  # whose PIN it was

    def __init__(self, comfort: ComfortViewModel, timers: Timers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comfort, self._timers = comfort, timers
        self._desk: Desk | None = None
        self._entrance: Entrance | None = None
        self._counter = CounterViewModel(comfort, self)
        self._counter.acted.connect(self.close)
        self._panel = ""
        self._purpose = "log_in"
        self._step = "number"
        self._number = self._pin = self._ticket = ""
        self._said: tuple[Any, ...] = ()
        self._busy = False
        self._stop: Callable[[], None] | None = None
        comfort.changed.connect(self.changed)
        self._counter.changed.connect(self.changed)

    def attend(self, desk: Desk, entrance: Entrance) -> None:
        """Let people in at this desk from now on."""
        self._desk, self._entrance = desk, entrance
        self._counter.attend(desk)
        self.show(desk.phase)

    def show(self, phase: Phase) -> None:
        """Something at the desk changed: every panel makes way for a question."""
        before = self._counter.citizen_busy
        self._counter.show(phase)
        if self._counter.citizen_busy and not before and self._panel:
            self.close()

    # --- panels ------------------------------------------------------------------------------------------------------

    @Slot()
    def open(self) -> None:
        """The staff's door: log in, or what whoever is logged in may do. It stays shut while a citizen's page is open."""
        if self._counter.citizen_busy:
            return
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

    @Slot()
    def forward(self) -> None:
        """The citizen is sent to another window, whose number may be typed."""
        self._turn_to("forward")

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

    def card(self, code: str) -> None:
        """A card was held to the reader: its owner goes on with their PIN, or is in where the hall lets a card do."""
        if self._desk is None or self._entrance is None or self._busy or self._counter.citizen_busy:
            return
        person = card_holder(code, self._entrance.cards, self._entrance.people())
        shift = self._desk.shift
        if person and shift and shift.person.staff == person.staff and self._panel in ("", "bar"):
            self._turn_to("bar")
            return
        if self._panel != "login":
            self._enter("log_in")
        self._number, self._pin, self._step = (person.staff if person else ""), "", "number"
        if person is None:
            self._say("cardUnknown")
        elif self._entrance.card_alone and self._purpose != "day" and not self._made_wait(person, self._desk):
            self._let_in(person, self._desk)
        elif not self._said:
            self._step = "pin"
            self._touched()

    def _made_wait(self, person: Person, desk: Desk) -> bool:
        """Whether so many PINs were wrong that this person must wait; says so."""
        wait_ms = desk.wait_ms(person.staff)
        if wait_ms > 0:
            self._say("loginWait", -(-wait_ms // 1000))
        return wait_ms > 0

    def _try(self, person: Person, desk: Desk, entrance: Entrance) -> None:
        pin, self._pin = self._pin, ""
        if self._made_wait(person, desk):
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
                self.day_wanted.emit(person.staff)
            case "hand_over":
                desk.hand_over(person)
                self._turn_to("")
            case _:
                desk.log_in(person)
                self._turn_to("")

    @Slot()
    def stay(self) -> None:
        """The manager is still at the day's page."""
        if self._panel == "day":
            self._touched()

    # --- a number or a window, typed -----------------------------------------------------------------------------------

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
    def typed(self) -> None:
        """The number, or the window, is complete."""
        panel, text = self._panel, self._ticket
        self._turn_to("")
        if panel == "forward":
            self._counter.forward(text)
        elif text and self._entrance and self._entrance.take:
            self._entrance.take(text)

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

    def _can_type(self) -> bool:
        return bool(self._entrance and self._entrance.take and self._counter.can_type)

    def _letters(self) -> list[str]:
        return list(self._entrance.letters) if self._entrance and self._panel == "number" else []

    panel = Property(str, lambda self: self._panel, notify=changed)
    step = Property(str, lambda self: self._step, notify=changed)
    heading = Property(str, lambda self: self._word(HEADINGS[self._purpose]), notify=changed)
    number = Property(str, lambda self: self._number, notify=changed)
    pin_length = Property(int, lambda self: len(self._pin), notify=changed)
    message = Property(str, lambda self: self._word(*self._said) if self._said else "", notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    can_accept = Property(bool, lambda self: not self._busy and self._can_accept(), notify=changed)
    day_offered = Property(bool, lambda self: self._purpose != "day", notify=changed)
    can_type = Property(bool, _can_type, notify=changed)
    ticket = Property(str, lambda self: self._ticket, notify=changed)
    can_take = Property(bool, lambda self: self._panel == "forward" or bool(self._ticket), notify=changed)
    letters = Property(LIST, _letters, notify=changed)
    typed_heading = Property(str, lambda self: self._word(TYPED[self._panel == "forward"][0]), notify=changed)
    typed_on = Property(str, lambda self: self._word(TYPED[self._panel == "forward"][1]), notify=changed)
    shut = Property(bool, lambda self: self._counter.citizen_busy, notify=changed)
    counter = Property(QObject, lambda self: self._counter, constant=True)
