"""Calls for the hall manager at this window: has each call and each answer recorded, and keeps the times of its panel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kiosk import help as calls
from kiosk.flow import Phase
from kiosk.help import Calling, Coming, Considering, Help, HelpEvent, Quiet, Unreached, follow
from kiosk.remembering import OpenCall
from kiosk.sections import Limits
from kiosk.writing import Timers
from sync.kinds import Body, HelpAcknowledged, HelpCalled

ASK_AGAIN_S = 5.0  # while somebody waits for a call that cannot get out, the line is tried so often


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a call needs: `write` has a record kept, `urgent` tells the hall at once, `changed` that something shows."""

    timers: Timers
    write: Callable[[Body, str | None], str]
    urgent: Callable[[], None]
    changed: Callable[[], None]


@dataclass(slots=True)
class _Open:
    """Calls that nobody has answered: all of them, and those of the citizen who is here."""

    all: set[str] = field(default_factory=set)
    ours: set[str] = field(default_factory=set)


class Helping:
    """Ask `state` for what is shown. The centre's answers may come late, twice and after a restart of theirs."""

    def __init__(self, line: Line, limits: Limits) -> None:
        self._line, self._limits = line, limits
        self._open = _Open()
        self._visit: str | None = None
        self._reached = False
        self._cancel: Callable[[], None] | None = None
        self._cancel_asking: Callable[[], None] | None = None
        self.state: Help = Quiet()

    def resume(self, calls_: Iterable[OpenCall], age_s: Callable[[str], float]) -> None:
        """After a restart: calls that nobody has answered are still open, and one made just now is still shown."""
        for one in calls_:
            self._open.all.add(one.id)
            if one.lately and 0 <= age_s(one.wall) < self._limits.help_s:
                self._open.ours.add(one.id)
        if self._open.ours:
            self.state = Calling(open=False)
            self._time()
            self._line.urgent()

    def want(self) -> None:
        """The citizen touched the button: ask once more, or show how their call stands."""
        self._step(calls.Wanted())

    def close(self) -> None:
        """Put the panel away; a call goes on."""
        self._step(calls.Closed())

    def confirm(self, phase: Phase) -> str | None:
        """Call the hall manager from this page; return the id of the call, None where no call was due.

        A call that could not get out is not written down twice: it is tried again.
        """
        if not isinstance(self.state, Considering | Unreached):
            return None
        if isinstance(self.state, Unreached) and self.state.cut and self._open.ours:
            self._step(calls.Confirmed(self._reached))
            self._line.urgent()
            return None
        visit = phase.visit.id if phase.visit else None
        call = self._line.write(HelpCalled(page=type(phase).__name__), visit)
        self._open.all.add(call)
        self._open.ours.add(call)
        self._line.urgent()
        self._step(calls.Confirmed(self._reached))
        return call

    def answered(self, call: str, by: str | None = None) -> None:
        """The centre says who is coming; each call is recorded as answered once."""
        if call not in self._open.all:
            return
        self._open.all.discard(call)
        self._line.write(HelpAcknowledged(call=call, by=by), None)
        if call in self._open.ours:
            self._step(calls.Answered())

    def centre_is(self, reached: bool) -> None:
        """Whether the centre answers; before it first did, nobody can be called."""
        self._reached = reached
        self._step(calls.Reached() if reached else calls.CutOff())

    def seen(self, phase: Phase) -> None:
        """Who is at the window; when another citizen comes, what was called for the last one is shown no more."""
        visit = phase.visit.id if phase.visit else None
        if visit is not None and visit != self._visit:
            self._visit = visit
            self._open.ours.clear()
            self._step(calls.Gone())

    def _step(self, event: HelpEvent) -> None:
        before, self.state = self.state, follow(self.state, event)
        if self.state == before:
            return
        if type(before) is not type(self.state):
            self._time()
            self._keep_asking()
        self._line.changed()

    def _keep_asking(self) -> None:
        if self._cancel_asking:
            self._cancel_asking()
            self._cancel_asking = None
        if isinstance(self.state, Unreached) and self.state.cut:
            self._cancel_asking = self._line.timers.after(ASK_AGAIN_S, self._ask_again)

    def _ask_again(self) -> None:
        self._line.urgent()
        self._keep_asking()

    def _time(self) -> None:
        if self._cancel:
            self._cancel()
        seconds = _limit_s(self.state, self._limits)
        self._cancel = self._line.timers.after(seconds, self._rang) if seconds else None

    def _rang(self) -> None:
        self._cancel = None
        self._step(calls.TimedOut())


def _limit_s(help_: Help, limits: Limits) -> int | None:
    match help_:
        case Quiet():
            return None
        case Considering():
            return limits.asking_s
        case Calling():
            return limits.help_s
        case Coming() | Unreached():
            return limits.help_shown_s
