"""The last signed answer, kept beside the database: how far the centre confirmed each ledger, and its head there.

It catches a database *and* witness put back to an older state together, and a settled mark moved by hand.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

FILE = "answered.json"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The centre has this ledger up to `through`, where its head is `head` (hex)."""

    through: int
    head: str


def read_answered(folder: Path) -> dict[str, Confirmed]:
    """Return what was confirmed of each ledger; a file that cannot be read confirms nothing."""
    try:
        value = json.loads((folder / FILE).read_text())
        return {ledger: Confirmed(int(item["through"]), str(item["head"])) for ledger, item in value.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_answered(folder: Path, confirmed: dict[str, Confirmed]) -> None:
    """Replace the file, whole or not at all."""
    value = {ledger: {"through": one.through, "head": one.head} for ledger, one in confirmed.items()}
    write_whole(folder / FILE, json.dumps(value).encode())


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file durably, whole or not at all."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable (Windows does that by itself)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
