"""The first start: where the centre is, the one-time code or a wait without one, and which window it led to.

Typed by touch, keyboard or scanner.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.enrolled import Failed, Found, Waiting
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.words import filled

ADDRESS = "abcdefghijklmnopqrstuvwxyz0123456789.-:/"
CODE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # as codes are made: no I, O, 0, 1
SCHEME = "https://"
CODE_LENGTH = 16
LONGEST_ADDRESS = 120
BETWEEN = "#"  # what a scanner types: address#code


class Enrols(Protocol):
    """Asks the centre elsewhere; each answer comes back on this thread."""

    def reach(self, url: str, told: Callable[[Failed | None], None]) -> None:
        """Look whether a centre answers at this address."""
        ...

    def ask(self, url: str, code: str, told: Callable[[Found | Failed], None]) -> None:
        """Register this tablet with a one-time code."""
        ...

    def wait(self, url: str, told: Callable[[Found | Waiting | Failed], None]) -> None:
        """Ask to be let in without a code until somebody has; told more than once."""
        ...

    def give_up(self) -> None:
        """Wait no more."""
        ...

    def keep(self, found: Found, told: Callable[[Failed | None], None]) -> None:
        """Keep the key."""
        ...


class EnrollingViewModel(QObject):
    """`step` is "address", "code" or "waiting", "found"; `finished` comes once the key is on the disk."""

    changed = Signal()
    finished = Signal()

    def __init__(self, comfort: ComfortViewModel, enroller: Enrols, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comfort, self._enroller = comfort, enroller
        self._step, self._address, self._code = "address", SCHEME, ""
        self._said = self._why = ""
        self._busy = False
        self._run: str | None = None  # what a scanner has typed after the address
        self._found: Found | None = None
        self._pairing = ""
        comfort.changed.connect(self.changed)

    # --- typing --------------------------------------------------------------------------------------------------------

    @Slot(str)
    def type(self, text: str) -> None:
        """Take what was touched, typed or scanned; what does not belong into the field is left out."""
        if self._busy or self._step not in ("address", "code"):
            return
        for letter in text:
            self._take(letter)
        self._say("")

    @Slot()
    def erase(self) -> None:
        """Take the last letter back."""
        if self._busy or self._step not in ("address", "code"):
            return
        if self._step == "address":
            self._address = self._address[:-1]
        else:
            self._code = self._code[:-1]
        self._run = None
        self._say("")

    @Slot()
    def accept(self) -> None:
        """The field at hand is complete."""
        if not self._can_accept():
            return
        self._busy = True
        match self._step:
            case "address":
                self._say("enrolReaching")
                self._enroller.reach(self._url(), self._reached)
            case "code":
                self._say("enrolAsking")
                self._enroller.ask(self._url(), self._code, self._asked)
            case _ if self._found:
                self._say("enrolKeeping")
                self._enroller.keep(self._found, self._kept)

    @Slot()
    def wait(self) -> None:
        """There is no code: let the centre let this tablet in."""
        if self._busy or self._step != "code":
            return
        self._step, self._pairing = "waiting", ""
        self._say("enrolKnocking")
        self._enroller.wait(self._url(), self._waited)

    @Slot()
    def back(self) -> None:
        """To the step before; from a window that is the wrong one, to another code."""
        if self._busy:
            return
        if self._step == "found":
            self._code, self._found = "", None
        if self._step == "waiting":
            self._enroller.give_up()
        self._step = "address" if self._step == "code" else "code"
        self._say("")

    def _take(self, letter: str) -> None:
        if self._step == "address" and self._run is None:
            if letter == BETWEEN:
                self._run = ""
            elif letter.lower() in ADDRESS:
                self._address = _joined(self._address, letter.lower())[:LONGEST_ADDRESS]
        elif self._step == "address":
            self._run = _coded(self._run or "", letter)
        else:
            self._code = "" if letter == BETWEEN else _coded(self._code, letter)

    # --- what the centre says ------------------------------------------------------------------------------------------

    def _reached(self, failed: Failed | None) -> None:
        self._busy = False
        if failed:
            self._fail(failed)
            return
        self._step, self._code, self._run = "code", self._run or self._code, None
        self._say("")
        if len(self._code) == CODE_LENGTH:
            self.accept()

    def _asked(self, came: Found | Failed) -> None:
        self._busy = False
        if isinstance(came, Failed):
            self._fail(came)
            return
        self._found, self._step = came, "found"
        self._say("")

    def _waited(self, came: Found | Waiting | Failed) -> None:
        if self._step != "waiting":
            return  # somebody has gone back meanwhile
        match came:
            case Failed():
                self._fail(came)
                return
            case Waiting(pairing):
                self._pairing = pairing
            case Found():
                self._found, self._step = came, "found"
        self._say("")

    def _kept(self, failed: Failed | None) -> None:
        self._busy = False
        if failed:
            self._fail(failed)
        else:
            self.finished.emit()

    def _fail(self, failed: Failed) -> None:
        self._say(TROUBLES[failed.how], failed.why)

    def _say(self, word: str, why: str = "") -> None:
        self._said, self._why = word, why
        self.changed.emit()

    # --- what is shown ---------------------------------------------------------------------------------------------------

    def _url(self) -> str:
        return self._address.rstrip("/")

    def _can_accept(self) -> bool:
        if self._busy:
            return False
        match self._step:
            case "address":
                return len(self._address) > len(SCHEME)
            case "code":
                return len(self._code) == CODE_LENGTH
            case _:
                return self._found is not None

    def _typed(self) -> str:
        if self._step == "address":
            return self._address
        return " - ".join(self._code[at : at + 4] for at in range(0, len(self._code), 4))

    def _window(self) -> str:
        return filled(self._comfort.words["window"], self._found.identity.window) if self._found else ""

    def _place(self) -> str:
        given = self._found.given if self._found else None
        named = [given.department, given.window_name] if given else []
        return " · ".join(dict.fromkeys(text for text in named if text))

    def _hall(self) -> str:
        if self._found is None:
            return ""
        return (self._found.given.hall_name if self._found.given else "") or self._found.identity.hall

    step = Property(str, lambda self: self._step, notify=changed)
    typed = Property(str, _typed, notify=changed)
    allowed = Property(str, lambda self: ADDRESS if self._step == "address" else CODE, notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    can_accept = Property(bool, lambda self: self._can_accept(), notify=changed)
    message = Property(str, lambda self: self._comfort.words[self._said] if self._said else "", notify=changed)
    reason = Property(str, lambda self: self._why, notify=changed)
    window = Property(str, _window, notify=changed)
    place = Property(str, _place, notify=changed)
    hall = Property(str, _hall, notify=changed)
    pairing = Property(str, lambda self: self._found.pairing if self._found else self._pairing, notify=changed)


TROUBLES = {
    "address": "enrolAddressWrong",
    "code": "enrolCodeWrong",
    "unreachable": "enrolUnreachable",
    "certificate": "enrolCertificate",
    "not_centre": "enrolNotCentre",
    "busy": "enrolBusy",
    "waiting": "enrolWaitRefused",
    "full": "enrolWaitFull",
    "kept": "enrolNotKept",
    "broken": "enrolBroken",
}


def _joined(address: str, letter: str) -> str:
    """Append a letter; an address that begins anew, as a scanner types it, replaces what stood there."""
    joined = address + letter
    return next((scheme for scheme in (SCHEME, "http://") if joined.endswith(scheme)), joined)


def _coded(code: str, letter: str) -> str:
    return (code + letter.upper())[:CODE_LENGTH] if letter.upper() in CODE else code
