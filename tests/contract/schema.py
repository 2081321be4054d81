"""The wire contract as JSON Schema (2020-12), generated from the dataclasses, and what a later schema may not do."""

from __future__ import annotations

import types
import typing
from dataclasses import is_dataclass
from enum import Enum
from typing import Any

from sync import contract, live, remote, token
from sync.kinds import KINDS
from sync.shape import LARGEST, LONGEST, fields_of

MESSAGES = (
    contract.Attachment,
    contract.Batch,
    contract.Verdict,
    contract.Answer,
    contract.BatchAnswer,
    contract.Heartbeat,
    contract.HeartbeatAnswer,
    contract.RosterEntry,
    contract.KioskSettings,
    contract.Enrolment,
    contract.Enrolled,
    token.QrToken,
    contract.HelpAnswered,
    contract.NoticeEntry,
    live.QueueEvent,
    live.KioskEvent,
    live.KioskEvents,
    live.HallDay,
    live.PartKept,
    live.Knock,
    live.Knocked,
    live.KeyChange,
    live.KeyChanged,
    remote.Command,
    remote.CommandDone,
)


def schema() -> dict[str, Any]:
    """Return the schema of every kind of record (stamp included) and every message, by name."""
    stamp = _object(contract.Stamp)
    records = {kind: _together(stamp, _object(body), kind) for kind, body in KINDS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "limits": {
            "records of a batch": contract.MAX_RECORDS,
            "bytes of a batch": contract.MAX_BATCH_BYTES,
            "bytes of a record": contract.MAX_RECORD_BYTES,
            "characters of a comment": contract.MAX_COMMENT,
            "characters of a token": token.MAX_TOKEN,
            "signed in a request": list(contract.REQUEST_PARTS),
            "signed in an answer": list(contract.ANSWER_PARTS),
        },
        "records": dict(sorted(records.items())),
        "messages": {one.__name__: _object(one) for one in MESSAGES},
    }


def broken_by(new: dict[str, Any], old: dict[str, Any]) -> list[str]:
    """Return what a new schema takes away or demands that the old one did not: version 1 only gains optional fields."""
    trouble = [f"limits changed: {old['limits']} → {new['limits']}"] if new["limits"] != old["limits"] else []
    for group in ("records", "messages"):
        for name, was in old[group].items():
            now = new[group].get(name)
            trouble += [f"{name} is gone"] if now is None else _broken(name, now, was)
    return trouble


def _broken(name: str, now: dict[str, Any], was: dict[str, Any]) -> list[str]:
    demanded = sorted(set(now["required"]) ^ set(was["required"]))
    trouble = [f"{name}.{field} is required in one of them only" for field in demanded]
    for field, hint in was["properties"].items():
        trouble += _changed(f"{name}.{field}", now["properties"].get(field), hint)
    return trouble


def _changed(where: str, now: Any, was: dict[str, Any]) -> list[str]:
    """Look into lists and objects too: what is inside another message gains optional fields as well."""
    if now == was:
        return []
    if now and was.get("type") == now.get("type") == "array":
        return _changed(f"{where}[]", now["items"], was["items"])
    if now and "properties" in was and "properties" in now:
        return _broken(where, now, was)
    return [f"{where} changed: {was} → {now}"]


def _together(stamp: dict[str, Any], body: dict[str, Any], kind: str) -> dict[str, Any]:
    properties = {**stamp["properties"], **body["properties"], "kind": {"const": kind}}
    required = {*stamp["required"], *body["required"], "kind"}
    return {"type": "object", "properties": dict(sorted(properties.items())), "required": sorted(required)}


def _object(kind: type) -> dict[str, Any]:
    fields = fields_of(kind)
    return {
        "type": "object",
        "properties": {name: _hint(hint) for name, (hint, _) in sorted(fields.items())},
        "required": sorted(name for name, (_, required) in fields.items() if required),
    }


def _hint(hint: Any) -> dict[str, Any]:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _hint(next(one for one in typing.get_args(hint) if one is not types.NoneType))
    if origin is tuple:
        return {"type": "array", "items": _hint(typing.get_args(hint)[0])}
    if origin is dict:
        return {"type": "object"}
    if is_dataclass(hint):
        return _object(typing.cast(type, hint))
    if issubclass(hint, Enum):
        return {"enum": [one.value for one in hint]}
    atoms: dict[type, dict[str, Any]] = {
        bool: {"type": "boolean"},
        int: {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
        str: {"type": "string", "maxLength": LONGEST},
    }
    return atoms[hint]
