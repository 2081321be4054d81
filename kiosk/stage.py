"""The flow in motion: holds the phase, what must wait, the time limits, and has each step's records kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kiosk import flow
from kiosk.entries import Paper, Seal, entries
from kiosk.entry import Entry
from kiosk.flow import (
    Asking,
    Contacting,
    Event,
    Explaining,
    Idle,
    Keeping,
    Later,
    NotSaved,
    Phase,
    RatedAlready,
    Thanking,
    Visit,
)  # fmt: skip
from kiosk.qr import Minted, Receipts
from kiosk.settings import Limits
from kiosk.writing import Keep, Timers, Writing
from sync.clock import Clock
from sync.contract import uuid7
from sync.kinds import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the desk is given. `keep` answers later on the same thread, `seal` and `mint` need the kiosk's keys,
    `on_change` is told whenever something that is shown has changed, `urgent` when the hall should know at once;
    `receipts` gives codes for ratings as soon as there are keys.
    """

    clock: Clock
    timers: Timers
    keep: Keep
    seal: Seal
    mint: Callable[[Visit], Minted]
    on_change: Callable[[Phase], None]
    urgent: Callable[[], None] = lambda: None
    receipts: Callable[[], Receipts | None] = lambda: None


def limit_s(phase: Phase, limits: Limits) -> int | None:
    """Return how long this page waits; None where it waits for ever."""
    match phase:
        case Asking():
            return limits.asking_s
        case Explaining() | Contacting():
            return limits.explaining_s
        case Later():
            return limits.later_s
        case Thanking():
            return limits.thanking_s
        case RatedAlready():
            return limits.rated_already_s
        case NotSaved():
            return limits.not_saved_s
        case _:
            return None


class Stage:
    """`paper` is asked anew for each step; `seen` is told each step with the records it left."""

    def __init__(
        self,
        world: World,
        limits: Limits,
        paper: Callable[[], Paper],
        seen: Callable[[Phase, Phase, Iterable[Entry]], None],
    ) -> None:
        self._world, self._limits, self._paper, self._seen = world, limits, paper, seen
        self._writing = Writing(world.keep, world.timers)
        self._held: deque[Event] = deque()
        self._cancel: Callable[[], None] | None = None
        self.phase: Phase = Idle()
        self.acted_ms = world.clock.boot_ms()

    @property
    def owed(self) -> int:
        """How many records are not on disk yet."""
        return self._writing.owed

    @property
    def coming(self) -> Visit | None:
        """The visit at hand once everything held has happened."""
        called = [event.visit for event in self._held if isinstance(event, flow.Called)]
        return called[-1] if called else self.phase.visit

    def write(self, body: Body, visit: str | None = None) -> str:
        """Have a record kept that is no step of the flow; return its id."""
        entry = Entry(id=uuid7(), body=body, visit=visit)
        self._writing.write([entry])
        return entry.id

    def step(self, event: Event) -> None:
        """Give the flow an event, now or as soon as it cuts nobody off."""
        self.acted_ms = self._world.clock.boot_ms()
        if flow.waits(self.phase, event):
            self._held.append(event)
            return
        was = self.phase
        self._take(event)
        while self._held and not flow.waits(self.phase, self._held[0]):
            self._take(self._held.popleft())
        if self.phase != was:
            self._world.on_change(self.phase)

    def forget_leaving(self) -> None:
        """The officer who was about to leave stays."""
        self._held = deque(event for event in self._held if not isinstance(event, flow.WentAway))

    def bar(self, ticket_key: str) -> None:
        """This key was rated just now: a visit of it that waits to be taken will not be asked."""
        for at, event in enumerate(self._held):
            if isinstance(event, flow.Called) and event.visit.ticket_key == ticket_key:
                self._held[at] = flow.Called(replace(event.visit, barred=True))

    def wait(self, seconds: float) -> None:
        """Let the page at hand wait so long from now, if it has a limit."""
        if limit_s(self.phase, self._limits) is not None:
            self._time(seconds)

    def _take(self, event: Event) -> None:
        before, after = self.phase, flow.advance(self.phase, event)
        made = entries(before, event, after, self._paper())
        self.phase = after
        if _starts_anew(before, after):
            self._time(limit_s(after, self._limits))
        self._seen(before, after, made)
        tapped = isinstance(after, Keeping) and not isinstance(before, Keeping)
        self._writing.write(made, self._answered if tapped else None)

    def _answered(self, kept: bool) -> None:
        self.step(flow.Kept() if kept else flow.KeepFailed())

    def _time(self, seconds: float | None) -> None:
        if self._cancel:
            self._cancel()
        self._cancel = self._world.timers.after(seconds, self._timed_out) if seconds else None

    def _timed_out(self) -> None:
        self._cancel = None
        self.step(flow.TimedOut())


def _starts_anew(before: Phase, after: Phase) -> bool:
    """Whether the page's time limit begins again: another page, another state of the visit, or a citizen who is busy."""
    return (
        type(before) is not type(after)
        or before.visit != after.visit
        or (isinstance(after, Explaining | Contacting) and before != after)
    )
