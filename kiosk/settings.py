"""The kiosk's settings: read once from TOML, frozen, every mistake named at once. `config/README.md` explains each key.

Defaults < the TOML file < what the centre sends, signed (never its address, the key or the data folder) < the technician.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, get_type_hints

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

from kiosk.sections import (
    Centre,
    Contact,
    Data,
    Hall,
    Idle,
    Limits,
    Qr,
    Queue,
    Rating,
    Screen,
    Staff,
    Summary,
    Voice,
    Window,
)
from kiosk.setting import Refused, checked

__all__ = [
    "SECTIONS", "BadSettings", "Centre", "Contact", "Data", "Hall", "Idle", "KioskSettings", "Limits", "Qr", "Queue", "Rating",
    "Screen", "Staff", "Summary", "Voice", "Window", "overlaid", "read_settings",
]  # fmt: skip

IDENTITY = "identity.json"  # the key's file in the data folder; named here: looking for it must not load the crypto
_NAMED = r"\$\{(YIPING_\w+)\}"

LOCAL = ("centre", "data")  # sections that nobody may change from afar


class BadSettings(Exception):
    """Settings that cannot be used; `mistakes` are sentences, each says what is wrong, where, and what to do."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class KioskSettings:
    """All of them; `KioskSettings()` are the defaults."""

    centre: Centre = field(default_factory=Centre)
    data: Data = field(default_factory=Data)
    window: Window = field(default_factory=Window)
    hall: Hall = field(default_factory=Hall)
    queue: Queue = field(default_factory=Queue)
    staff: Staff = field(default_factory=Staff)
    rating: Rating = field(default_factory=Rating)
    limits: Limits = field(default_factory=Limits)
    qr: Qr = field(default_factory=Qr)
    contact: Contact = field(default_factory=Contact)
    screen: Screen = field(default_factory=Screen)
    voice: Voice = field(default_factory=Voice)
    idle: Idle = field(default_factory=Idle)
    summary: Summary = field(default_factory=Summary)

    FILE: ClassVar[str] = "kiosk.toml"

    @property
    def zone(self) -> ZoneInfo:
        """The hall's time zone."""
        from zoneinfo import ZoneInfo  # not before the first frame

        return ZoneInfo(self.hall.zone)

    @property
    def folder(self) -> Path:
        """Where records and keys are."""
        return Path(self.data.folder or Path.home() / ".local/share/yiping/kiosk").absolute()


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
        if name not in ("", Hall().zone) and not _is_zone(name):
            how = next(one.metadata["how"] for one in fields(getattr(made, section)) if one.name == key)
            mistakes.append(f"{section}.{key} in {where} is {name!r}, which is no time zone: {how}")
    if made.queue.kind == "poll":
        for key in ("url", "number"):
            if not getattr(made.queue, key):
                how = next(one.metadata["how"] for one in fields(made.queue) if one.name == key)
                mistakes.append(f"queue.{key} is missing in {where}: {how}")
    if made.staff.card == "alone" and not made.staff.cards:
        mistakes.append(
            f"staff.cards is missing in {where}: a number that everybody can read on a badge lets nobody in without a PIN;"
            ' give each card\'s owner, as in cards = { "0012345678" = "S001" }, or say card = "pin"'
        )
    if made.staff.card_least > made.staff.card_most:
        mistakes.append(f"staff.card_least in {where} is more than staff.card_most: give the shorter length first")
    if bool(made.idle.night_from) != bool(made.idle.night_to):
        mistakes.append(f"idle.night_from and idle.night_to in {where} belong together: give both, or neither")
    return (*mistakes, *_more_together(made, where))


def _more_together(made: KioskSettings, where: str) -> Iterator[str]:
    queue = made.queue
    if queue.kind == "push" and queue.port and not queue.token:
        how = next(one.metadata["how"] for one in fields(queue) if one.name == "token")
        yield f"queue.port in {where} is open to every program of this machine while queue.token is missing: {how}"
    if queue.scan_least > queue.scan_most:
        yield f"queue.scan_least in {where} is more than queue.scan_most: no code can be as long as that"
    for at, loud in made.voice.by_hour.items():
        if not (re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at) and re.fullmatch(r"\d{1,2}|100", loud)):
            how = next(one.metadata["how"] for one in fields(made.voice) if one.name == "by_hour")
            yield f"voice.by_hour in {where} has {at!r} = {loud!r}, which is no time with a volume of 0 to 100: {how}"


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _with_environment(made: KioskSettings, env: Mapping[str, str], where: str) -> KioskSettings:
    """The data folder, and secrets named in the queue's headers and token, come from YIPING_… variables."""
    missing: list[str] = []

    def filled(key: str, value: str) -> str:
        for name in re.findall(_NAMED, value):
            if name not in env:
                missing.append(
                    f"queue.{key} in {where} needs {name}, which is not set: set it in the environment of the program"
                )
        return re.sub(_NAMED, lambda found: env.get(found[1], ""), value)

    headers = {name: filled("headers", value) for name, value in made.queue.headers.items()}
    token = filled("token", made.queue.token)
    if missing:
        raise BadSettings(tuple(missing))
    folder = env.get("YIPING_DATA") or made.data.folder
    queue = replace(made.queue, headers=headers, token=token)
    return replace(made, queue=queue, data=replace(made.data, folder=folder))
