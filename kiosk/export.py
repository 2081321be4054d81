"""One day of this window as a summary and as files, from the store of a running or a stopped kiosk.

The records are read where the store is; counting and writing files happens wherever the caller likes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kiosk.entry import Entry
from sync import resources
from sync.contract import KioskSettings, Record, read_record, uuid7
from sync.kinds import Exported
from sync.questionnaire import Questionnaire
from sync.summary.changes import changes
from sync.summary.facts import KioskCompleteness, Origins, VisitFacts
from sync.summary.figures import MIN_N, Summary, summarise
from sync.summary.files import FORMATS, write
from sync.summary.story import visits_of
from sync.times import corrected, mark

if TYPE_CHECKING:
    from kiosk.store.storage import Storage
    from kiosk.store.store import Store

BESIDE = ("ledger_opened", "anchor", "exported")  # what a day's records need beside them: times and earlier exports


@dataclass(frozen=True, slots=True)
class DayRecords:
    """All records of a day's visits, those beside them, and the kiosk's line of the certificate."""

    texts: tuple[str, ...]
    beside: tuple[Record, ...]
    completeness: KioskCompleteness


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the records do not say: the names of things, and the hall's rules."""

    hall: str
    window: str
    zone: str
    hall_name: str = ""
    window_name: str = ""
    department: str = ""
    staff: Mapping[str, str] = field(default_factory=dict)
    reason_texts: Mapping[str, str] = field(default_factory=dict)
    min_n: int = MIN_N
    language: str = "zh-CN"


def about(
    hall: str,
    window: str,
    zone: str,
    *,
    given: KioskSettings | None = None,
    questionnaire: Questionnaire | None = None,
    min_n: int = MIN_N,
    language: str = "zh-CN",
) -> About:
    """Return the names as the centre gave them last; without it ids stand for themselves."""
    texts = questionnaire.words(language) if questionnaire else {}
    bare = About(
        hall=hall, window=window, zone=zone, hall_name=hall, reason_texts=texts, min_n=min_n, language=language
    )
    if given is None:
        return bare
    return replace(
        bare,
        hall=given.hall,
        window=given.window,
        zone=given.time_zone,
        hall_name=given.hall_name,
        window_name=given.window_name,
        department=given.department,
        staff={one.staff: one.name for one in given.roster},
    )


# --- reading ------------------------------------------------------------------------------------------------------------


def read_day(store: Store, day: str) -> DayRecords:
    """Read a day on the thread that owns the store."""
    return _joined([step(store) for step in _steps(store, day)])


def read_day_in_slices(storage: Storage, day: str) -> Future[DayRecords]:
    """Read a day of a running kiosk; taps go in between."""
    read: Future[DayRecords] = Future()

    def join(done: Future[list[Any]]) -> None:
        if trouble := done.exception():
            read.set_exception(trouble)
        else:
            read.set_result(_joined(done.result()))

    storage.slices(lambda store: _steps(store, day)).add_done_callback(join)
    return read


def _steps(store: Store, day: str) -> list[Callable[[Store], Any]]:
    beside = [lambda store, kind=kind: store.records(kind=kind) for kind in BESIDE]
    return [*store.parts_of_day(day), *beside, lambda store: store.completeness()]


def _joined(parts: Sequence[Any]) -> DayRecords:
    *rest, completeness = parts
    days, beside = rest[: -len(BESIDE)], rest[-len(BESIDE) :]
    return DayRecords(
        texts=tuple(text for part in days for text in part),
        beside=tuple(record for part in beside for record in part),
        completeness=completeness,
    )


# --- counting -------------------------------------------------------------------------------------------------------------


def summary_of(read: DayRecords, day: str, of: About, now: datetime) -> Summary:
    """Return the day's summary as this window knows it; `now` is its as-of time."""
    records = [read_record(text) for text in read.texts]
    visits = _visits(records, read.beside, day, of)
    revision, changed = _revision(records, read.beside, day, of, visits)
    origins = Origins(
        source="window",
        hall=of.hall,
        hall_name=of.hall_name,
        day=day,
        as_of=now.astimezone(ZoneInfo(of.zone)).isoformat(timespec="milliseconds"),
        revision=revision,
        time_zone=of.zone,
        window=of.window,
        windows={of.window: of.window_name or of.window},
        staff=dict(of.staff),
        departments=None,
        kiosks=(read.completeness,),
        kiosks_expected=1,
        changed_since_export=changed,
    )
    return summarise(origins, visits, min_n=of.min_n, reason_texts=of.reason_texts)


def _visits(records: Sequence[Record], beside: Sequence[Record], day: str, of: About) -> list[VisitFacts]:
    told = visits_of([*records, *beside], of.zone, department=of.department or None)
    return [visit for visit in told if visit.day == day]


def _revision(
    records: Sequence[Record], beside: Sequence[Record], day: str, of: About, visits: Sequence[VisitFacts]
) -> tuple[int, tuple[str, ...]]:
    """The first export is revision 1; it rises when an export tells something else than the one before."""
    exports = [
        one for one in beside if isinstance(one.body, Exported) and (one.body.day, one.body.source) == (day, None)
    ]
    if not exports:
        return 1, ()
    last = exports[-1]
    assert isinstance(last.body, Exported)  # noqa: S101 - tells the type checker what the line above has chosen
    times = corrected(mark(record) for record in (*records, *beside))

    def earlier(record: Record) -> bool:
        if record.stamp.ledger == last.stamp.ledger:
            return record.stamp.seq < last.stamp.seq
        return times[record.stamp.id].ms <= times[last.stamp.id].ms

    then = _visits([one for one in records if earlier(one)], beside, day, of)
    changed = changes(then, visits, of.language)
    return last.body.revision + bool(changed), changed


# --- writing --------------------------------------------------------------------------------------------------------------


def write_day(summary: Summary, folder: Path, of: About, formats: Sequence[str] = FORMATS) -> tuple[Path, ...]:
    """Write the day's files; see `sync.summary.files.write`. The hall's are named so: both may lie in one folder."""
    stem = "hall-summary" if summary.origins.source == "centre" else "summary"
    return write(summary, folder, formats, fonts=resources.assets() / "fonts", language=of.language, stem=stem)


def exported(summary: Summary, formats: Sequence[str], by: str | None = None) -> Entry:
    """Return the record that somebody took this summary away; keep it once the files are written."""
    origins = summary.origins
    source = None if origins.source == "window" else origins.source
    body = Exported(day=origins.day, formats=tuple(formats), revision=origins.revision, by=by, source=source)
    return Entry(id=uuid7(), body=body)
