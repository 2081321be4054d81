"""What can happen at the window. Import events from `kiosk.flow`."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.phases import Person, Visit
from sync.kinds import By, Level


@dataclass(frozen=True, slots=True)
class Called:
    """This window takes a ticket: a new visit."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class ServiceEnded:
    """The queue said so, the officer touched *finish*, or their shift ended with somebody before them."""

    by: By


@dataclass(frozen=True, slots=True)
class Opened:
    """The citizen touched the screen while being served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """A finger left a star; `rating` is the id the record will have, `receipt` the code by which it is found again."""

    level: Level
    rating: str
    receipt: str = ""
    language: str = "zh-CN"
    x: int | None = None
    y: int | None = None
    dwell_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What was tapped is on disk."""


@dataclass(frozen=True, slots=True)
class KeepFailed:
    """What was tapped is not on disk and will not be."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A reason was ticked, or unticked."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """The comment is now this."""

    comment: str


@dataclass(frozen=True, slots=True)
class CallBackWanted:
    """The citizen would like to be called back."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """A digit of the number was touched."""

    digit: str


@dataclass(frozen=True, slots=True)
class Erased:
    """The last digit was taken back."""


@dataclass(frozen=True, slots=True)
class NumberLeft:
    """The number is right and is left here on purpose."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Rather not: back to the reasons; what was typed is gone."""


@dataclass(frozen=True, slots=True)
class Done:
    """The citizen is finished."""


@dataclass(frozen=True, slots=True)
class NotNow:
    """The citizen would rather not."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The time limit of this phase is over."""


@dataclass(frozen=True, slots=True)
class Passed:
    """过号."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """弃号."""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """转发."""

    to_window: str | None = None


@dataclass(frozen=True, slots=True)
class PutBack:
    """置后."""


@dataclass(frozen=True, slots=True)
class RatedElsewhere:
    """These ticket keys were rated on a phone, or at another window."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Another person goes on with the visit; recorded before the question, it changes who is rated."""

    person: Person
    shift: str


@dataclass(frozen=True, slots=True)
class ShiftLost:
    """The shift ended with nobody here to ask: the day is over, or the person logged in at another window."""


@dataclass(frozen=True, slots=True)
class WentAway:
    """The officer leaves for a while."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """The officer is back."""


@dataclass(frozen=True, slots=True)
class Broke:
    """Ratings cannot be taken."""

    code: str


@dataclass(frozen=True, slots=True)
class Mended:
    """Ratings can be taken again."""


Leaving = Passed | GivenUp | Forwarded | PutBack
Touch = (
    Opened | Tapped | Ticked | Wrote | CallBackWanted | Dialled | Erased | NumberLeft | Returned | Done | NotNow
)  # fmt: skip
Event = (
    Called | ServiceEnded | Touch | Kept | KeepFailed | TimedOut | Leaving | RatedElsewhere | HandedOver | ShiftLost
    | WentAway | CameBack | Broke | Mended
)  # fmt: skip
