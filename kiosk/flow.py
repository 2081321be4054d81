"""What the window shows next: a pure state machine. No Qt, no clock, no disk; `stage.py` sets it in motion.

After a tap only `Kept` leads on. Every phase that concerns somebody holds their `visit`; the step in which a phase
lets go of it is the one in which the visit's end is recorded (`entries.py`).
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.callback import dialable, dialled
from kiosk.events import (
    Broke,
    CallBackWanted,
    Called,
    CameBack,
    Dialled,
    Done,
    Erased,
    Event,
    Forwarded,
    GivenUp,
    HandedOver,
    KeepFailed,
    Kept,
    Leaving,
    Mended,
    NotNow,
    NumberLeft,
    Opened,
    Passed,
    PutBack,
    RatedElsewhere,
    Returned,
    ServiceEnded,
    ShiftLost,
    Tapped,
    Ticked,
    TimedOut,
    Touch,
    WentAway,
    Wrote,
)
from kiosk.phases import (
    Asking,
    Away,
    Contacting,
    Explaining,
    Idle,
    Keeping,
    Later,
    NotSaved,
    OutOfService,
    Person,
    Phase,
    RatedAlready,
    Serving,
    Thanking,
    Visit,
)
from sync.kinds import By, Cause

__all__ = [
    "Asking", "Away", "Broke", "CallBackWanted", "Called", "CameBack", "Contacting", "Dialled", "Done", "Erased",
    "Event", "Explaining", "Forwarded", "GivenUp", "HandedOver", "Idle", "KeepFailed", "Keeping", "Kept", "Later",
    "Leaving", "Mended", "NotNow", "NotSaved", "NumberLeft", "Opened", "OutOfService", "Passed", "Person", "Phase",
    "PutBack", "RatedAlready", "RatedElsewhere", "Returned", "ServiceEnded", "Serving", "ShiftLost", "Tapped",
    "Thanking", "Ticked", "TimedOut", "Touch", "Visit", "WentAway", "Wrote", "advance", "waits",
]  # fmt: skip


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
        case Contacting(), _:
            return _contacting(phase, event)
        case Later(), _:
            return _later(phase, event)
        case ((Thanking(visit) | RatedAlready(visit) | NotSaved(visit)), TimedOut()):
            return Idle() if visit.ended else Serving(visit)
        case NotSaved(visit), RatedElsewhere(keys) if not visit.rated and visit.ticket_key in keys:
            return RatedAlready(replace(visit, barred=True))  # they scanned the code
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
        case (
            (Asking() | Explaining() | Contacting() | Thanking() | Later() | RatedAlready() | NotSaved()),
            WentAway(),
        ):
            return True
        case _:
            return False


def _kept_or_not(phase: Keeping, event: Event) -> Phase:
    match event:
        case Kept() if phase.words:
            return Thanking(phase.visit, phase.receipt)
        case Kept():
            return Explaining(
                visit=replace(phase.visit, rated=True),
                level=phase.level,
                rating=phase.rating,
                receipt=phase.receipt,
                ticks=phase.ticks,
                comment=phase.comment,
                calls_back=phase.calls_back or phase.leaving,
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
            return Keeping(visit=visit, level=event.level, rating=event.rating, receipt=event.receipt)
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
    if not visit.ended:
        return Serving(replace(visit, early=cause))
    return Later(visit) if cause is Cause.TIMED_OUT else Idle()


def _later(phase: Later, event: Event) -> Phase:
    match event:
        case RatedElsewhere(keys) if phase.last.ticket_key in keys:
            return Idle()  # they scanned the code
        case TimedOut():
            return Idle()
        case _:
            return phase


def _explaining(phase: Explaining, event: Event) -> Phase:
    match event:
        case Tapped(level=level) if level != phase.level:
            return replace(_keeping(phase), level=level, rating=event.rating, replaces=phase.rating, ticks=())
        case Ticked(reason):
            rest = tuple(tick for tick in phase.ticks if tick != reason)
            return replace(phase, ticks=rest if reason in phase.ticks else (*phase.ticks, reason))
        case Wrote(comment):
            return replace(phase, comment=comment)
        case CallBackWanted() if not phase.calls_back:
            return Contacting(phase)
        case Done() | TimedOut() if phase.worded:
            return replace(_keeping(phase), words=True)
        case Done() | TimedOut():
            return Thanking(phase.visit, phase.receipt)
        case ServiceEnded():
            return replace(phase, visit=replace(phase.visit, ended=True))
        case _:
            return phase


def _keeping(phase: Explaining) -> Keeping:
    return Keeping(
        visit=phase.visit,
        level=phase.level,
        rating=phase.rating,
        receipt=phase.receipt,
        ticks=phase.ticks,
        comment=phase.comment,
        calls_back=phase.calls_back,
    )


def _contacting(phase: Contacting, event: Event) -> Phase:
    """A number counts only when it is left on purpose: whoever walks away leaves their words, and no number."""
    match event:
        case Dialled(digit):
            return replace(phase, number=dialled(phase.number, digit))
        case Erased():
            return replace(phase, number=phase.number[:-1])
        case NumberLeft() if dialable(phase.number):
            return replace(_keeping(phase.explaining), leaving=True)
        case Returned():
            return phase.explaining
        case TimedOut():
            return _explaining(phase.explaining, event)
        case ServiceEnded():
            return replace(phase, explaining=replace(phase.explaining, visit=replace(phase.visit, ended=True)))
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
