"""One-time codes from a file: what `yiping-central enrol-code --all --json` prints, or one code a line."""

from __future__ import annotations

from pathlib import Path

from sync.contract import parsed
from sync.shape import Malformed
from sync.suite import code_parts


class BadCodes(Exception):
    """The file holds no usable codes; the text says what to do."""


def read_codes(file: Path) -> list[str]:
    """Return the codes of a file, in its order.

    Raises:
        BadCodes: it cannot be read, or something in it is not a code.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        raise BadCodes(
            f"{file} cannot be read ({trouble}): make it with yiping-central enrol-code --all --json"
        ) from None
    codes = _found(text)
    if not codes:
        raise BadCodes(f"{file} holds no code: make it with yiping-central enrol-code --hall H001 --all --json")
    for code in codes:
        try:
            code_parts(code)
        except Malformed as why:
            raise BadCodes(f"{file}: {code[:40]!r} is not a code: {why}") from None
    return codes


def _found(text: str) -> list[str]:
    try:
        return _codes_in(parsed(text))
    except Malformed:
        return [line.split()[-1] for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _codes_in(value: object) -> list[str]:
    """Return every code in a JSON value: in lists, under `code` or `codes`, or under a window's number."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [code for item in value for code in _codes_in(item)]
    if isinstance(value, dict):
        named = next((value[name] for name in ("code", "codes") if name in value), list(value.values()))
        return _codes_in(named)
    return []
