"""TOML that somebody else wrote, read within bounds.

Python's reader takes a time that grows with the square of a dotted key's parts, and gives up on deep nesting with an
error that is not TOML's: one megabyte of either would hold up, or fell, whoever reads it.
"""

from __future__ import annotations

import tomllib
from typing import Any

MOST_DOTS = 500  # in one line; a key cannot go on in the next


def read_toml(text: str) -> dict[str, Any]:
    """Return what a TOML text says.

    Raises:
        tomllib.TOMLDecodeError: it is none, or nobody would write it like this.
    """
    for at, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS:
            raise tomllib.TOMLDecodeError(f"line {at} has more than {MOST_DOTS} dots")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError("its lists or tables are nested too deeply") from None
    except ValueError as trouble:  # a number of more digits than Python reads
        raise tomllib.TOMLDecodeError(str(trouble)) from None
