"""What the window can show, and the values it shows: a person, a visit, and the phases. Import them from `kiosk.flow`."""

from __future__ import annotations

from dataclasses import dataclass, field

from sync.kinds import By, Cause, Level, Origin

# --- values -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is rated, as the staff card shows them."""

    staff: str
    name: str = ""
    department: str = ""
    duty: str = ""
    promise: str = ""
    stars: int = 0
    party_member: bool = False
    services: tuple[str, ...] = ()
    photo: str | None = None
    manager: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One service of one ticket at this window; `person` is None when nobody was logged in (*staff unknown*).

    `ended`: the service is over. `rated`: its own rating is on disk. `barred`: its ticket key was rated in another
    visit or on a phone. `early`: how a question ended that was opened before the service did. `tells_end`: the queue
    will say when the service ends; where it does not, the way to the question is shown large from the start.
    """

    id: str
    ticket: str
    ticket_key: str
    origin: Origin
    day: str
    series: int = 1
    queue_id: str | None = None
    matter: str | None = None
    service: str | None = None
    person: Person | None = None
    shift: str | None = None
    previous: str | None = None
    called_at: str | None = None
    tells_end: bool = True
    ended: bool = False
    rated: bool = False
    barred: bool = False
    early: Cause | None = None


# --- phases -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody is served."""

    @property
    def visit(self) -> None:
        """Nobody's."""
        return None


@dataclass(frozen=True, slots=True)
class Serving:
    """A number is being served; a touch opens the question."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class Asking:
    """The question is on the screen, nothing pre-selected."""

    visit: Visit
    by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Something was tapped and is on its way to the disk: a level, or (`words`) the reasons and the comment.

    `rating` is the id of the rated record, `replaces` the one it corrects; `receipt` is the sitting's code. `calls_back`:
    a number to be called back at is on disk; `leaving`: it is what is on its way now.
    """

    visit: Visit
    level: Level
    rating: str
    replaces: str | None = None
    receipt: str = ""
    ticks: tuple[str, ...] = ()
    comment: str = ""
    words: bool = False
    calls_back: bool = False
    leaving: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explaining:
    """The level is on disk; reasons may be ticked, a comment written, the level changed. The same page for every level."""

    visit: Visit
    level: Level
    rating: str
    receipt: str = ""
    ticks: tuple[str, ...] = ()
    comment: str = ""
    calls_back: bool = False

    @property
    def worded(self) -> bool:
        """Whether there is anything to keep besides the level."""
        return bool(self.ticks or self.comment.strip())


@dataclass(frozen=True, slots=True)
class Contacting:
    """The citizen types the number at which they may be called back. It is nowhere else, and gone with this phase."""

    explaining: Explaining
    number: str = field(default="", repr=False)

    @property
    def visit(self) -> Visit:
        """The visit of the page beneath."""
        return self.explaining.visit


@dataclass(frozen=True, slots=True)
class Thanking:
    """Everything is on disk. Knows no level: thanks are the same for one star as for five."""

    visit: Visit
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """The question timed out and that is on its way to the disk; `last` can still be rated on a phone."""

    last: Visit

    @property
    def visit(self) -> None:
        """Nobody's: the last visit has its end."""
        return None


@dataclass(frozen=True, slots=True)
class RatedAlready:
    """已评价: a second try on a number that is rated."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class NotSaved:
    """The disk refused: please scan the code. `level_kept` says that a level is on disk and only what came after is not."""

    visit: Visit
    level_kept: bool = False


@dataclass(frozen=True, slots=True)
class Away:
    """暂停服务; `visit` is one that was being served when the officer left."""

    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class OutOfService:
    """The device cannot take ratings; `code` is one of config/codes.md. Numbers go on being called."""

    code: str
    visit: Visit | None = None


Phase = (
    Idle | Serving | Asking | Keeping | Explaining | Contacting | Thanking | Later | RatedAlready | NotSaved | Away
    | OutOfService
)  # fmt: skip
