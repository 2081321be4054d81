"""Reading records fast: what the contract's own reader accepts, accepted alike, at a tenth of its cost.

A record whose canonical form, fields and types msgspec can prove is read here; every other one is given to
`contract.read_record`, whose word is final. So nothing is accepted that the contract would refuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from sync.contract import MAX_RECORD_BYTES, Record, Stamp, Why, b64, moment, read_record, unb64
from sync.kinds import KINDS, Anchor, Rated, Served, Unrated
from sync.shape import LARGEST, LONGEST, Malformed, fields_of
from sync.times import milliseconds

_STAMP = frozenset(fields_of(Stamp))
_FIELDS = {name: _STAMP | {"kind"} | frozenset(fields_of(body)) for name, body in KINDS.items()}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(order="sorted").encode
_RAW = "b64:"  # how a text is kept that a database would refuse; no canonical record begins so


@dataclass(frozen=True, slots=True)
class Readable:
    """A record that can be applied: `wall_ms` is what the kiosk's clock said."""

    record: Record
    wall_ms: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that is kept and set aside; `id` is what it calls itself, as far as that can be made out."""

    id: str
    why: Why


def read(text: str) -> Readable | Unreadable:
    """Return a record from its text as sent, or why it cannot be applied."""
    if len(text) * 4 > MAX_RECORD_BYTES and len(text.encode(errors="surrogatepass")) > MAX_RECORD_BYTES:
        return Unreadable(claimed_id(text), Why.TOO_LARGE)
    try:
        record = _fast(text) or read_record(text)
        wall = milliseconds(moment(record.stamp.wall))
        _check(record)
    except (Malformed, OverflowError, RecursionError, ValueError):
        return Unreadable(claimed_id(text), Why.MALFORMED)
    return Readable(record, wall)


def is_uuid(text: str) -> bool:
    """Return whether a text is a UUID as the contract writes it."""
    return _UUID.fullmatch(text) is not None


def storable(text: str) -> str:
    """Return a text as it is kept: itself, or its bytes in base64 where a database would refuse it."""
    try:
        text.encode()
        if "\0" not in text and not text.startswith(_RAW):
            return text
    except UnicodeEncodeError:  # a lone surrogate
        pass
    return _RAW + b64(text.encode(errors="surrogatepass"))


def stored(text: str) -> str:
    """Return the text as sent, from what is kept.

    Raises:
        Malformed: what is kept was altered.
    """
    if not text.startswith(_RAW):
        return text
    return unb64(text.removeprefix(_RAW)).decode(errors="surrogatepass")


def _fast(text: str) -> Record | None:
    if "\\u0000" in text:
        return None
    try:
        value: Any = _decode(text)
        kind = value["kind"]
        if _encode(value) != text.encode() or not value.keys() <= _FIELDS[kind]:
            return None
        for item in value.values():
            if (type(item) is int and not -LARGEST <= item <= LARGEST) or (type(item) is str and len(item) > LONGEST):
                return None
        return Record(msgspec.convert(value, Stamp), kind, msgspec.convert(value, KINDS[kind]))
    except (msgspec.MsgspecError, KeyError, TypeError, AttributeError, ValueError, RecursionError):
        return None


def _check(record: Record) -> None:
    """Refuse what the contract's shapes let through and our keys and clocks cannot hold."""
    stamp = record.stamp
    if not is_uuid(stamp.id) or not is_uuid(stamp.ledger) or not (stamp.visit is None or is_uuid(stamp.visit)):
        raise Malformed("an id that is not a UUID")
    if not 0 < len(stamp.boot_id) <= 64 or not 0 <= stamp.boot_ms <= LARGEST:
        raise Malformed("a boot that cannot be")
    if stamp.visit is None and isinstance(record.body, (Served, Rated, Unrated)):
        raise Malformed("a visit's record without its visit")
    if isinstance(record.body, Anchor):
        milliseconds(moment(record.body.time))


def claimed_id(text: str) -> str:
    """Return what a text calls itself, as far as that can be made out."""
    try:
        value = msgspec.json.decode(text)
        return value["id"][:64] if isinstance(value, dict) and isinstance(value.get("id"), str) else ""
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ""
