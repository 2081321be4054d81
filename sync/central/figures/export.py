"""A day's files for the manager, from the centre: written through the same figures as every page, and remembered.

Each is a line in the hall's audit: who took which day, in which formats, and why.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from sync.central.accounts.audit import append
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.changes import changes, counts
from sync.central.figures.day import summary_of
from sync.central.figures.models import ExportRow
from sync.central.figures.scope import Scope, hall_of
from sync.central.intake.models import Day
from sync.central.places.models import Hall
from sync.central.places.questions import asked_in
from sync.contract import uuid7
from sync.resources import assets
from sync.summary.figures import Summary
from sync.summary.files import FORMATS, write

COMMAND = Reader(who="command", shown="", halls=None)


class NoSuchHall(ValueError):
    """There is no such hall, or it is not theirs to read."""


def export(
    central: Central,
    hall: str,
    day: str,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    *,
    reader: Reader = COMMAND,
    language: str = "zh-CN",
    reason: str = "",
) -> tuple[Path, ...]:
    """Write a day's files into a folder; return their paths. The `reason` goes into the audit.

    Raises:
        NoSuchHall: nobody's or not this reader's hall.
        ValueError: a format nobody knows.
        OSError: the folder cannot be written to.
    """
    summary = exported(central, hall, day, reader, language)
    made = write(summary, folder, formats, fonts=assets() / "fonts", language=language)
    with central.database.write() as db:
        _remember(db, summary, tuple(formats), reader, central.now_ms())
        line = {"who": reader.who, "act": Act.EXPORT.value, "what": what_of(day, formats), "reason": reason}
        append(db, hall, **line, now=central.clock.now())
    return made


def what_of(day: str, formats: Sequence[str]) -> str:
    """Return what the audit says was taken."""
    return f"export {day} {','.join(formats)}"


def taken(central: Central, db: Connection, scope: Scope, day: str, formats: Sequence[str], language: str) -> Summary:
    """Return a day's summary for somebody who takes its files away now, and remember it: all in this transaction.

    Raises:
        NoSuchHall: nobody's or not this reader's hall.
    """
    summary = _exported(central, db, scope, day, language)
    _remember(db, summary, tuple(formats), scope.reader, central.now_ms())
    return summary


def exported(central: Central, hall: str, day: str, reader: Reader = COMMAND, language: str = "zh-CN") -> Summary:
    """Return a day's summary as it would be exported now: with what changed since the export before."""
    with central.database.read() as db:
        return _exported(central, db, Scope(hall, reader), day, language)


def _exported(central: Central, db: Connection, scope: Scope, day: str, language: str) -> Summary:
    found = hall_of(db, scope)
    if found is None:
        raise NoSuchHall(f"there is no hall {scope.hall}: `yiping-central load` makes one")
    texts = asked_in(db.execute(select(Hall.questionnaire).where(Hall.id == scope.hall)).scalar())
    min_n, now = central.settings.summary.staff_minimum, central.clock.now()
    summary = summary_of(db, scope, found, day, now=now, min_n=min_n, reason_texts=texts.words(language))
    before = _last(db, scope, day)
    if before is None:
        return summary
    changed = changes(before, counts(summary), language)
    return replace(summary, origins=replace(summary.origins, changed_since_export=changed))


def _last(db: Connection, scope: Scope, day: str) -> dict[str, int] | None:
    wanted = (scope.of(ExportRow), ExportRow.day == day)
    latest = (ExportRow.exported_ms.desc(), ExportRow.id.desc())
    text = db.execute(select(ExportRow.figures).where(*wanted).order_by(*latest).limit(1)).scalar()
    return json.loads(text) if text is not None else None


def _remember(db: Connection, summary: Summary, formats: tuple[str, ...], reader: Reader, now_ms: int) -> None:
    origins = summary.origins
    row = {
        "hall_id": origins.hall,
        "id": uuid7(now_ms),
        "day": origins.day,
        "revision": origins.revision,
        "exported_ms": now_ms,
        "who": reader.who,
        "formats": ",".join(formats),
        "figures": json.dumps(counts(summary), ensure_ascii=False),
    }
    db.execute(insert(ExportRow), [row])
    this = (Day.hall_id == origins.hall, Day.day == origins.day, Day.revision == origins.revision)
    db.execute(update(Day).where(*this).values(exported=True))
