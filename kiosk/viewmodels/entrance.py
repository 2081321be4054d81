"""Who may come in at the window: by number or card, with what, and whose number or card it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.flow import Person

CheckPin = Callable[[str, str, Callable[[bool], None]], None]  # (staff, PIN, what is told the outcome on this thread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """Who may come in: the roster as it is now, the PIN check (on its own thread), and where a typed number goes.

    `take` is None where numbers only come from the queue; `letters` are the series of this hall's numbers; `cards` says
    whose a card is, and `card_alone` that it lets its owner in without a PIN.
    """

    people: Callable[[], Sequence[Person]]
    check: CheckPin
    take: Callable[[str], None] | None = None
    letters: tuple[str, ...] = ("A", "B", "C", "D", "E")
    cards: Mapping[str, str] = field(default_factory=dict)
    card_alone: bool = False


def person_meant(typed: str, people: Sequence[Person]) -> Person | None:
    """Return whose number was typed: the number itself, or its digits where only one person has them (S001 as 001)."""
    exact = [one for one in people if one.staff == typed]
    digits = [one for one in people if "".join(filter(str.isdigit, one.staff)) == typed]
    found = exact or digits
    return found[0] if typed and len(found) == 1 else None


def card_holder(code: str, cards: Mapping[str, str], people: Sequence[Person]) -> Person | None:
    """Return whose card it is: the hall's list of cards decides; without one a card carries the staff number."""
    staff = cards.get(code) if cards else code
    return next((one for one in people if one.staff == staff), None)
