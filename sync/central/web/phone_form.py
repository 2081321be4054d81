"""What a citizen's phone may send, read strictly: a tap on a level, or reasons and words for a rating. Pure."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.kinds import Level

MAX_FORM_BYTES = 16 * 1024
MAX_REASONS = 8


@dataclass(frozen=True, slots=True)
class Tapped:
    """A level. `rating` was minted with the page, so the same page posted twice is one rating; `replaces` corrects one."""

    rating: str
    level: Level
    replaces: str | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Explaining:
    """Reasons and words for the rating they name; the words may be longer than is kept."""

    rating: str
    reasons: tuple[str, ...]
    comment: str | None
    proof: str


@dataclass(frozen=True, slots=True)
class BadForm:
    """Not a form of ours; `key` is the text that says so."""

    key: str


Form = Tapped | Explaining | BadForm


def read_form(fields: Mapping[str, Sequence[str]]) -> Form:
    """Return what was sent; fields that are not ours are passed over."""
    if _one(fields, "explains"):
        return _explaining(fields)
    rating, level = _id(_one(fields, "rating")), _one(fields, "level")
    replaces = _one(fields, "replaces")
    if rating is None or level not in ("1", "2", "3", "4", "5") or (replaces and _id(replaces) is None):
        return BadForm("bad_form")
    return Tapped(rating, Level(int(level)), replaces or None, _one(fields, "proof"))


def _explaining(fields: Mapping[str, Sequence[str]]) -> Form:
    rating = _id(_one(fields, "explains"))
    reasons = tuple(dict.fromkeys(fields.get("reason", ())))
    comment = cleaned(_one(fields, "comment"))
    if rating is None or len(reasons) > MAX_REASONS or any(len(code) > 64 for code in reasons):
        return BadForm("bad_form")
    return Explaining(rating, reasons, comment or None, _one(fields, "proof"))


def cleaned(text: str) -> str:
    """Return a comment as it is kept: one spelling of each character, no control characters, no blank ends."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (char for char in lines if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co"))
    return "".join(kept).strip()


def proof_of(secret: bytes, hall: str, visit: str, rating: str) -> str:
    """Return what the page of a rating carries, so that only whoever gave it can explain or correct it."""
    text = "|".join(("yiping-phone-1", hall, visit, rating)).encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()[:40]


def proves(given: str, secret: bytes, hall: str, visit: str, rating: str) -> bool:
    """Return whether a page's proof is the one for this rating."""
    return hmac.compare_digest(given.encode(errors="replace"), proof_of(secret, hall, visit, rating).encode())


def _one(fields: Mapping[str, Sequence[str]], name: str) -> str:
    values = fields.get(name, ())
    return values[0] if len(values) == 1 else ""


def _id(text: str) -> str | None:
    try:
        made = uuid.UUID(text)
    except ValueError:
        return None
    return text if str(made) == text and made.version == 7 else None
