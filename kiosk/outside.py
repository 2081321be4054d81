"""The two commands that work from outside the window, `check` and `export`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.asking import NotAnswered, ask_day, tell_exported
from kiosk.check import check
from kiosk.export import About, about, exported, read_day, summary_of, write_day
from kiosk.identity import BadIdentity, identity_in
from kiosk.questions import asked_here
from kiosk.settings import BadSettings, KioskSettings, overlaid, read_settings
from kiosk.store.roster import read_roster
from kiosk.store.trouble import InUse, Newer, NotSaved
from sync.clock import Clock, SystemClock
from sync.delivery.identity import Identity
from sync.questionnaire import BadQuestionnaire
from sync.summary.figures import Summary
from sync.summary.files import FORMATS

if TYPE_CHECKING:
    from kiosk.store.store import Store


class NotExported(Exception):
    """There is nothing to take away, or no way to it; the text says what to do."""


def check_command(file: Path | None, *, as_json: bool = False) -> int:
    """Print what was found; return 0 where all is well, else 1."""
    found = check(file)
    well = all(one.ok for one in found)
    if as_json:
        lines = [{"what": one.what, "ok": one.ok, "said": one.said} for one in found]
        print(json.dumps({"ok": well, "lines": lines}, ensure_ascii=False))  # noqa: T201 - a program prints
        return 0 if well else 1
    for one in found:
        mark = "ok  " if one.ok else "BAD "
        print(f"{mark} {one.what:<12} {one.said}", file=sys.stdout if one.ok else sys.stderr)
    return 0 if well else 1


def export_command(
    file: Path | None, day: str, to: Path, formats: Sequence[str] = FORMATS, *, language: str = "zh-CN"
) -> int:
    """Write the day's files and print their paths; return 0, or 1 with a sentence on stderr."""
    try:
        written, _ = export(read_settings(file), day, to, formats, language=language)
    except (
        BadSettings,
        BadIdentity,
        BadQuestionnaire,
        NotExported,
        NotAnswered,
        NotSaved,
        InUse,
        Newer,
        ValueError,
    ) as why:
        print(why, file=sys.stderr)  # noqa: T201 - a program prints
        return 1
    except OSError as trouble:
        print(f"the files could not be written to {to} ({trouble}): choose another folder", file=sys.stderr)  # noqa: T201 - the same
        return 1
    for path in written:
        print(path)  # noqa: T201 - the same
    return 0


def export(
    settings: KioskSettings,
    day: str,
    to: Path,
    formats: Sequence[str] = FORMATS,
    *,
    language: str = "zh-CN",
    clock: Clock | None = None,
) -> tuple[tuple[Path, ...], Summary]:
    """Write the files of a day of this kiosk, running or not, and have that recorded; return their paths and the summary."""
    if not _is_day(day):
        raise NotExported(f"{day!r} is not a day: write it as in 2026-03-02")
    folder, clock = settings.folder, clock or SystemClock()
    identity = identity_in(folder)
    if identity is None:
        raise NotExported(f"no kiosk is enrolled in {folder}: check data.folder in the settings, or YIPING_DATA")
    of = names(settings, identity, language)
    running = ask_day(folder, day)
    if running is not None:
        summary = summary_of(running, day, of, clock.now())
        written = write_day(summary, to, of, formats)
        tell_exported(folder, exported(summary, formats))
        return written, summary
    store = _opened(folder, identity, clock)
    try:
        summary = summary_of(read_day(store, day), day, of, clock.now())
        written = write_day(summary, to, of, formats)
        store.keep([exported(summary, formats)])
    finally:
        store.close()
    return written, summary


def names(settings: KioskSettings, identity: Identity, language: str = "zh-CN") -> About:
    """Return what this kiosk knows of its hall: as the centre gave it last, kept beside the database."""
    given = read_roster(settings.folder)
    if given:
        settings, _ = overlaid(settings, given.settings)
    return about(
        identity.hall,
        identity.window,
        settings.hall.zone,
        given=given,
        questionnaire=asked_here(settings, given),
        min_n=settings.summary.staff_minimum,
        language=language,
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _opened(folder: Path, identity: Identity, clock: Clock) -> Store:
    from kiosk.store.database import FILE  # loads the ORM, which asking a running kiosk does without
    from kiosk.store.place import Place
    from kiosk.store.store import Store

    if not (folder / FILE).exists():
        raise NotExported(f"no records yet in {folder}: this kiosk has never run")
    return Store.open(folder, Place(identity.kiosk, identity.hall, identity.window), clock)
