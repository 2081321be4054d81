"""When the screen rests: dimmed after a while without anybody, dark in the hall's night hours. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.flow import Away, Idle, OutOfService, Phase, Serving
from kiosk.notices.notice import within

NIGHT_AFTER_S = 60  # so long the screen stays bright for whoever touches it at night
FORGOTTEN_S = 1800  # at night, a number that was never finished does not keep the screen bright


class Light(StrEnum):
    """How bright the screen is."""

    FULL = "full"
    DIM = "dim"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """`dim_after_s` is 0 where the screen never dims; the night is empty where there is none."""

    dim_after_s: int = 0
    night_from: str = ""
    night_to: str = ""

    @property
    def ever(self) -> bool:
        """Whether the screen ever rests."""
        return bool(self.dim_after_s or self.night_from != self.night_to)

    def light(self, phase: Phase, still_s: float, time: str) -> Light:
        """Return how bright the screen is after `still_s` without a touch or a call; `time` is HH:MM in the hall."""
        night = self.night_from != self.night_to and within(time, self.night_from, self.night_to)
        nobody = isinstance(phase, Idle | Away | OutOfService) and phase.visit is None
        waiting = isinstance(phase, Serving | Away | OutOfService) and not nobody
        if night and ((nobody and still_s >= NIGHT_AFTER_S) or (waiting and still_s >= FORGOTTEN_S)):
            return Light.DARK
        if nobody and self.dim_after_s and still_s >= self.dim_after_s:
            return Light.DIM
        return Light.FULL
