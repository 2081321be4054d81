"""The vocabulary of version 1: every kind of record a ledger can hold, and the values they are made of.

Standard library only. Field names are the wire's names. A field without a default is required on the wire;
one with a default of None is left out when it is None. Version 1 may gain optional fields, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar


class Level(IntEnum):
    """The five official levels, in rank order: 5 is 非常满意 (the reverse of GB/T 39046-2020 table A.8)."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    BASICALLY_SATISFIED = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1

    @property
    def bad(self) -> bool:
        """Whether it is a 差评: levels 2 and 1."""
        return self <= Level.DISSATISFIED


class Channel(StrEnum):
    """The way a rating came in; `phone` is the QR code on the citizen's own phone."""

    TABLET = "tablet"
    PHONE = "phone"
    PAPER = "paper"
    WEB = "web"
    MOBILE = "mobile"
    TERMINAL = "terminal"
    CALL = "call"
    SMS = "sms"


class Cause(StrEnum):
    """Why a service ended without a rating."""

    TIMED_OUT = "timed_out"
    DECLINED = "declined"
    NEXT_CALLED = "next_called"
    NOT_ASKED = "not_asked"
    SHIFT_CLOSED = "shift_closed"
    RESTART = "restart"
    DEVICE_FAULT = "device_fault"


class Origin(StrEnum):
    """Where a ticket's number came from."""

    QUEUE = "queue"
    QUEUE_CACHED = "queue_cached"
    TYPED_BY_STAFF = "typed_by_staff"
    TYPED_BY_CITIZEN = "typed_by_citizen"


class By(StrEnum):
    """Who or what caused a step."""

    QUEUE = "queue"
    STAFF = "staff"
    CITIZEN = "citizen"
    CENTRE = "centre"
    DEVICE = "device"


class WhyLedger(StrEnum):
    """Why a ledger was opened."""

    ENROLLED = "enrolled"
    LOSS = "loss"
    RESTORED = "restored"
    COPIED = "copied"
    DAMAGED = "damaged"
    DISPUTED = "disputed"
    MOVED = "moved"
    CENTRE = "centre"


class WhyClosed(StrEnum):
    """Why a shift was closed."""

    LOGGED_OUT = "logged_out"
    HANDED_OVER = "handed_over"
    ELSEWHERE = "elsewhere"
    DAY_ENDED = "day_ended"


class TimeQuality(StrEnum):
    """How far a time can be trusted: against an anchor, between two anchors, or as the device claims."""

    EXACT = "exact"
    BOUNDED = "bounded"
    CLAIMED = "claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerOpened:
    """The first record of a ledger; names the ledger before it, if there was one."""

    kind: ClassVar[str] = "ledger_opened"
    why: WhyLedger
    kiosk: str
    old_ledger: str | None = None
    old_seq: int | None = None
    old_head: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The program started; `clean` says whether it had stopped by itself before."""

    kind: ClassVar[str] = "start"
    clean: bool
    version: str
    witness: str
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """An accepted signed answer: the centre's clock read `time` at this record's boot time."""

    kind: ClassVar[str] = "anchor"
    time: str
    round_trip_ms: int
    centre: str
    answer: str
    backed_up_through: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJump:
    """The wall clock moved against the boot clock by `by_ms`."""

    kind: ClassVar[str] = "clock_jump"
    by_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowBound:
    """The kiosk belongs to this window from now on."""

    kind: ClassVar[str] = "window_bound"
    old_window: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftOpened:
    """A person logged in."""

    kind: ClassVar[str] = "shift_opened"
    shift: str
    staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftClosed:
    """A person left."""

    kind: ClassVar[str] = "shift_closed"
    shift: str
    staff: str
    why: WhyClosed


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginFailed:
    """A wrong PIN or a wrong technician's answer; `tries` counts failures in a row, `wait_ms` is the wait it earns."""

    kind: ClassVar[str] = "login_failed"
    who: str
    tries: int
    wait_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """Another person took over, with this visit if one was being served."""

    kind: ClassVar[str] = "handed_over"
    from_staff: str | None
    to_staff: str
    shift: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """暂停服务: the window is away."""

    kind: ClassVar[str] = "paused"
    staff: str | None = None
    shift: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """恢复: the window serves again."""

    kind: ClassVar[str] = "resumed"
    staff: str | None = None
    shift: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A visit begins: this window took this ticket. `day` is the business day the kiosk believes in."""

    kind: ClassVar[str] = "served"
    ticket: str
    ticket_key: str
    ticket_origin: Origin
    day: str
    series: int = 1
    queue_id: str | None = None
    matter: str | None = None
    service: str | None = None
    staff: str | None = None
    shift: str | None = None
    previous_visit: str | None = None
    called_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The service is over; the question may be asked."""

    kind: ClassVar[str] = "ended"
    by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """过号: the citizen did not come. Not served, outside every denominator."""

    kind: ClassVar[str] = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """弃号: the citizen gave up. Not served, outside every denominator."""

    kind: ClassVar[str] = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """转发: sent on to another window; this visit is not asked."""

    kind: ClassVar[str] = "forwarded"
    to_window: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """置后: back into the queue; this visit is not asked."""

    kind: ClassVar[str] = "put_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The question is on the screen."""

    kind: ClassVar[str] = "asked"
    by: By
    limit_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A level was tapped. `tap_x`, `tap_y` are thousandths of the window; `replaces` is the record it corrects.

    `token` is the QR token a phone rating was made with, verbatim: it is enough to create the visit.
    """

    kind: ClassVar[str] = "rated"
    round: int
    channel: Channel
    level: Level
    questionnaire: str
    questionnaire_version: str
    language: str
    staff: str | None = None
    shift: str | None = None
    dwell_ms: int | None = None
    tap_x: int | None = None
    tap_y: int | None = None
    receipt: str | None = None
    replaces: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Reasons and text for a rating; `comment` is the SHA-256 of the sealed bytes, which travel beside the record."""

    kind: ClassVar[str] = "explained"
    rating: str
    reasons: tuple[str, ...] = ()
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLeft:
    """The citizen may be called back; `contact` is the SHA-256 of the sealed number."""

    kind: ClassVar[str] = "contact_left"
    rating: str
    contact: str
    purpose: str
    keep_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrated:
    """A service ended without a rating, and why."""

    kind: ClassVar[str] = "unrated"
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class QrShown:
    """A QR token for this visit was on the screen."""

    kind: ClassVar[str] = "qr_shown"
    token: str
    expires: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCalled:
    """The citizen called the hall manager (人员投诉应急处理)."""

    kind: ClassVar[str] = "help_called"
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAcknowledged:
    """Somebody is coming."""

    kind: ClassVar[str] = "help_acknowledged"
    call: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfService:
    """The kiosk cannot take ratings; `code` is one of config/codes.md."""

    kind: ClassVar[str] = "out_of_service"
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The kiosk takes ratings again."""

    kind: ClassVar[str] = "recovered"
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """Settings, roster or questionnaire were replaced; `sha256` names the new text, `by` its source."""

    kind: ClassVar[str] = "settings_changed"
    what: str
    sha256: str
    by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A database was moved aside because it could not be trusted."""

    kind: ClassVar[str] = "quarantined"
    why: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """Records of a quarantined ledger whose hashes prove them were brought back."""

    kind: ClassVar[str] = "salvaged"
    old_ledger: str
    count: int
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskLow:
    """Little room is left."""

    kind: ClassVar[str] = "disk_low"
    free_mib: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Somebody took a day's summary away: this window's, or with `source` *centre* the whole hall's."""

    kind: ClassVar[str] = "exported"
    day: str
    formats: tuple[str, ...]
    revision: int
    by: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianIn:
    """A technician answered the challenge."""

    kind: ClassVar[str] = "technician_in"
    challenge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianOut:
    """The technician left."""

    kind: ClassVar[str] = "technician_out"


Body = (
    LedgerOpened | Start | Anchor | ClockJump | WindowBound | ShiftOpened | ShiftClosed | LoginFailed | HandedOver
    | Paused | Resumed | Served | Ended | Passed | GivenUp | Forwarded | PutBack | Asked | Rated | Explained
    | ContactLeft | Unrated | QrShown | HelpCalled | HelpAcknowledged | OutOfService | Recovered | SettingsChanged
    | Quarantined | Salvaged | DiskLow | Exported | TechnicianIn | TechnicianOut
)  # fmt: skip

KINDS: dict[str, type[Body]] = {body.kind: body for body in Body.__args__}
