"""Where this kiosk stands: its name and the window it belongs to. Every record carries it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The kiosk's id, its hall and its window, as enrolment gave them."""

    kiosk: str
    hall: str
    window: str
