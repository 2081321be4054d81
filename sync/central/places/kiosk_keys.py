"""The kiosk's settings that a hall's or a window's page offers, with their bounds, and how a form's answers become JSON.

The centre does not know the kiosk's program: a test compares this list with the kiosk's own. Keys that are not listed
here can still be set by the hall's file; a form leaves them as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.central.places.typed import Wrong, name_of

LONGEST = 2000
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
ADDRESS = r"https?://\S+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: `choices` makes it a choice, `least` and `most` a number, `yes` a yes or no; else it is a text."""

    section: str
    name: str
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int = 0
    yes: bool = False
    pattern: str = ""
    group: str = ""  # what it is shown under, where that is not its section

    @property
    def id(self) -> str:
        """What it is called in a file, a form and the texts: `queue.kind`."""
        return f"{self.section}.{self.name}"


def _text(section: str, *names: str, pattern: str = "", group: str = "") -> tuple[Key, ...]:
    return tuple(Key(section=section, name=one, pattern=pattern, group=group) for one in names)


def _poll(*names: str, pattern: str = "") -> tuple[Key, ...]:
    return _text("queue", *names, pattern=pattern, group="poll")


KEYS: tuple[Key, ...] = (
    Key(section="queue", name="kind", choices=("keypad", "push", "poll", "scanner", "simulated")),
    Key(section="queue", name="tells_end", yes=True),
    Key(section="queue", name="scan_by", choices=("staff", "citizen")),
    *_poll("url", pattern=ADDRESS),
    Key(section="queue", name="interval_s", least=1, most=60, group="poll"),  # no message of ours carries fractions
    *_poll("list", "number", "id", "window", "service", "called_at", "serving", "finished", "passed"),
    Key(section="limits", name="asking_s", least=5, most=600),
    Key(section="limits", name="explaining_s", least=5, most=600),
    Key(section="limits", name="thanking_s", least=1, most=60),
    Key(section="contact", name="offered", yes=True),
    Key(section="contact", name="keep_days", least=1, most=3650),
    *_text("qr", "url", pattern=ADDRESS),
    Key(section="qr", name="valid_hours", least=1, most=1440),
    Key(section="screen", name="language", choices=("zh-CN", "en")),
    Key(section="screen", name="theme", choices=("day", "night")),
    Key(section="idle", name="dim_after_s", least=0, most=86400),
    *_text("idle", "night_from", "night_to", pattern=CLOCK),
    Key(section="voice", name="volume", least=0, most=100),
    Key(section="summary", name="staff_minimum", least=1, most=1000),
)
DEFAULTS: Mapping[str, str] = {
    "queue.kind": "keypad", "queue.tells_end": "true", "queue.url": "", "queue.interval_s": "1", "queue.list": "@",
    "queue.number": "", "queue.id": "", "queue.window": "", "queue.service": "", "queue.called_at": "",
    "queue.serving": "", "queue.finished": "", "queue.passed": "", "queue.scan_by": "staff", "limits.asking_s": "30",
    "limits.explaining_s": "60", "limits.thanking_s": "10", "contact.offered": "true", "contact.keep_days": "180",
    "qr.url": "", "qr.valid_hours": "24", "screen.language": "zh-CN", "screen.theme": "day",
    "idle.dim_after_s": "300", "idle.night_from": "", "idle.night_to": "", "voice.volume": "60",
    "summary.staff_minimum": "5",
}  # fmt: skip
GROUPS = tuple(dict.fromkeys(one.group or one.section for one in KEYS))


def laid_over(before: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    """Return settings with a form's answers in them; an empty answer takes its key out, so that what lies below holds.

    Raises:
        Wrong: an answer is not what its key takes.
    """
    made = {section: dict(keys) if isinstance(keys, dict) else keys for section, keys in before.items()}
    for key in KEYS:
        if key.id not in answers:
            continue
        section = made.setdefault(key.section, {})
        if not isinstance(section, dict):
            section = made[key.section] = {}
        section.pop(key.name, None)
        if answers[key.id].strip():
            section[key.name] = _value(key, answers[key.id].strip())
    night = made.get("idle", {})
    if bool(night.get("night_from")) != bool(night.get("night_to")):
        raise Wrong("wrong_night")
    return {section: keys for section, keys in made.items() if keys != {}}


def answer_of(settings: Mapping[str, Any], key: Key) -> str:
    """Return a key's value as its form field shows it; empty where it is not set here."""
    section = settings.get(key.section)
    value = section.get(key.name) if isinstance(section, dict) else None
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def others(settings: Mapping[str, Any]) -> list[str]:
    """Return what is set here and no form field shows, by name: values may be secrets."""
    listed = {one.id for one in KEYS}
    found = []
    for section, keys in sorted(settings.items()):
        found += [f"{section}.{name}" for name in sorted(keys)] if isinstance(keys, dict) else [section]
    return [one for one in found if one not in listed]


def _value(key: Key, text: str) -> object:
    if key.yes:
        if text not in ("true", "false"):
            raise Wrong("wrong_choice", name=key.id)
        return text == "true"
    if key.choices:
        if text not in key.choices:
            raise Wrong("wrong_choice", name=key.id)
        return text
    if key.least is not None:
        return _number(key, key.least, text)
    if key.pattern and not re.fullmatch(key.pattern, text):
        raise Wrong("wrong_form", name=key.id)
    return name_of(text, LONGEST)


def _number(key: Key, least: int, text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if not least <= number <= key.most:
        raise Wrong("wrong_number", name=key.id, least=least, most=key.most)
    return number
