"""The kiosk's settings: read once from TOML, frozen, every mistake named at once. `config/README.md` explains each key.

Defaults < the TOML file < what the centre sends, signed (never its address, the key or the data folder) < the technician.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, get_type_hints
from zoneinfo import ZoneInfo

from kiosk.setting import Refused, checked, setting

LOCAL = ("centre", "data")  # sections that nobody may change from afar


class BadSettings(Exception):
    """Settings that cannot be used; `mistakes` are sentences, each says what is wrong, where, and what to do."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Centre:
    """Where the centre is."""

    url: str = setting(
        "", how='give the address of the centre, as in url = "https://centre.example"', pattern=r"https?://\S+"
    )
    authority: str = setting(
        "", how='name the file of the authority that signed the centre\'s certificate, as in authority = "ca.pem"'
    )


@dataclass(frozen=True, slots=True)
class Data:
    """Where this kiosk keeps its records."""

    folder: str = setting("", how='name a folder on this machine\'s own disk, as in folder = "/var/lib/yiping"')


@dataclass(frozen=True, slots=True)
class Window:
    """What the queue system calls this window; empty where it uses the centre's number."""

    id: str = setting("", how="give this window its number, as in id = 3", longest=40)


@dataclass(frozen=True, slots=True)
class Hall:
    """The hall's time."""

    zone: str = setting("Asia/Shanghai", how='name a time zone, as in zone = "Asia/Shanghai"')
    day_starts: str = setting(
        "00:00",
        how='give the hour at which numbers begin again, as in day_starts = "04:00"',
        pattern=r"([01]\d|2[0-3]):[0-5]\d",
    )


@dataclass(frozen=True, slots=True)
class Queue:
    """Where numbers come from. Keys named like a column are JMESPath expressions over the answer (`list`) or over one row."""

    kind: str = setting("keypad", how='choose one, as in kind = "poll"', one_of=("poll", "keypad", "simulated"))
    tells_end: bool = setting(True, how="say false where no event tells that a service has ended")
    url: str = setting(
        "",
        how='give the address of the queue\'s list, as in url = "http://queue.local/api/v1/tickets"',
        pattern=r"https?://\S+",
    )
    headers: Mapping[str, str] = setting(
        {}, how='give texts, as in headers = { Authorization = "Bearer ${YIPING_QUEUE_TOKEN}" }'
    )
    interval_s: float = setting(1.0, how="give seconds, as in interval_s = 1", least=0.05, most=60)
    timeout_s: float = setting(5.0, how="give seconds, as in timeout_s = 5", least=0.1, most=60)
    fresh_s: int = setting(1800, how="give seconds, as in fresh_s = 1800", least=0, most=86400)
    zone: str = setting("", how='name the zone of times that carry none, as in zone = "UTC"')
    list: str = setting("@", how='give an expression for the rows, as in list = "tickets"', expression=True)
    number: str = setting("", how='give an expression for the printed number, as in number = "number"', expression=True)
    id: str = setting(
        "", how='give an expression for the queue\'s own key of a ticket, as in id = "id"', expression=True
    )
    window: str = setting(
        "", how='give an expression for the window, as in window = "to_string(office_id)"', expression=True
    )
    service: str = setting("", how='give an expression for the service, as in service = "task.name"', expression=True)
    matter: str = setting("", how='give an expression for the matter, as in matter = "matter_id"', expression=True)
    called_at: str = setting(
        "", how='give an expression for the time of the call, as in called_at = "pdt"', expression=True
    )
    serving: str = setting(
        "", how="give an expression that is true while the number is called or served", expression=True
    )
    finished: str = setting("", how="give an expression that is true when the service has ended", expression=True)
    passed: str = setting("", how="give an expression that is true when the number was passed", expression=True)
    given_up: str = setting("", how="give an expression that is true when the citizen gave up", expression=True)
    put_back: str = setting("", how="give an expression that is true when the number waits again", expression=True)
    series: str = setting(
        "", how="give an expression over the whole answer that changes when numbers start over", expression=True
    )
    gone: str = setting(
        "nothing",
        how='say what it means that a row is no longer listed, as in gone = "finished"',
        one_of=("nothing", "finished"),
    )
    seed: int = setting(1, how="give a whole number, as in seed = 1", least=0, most=2**31)


@dataclass(frozen=True, slots=True)
class Rating:
    """What may be rated, and with which words."""

    one_per: str = setting("number", how='choose one, as in one_per = "number"', one_of=("number", "matter"))
    questionnaire: str = setting("", how='name a file, as in questionnaire = "questionnaire.toml"')


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each page waits, in seconds."""

    asking_s: int = setting(30, how="give seconds, as in asking_s = 30", least=5, most=600)
    explaining_s: int = setting(60, how="give seconds, as in explaining_s = 60", least=5, most=600)
    thanking_s: int = setting(4, how="give seconds, as in thanking_s = 4", least=1, most=60)
    rated_already_s: int = setting(6, how="give seconds, as in rated_already_s = 6", least=1, most=60)
    not_saved_s: int = setting(30, how="give seconds, as in not_saved_s = 30", least=5, most=600)
    more_s: int = setting(60, how="give seconds, as in more_s = 60", least=10, most=600)


@dataclass(frozen=True, slots=True)
class Qr:
    """The code with which a visit is rated on one's own phone."""

    url: str = setting(
        "",
        how='give the centre\'s address as phones reach it, as in url = "https://hall.example"',
        pattern=r"https?://\S+",
    )
    valid_hours: int = setting(24, how="give hours, as in valid_hours = 24", least=1, most=24 * 60)


@dataclass(frozen=True, slots=True)
class Screen:
    """How the window looks."""

    language: str = setting("zh-CN", how='choose one, as in language = "zh-CN"', one_of=("zh-CN", "en"))
    theme: str = setting("day", how='choose one, as in theme = "day"', one_of=("day", "night"))
    motion: bool = setting(True, how="say true or false")
    full_screen: bool = setting(True, how="say true or false")


@dataclass(frozen=True, slots=True)
class Summary:
    """What the manager's figures show."""

    staff_minimum: int = setting(5, how="give a number of ratings, as in staff_minimum = 5", least=1, most=1000)


@dataclass(frozen=True, slots=True)
class KioskSettings:
    """All of them; `KioskSettings()` are the defaults."""

    centre: Centre = field(default_factory=Centre)
    data: Data = field(default_factory=Data)
    window: Window = field(default_factory=Window)
    hall: Hall = field(default_factory=Hall)
    queue: Queue = field(default_factory=Queue)
    rating: Rating = field(default_factory=Rating)
    limits: Limits = field(default_factory=Limits)
    qr: Qr = field(default_factory=Qr)
    screen: Screen = field(default_factory=Screen)
    summary: Summary = field(default_factory=Summary)

    FILE: ClassVar[str] = "kiosk.toml"

    @property
    def zone(self) -> ZoneInfo:
        """The hall's time zone."""
        return ZoneInfo(self.hall.zone)

    @property
    def day_starts(self) -> timedelta:
        """How long after midnight the business day begins."""
        hours, minutes = self.hall.day_starts.split(":")
        return timedelta(hours=int(hours), minutes=int(minutes))


SECTIONS: dict[str, type[Any]] = {name: kind for name, kind in get_type_hints(KioskSettings).items() if name != "FILE"}


def read_settings(file: Path | None, env: Mapping[str, str] = os.environ) -> KioskSettings:
    """Return the settings of a TOML file; without a file, the defaults.

    Raises:
        BadSettings: with every mistake there is.
    """
    where = file.name if file else KioskSettings.FILE
    values = _parsed(file) if file else {}
    made, mistakes = _laid_over(KioskSettings(), values, where)
    mistakes = (*mistakes, *_together(made, where))
    if mistakes:
        raise BadSettings(mistakes)
    return _with_environment(made, env, where)


def overlaid(
    settings: KioskSettings, values: Mapping[str, object], where: str = "the centre's settings"
) -> tuple[KioskSettings, tuple[str, ...]]:
    """Return settings with another layer on top, and what of the layer could not be used: it stops nobody (K6)."""
    local = tuple(
        f"{section} is set by {where}: it can only be set on this machine; left as it is"
        for section in LOCAL
        if section in values
    )
    made, mistakes = _laid_over(settings, {name: value for name, value in values.items() if name not in LOCAL}, where)
    together = _together(made, where)
    return (settings if together else made), (*local, *mistakes, *together)


def _parsed(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadSettings((f"{file} does not exist: name the settings file with --config, or leave it out",)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as trouble:
        raise BadSettings((f"{file} cannot be read as TOML: {trouble}: mend that line",)) from None


def _laid_over(base: KioskSettings, values: Mapping[str, object], where: str) -> tuple[KioskSettings, tuple[str, ...]]:
    mistakes: list[str] = []
    made = base
    for section, given in values.items():
        if section not in SECTIONS:
            mistakes.append(f"[{section}] is not a section of {where}: the sections are {', '.join(SECTIONS)}")
        elif not isinstance(given, Mapping):
            mistakes.append(f"{section} in {where} must be a section: write [{section}] on a line of its own")
        else:
            new, wrong = _section(getattr(made, section), section, given, where)
            made = replace(made, **{section: new})
            mistakes += wrong
    return made, tuple(mistakes)


def _section(base: Any, section: str, given: Mapping[str, object], where: str) -> tuple[Any, list[str]]:
    known = {one.name: one for one in fields(base)}
    mistakes = []
    made = base
    for key, value in given.items():
        if key not in known:
            mistakes.append(
                f"{section}.{key} in {where} is not a setting: the keys of [{section}] are {', '.join(known)}"
            )
            continue
        try:
            made = replace(made, **{key: checked(known[key], value)})
        except Refused as why:
            mistakes.append(f"{section}.{key} in {where} {why}: {known[key].metadata['how']}")
    return made, mistakes


def _together(made: KioskSettings, where: str) -> tuple[str, ...]:
    """Mistakes that only show when settings are seen side by side."""
    mistakes = []
    for section, key in (("hall", "zone"), ("queue", "zone")):
        name = getattr(getattr(made, section), key)
        if name and not _is_zone(name):
            how = next(one.metadata["how"] for one in fields(getattr(made, section)) if one.name == key)
            mistakes.append(f"{section}.{key} in {where} is {name!r}, which is no time zone: {how}")
    if made.queue.kind == "poll":
        for key in ("url", "number"):
            if not getattr(made.queue, key):
                how = next(one.metadata["how"] for one in fields(made.queue) if one.name == key)
                mistakes.append(f"queue.{key} is missing in {where}: {how}")
    return tuple(mistakes)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _with_environment(made: KioskSettings, env: Mapping[str, str], where: str) -> KioskSettings:
    """The data folder, and secrets named in headers, come from YIPING_… variables."""
    missing: list[str] = []

    def secret(found: re.Match[str]) -> str:
        if found[1] not in env:
            missing.append(
                f"queue.headers in {where} needs {found[1]}, which is not set: set it in the environment of the program"
            )
        return env.get(found[1], "")

    headers = {name: re.sub(r"\$\{(YIPING_\w+)\}", secret, value) for name, value in made.queue.headers.items()}
    if missing:
        raise BadSettings(tuple(missing))
    folder = env.get("YIPING_DATA") or made.data.folder
    return replace(made, queue=replace(made.queue, headers=headers), data=replace(made.data, folder=folder))
