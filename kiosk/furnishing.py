"""Puts the desk behind the window: after the first frame, so that nothing of it is loaded before."""

from __future__ import annotations

from kiosk.parts import Parts
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.staff import Entrance, StaffViewModel
from kiosk.viewmodels.window import WindowViewModel


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
