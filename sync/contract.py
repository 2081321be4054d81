"""What the two ends agreed to say, version 1: records, their chain, batches, answers, heartbeats, enrolment.

Standard library only. Frozen: `tests/contract/v1.json` holds its schema and golden examples. Times are RFC 3339
in UTC with milliseconds, hashes lower-case hex SHA-256, ids UUIDv7, binary values base64url without padding.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sync.kinds import KINDS, Body
from sync.remote import Command, CommandDone
from sync.shape import Malformed, encodable, fields_of, plain, shaped

VERSION = 1
GENESIS = bytes(32)  # what the first record of a ledger is hashed onto
MAX_RECORDS = 500
MAX_BATCH_BYTES = 256 * 1024  # the JSON text, before gzip
MAX_RECORD_BYTES = 8 * 1024
MAX_COMMENT = 150  # characters
MAX_EARLIER = 16  # ledgers a heartbeat asks about besides the current one


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What every record carries besides its body. `boot_ms` counts suspend; `wall` is what the device's clock said."""

    id: str
    hall: str
    window: str
    ledger: str
    seq: int
    wall: str
    boot_id: str
    boot_ms: int
    visit: str | None = None
    v: int = VERSION
    alg: str = "intl-1"


@dataclass(frozen=True, slots=True)
class Record:
    """A record as read: `body` is None where its kind is not understood; `extra` holds fields we do not know."""

    stamp: Stamp
    kind: str
    body: Body | None
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def understood(self) -> bool:
        """Whether this version knows the kind and every field."""
        return self.body is not None and not self.extra


@dataclass(frozen=True, slots=True)
class Attachment:
    """Sealed bytes that travel beside a record: a comment or a phone number, readable only by the centre."""

    record: str
    sha256: str
    key: str
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A run of one ledger, in order: `records` are canonical texts, `first` the seq of the first, `prev` the head before it."""

    kiosk: str
    ledger: str
    first: int
    prev: str
    records: tuple[str, ...]
    attachments: tuple[Attachment, ...] = ()
    v: int = VERSION


class Said(StrEnum):
    """A verdict's word. `not_understood` is an acceptance."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    NOT_UNDERSTOOD = "not_understood"
    SET_ASIDE = "set_aside"


class Why(StrEnum):
    """Why a record was set aside."""

    MALFORMED = "malformed"
    CHAIN_BROKEN = "chain_broken"
    FORK = "fork"
    ID_REUSED = "id_reused"
    OTHER_PLACE = "other_place"
    NOT_SERVED = "not_served"
    TOO_LARGE = "too_large"
    REVOKED = "revoked"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the centre says of one record."""

    seq: int
    id: str
    said: Said
    why: Why | None = None


class State(StrEnum):
    """What a kiosk is to the centre."""

    ACTIVE = "active"
    DISABLED = "disabled"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What every signed answer to a kiosk carries. `request` is the hash of the request's signature it answers.

    `next_key` is the centre's new signing key, announced by an answer that the old one signed: believe it from now on.
    """

    centre: str
    key: str
    kiosk: str
    request: str
    state: State
    time: str
    challenge: str
    incarnation: str
    hall_head: str | None = None
    next_key: str | None = None
    v: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAnswer:
    """The answer to a batch: every record up to `settled_through` is with the centre; `head` is the hash there."""

    answer: Answer
    ledger: str
    settled_through: int
    head: str
    verdicts: tuple[Verdict, ...]
    backed_up_through: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """I am here: sent every 30 s, whatever there is to deliver.

    `earlier` names settled ledgers of this kiosk that ended before the current one, at most `MAX_EARLIER` at a time.
    `commands` says what became of commands, until an answer has come.
    """

    kiosk: str
    ledger: str
    seq: int
    head: str
    pending: int
    version: str
    page: str
    wall: str
    boot_id: str
    boot_ms: int
    oldest_pending_s: int | None = None
    disk_free_mib: int | None = None
    battery_percent: int | None = None
    clock_offset_ms: int | None = None
    shift: str | None = None
    staff: str | None = None
    out_of_service: str | None = None
    earlier: tuple[str, ...] = ()
    commands: tuple[CommandDone, ...] = ()
    v: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAnswered:
    """Somebody is coming: `call` is the id of the help_called record, `by` who answered, `at` when."""

    call: str
    by: str | None = None
    at: str


@dataclass(frozen=True, slots=True)
class LedgerHeld:
    """How much of a ledger the centre holds: everything up to `settled_through`, and nothing after `last`."""

    ledger: str
    settled_through: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatAnswer:
    """`settings_etag` names what `GET /api/v1/kiosk` would give; `close_shift` is a shift opened elsewhere since.

    `rated` lists ticket keys of this window rated by another channel lately, `help` this kiosk's calls answered lately,
    `held` the current ledger and those asked about: a centre that was restored from a backup holds less than it did.
    """

    answer: Answer
    settings_etag: str
    settled_through: int = 0
    close_shift: str | None = None
    rated: tuple[str, ...] = ()
    help: tuple[HelpAnswered, ...] = ()
    held: tuple[LedgerHeld, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One person who may log in here. `pin` is the Argon2id hash sealed to this kiosk's key."""

    staff: str
    name: str
    department: str
    duty: str = ""
    promise: str = ""
    stars: int = 0
    party_member: bool = False
    services: tuple[str, ...] = ()
    manager: bool = False
    photo: str | None = None
    pin: str | None = None
    version: int = 1


class NoticeKind(StrEnum):
    """What a notice shows while nobody is served."""

    TEXT = "text"
    PICTURE = "picture"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEntry:
    """A notice for idle times: `text`, or the file with the hash `file`.

    Shown `seconds` at a time, from `begins` until `ends`, between `from_time` and `to_time` ("HH:MM", the hall's time).
    """

    id: str
    kind: NoticeKind
    text: str = ""
    file: str | None = None
    media_type: str = ""
    begins: str | None = None
    ends: str | None = None
    from_time: str = ""
    to_time: str = ""
    seconds: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskSettings:
    """What `GET /api/v1/kiosk` gives, signed. `settings` are TOML keys the centre may set; `questionnaire` its text.

    `commands` are those that nobody has said anything to yet.
    """

    answer: Answer
    etag: str
    hall: str
    hall_name: str
    window: str
    window_name: str
    department: str
    time_zone: str
    roster: tuple[RosterEntry, ...] = ()
    settings: dict[str, object]
    questionnaire: str | None = None
    notices: tuple[NoticeEntry, ...] = ()
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Let me in. `code_id` names the one-time code; `proof` is its HMAC over both public keys, the code is never sent."""

    code_id: str
    sign_key: str
    seal_key: str
    proof: str
    v: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """You are in. `proof` is the code's HMAC over the kiosk's and the centre's keys."""

    kiosk: str
    hall: str
    window: str
    centre: str
    sign_key: str
    seal_key: str
    incarnation: str
    time: str
    proof: str
    v: int = VERSION


# --- text -------------------------------------------------------------------------------------------------------------


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, UTF-8 characters as they are."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def parsed(text: str | bytes) -> Any:
    """Return the JSON value of a text; refuses doubled keys, fractions and NaN.

    Raises:
        Malformed: it is not such a text.
    """
    try:
        return json.loads(text, object_pairs_hook=_no_doubles, parse_float=_no_fraction, parse_constant=_no_fraction)
    except Malformed:
        raise
    except (ValueError, RecursionError) as trouble:
        raise Malformed(f"not a JSON text: {str(trouble)[:80]}") from None


def write_record(stamp: Stamp, body: Body) -> str:
    """Return the canonical text of a record."""
    return canonical({**plain(stamp), **plain(body), "kind": body.kind})


def read_record(text: str) -> Record:
    """Return a record from its canonical text.

    Raises:
        Malformed: it is not canonical, or a field of a known kind is missing or wrong.
    """
    if not encodable(text):
        raise Malformed("the record holds half a character")
    value = parsed(text)
    if not isinstance(value, dict) or canonical(value) != text:
        raise Malformed("the record is not in canonical form")
    stamp = shaped(Stamp, value)
    kind = value.get("kind")
    if not isinstance(kind, str):
        raise Malformed("kind is missing")
    known = KINDS.get(kind)
    ours = {"kind", *fields_of(Stamp), *(fields_of(known) if known else ())}
    extra = {name: item for name, item in value.items() if name not in ours}
    return Record(stamp, kind, shaped(known, value) if known else None, extra)


# --- chain ------------------------------------------------------------------------------------------------------------


def link(head: bytes, text: str) -> bytes:
    """Return the head after this record: SHA-256 of the head before it and the canonical text."""
    return hashlib.sha256(head + text.encode()).digest()


def chained(head: bytes, texts: Iterable[str]) -> list[bytes]:
    """Return the head after each text."""
    heads = []
    for text in texts:
        head = link(head, text)
        heads.append(head)
    return heads


# --- signatures: what is signed, as RFC 9421 says ------------------------------------------------------------------------

REQUEST_PARTS = ("@method", "@path", "content-digest", "yiping-kiosk", "yiping-challenge")
BELIEVES = "yiping-believes"  # the header by which a kiosk says which key of its centre it knows; unsigned, only a hint
ANSWER_PARTS = ("@status", "content-digest", "yiping-centre", "yiping-request")


def digest_header(body: bytes) -> str:
    """Return the Content-Digest header (RFC 9530) of a body as sent."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_params(parts: tuple[str, ...], *, created: int, key: str, alg: str, nonce: str) -> str:
    """Return the signature parameters that go into Signature-Input after `sig=`."""
    names = " ".join(f'"{part}"' for part in parts)
    return f'({names});created={created};nonce="{nonce}";keyid="{key}";alg="{alg}"'


def signature_base(values: Mapping[str, str], params: str) -> bytes:
    """Return the bytes to sign: one line a part, in the order of `values`, then the parameters."""
    lines = [f'"{name}": {value}' for name, value in values.items()]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


# --- small values ------------------------------------------------------------------------------------------------------


def b64(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Return the bytes of base64url without padding.

    Raises:
        Malformed: it is not such a text, or not its only spelling.
    """
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Malformed("not base64url") from None
    if b64(data) != text:
        raise Malformed("not base64url in its only spelling")
    return data


def key_id(public: bytes) -> str:
    """Return the short name of a public key: 16 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def rfc3339(moment: datetime) -> str:
    """Return a moment as the contract writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """Return the moment of an RFC 3339 text.

    Raises:
        Malformed: it is not one, or has no zone.
    """
    try:
        made = datetime.fromisoformat(text)
        if made.tzinfo is None:
            raise Malformed(f"a time without a zone: {text[:40]!r}")
        return made if made.tzinfo is UTC else made.astimezone(UTC)  # a batch has hundreds, nearly all in UTC
    except (ValueError, OverflowError) as why:  # the year 1 east of Greenwich is no time of ours
        raise why if isinstance(why, Malformed) else Malformed(f"not a time: {text[:40]!r}") from None


def uuid7(ms: int | None = None) -> str:
    """Return a new UUIDv7 (RFC 9562): `ms` since 1970 first, so that ids sort by birth."""
    ms = time.time_ns() // 1_000_000 if ms is None else ms
    value = (ms & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Malformed("a key stands twice")
    return made


def _no_fraction(text: str) -> object:
    raise Malformed(f"a number that is not whole: {text[:40]}")
