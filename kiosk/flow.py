"""What the window shows next: a pure state machine. No Qt, no clock, no disk; `desk.py` gives it events.

After a tap only `Kept` leads on. Every phase that concerns somebody holds their `visit`; the step in which a phase
lets go of it is the one in which the visit's end is recorded (`entries.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sync.kinds import By, Cause, Level, Origin

# --- values -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is rated, as the staff card shows them."""

    staff: str
    name: str = ""
    department: str = ""
    duty: str = ""
    promise: str = ""
    stars: int = 0
    party_member: bool = False
    services: tuple[str, ...] = ()
    photo: str | None = None
    manager: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One service of one ticket at this window; `person` is None when nobody was logged in (*staff unknown*).

    `ended`: the service is over. `rated`: its own rating is on disk. `barred`: its ticket key was rated in another
    visit or on a phone. `early`: how a question ended that was opened before the service did. `tells_end`: the queue
    will say when the service ends; where it does not, the way to the question is shown large from the start.
    """

    id: str
    ticket: str
    ticket_key: str
    origin: Origin
    day: str
    series: int = 1
    queue_id: str | None = None
    matter: str | None = None
    service: str | None = None
    person: Person | None = None
    shift: str | None = None
    previous: str | None = None
    called_at: str | None = None
    tells_end: bool = True
    ended: bool = False
    rated: bool = False
    barred: bool = False
    early: Cause | None = None


# --- phases -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody is served."""

    @property
    def visit(self) -> None:
        """Nobody's."""
        return None


@dataclass(frozen=True, slots=True)
class Serving:
    """A number is being served; a touch opens the question."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class Asking:
    """The question is on the screen, nothing pre-selected."""

    visit: Visit
    by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Something was tapped and is on its way to the disk: a level, or (`words`) the reasons and the comment.

    `rating` is the id of the rated record, `replaces` the one it corrects.
    """

    visit: Visit
    level: Level
    rating: str
    replaces: str | None = None
    ticks: tuple[str, ...] = ()
    comment: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explaining:
    """The level is on disk; reasons may be ticked, a comment written, the level changed. The same page for every level."""

    visit: Visit
    level: Level
    rating: str
    ticks: tuple[str, ...] = ()
    comment: str = ""

    @property
    def worded(self) -> bool:
        """Whether there is anything to keep besides the level."""
        return bool(self.ticks or self.comment.strip())


@dataclass(frozen=True, slots=True)
class Thanking:
    """Everything is on disk. Knows no level: thanks are the same for one star as for five."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class RatedAlready:
    """已评价: a second try on a number that is rated."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class NotSaved:
    """The disk refused: please scan the code. `level_kept` says that a level is on disk and only what came after is not."""

    visit: Visit
    level_kept: bool = False


@dataclass(frozen=True, slots=True)
class Away:
    """暂停服务; `visit` is one that was being served when the officer left."""

    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class OutOfService:
    """The device cannot take ratings; `code` is one of config/codes.md. Numbers go on being called."""

    code: str
    visit: Visit | None = None


Phase = Idle | Serving | Asking | Keeping | Explaining | Thanking | RatedAlready | NotSaved | Away | OutOfService

# --- events -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Called:
    """This window takes a ticket: a new visit."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class ServiceEnded:
    """The queue said so, the officer touched *finish*, or their shift ended with somebody before them."""

    by: By


@dataclass(frozen=True, slots=True)
class Opened:
    """The citizen touched the screen while being served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """A finger left a star; `rating` is the id the record will have."""

    level: Level
    rating: str
    language: str = "zh-CN"
    x: int | None = None
    y: int | None = None
    dwell_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What was tapped is on disk."""


@dataclass(frozen=True, slots=True)
class KeepFailed:
    """What was tapped is not on disk and will not be."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A reason was ticked, or unticked."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """The comment is now this."""

    comment: str


@dataclass(frozen=True, slots=True)
class Done:
    """The citizen is finished."""


@dataclass(frozen=True, slots=True)
class NotNow:
    """The citizen would rather not."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The time limit of this phase is over."""


@dataclass(frozen=True, slots=True)
class Passed:
    """过号."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """弃号."""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """转发."""

    to_window: str | None = None


@dataclass(frozen=True, slots=True)
class PutBack:
    """置后."""


@dataclass(frozen=True, slots=True)
class RatedElsewhere:
    """These ticket keys were rated on a phone, or at another window."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Another person goes on with the visit; recorded before the question, it changes who is rated."""

    person: Person
    shift: str


@dataclass(frozen=True, slots=True)
class ShiftLost:
    """The shift ended with nobody here to ask: the day is over, or the person logged in at another window."""


@dataclass(frozen=True, slots=True)
class WentAway:
    """The officer leaves for a while."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """The officer is back."""


@dataclass(frozen=True, slots=True)
class Broke:
    """Ratings cannot be taken."""

    code: str


@dataclass(frozen=True, slots=True)
class Mended:
    """Ratings can be taken again."""


Leaving = Passed | GivenUp | Forwarded | PutBack
Touch = Opened | Tapped | Ticked | Wrote | Done | NotNow
Event = (
    Called | ServiceEnded | Touch | Kept | KeepFailed | TimedOut | Leaving | RatedElsewhere | HandedOver | ShiftLost
    | WentAway | CameBack | Broke | Mended
)  # fmt: skip

# --- steps --------------------------------------------------------------------------------------------------------------


def advance(phase: Phase, event: Event) -> Phase:
    """Return the phase that follows; an event that means nothing now changes nothing."""
    match phase, event:
        case Keeping(), _:
            return _kept_or_not(phase, event)
        case OutOfService(), _:
            return _out_of_service(phase, event)
        case _, Broke(code):
            return OutOfService(code, phase.visit)
        case _, Called(visit):
            return Serving(visit)
        case (Idle(), WentAway()):
            return Away()
        case ((Serving() | Away()), _):
            return _serving(phase, event)
        case Asking(), _:
            return _asking(phase, event)
        case Explaining(), _:
            return _explaining(phase, event)
        case ((Thanking(visit) | RatedAlready(visit) | NotSaved(visit)), TimedOut()):
            return Idle() if visit.ended else Serving(visit)
        case ((Thanking(visit) | RatedAlready(visit) | NotSaved(visit)), ServiceEnded()):
            return replace(phase, visit=replace(visit, ended=True))
        case _:
            return phase


def waits(phase: Phase, event: Event) -> bool:
    """Return whether an event must be held and given again later, because now it would be lost or would cut somebody off.

    While something is on its way to the disk everything but touches waits. An officer who leaves does not take the
    question off the screen.
    """
    match phase, event:
        case _, (Kept() | KeepFailed() | TimedOut()):
            return False
        case Keeping(), _:
            return not isinstance(event, Touch)
        case ((Asking() | Explaining() | Thanking() | RatedAlready() | NotSaved()), WentAway()):
            return True
        case _:
            return False


def _kept_or_not(phase: Keeping, event: Event) -> Phase:
    match event:
        case Kept() if phase.words:
            return Thanking(phase.visit)
        case Kept():
            visit = replace(phase.visit, rated=True)
            return Explaining(
                visit=visit, level=phase.level, rating=phase.rating, ticks=phase.ticks, comment=phase.comment
            )
        case KeepFailed():
            level_kept = phase.visit.rated
            return NotSaved(phase.visit if level_kept else replace(phase.visit, early=Cause.DEVICE_FAULT), level_kept)
        case _:
            return phase


def _serving(phase: Serving | Away, event: Event) -> Phase:
    visit = phase.visit
    match event:
        case WentAway():
            return Away(visit)
        case CameBack() if isinstance(phase, Away):
            return Serving(visit) if visit else Idle()
        case _ if visit is None:
            return phase
        case ServiceEnded(by):
            return _question(replace(visit, ended=True), by)
        case Opened() if isinstance(phase, Serving):
            return _question(visit, By.CITIZEN)
        case Passed() | GivenUp() | Forwarded() | PutBack():
            # A visit with a rating is over by that rating; nobody can pass it afterwards to make it disappear.
            return Idle() if isinstance(phase, Serving) else Away()
        case ShiftLost():
            return Idle() if isinstance(phase, Serving) else Away()
        case HandedOver(person, shift):
            # Who is rated changes only until the question is on the screen, be it a question that timed out since.
            asked = visit.rated or visit.early is not None
            return phase if asked else replace(phase, visit=replace(visit, person=person, shift=shift))
        case RatedElsewhere(keys) if visit.ticket_key in keys:
            return replace(phase, visit=replace(visit, barred=True))
        case _:
            return phase


def _question(visit: Visit, by: By) -> Phase:
    return RatedAlready(visit) if visit.rated or visit.barred else Asking(visit, by)


def _asking(phase: Asking, event: Event) -> Phase:
    visit = phase.visit
    match event:
        case Tapped():
            return Keeping(visit=visit, level=event.level, rating=event.rating)
        case NotNow():
            return _unanswered(visit, Cause.DECLINED)
        case TimedOut():
            return _unanswered(visit, Cause.TIMED_OUT)
        case ServiceEnded(by) if not visit.ended:
            return Asking(replace(visit, ended=True), by)
        case Passed() | GivenUp() | Forwarded() | PutBack() if not visit.ended:
            return Idle()
        case RatedElsewhere(keys) if visit.ticket_key in keys:
            return RatedAlready(replace(visit, barred=True))
        case _:
            return phase


def _unanswered(visit: Visit, cause: Cause) -> Phase:
    """A question opened before the end of the service may come again at its end: nobody can use it up for the citizen."""
    return Idle() if visit.ended else Serving(replace(visit, early=cause))


def _explaining(phase: Explaining, event: Event) -> Phase:
    match event:
        case Tapped(level=level) if level != phase.level:
            return Keeping(
                visit=phase.visit, level=level, rating=event.rating, replaces=phase.rating, comment=phase.comment
            )
        case Ticked(reason):
            rest = tuple(tick for tick in phase.ticks if tick != reason)
            return replace(phase, ticks=rest if reason in phase.ticks else (*phase.ticks, reason))
        case Wrote(comment):
            return replace(phase, comment=comment)
        case Done() | TimedOut() if phase.worded:
            return Keeping(
                visit=phase.visit,
                level=phase.level,
                rating=phase.rating,
                ticks=phase.ticks,
                comment=phase.comment,
                words=True,
            )
        case Done() | TimedOut():
            return Thanking(phase.visit)
        case ServiceEnded():
            return replace(phase, visit=replace(phase.visit, ended=True))
        case _:
            return phase


def _out_of_service(phase: OutOfService, event: Event) -> Phase:
    visit = phase.visit
    match event:
        case Broke(code):
            return OutOfService(code, visit)
        case Called(new):
            return OutOfService(phase.code, new)
        case ServiceEnded() | ShiftLost() | Passed() | GivenUp() | Forwarded() | PutBack():
            return OutOfService(phase.code)
        case RatedElsewhere(keys) if visit and visit.ticket_key in keys:
            return OutOfService(phase.code, replace(visit, barred=True))
        case Mended():
            return Serving(visit) if visit and not visit.ended else Idle()
        case _:
            return phase
