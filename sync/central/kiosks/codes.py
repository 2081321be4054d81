"""What a kiosk's out-of-service code means: `config/codes.md` as the pages of the centre quote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sync.resources import config

_ROW = re.compile(r"\|\s*(K-\d\d)\s*\|(.+?)\|(.+?)\|.+?\|(.+?)\|(.+?)\|\s*").fullmatch


@dataclass(frozen=True, slots=True)
class Meaning:
    """A code's cause and what to do about it, in Chinese and English."""

    zh: str
    en: str
    todo_zh: str
    todo: str


@cache
def meanings() -> dict[str, Meaning]:
    """Return every code there is."""
    rows = map(_ROW, (config() / "codes.md").read_text("utf-8").splitlines())
    return {one[1]: Meaning(one[3].strip(), _bare(one[2]), one[5].strip(), _bare(one[4])) for one in rows if one}


def _bare(text: str) -> str:
    return text.strip().replace("`", "").replace("*", "")
