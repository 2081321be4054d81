"""What reaches a kiosk at once, by long poll, and what it may ask of its whole hall. Standard library only.

Nothing of it is ever needed to rate: lost or silent, the heartbeat and the officer's keypad remain.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sync.contract import VERSION, Answer, HelpAnswered, State

EVENTS = "/api/v1/kiosk/events"
KEYS = "/api/v1/kiosk/keys"
LONGEST_POLL_S = 25.0  # after so long an empty answer comes, so that silence is never mistaken for peace


class QueueKind(StrEnum):
    """What a queue system tells of a window."""

    CALLED = "called"
    RECALLED = "recalled"
    STARTED = "started"
    FINISHED = "finished"
    PASSED = "passed"
    GIVEN_UP = "given_up"
    FORWARDED = "forwarded"
    PUT_BACK = "put_back"
    PAUSED = "paused"
    RESUMED = "resumed"
    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    NUMBERS_START_OVER = "numbers_start_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEvent:
    """One event of a queue system. `id` is its own, the same again where it tells twice; `number` as printed.

    `ticket_id` is the queue's own key of the ticket, `at` when it happened there (RFC 3339).
    """

    id: str
    window: str
    kind: QueueKind
    number: str = ""
    ticket_id: str | None = None
    service: str | None = None
    matter: str | None = None
    to_window: str | None = None
    staff: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskEvent:
    """Exactly one of: an event of the queue, a help call answered, the ticket key of a number rated elsewhere, `look`.

    `look` names a kiosk for which there is something new (a command, settings, another window): it sends a heartbeat.
    """

    seq: int
    queue: QueueEvent | None = None
    help: HelpAnswered | None = None
    rated: str | None = None
    look: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskEvents:
    """The answer to `GET /api/v1/kiosk/events?after=N`: what this window was told after N, oldest first.

    `after` repeats what was asked (the query is not signed, the answer is); ask again with `through`.
    """

    answer: Answer
    after: int
    through: int
    events: tuple[KioskEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HallDay:
    """The answer to `GET /api/v1/kiosk/days/{day}/summary`: the hall's figures as `sync.summary` writes them."""

    answer: Answer
    summary: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """I know no code; let me wait: `POST /api/v1/enrolments`, signed by the key it names. Asked again and again."""

    sign_key: str
    seal_key: str
    v: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Knocked:
    """You wait (*disabled*), or somebody has let you in: then `hall` and `window` say where you belong.

    Signed by `sign_key`, the centre's; that it is the right centre's, two people see by comparing the pairing number.
    """

    request: str
    kiosk: str
    state: State
    centre: str
    sign_key: str
    seal_key: str
    incarnation: str
    time: str
    hall: str | None = None
    window: str | None = None
    v: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """These are my keys from now on: `POST /api/v1/kiosk/keys`, signed by the old key.

    `proof` is a signature of the new key over `key_change` (`sync.suite`): whoever asks holds it.
    """

    kiosk: str
    sign_key: str
    seal_key: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChanged:
    """The centre believes the key of this name from now on."""

    answer: Answer
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartKept:
    """The answer to one part of a support bundle: it is with the centre."""

    answer: Answer
    part: int
