"""Puts the desk behind the window: after the first frame, so that nothing of it is loaded before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.fromcentre import FromCentre
from kiosk.parts import Ears, Parts, Views, Where
from kiosk.settings import KioskSettings
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.day import DayViewModel
from kiosk.viewmodels.load import Screen
from kiosk.viewmodels.staff import Entrance, StaffViewModel
from kiosk.viewmodels.window import WindowViewModel

if TYPE_CHECKING:
    from kiosk.flow import Phase
    from kiosk.hearing import Hearing
    from kiosk.remote.remote import Remote
    from kiosk.viewmodels.film import Film


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where queue events go, once anything listens, and what does what is asked from afar."""

    hearing: Callable[[], Hearing | None]
    remote: Callable[[], Remote]


def joined(own: KioskSettings, where: Where, views: Views, changed: Callable[[Phase], None], doors: Doors) -> Parts:
    """Return the parts; what the centre says goes to those it concerns."""
    ears = Ears(
        changed=changed,
        heard=lambda news: centre.heard(news),
        happened=lambda event: centre.happened(event),
        commanded=lambda commands: centre.commanded(commands),
    )
    made = Parts(own, where, views, ears)
    centre = FromCentre(made, doors.hearing, doors.remote)
    return made


def managers_page(comfort: ComfortViewModel, staff: StaffViewModel, screen: Screen) -> DayViewModel:
    """Return the manager's page, which opens when one has shown who they are."""
    made = DayViewModel(comfort)
    staff.day_wanted.connect(made.open)
    made.changed.connect(staff.stay)
    screen.window.setProperty("day", made)
    return made


def film_of(screen: Screen) -> Film:
    """Return what plays videos, loaded when the first is due."""
    from kiosk.viewmodels.film import Film

    return Film.of(screen.engine)


def furnish(parts: Parts, scene: WindowViewModel, comfort: ComfortViewModel, staff: StaffViewModel) -> None:
    """Let the citizen's pages and the staff's doors lead to the desk."""
    look = parts.settings.screen
    comfort.adopt(first=look.language, night=look.theme == "night", motion=look.motion)
    window = parts.given.window if parts.given else parts.settings.window.id
    scene.attend(parts.desk, parts.settings.limits, window=window, keyboard=look.keyboard)
    card = parts.settings.staff
    entrance = Entrance(
        people=parts.people,
        check=parts.pins.check,
        take=parts.typed,
        cards=card.cards,
        card_alone=card.card == "alone",
    )
    staff.attend(parts.desk, entrance)
