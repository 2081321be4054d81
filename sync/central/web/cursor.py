"""Pages of a long list: `?after=<opaque>&limit=` gives `{"items": […], "next": "…" or null}`.

A cursor is where a page ended: the last row's values of what the list is ordered by. It says nothing about who may
read; the query it continues carries that condition itself, so a cursor may be guessed and shared without harm.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import HTTPException, Query
from sqlalchemy import ColumnElement, Connection, Select, tuple_

from sync.contract import b64, unb64
from sync.shape import LARGEST, encodable

USUAL = 50
MOST = 200  # rows of one page
LONGEST = 2000  # characters of a cursor

T = TypeVar("T")
After = Annotated[str, Query(description="`next` of the page before; empty for the first", max_length=LONGEST)]
Word = Annotated[str, Query(max_length=200)]  # an id to look for
Limit = Annotated[int, Query(description="most items of a page", ge=1, le=MOST)]


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """One page of a list. `next` goes into `after` of the next request; null when this is the last page."""

    items: list[T]
    next: str | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one page, and the cursor of the next."""

    rows: list[Any]
    next: str | None


def page_of(
    db: Connection,
    query: Select[*tuple[Any, ...]],
    by: Sequence[Any],
    *,
    after: str,
    limit: int,
    newest_first: bool = False,
) -> Rows:
    """Return one page of a query, ordered by `by`: columns that are selected, never null, and together unique.

    Raises:
        HTTPException: 422, `after` is not a cursor of this list.
    """
    order = [column.desc() for column in by] if newest_first else list(by)
    if after:
        query = query.where(_beyond(by, opened(after, [one.type.python_type for one in by]), newest_first))
    rows = list(db.execute(query.order_by(*order).limit(limit + 1)))
    if len(rows) <= limit:
        return Rows(rows, None)
    last = rows[limit - 1]._mapping
    return Rows(rows[:limit], cursor([last[one.key] for one in by]))


def cursor(place: Sequence[str | int]) -> str:
    """Return a place in a list as text that means nothing to its reader."""
    return b64(json.dumps(list(place), ensure_ascii=False, separators=(",", ":")).encode())


def opened(text: str, kinds: Sequence[type]) -> list[str | int]:
    """Return the place a cursor stands for.

    Raises:
        HTTPException: 422, it is not one of ours, or of another list.
    """
    try:
        place = json.loads(unb64(text))
    except (ValueError, RecursionError):
        place = None
    if isinstance(place, list) and len(place) == len(kinds) and all(map(_holds, place, kinds)):
        return place
    raise HTTPException(422, "after is not a cursor of this list: send `next` of the page before as it was given")


def _holds(value: object, kind: type) -> bool:
    if type(value) is not kind:
        return False
    if isinstance(value, str):
        return "\0" not in value and encodable(value)
    return isinstance(value, int) and abs(value) <= LARGEST


def _beyond(by: Sequence[Any], place: Sequence[Any], newest_first: bool) -> ColumnElement[bool]:
    """Return the condition as one comparison of rows: both databases walk an index from there on."""
    here, there = tuple_(*by), tuple_(*place)
    return here < there if newest_first else here > there
