"""One setting: its default, what it may be, and what to tell somebody who wrote something else."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """A value that a setting cannot take; the text goes on after *section.key in file*."""


def setting(
    default: Any,
    *,
    how: str,
    one_of: tuple[str, ...] = (),
    least: float | None = None,
    most: float | None = None,
    pattern: str = "",
    longest: int = 2000,
    expression: bool = False,
) -> Any:
    """Return a dataclass field that `checked` knows how to read."""
    rules = {
        "how": how,
        "one_of": one_of,
        "least": least,
        "most": most,
        "pattern": pattern,
        "longest": longest,
        "expression": expression,
        "kind": type(default),
    }
    if isinstance(default, Mapping):
        return dataclasses.field(default_factory=lambda: dict(default), metadata=rules)
    return dataclasses.field(default=default, metadata=rules)


def checked(one: dataclasses.Field[Any], value: object) -> object:
    """Return a value from TOML as this setting takes it.

    Raises:
        Refused: it cannot.
    """
    kind = one.metadata["kind"]
    if kind is bool:
        return _of(bool, value, "true or false")
    if kind is str:
        return _text(one.metadata, value)
    if kind is dict:
        if not isinstance(value, Mapping) or not all(isinstance(item, str) for item in value.values()):
            raise Refused(f"is {_short(value)}, not a table of texts")
        return dict(value)
    return _number(one.metadata, kind, value)


def _text(rules: Mapping[str, Any], value: object) -> str:
    if type(value) is int:  # id = 3 is what people write
        value = str(value)
    text = str(_of(str, value, "a text"))
    if rules["one_of"] and text not in rules["one_of"]:
        raise Refused(f"is {_short(text)}, not one of {', '.join(rules['one_of'])}")
    if rules["pattern"] and text and not re.fullmatch(rules["pattern"], text):
        raise Refused(f"is {_short(text)}, which is not of that form")
    if len(text) > rules["longest"]:
        raise Refused(f"has {len(text)} characters, more than {rules['longest']}")
    if rules["expression"] and text:
        _compiled(text)
    return text


def _number(rules: Mapping[str, Any], kind: type, value: object) -> float | int:
    wanted = "a number" if kind is float else "a whole number"
    if isinstance(value, bool) or not isinstance(value, int | kind):
        raise Refused(f"is {_short(value)}, not {wanted}")
    number = kind(value)
    if not rules["least"] <= number <= rules["most"]:
        raise Refused(f"is {_short(value)}, not between {rules['least']:g} and {rules['most']:g}")
    return number  # type: ignore[no-any-return] # kind is int or float


def _of(kind: type, value: object, name: str) -> object:
    if type(value) is not kind:
        raise Refused(f"is {_short(value)}, not {name}")
    return value


def _compiled(text: str) -> None:
    import jmespath  # only a kiosk that polls needs it
    import jmespath.exceptions

    try:
        jmespath.compile(text)
    except jmespath.exceptions.JMESPathError as why:
        raise Refused(f"is no JMESPath expression ({str(why).splitlines()[0]})") from None


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
