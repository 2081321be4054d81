"""The form of a kiosk's settings: groups of keys, what is set here, and what holds where nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.central.places.kiosk_keys import DEFAULTS, GROUPS, KEYS, Key, answer_of, others
from sync.central.web.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key as a field: `value` is what is set here, `below` what holds otherwise, in words."""

    id: str
    word: str
    value: str
    below: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Keys that are shown together; `set` counts what is set here."""

    name: str
    set: int
    first: bool
    fields: tuple[Field, ...]


def groups_of(words: Words, own: Mapping[str, Any], below: Mapping[str, Any] | None = None) -> list[Group]:
    """Return the form's groups; `below` is the layer under this one, the hall's under a window's."""
    made = []
    for name in GROUPS:
        fields = tuple(_field(words, key, own, below or {}) for key in KEYS if (key.group or key.section) == name)
        told = sum(bool(one.value) for one in fields)
        made.append(Group(name=name, set=told, first=name == GROUPS[0], fields=fields))
    return made


def others_of(own: Mapping[str, Any]) -> list[str]:
    """Return what is set here and has no field."""
    return others(own)


def _field(words: Words, key: Key, own: Mapping[str, Any], below: Mapping[str, Any]) -> Field:
    otherwise = answer_of(below, key) or DEFAULTS[key.id]
    values = ("true", "false") if key.yes else key.choices
    return Field(
        id=key.id,
        word=key.id.replace(".", "_"),
        value=answer_of(own, key),
        below=_in_words(words, key, otherwise),
        options=tuple((one, words(f"value_{one}")) for one in values),
    )


def _in_words(words: Words, key: Key, value: str) -> str:
    return words(f"value_{value}") if value and (key.yes or key.choices) else value
