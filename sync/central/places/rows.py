"""One row of a hall's places and people, brought in line with what is wanted; what changed is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from sync.central.database import Base
from sync.central.places.models import Staff


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what setting up does: a row added, or the fields of a row that change."""

    what: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"+ {self.what}" if not self.fields else f"~ {self.what}: {', '.join(self.fields)}"


def put_row(
    connection: Connection, model: type[Base], key: dict[str, Any], row: dict[str, Any], what: str, dry: bool = False
) -> list[Change]:
    """Add a row, or change what differs in it; `dry` only says what would change."""
    this = [getattr(model, name) == value for name, value in key.items()]
    before = connection.execute(select(model.__table__).where(*this)).mappings().first()
    if before is None:
        if not dry:
            connection.execute(insert(model).values(**key, **row))
        return [Change(what)]
    differing = differing_in(dict(before), row)
    if differing and not dry:
        connection.execute(update(model).where(*this).values(**row))
    return [Change(what, differing)] if differing else []


def next_version(
    connection: Connection, hall: str, staff: str, row: dict[str, Any], before: Mapping[str, Any] | None, now_ms: int
) -> None:
    """Close a person's row and begin the next: what was rated then still shows who it was then."""
    version = 1
    if before:
        version = before["version"] + 1
        this = (Staff.hall_id == hall, Staff.id == staff, Staff.until_ms.is_(None))
        connection.execute(update(Staff).where(*this).values(until_ms=now_ms))
    connection.execute(insert(Staff).values(hall_id=hall, id=staff, version=version, since_ms=now_ms, **row))


def differing_in(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of what is wanted otherwise."""
    return tuple(name for name, value in wanted.items() if before[name] != value)


def as_json(value: Any) -> str:
    """Return a value as its column keeps it: the same text for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
