"""A benchmark's row: what was measured against which limit. A program prints rows; run.py reads them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`limit` is a sentence's end as in "≤ 1.3" (None: stated, not judged); `ok` is None where nothing is judged."""

    name: str
    measured: float
    limit: str | None
    ok: bool | None
    note: str = ""


def at_most(name: str, measured: float, limit: float, note: str = "") -> Row:
    """Return the row of a figure that must not be above its limit."""
    return Row(name, measured, f"≤ {limit:g}", measured <= limit, note)


def at_least(name: str, measured: float, limit: float, note: str = "") -> Row:
    """Return the row of a figure that must not be below its limit."""
    return Row(name, measured, f"≥ {limit:g}", measured >= limit, note)


def stated(name: str, measured: float, note: str = "") -> Row:
    """Return the row of a figure that is told and not judged."""
    return Row(name, measured, None, None, note)


def tell(row: Row) -> None:
    """Print a row the way run.py reads it."""
    print(json.dumps(asdict(row), ensure_ascii=False), flush=True)


def told(line: str) -> Row | None:
    """Return the row a line of output holds, or None if it is something else a program said."""
    if not line.startswith("{"):
        return None
    try:
        value = json.loads(line)
        return Row(value["name"], value["measured"], value.get("limit"), value.get("ok"), value.get("note") or "")
    except (ValueError, KeyError, TypeError):
        return None
