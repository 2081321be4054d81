"""What the centre last gave this kiosk: roster, settings, questionnaire, as one signed answer.

A file of its own beside the database, replaced whole: it survives a quarantine, so staff can log in afterwards.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from kiosk.store.answered import write_whole
from sync.contract import KioskSettings, canonical, parsed
from sync.shape import Malformed, plain, shaped

FILE = "roster.json"


def read_roster(folder: Path) -> KioskSettings | None:
    """Return what was put last; None before the first time, or where the file is damaged (the centre gives it again)."""
    try:
        text = (folder / FILE).read_text()
        name, _, body = text.partition("\n")
        if _sha256(body) != name:
            return None
        return shaped(KioskSettings, parsed(body))
    except (OSError, UnicodeDecodeError, Malformed):
        return None


def write_roster(folder: Path, given: KioskSettings) -> None:
    """Replace it, whole or not at all."""
    body = canonical(given)
    write_whole(folder / FILE, f"{_sha256(body)}\n{body}".encode())


def roster_hash(given: KioskSettings) -> str:
    """Return the SHA-256 of what was given, without the answer and name it came with and what it asked for: those are
    new every time, and nobody works by them."""
    return _sha256(canonical({**plain(given), "answer": None, "etag": None, "commands": None}))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
