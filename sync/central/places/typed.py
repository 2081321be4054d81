"""What somebody typed on a page or sent to the API, checked: what is wrong is a text's key on the pages and its facts."""

from __future__ import annotations

import re
import unicodedata
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sync.shape import encodable

_ID = re.compile(r"\w[\w .:()（）-]{0,63}").fullmatch
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII).fullmatch


class Wrong(ValueError):
    """Something cannot be set up like this; `key` is the text that says why and what to do, `facts` go into it."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


def name_of(text: str, most: int, *, needed: bool = True) -> str:
    """Return a name or a line of text as it is kept.

    Raises:
        Wrong: it is empty, too long, or holds what no screen shows.
    """
    made = unicodedata.normalize("NFC", text).strip()
    if not made and needed:
        raise Wrong("wrong_empty")
    if len(made) > most:
        raise Wrong("wrong_long", most=most, has=len(made))
    if not encodable(made) or any(unicodedata.category(one) == "Cc" for one in made):
        raise Wrong("wrong_signs")
    return made


def id_of(text: str) -> str:
    """Return a number or short name by which something is known for ever; it stands in addresses and files.

    Raises:
        Wrong: it has signs that no address or file name takes, or none at all.
    """
    made = unicodedata.normalize("NFC", text).strip()
    if not _ID(made):
        raise Wrong("wrong_id", id=made[:64])
    return made


def zone_of(text: str) -> str:
    """Return a time zone's name.

    Raises:
        Wrong: there is none of that name.
    """
    try:
        return ZoneInfo(text.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Wrong("wrong_zone", zone=text[:64]) from None


def clock_of(text: str) -> str:
    """Return a time of day as in 09:00.

    Raises:
        Wrong: it is none.
    """
    if not _CLOCK(text.strip()):
        raise Wrong("wrong_clock", time=text[:20])
    return text.strip()
