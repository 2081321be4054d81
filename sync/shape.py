"""Frozen dataclasses to plain JSON values and back, strictly: the one reader behind every message of the contract.

Standard library only. Supported field types: str, int, bool, an enum, another dataclass, `tuple[X, ...]`,
`dict[str, object]` (kept as it is) and any of these or None.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import Enum
from functools import cache
from typing import Any, TypeVar

LARGEST = 2**53 - 1  # what every JSON reader holds exactly
LONGEST = 32 * 1024  # characters of one text field; a whole questionnaire is 7 000

T = TypeVar("T")


class Malformed(ValueError):
    """A message that is not what the contract says; the text names the field and the trouble."""


def fields_of(kind: Any) -> dict[str, tuple[Any, bool]]:
    """Return {field: (type, required)} of a dataclass, ClassVars left out."""
    return _fields_of(kind)


@cache
def _fields_of(kind: Any) -> dict[str, tuple[Any, bool]]:
    hints = typing.get_type_hints(kind)
    return {field.name: (hints[field.name], field.default is dataclasses.MISSING) for field in dataclasses.fields(kind)}


def plain(value: Any) -> Any:
    """Return a dataclass as JSON values; fields that are None are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((name, getattr(value, name)) for name in fields_of(type(value)))
        return {name: plain(item) for name, item in pairs if item is not None}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def shaped(kind: type[T], value: object) -> T:
    """Return `value` (parsed JSON) as a dataclass of this kind; fields it does not know are passed over.

    Raises:
        Malformed: a field is missing, of another type, too long or too large.
    """
    if not isinstance(value, dict):
        raise Malformed(f"{kind.__name__} must be an object, not {type(value).__name__}")
    made: dict[str, object] = {}
    for name, (hint, required) in fields_of(kind).items():
        if name in value:
            made[name] = _read(hint, value[name], f"{kind.__name__}.{name}")
        elif required:
            raise Malformed(f"{kind.__name__}.{name} is missing")
    return kind(**made)


def encodable(text: str) -> bool:
    """Return whether UTF-8 can hold a text (a lone surrogate cannot be hashed, sent or stored)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read(hint: Any, value: object, where: str) -> object:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        return _read(next(one for one in typing.get_args(hint) if one is not types.NoneType), value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise Malformed(f"{where} must be a list")
        return tuple(_read(typing.get_args(hint)[0], item, where) for item in value)
    if origin is dict:
        if not isinstance(value, dict):
            raise Malformed(f"{where} must be an object")
        return value
    if dataclasses.is_dataclass(hint):
        return shaped(typing.cast(type, hint), value)
    if issubclass(hint, Enum):
        return _member(hint, value, where)
    return _atom(hint, value, where)


def _member(hint: type[Enum], value: object, where: str) -> Enum:
    if type(value) not in (str, int):
        raise Malformed(f"{where} must be one of {[one.value for one in hint]}")
    try:
        return hint(value)
    except ValueError:
        raise Malformed(f"{where} must be one of {[one.value for one in hint]}, not {str(value)[:40]!r}") from None


def _atom(hint: type, value: object, where: str) -> object:
    if type(value) is not hint:  # bool is an int to Python, not to us
        raise Malformed(f"{where} must be {hint.__name__}, not {type(value).__name__}")
    if isinstance(value, str) and (len(value) > LONGEST or "\0" in value or not encodable(value)):
        raise Malformed(f"{where} is too long or holds a character that cannot be stored")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise Malformed(f"{where} is larger than {LARGEST}")
    return value
