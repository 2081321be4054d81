"""A summary that was sent as JSON, read again: what `Summary.plain` left out because it was None is None again."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

from sync.shape import fields_of, shaped
from sync.summary.figures import Summary


def told(values: object) -> Summary:
    """Return the summary of these JSON values.

    Raises:
        Malformed: they are not one.
    """
    return shaped(Summary, _whole(Summary, values))


def _whole(kind: Any, values: object) -> object:
    if not isinstance(values, dict):
        return values
    made = dict(values)
    for name, (hint, _) in fields_of(kind).items():
        optional = typing.get_origin(hint) in (types.UnionType, typing.Union)
        if name not in made:
            if optional:
                made[name] = None
            continue
        made[name] = _inner(_bare(hint) if optional else hint, made[name])
    return made


def _inner(hint: Any, value: object) -> object:
    if dataclasses.is_dataclass(hint):
        return _whole(hint, value)
    if typing.get_origin(hint) is tuple and isinstance(value, list):
        return [_inner(typing.get_args(hint)[0], one) for one in value]
    return value


def _bare(hint: Any) -> Any:
    return next(one for one in typing.get_args(hint) if one is not types.NoneType)
