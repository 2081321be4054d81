"""From the phase to the screen: pure, so that two equal phases can never look different. Loaded with the desk."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.flow import (
    Asking,
    Away,
    Explaining,
    Idle,
    Keeping,
    NotSaved,
    OutOfService,
    Person,
    Phase,
    RatedAlready,
    Serving,
    Thanking,
)
from kiosk.viewmodels.scene import Scene
from sync.kinds import Level
from sync.questionnaire import Questionnaire


def begins_anew(before: Phase, after: Phase) -> bool:
    """Return whether the line that shows the time left starts again: another page, or a citizen who is busy."""
    busy = isinstance(after, Explaining) and before != after
    return type(before) is not type(after) or before.visit != after.visit or busy


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
        can_type=isinstance(phase, Idle | Serving),
        citizen_busy=isinstance(phase, Asking | Keeping | Explaining | NotSaved),
    )


def scene(phase: Phase, questionnaire: Questionnaire, language: str, on_duty: Person | None) -> Scene:
    """Return what a phase looks like in a language; `on_duty` is who is logged in while nobody is served."""
    visit = phase.visit
    level = phase.level if isinstance(phase, Keeping | Explaining) else None
    return Scene(
        page=_page(phase),
        says={name: questionnaire.say(texts, language) for name, texts in questionnaire.texts.items()},
        levels=tuple(questionnaire.say(questionnaire.levels[one], language) for one in sorted(Level)),
        ticket=visit.ticket if visit else "",
        person=visit.person if visit else on_duty,
        level=level or 0,
        open=isinstance(phase, Asking | Explaining),
        can_open=isinstance(phase, Serving) and not phase.visit.rated,
        eager=isinstance(phase, Serving) and not phase.visit.tells_end,
        coded=isinstance(phase, Asking | NotSaved | OutOfService),
        reasons=tuple(_reasons(questionnaire, one, language) for one in sorted(Level)),
        ticked=phase.ticks if isinstance(phase, Keeping | Explaining) else (),
        comment=phase.comment if isinstance(phase, Keeping | Explaining) else "",
        fault=phase.code if isinstance(phase, OutOfService) else "",
    )


def _reasons(questionnaire: Questionnaire, level: Level, language: str) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, questionnaire.say(one.text, language)) for one in questionnaire.reasons_for(level))


def _page(phase: Phase) -> str:
    """While something is on its way to the disk, the page it was touched on stays."""
    match phase:
        case Keeping(replaces=None, words=False):
            return Asking.__name__
        case Keeping():
            return Explaining.__name__
        case (
            Idle() | Serving() | Asking() | Explaining() | Thanking() | RatedAlready() | NotSaved() | Away()
            | OutOfService()
        ):  # fmt: skip
            return type(phase).__name__
