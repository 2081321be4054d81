"""Takes out of a text what could name a person: names, staff numbers, ticket numbers, telephone numbers, codes and keys."""

from __future__ import annotations

import re
from collections.abc import Iterable

PERSON, NUMBER, SECRET = "[person]", "[number]", "[secret]"

_RULES = (
    (re.compile(r"(?<=/r/)[\w.~+=-]+"), SECRET),  # a code for the phone
    (re.compile(r"(?<=\$argon2)[^\s\"']+"), SECRET),
    (re.compile(r"(?i)(?<=authorization: )[^\n\"']+|(?<=bearer )\S+"), SECRET),
    (re.compile(r"(?<=://)[^/\s@]+@"), f"{SECRET}@"),
    (re.compile(r"\b(?=[A-Za-z0-9+/_=-]*\d)(?=[A-Za-z0-9+/_=-]*[A-Za-z])[A-Za-z0-9+_=]{40,}"), SECRET),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"), NUMBER),  # mobile telephones
    (re.compile(r"(?<![\w-])0\d{2,3}[ -]?\d{7,8}(?!\d)"), NUMBER),  # other telephones
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), NUMBER),  # identity cards
    (re.compile(r"(?<![\w-])[A-Z]{1,3}\d{2,6}(?![\w-])"), NUMBER),  # tickets and staff as halls print them
)


def scrubbed(text: str, people: Iterable[str] = ()) -> str:
    """Return the text without them; `people` are names and numbers of those who work here."""
    for one in sorted((one for one in people if len(one) > 1), key=len, reverse=True):
        text = text.replace(one, PERSON)
    for rule, instead in _RULES:
        text = rule.sub(instead, text)
    return text
