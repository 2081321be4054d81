"""What is on the screen, as a value. `derive.py` makes it from the phase; before the desk is there it is empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.flow import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything the citizen's pages bind to. `level` is 0 before a tap; `open` is whether a touch means anything.
    `reasons` are (code, words, whether shown first) for each level from 1 to 5, all of them always: their page is drawn
    before it is needed.

    `says` are the questionnaire's own sentences; `coded` is whether this page shows a code for the phone; `receipt` is
    the code of a rating that was thanked; `calls_back` is whether a number to be called back at was left, `number` what
    is typed of it; `eager` is whether the way to the question is shown large, because no queue will say when the
    service ends.
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
    reasons: tuple[tuple[tuple[str, str, bool], ...], ...] = ()
    ticked: tuple[str, ...] = ()
    comment: str = ""
    receipt: str = ""
    calls_back: bool = False
    number: str = field(default="", repr=False)
    fault: str = ""
