"""From the phase to the screen: pure, so that two equal phases can never look different. Loaded with the desk."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.flow import (
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
from kiosk.viewmodels.scene import Scene
from sync.kinds import Level
from sync.questionnaire import Questionnaire


def begins_anew(before: Phase, after: Phase) -> bool:
    """Return whether the line that shows the time left starts again: another page, or a citizen who is busy."""
    busy = isinstance(after, Explaining | Contacting) and before != after
    return type(before) is not type(after) or before.visit != after.visit or busy


def concerns(phase: Phase) -> Visit | None:
    """Return whose page this is: also that of a visit that is over, while its code is still shown."""
    return phase.last if isinstance(phase, Later) else phase.visit


def is_keeping(phase: Phase) -> bool:
    """Return whether something is on its way to the disk."""
    return isinstance(phase, Keeping)


@dataclass(frozen=True, slots=True)
class Counter:
    """What the staff's bar needs of a phase."""

    away: bool
    can_finish: bool
    can_leave: bool
    can_type: bool
    citizen_busy: bool


def counter(phase: Phase) -> Counter:
    """Return what the person at the window can do now."""
    return Counter(
        away=isinstance(phase, Away),
        can_finish=isinstance(phase, Serving),
        can_leave=isinstance(phase, Serving) and not phase.visit.rated,  # what is rated cannot be passed any more
        can_type=isinstance(phase, Idle | Later | Serving),
        citizen_busy=isinstance(phase, Asking | Keeping | Explaining | Contacting | NotSaved),
    )


def scene(phase: Phase, questionnaire: Questionnaire, language: str, on_duty: Person | None) -> Scene:
    """Return what a phase looks like in a language; `on_duty` is who is logged in while nobody is served."""
    visit = concerns(phase)
    receipt = phase.receipt if isinstance(phase, Thanking) else ""
    said = _said(phase)
    return Scene(
        page=_page(phase),
        says={name: questionnaire.say(texts, language) for name, texts in questionnaire.texts.items()},
        levels=tuple(questionnaire.say(questionnaire.levels[one], language) for one in sorted(Level)),
        ticket=visit.ticket if visit else "",
        person=visit.person if visit else on_duty,
        level=said.level if said else 0,
        open=isinstance(phase, Asking | Explaining | Contacting),
        can_open=isinstance(phase, Serving) and not phase.visit.rated,
        eager=isinstance(phase, Serving) and not phase.visit.tells_end,
        coded=isinstance(phase, Asking | Later | NotSaved | OutOfService) or bool(receipt),
        receipt=receipt,
        calls_back=said is not None and (said.calls_back or (isinstance(said, Keeping) and said.leaving)),
        number=phase.number if isinstance(phase, Contacting) else "",
        reasons=tuple(_reasons(questionnaire, one, language) for one in sorted(Level)),
        ticked=said.ticks if said else (),
        comment=said.comment if said else "",
        fault=phase.code if isinstance(phase, OutOfService) else "",
    )


def _said(phase: Phase) -> Keeping | Explaining | None:
    """What the citizen has said so far."""
    match phase:
        case Keeping() | Explaining():
            return phase
        case Contacting():
            return phase.explaining
        case _:
            return None


def _reasons(questionnaire: Questionnaire, level: Level, language: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (one.code, questionnaire.say(one.text, language), one.core) for one in questionnaire.reasons_for(level)
    )


def _page(phase: Phase) -> str:
    """While something is on its way to the disk, the page it was touched on stays."""
    match phase:
        case Keeping(leaving=True):
            return Contacting.__name__
        case Keeping(replaces=None, words=False):
            return Asking.__name__
        case Keeping():
            return Explaining.__name__
        case (
            Idle() | Serving() | Asking() | Explaining() | Contacting() | Thanking() | Later() | RatedAlready()
            | NotSaved() | Away() | OutOfService()
        ):  # fmt: skip
            return type(phase).__name__
