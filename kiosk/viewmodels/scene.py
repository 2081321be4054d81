"""What is on the screen, derived from the phase: a pure function, so that two equal phases can never look different."""

from __future__ import annotations

from dataclasses import dataclass, field

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
from kiosk.questionnaire import Questionnaire
from sync.kinds import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything the citizen's pages bind to. `level` is 0 before a tap; `open` is whether a touch means anything.

    `says` are the questionnaire's own sentences; `coded` is whether this page shows a code for the phone;
    `eager` is whether the way to the question is shown large, because no queue will say when the service ends.
    """

    page: str = ""
    says: dict[str, str] = field(default_factory=dict)
    levels: tuple[str, ...] = ("",) * 5
    ticket: str = ""
    person: Person | None = None
    level: int = 0
    open: bool = False
    can_open: bool = False
    eager: bool = False
    coded: bool = False
    reasons: tuple[tuple[str, str], ...] = ()
    ticked: tuple[str, ...] = ()
    comment: str = ""
    fault: str = ""


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
        reasons=_reasons(questionnaire, level, language) if level else (),
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
