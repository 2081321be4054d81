"""Reading records fast: what the contract's own reader accepts, accepted alike, at a tenth of its cost.

A record whose canonical form, fields and types msgspec can prove is read here; every other one is given to
`contract.read_record`, whose word is final. So nothing is accepted that the contract would refuse.
"""

from __future__ import annotations

import re
import types
import typing
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from sync.contract import MAX_RECORD_BYTES, Stamp, Why, b64, moment, read_record, unb64
from sync.kinds import KINDS, Body
from sync.shape import LARGEST, LONGEST, Malformed, fields_of, plain
from sync.times import milliseconds

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_RAW = "b64:"  # how a text is kept that a database would refuse; no canonical record begins so
LONGEST_BOOT_MS = 2**40  # 34 years without a restart
LATEST_ANCHOR_MS = 2**43  # the year 2248
_NEEDS_VISIT = frozenset({"served", "rated", "unrated"})
_BOUNDED: dict[Any, Any] = {
    str: Annotated[str, Meta(max_length=LONGEST)],
    int: Annotated[int, Meta(ge=-LARGEST, le=LARGEST)],
}

Read = Any  # a record: the fields of its stamp, its `kind` and the fields of its body, all as attributes


class _Unknown(msgspec.Struct, frozen=True):
    """A record of a kind this version does not know: its stamp and what it calls itself."""

    kind: str
    id: str
    hall: str
    window: str
    ledger: str
    seq: int
    wall: str
    boot_id: str
    boot_ms: int
    visit: str | None


def _struct(kind: str, body: type[Body]) -> Any:
    """Return a struct with the fields of a record of this kind; what may be left out has None, and only that."""
    fields: list[Any] = []
    for name, (hint, _) in {**fields_of(Stamp), **fields_of(body)}.items():
        inner = next((one for one in typing.get_args(hint) if one is not types.NoneType), hint)
        if typing.get_origin(hint) is types.UnionType:
            fields.append((name, _BOUNDED.get(inner, inner) | None, None))
        elif typing.get_origin(hint) is tuple:
            fields.append((name, types.GenericAlias(tuple, (_BOUNDED.get(inner, inner), ...))))
        else:
            fields.append((name, _BOUNDED.get(hint, hint)))
    options: Any = {"tag_field": "kind", "tag": kind, "kw_only": True, "frozen": True, "gc": False}
    return msgspec.defstruct(
        body.__name__, fields, **options, omit_defaults=True, forbid_unknown_fields=True, namespace={"kind": kind}
    )


_STRUCTS: dict[str, Any] = {kind: _struct(kind, body) for kind, body in KINDS.items()}
_ANY: Any = typing.Union[tuple(_STRUCTS.values())]  # noqa: UP007 - made of a list
_decode = msgspec.json.Decoder(_ANY).decode
_encode = msgspec.json.Encoder(order="sorted").encode


class Readable(msgspec.Struct, frozen=True, gc=False):
    """A record that can be applied: `wall_ms` is what the kiosk's clock said; not `understood`: it holds more than we know."""

    record: Read
    wall_ms: int
    understood: bool = True


class Unreadable(msgspec.Struct, frozen=True, gc=False):
    """A record that is kept and set aside; `id` is what it calls itself, as far as that can be made out.

    `opaque`: a database refused something in it, so it is kept as bytes that nothing is read from.
    """

    id: str
    why: Why
    opaque: bool = False


def read(text: str) -> Readable | Unreadable:
    """Return a record from its text as sent, or why it cannot be applied."""
    if len(text) * 4 > MAX_RECORD_BYTES and len(text.encode(errors="surrogatepass")) > MAX_RECORD_BYTES:
        return Unreadable(claimed_id(text), Why.TOO_LARGE)
    try:
        record, understood = _fast(text), True
        if record is None:
            record, understood = _slow(text)
        wall = milliseconds(moment(record.wall))
        _check(record)
    except (Malformed, OverflowError, RecursionError, ValueError):
        return Unreadable(claimed_id(text), Why.MALFORMED)
    return Readable(record, wall, understood)


def is_uuid(text: str) -> bool:
    """Return whether a text is a UUID as the contract writes it."""
    return _UUID(text) is not None


def storable(text: str) -> str:
    """Return a text as it is kept: itself, or its bytes in base64 where a database would refuse it."""
    try:
        text.encode()
        if "\0" not in text and not text.startswith(_RAW):
            return text
    except UnicodeEncodeError:  # a lone surrogate
        pass
    return opaque(text)


def opaque(text: str) -> str:
    """Return the bytes of a text in base64: nothing in it can trouble a database, and nothing is read from it."""
    return _RAW + b64(text.encode(errors="surrogatepass"))


def kept(text: str) -> Readable | Unreadable:
    """Return a record from what is kept of it.

    Raises:
        Malformed: what is kept was altered.
    """
    if text.startswith(_RAW):
        return Unreadable(claimed_id(stored(text)), Why.MALFORMED)
    return read(text)


def stored(text: str) -> str:
    """Return the text as sent, from what is kept.

    Raises:
        Malformed: what is kept was altered.
    """
    if not text.startswith(_RAW):
        return text
    return unb64(text.removeprefix(_RAW)).decode(errors="surrogatepass")


def _fast(text: str) -> Read | None:
    if "\\u0000" in text:
        return None
    try:
        record = _decode(text)
        return record if _encode(record) == text.encode() else None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _slow(text: str) -> tuple[Read, bool]:
    record = read_record(text)
    if record.body is None:
        named = {**plain(record.stamp), "kind": record.kind}
        return msgspec.convert({"visit": None, **named}, _Unknown), False
    known = {**plain(record.stamp), **plain(record.body), "kind": record.kind}
    return msgspec.convert(known, _STRUCTS[record.kind]), record.understood


def _check(record: Read) -> None:
    """Refuse what the contract's shapes let through and our keys and clocks cannot hold (its ledger is the batch's)."""
    visit = record.visit
    if not _UUID(record.id) or (visit is not None and not _UUID(visit)):
        raise Malformed("an id that is not a UUID")
    if not 0 < len(record.boot_id) <= 64 or not 0 <= record.boot_ms <= LONGEST_BOOT_MS:
        raise Malformed("a boot that cannot be")
    if "\0" in record.kind:
        raise Malformed("a kind that cannot be stored")
    if visit is None and record.kind in _NEEDS_VISIT:
        raise Malformed("a visit's record without its visit")
    if record.kind == "anchor" and not (
        0 <= record.round_trip_ms <= LONGEST_BOOT_MS and 0 <= milliseconds(moment(record.time)) <= LATEST_ANCHOR_MS
    ):
        raise Malformed("an anchor no centre gave")


def claimed_id(text: str) -> str:
    """Return what a text calls itself, as far as that can be made out."""
    try:
        value = msgspec.json.decode(text)
        return value["id"][:64] if isinstance(value, dict) and isinstance(value.get("id"), str) else ""
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ""
