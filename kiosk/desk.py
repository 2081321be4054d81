"""The desk of one window: takes the queue's events, touches and the officer's acts, and says what is shown.
On the GUI thread, without Qt: time limits, the disk and the screen come in as `World`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kiosk import flow
from kiosk.calls import Calls
from kiosk.duty import Duty
from kiosk.entries import Paper
from kiosk.entry import Entry
from kiosk.flow import Asking, Explaining, Keeping, Person, Phase
from kiosk.helping import Helping, Line
from kiosk.numberpad import NumberPad
from kiosk.onphone import OnPhone
from kiosk.qr import Minted
from kiosk.reception import Reception
from kiosk.remembering import Remembered
from kiosk.settings import KioskSettings
from kiosk.shifts import Shift
from kiosk.stage import Stage, World
from kiosk.tickets import source
from kiosk.unanswered import Unanswered, unanswered
from sync import kinds
from sync.contract import MAX_COMMENT, moment, uuid7
from sync.kinds import Body, By, Cause, Level, WhyClosed
from sync.questionnaire import Questionnaire

# Yesterday's shift ends after so much quiet: neither midnight nor a wrong clock throws anybody out.
QUIET_MS = 2 * 3600 * 1000


class Desk:
    """Ask `phase` for what is shown. Every method may be called at any time; what means nothing now changes nothing."""

    def __init__(
        self, settings: KioskSettings, questionnaire: Questionnaire, world: World, memory: Remembered | None = None
    ) -> None:
        self._settings, self._questionnaire, self._world = settings, questionnaire, world
        self._memory = Remembered()
        self._reception = Reception(settings, world.clock.now())
        self._stage = Stage(world, settings.limits, self._paper, self._seen)
        self._duty = Duty(world.clock, self._stage.write)
        self._calls = Calls(world.clock, self._stage, self._reception, self)
        self.phone = OnPhone(world.mint, world.receipts, self._stage.write)
        self.number = NumberPad(self._stage.step, settings.contact)
        self.help = Helping(
            Line(timers=world.timers, write=self._stage.write, urgent=world.urgent, changed=self.changed),
            settings.limits,
        )
        self._asked_ms = world.clock.boot_ms()
        self.language = settings.screen.language
        self.last_unanswered: Unanswered | None = None
        if memory:
            self.remember(memory)

    # --- to be looked at ---------------------------------------------------------------------------------------------

    @property
    def phase(self) -> Phase:
        """What is shown."""
        return self._stage.phase

    @property
    def shift(self) -> Shift | None:
        """Who is logged in."""
        return self._duty.shift

    @property
    def owed(self) -> int:
        """How many records are not on disk yet; wait for 0 before the program ends."""
        return self._stage.owed

    @property
    def queue_trouble(self) -> str | None:
        """Why the queue cannot be heard."""
        return self._calls.trouble

    @property
    def questionnaire(self) -> Questionnaire:
        """What is asked."""
        return self._questionnaire

    def remember(self, memory: Remembered) -> None:
        """What the store remembers; it is opened after the first frame, and where something hindered that, much later."""
        self._memory = memory
        self._reception.recall(memory)
        self._duty.recall(memory)

    def settle_in(self, person_of: Callable[[str], Person | None]) -> None:
        """After a restart: close a visit that was cut off, and let whoever was logged in today go on."""
        if self._memory.cut_off:
            self._stage.write(kinds.Unrated(cause=Cause.RESTART), self._memory.cut_off)
        self._duty.resume(self._memory, self._day(), person_of)
        now = self._world.clock.now()
        self.help.resume(self._memory.calls, lambda wall: (now - moment(wall)).total_seconds())
        self.changed()

    # --- from the queue ----------------------------------------------------------------------------------------------

    def ticket(self, event: source.TicketEvent) -> None:
        """Take an event of a ticket source; late, doubled and foreign ones change nothing."""
        self._calls.take(event)

    def rated_elsewhere(self, keys: Iterable[str]) -> None:
        """The centre knows these ticket keys as rated."""
        known = frozenset(keys)
        self._reception.rated(known)
        self._stage.step(flow.RatedElsewhere(known))

    # --- from the citizen --------------------------------------------------------------------------------------------

    def open_question(self) -> None:
        """A touch while being served."""
        self._stage.step(flow.Opened())

    def tap(self, level: Level, x: int | None = None, y: int | None = None) -> None:
        """A finger left a star; `x`, `y` are thousandths of the window."""
        dwell = self._world.clock.boot_ms() - self._asked_ms
        self._stage.step(self.phone.tapped(level, language=self.language, x=x, y=y, dwell_ms=dwell))

    def tick(self, reason: str) -> None:
        """A reason was ticked or unticked; only this level's reasons count."""
        phase = self.phase
        if isinstance(phase, Explaining) and self._questionnaire.has(phase.level, reason):
            self._stage.step(flow.Ticked(reason))

    def write(self, comment: str) -> None:
        """The comment is now this; what is over 150 characters is not taken."""
        self._stage.step(flow.Wrote(comment.encode(errors="ignore").decode()[:MAX_COMMENT]))

    def done(self) -> None:
        """Finished explaining."""
        self._stage.step(flow.Done())

    def not_now(self) -> None:
        """The citizen would rather not."""
        self._stage.step(flow.NotNow())

    def more_time(self) -> None:
        """The page waits longer."""
        self._stage.wait(self._settings.limits.more_s)

    def qr(self) -> Minted | None:
        """Return the code with which the visit at hand can be rated on a phone; None where there is nothing to rate."""
        return self.phone.code(self.phase)

    def want_help(self) -> None:
        """The citizen touched the button that calls the hall manager; the page does not run away meanwhile."""
        self.more_time()
        self.help.want()

    def call_help(self) -> str | None:
        """The second touch: call. Return the id of the call, None where the panel did not ask."""
        return self.help.confirm(self.phase)

    # --- from the officer --------------------------------------------------------------------------------------------

    def wait_ms(self, who: str) -> int:
        """Return how long this person must wait before a PIN may be tried."""
        return self._duty.wait_ms(who)

    def login_failed(self, who: str) -> int:
        """A wrong PIN; return the wait in milliseconds it earns."""
        return self._duty.failed(who)

    def tried(self, who: str, tries: int) -> None:
        """So many wrong answers are known from elsewhere than the ledger, which cannot be read."""
        self._duty.tried(who, tries)

    def log_in(self, person: Person) -> None:
        """The PIN was right. A visit at hand stays with whoever was there when it began."""
        self._duty.succeeded(person.staff)
        self.end_a_day_gone()
        if not self._duty.here(person):
            self._duty.open(person, self._day(), why=WhyClosed.LOGGED_OUT)
        self.back()
        self.changed()

    def hand_over(self, person: Person) -> None:
        """Another person goes on, with the visit at hand if its question has not been asked."""
        self._duty.succeeded(person.staff)
        if not self._duty.here(person):
            shift = uuid7()
            self._stage.step(flow.HandedOver(person, shift))
            self._duty.open(person, self._day(), why=WhyClosed.HANDED_OVER, shift=shift)
            self.changed()

    def know(self, person_of: Callable[[str], Person | None]) -> None:
        """The roster is new: the card of whoever is on duty may be too. Who is rated at the visit at hand stays frozen."""
        if self._duty.renew(person_of):
            self.changed()

    def log_out(self) -> None:
        """The officer leaves. Whoever is before them is asked first."""
        if self.shift:
            self._stage.step(flow.ServiceEnded(By.STAFF))
            self._lose_shift(WhyClosed.LOGGED_OUT)

    def close_shift(self, shift: str) -> None:
        """The centre says that this person logged in at another window."""
        if self.shift and self.shift.id == shift:
            self._stage.step(flow.ShiftLost())
            self._lose_shift(WhyClosed.ELSEWHERE)

    def finish(self) -> None:
        """The service is over."""
        self._stage.step(flow.ServiceEnded(By.STAFF))

    def passed(self) -> None:
        """过号."""
        self._stage.step(flow.Passed())

    def given_up(self) -> None:
        """弃号."""
        self._stage.step(flow.GivenUp())

    def forward(self, to_window: str | None = None) -> None:
        """转发."""
        self._stage.step(flow.Forwarded(to_window))

    def put_back(self) -> None:
        """置后."""
        self._stage.step(flow.PutBack())

    def away(self) -> None:
        """暂停服务: now, or when the page of the citizen at hand is over."""
        self._stage.step(flow.WentAway())

    def back(self) -> None:
        """恢复."""
        self._stage.forget_leaving()
        self._stage.step(flow.CameBack())

    def numbers_start_over(self) -> None:
        """The manager declares that the queue was reset."""
        self._calls.start_over(By.STAFF)

    # --- from the machine --------------------------------------------------------------------------------------------

    def broke(self, code: str) -> None:
        """Ratings cannot be taken; `code` is one of config/codes.md."""
        self._stage.step(flow.Broke(code))

    def mended(self) -> None:
        """Ratings can be taken again."""
        self._stage.step(flow.Mended())

    def note(self, body: Body) -> str:
        """Have a record kept that is no step of the flow (exported, technician in, settings changed …); return its id."""
        if isinstance(body, kinds.TechnicianIn):
            self._duty.succeeded("technician")
        return self._stage.write(body)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _seen(self, before: Phase, after: Phase, made: Iterable[Entry]) -> None:
        """What a step means to the rest of the desk."""
        self.help.seen(after)
        if isinstance(after, Asking) and not isinstance(before, Asking):
            self._asked_ms = self._world.clock.boot_ms()
        if isinstance(before, Keeping) and after.visit and after.visit.rated:
            self._reception.rated([after.visit.ticket_key])
            self._stage.bar(after.visit.ticket_key)
        self.last_unanswered = unanswered(self.last_unanswered, before, after, made)

    def _lose_shift(self, why: WhyClosed) -> None:
        self._duty.close(why)
        self.changed()

    def end_a_day_gone(self) -> None:
        """Yesterday's shift ends where nobody has touched anything for long."""
        quiet = self._world.clock.boot_ms() - self._stage.acted_ms >= QUIET_MS
        if self.shift and quiet and self.shift.day != self._day():
            self._stage.step(flow.ShiftLost())
            self._lose_shift(WhyClosed.DAY_ENDED)

    def _day(self) -> str:
        return self._reception.day(self._world.clock.now())

    def _paper(self) -> Paper:
        return Paper(
            new_id=uuid7,
            seal=self._world.seal,
            questionnaire=self._questionnaire.id,
            questionnaire_version=self._questionnaire.version,
            asking_s=self._settings.limits.asking_s,
            keep_days=self._settings.contact.keep_days,
            staff=self.shift.person.staff if self.shift else None,
            shift=self.shift.id if self.shift else None,
        )

    def changed(self) -> None:
        """Something shows."""
        self._world.on_change(self.phase)
