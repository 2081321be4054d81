"""What the citizen's pages bind to: phases come in, one signal goes out, touches are handed to the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from kiosk.viewmodels.code import NO_CODE, CodePictures
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.contact import ContactViewModel
from kiosk.viewmodels.help import HelpViewModel
from kiosk.viewmodels.kinds import LIST, MAP
from kiosk.viewmodels.scene import Scene

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from kiosk.flow import Person, Phase
    from kiosk.settings import Limits

DISK_FIRST_MS = 40  # after a tap Python is the storage thread's; the stars hold what was tapped by themselves so long
CARD = (
    "name", "initial", "number", "department", "duty", "services", "stars", "party_member", "promise", "photo",
)  # fmt: skip
COMMENT_LIMIT = 150  # characters; a test holds it against the contract's


class WindowViewModel(QObject):
    """The scene of the moment. `show` is called with every change of the desk; everything else follows from it.

    It is on the screen before there is a desk: the desk and all it needs are loaded after the first frame.
    """

    # A signal a group, sent only where something in it changed: a tap must not have every page look at everything again.
    page_changed = Signal()
    about_changed = Signal()
    tapped_changed = Signal()
    reasons_changed = Signal()
    ticked_changed = Signal()
    comment_changed = Signal()
    code_changed = Signal()
    time_changed = Signal()
    warmed = Signal()
    furnished = Signal()

    def __init__(self, comfort: ComfortViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.codes = CodePictures()
        self.numbers = ContactViewModel(self)
        self.calls = HelpViewModel(self._lengthened, self)
        self._comfort = comfort
        self._keyboard: QObject | None = None
        self._keyboard_wanted = True
        self._desk: Desk | None = None
        self._limits: Limits | None = None
        self._window = self._about = ""
        self._photo_at: Callable[[str], str] = lambda _sha256: ""
        self._phase: Phase | None = None
        self._scene = Scene()
        self._code = NO_CODE
        self._more = False
        self._stamp = 0
        self._warm = False
        self._told = self._groups()
        comfort.changed.connect(self._speak)

    def attend(self, desk: Desk, limits: Limits, *, window: str, keyboard: bool = True) -> None:
        """Show this desk from now on; `window` is the number on the wall, `keyboard` whether ours is to be seen."""
        self._keyboard_wanted = keyboard
        self.furnished.emit()
        self._desk, self._limits, self._window = desk, limits, window
        desk.language = self._comfort.language
        self.calls.attend(desk)
        self.numbers.attend(desk)
        self.show(desk.phase)

    def show(self, phase: Phase) -> None:
        """Show a phase; large type and another language end with the citizen."""
        from kiosk.viewmodels.derive import begins_anew, concerns, is_keeping

        self.calls.show()
        before, self._phase = self._phase, phase
        was, now = concerns(before) if before else None, concerns(phase)
        if was and (now is None or now.id != was.id):
            self._comfort.reset()
        if before is None or begins_anew(before, phase):
            self._more = False
            self._stamp += 1
        if is_keeping(phase):
            QTimer.singleShot(DISK_FIRST_MS, self._derive)
        else:
            self._derive()

    def stand_at(self, window: str, about: str = "") -> None:
        """This is the window's number, known from the enrolment, which is read after the first frame; and its duty."""
        self._window, self._about = window, about or self._about
        self._tell()

    def photos_are(self, at: Callable[[str], str]) -> None:
        """Photos are at these addresses from now on, by their hash; where one is not held, the initial stands in."""
        self._photo_at = at
        self.about_changed.emit()

    def warm_up(self) -> None:
        """Make the pages a citizen will need; to be called once the first frame is on the screen."""
        self._warm = True
        self.warmed.emit()

    def _speak(self) -> None:
        if self._desk:
            self._desk.language = self._comfort.language
            self._derive()

    def _derive(self) -> None:
        if self._desk is None or self._phase is None:
            return
        from kiosk.viewmodels.derive import scene

        shift = self._desk.shift
        language = self._comfort.language
        self._scene = scene(self._phase, self._desk.questionnaire, language, shift.person if shift else None)
        if self._scene.coded:  # elsewhere no page shows one; taking it away would only cost time
            address = self._desk.phone.address(self._phase)
            self._code = self.codes.of(address) if address else NO_CODE
        self.numbers.show(self._scene)
        self._tell()

    def _groups(self) -> dict[str, tuple[object, ...]]:
        """What each signal stands for, as it is now."""
        now = self._scene
        return {
            "about_changed": (self._window, self._about, now.ticket, now.person, now.says, now.levels),
            "reasons_changed": (now.reasons,),
            "ticked_changed": (now.ticked,),
            "comment_changed": (now.comment,),
            "tapped_changed": (now.level, now.open),
            "code_changed": (self._code,),
            "page_changed": (now.page, now.can_open, now.eager, now.fault, now.receipt),
            "time_changed": (self._limit(), self._stamp),
        }

    def _tell(self) -> None:
        before, self._told = self._told, self._groups()
        for signal, values in self._told.items():
            if values != before[signal]:
                getattr(self, signal).emit()

    @Slot()
    def open_question(self) -> None:
        """The citizen wants to rate now."""
        if self._desk:
            self._desk.open_question()

    @Slot(int, float, float)
    def rate(self, level: int, x: float, y: float) -> None:
        """A finger left a star at this part of the window's width and height."""
        from sync.kinds import Level

        if self._desk:
            self._desk.tap(Level(level), _thousandths(x), _thousandths(y))

    @Slot(str)
    def toggle(self, reason: str) -> None:
        """A reason was touched."""
        if self._desk:
            self._desk.tick(reason)

    @Slot(str)
    def write(self, comment: str) -> None:
        """The comment was changed."""
        if self._desk:
            self._desk.write(comment)

    @Slot()
    def done(self) -> None:
        """The citizen has finished."""
        if self._desk:
            self._desk.done()

    @Slot()
    def not_now(self) -> None:
        """The citizen would rather not."""
        if self._desk:
            self._desk.not_now()

    @Slot()
    def more_time(self) -> None:
        """The citizen needs longer."""
        if self._desk:
            self._desk.more_time()
        self._lengthened()

    def _lengthened(self) -> None:
        self._more = True
        self._stamp += 1
        self._tell()

    def _board(self) -> QObject:
        """The keyboard, made when somebody is about to write."""
        if self._keyboard is None:
            from kiosk.viewmodels.keyboard import KeyboardViewModel

            self._keyboard = KeyboardViewModel(self._comfort, parent=self)
        return self._keyboard

    def _reasons(self) -> list[list[dict[str, object]]]:
        return [
            [{"code": code, "text": text, "core": core} for code, text, core in level] for level in self._scene.reasons
        ]

    def _limit(self) -> int:
        if self._phase is None or self._limits is None:
            return 0
        from kiosk.stage import limit_s

        limit = limit_s(self._phase, self._limits) or 0
        return self._limits.more_s if limit and self._more else limit

    contact = Property(QObject, lambda self: self.numbers, constant=True)
    help = Property(QObject, lambda self: self.calls, constant=True)
    page = Property(str, lambda self: self._scene.page, notify=page_changed)
    window = Property(str, lambda self: self._window, notify=about_changed)
    about = Property(str, lambda self: self._about, notify=about_changed)
    ticket = Property(str, lambda self: self._scene.ticket, notify=about_changed)
    person = Property(MAP, lambda self: card(self._scene.person, self._photo_at), notify=about_changed)
    says = Property(MAP, lambda self: self._scene.says, notify=about_changed)
    levels = Property(LIST, lambda self: list(self._scene.levels), notify=about_changed)
    level = Property(int, lambda self: self._scene.level, notify=tapped_changed)
    open = Property(bool, lambda self: self._scene.open, notify=tapped_changed)
    eager = Property(bool, lambda self: self._scene.eager, notify=page_changed)
    can_open = Property(bool, lambda self: self._scene.can_open, notify=page_changed)
    reasons = Property(LIST, _reasons, notify=reasons_changed)
    ticked = Property(LIST, lambda self: list(self._scene.ticked), notify=ticked_changed)
    comment = Property(str, lambda self: self._scene.comment, notify=comment_changed)
    comment_limit = Property(int, lambda _self: COMMENT_LIMIT, notify=comment_changed)
    keyboard = Property(QObject, _board, constant=True)
    keyboard_wanted = Property(bool, lambda self: self._keyboard_wanted, notify=furnished)
    code = Property(str, lambda self: self._code.url, notify=code_changed)
    code_modules = Property(int, lambda self: self._code.modules, notify=code_changed)
    receipt = Property(str, lambda self: self._scene.receipt, notify=page_changed)
    fault = Property(str, lambda self: self._scene.fault, notify=page_changed)
    limit = Property(int, _limit, notify=time_changed)
    stamp = Property(int, lambda self: self._stamp, notify=time_changed)
    warm = Property(bool, lambda self: self._warm, notify=warmed)


def card(person: Person | None, photo_at: Callable[[str], str] = lambda _: "") -> dict[str, object]:
    """Return a staff card as QML shows it; an empty name where nobody is logged in."""
    if person is None:
        return dict.fromkeys(CARD, "")
    name = person.name or person.staff
    return {
        "name": name,
        "initial": name[:1],
        "number": person.staff,
        "department": person.department,
        "duty": person.duty,
        "promise": person.promise,
        "services": " · ".join(person.services),
        "stars": person.stars,
        "party_member": person.party_member,
        "photo": photo_at(person.photo) if person.photo else "",
    }


def _thousandths(part: float) -> int:
    return max(0, min(1000, round(part * 1000)))
