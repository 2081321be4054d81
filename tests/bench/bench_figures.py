"""Figures of a full centre: a day's summary and a number's visits in one hall, and the rank of a thousand halls.

`python -m tests.bench.bench_figures [ratings]` fills a PostgreSQL of its own, first with a tenth and then with all, and
measures at both: a hall's day must not cost more because years have piled up. Reading only, so the server's fsync is off,
and so is autovacuum, which would work for minutes after so much was written at once: that would be measured too.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from sync.central.central import Central
from sync.central.demo_data import fill
from sync.central.figures.day import summary_of
from sync.central.figures.groups import Of
from sync.central.figures.kept import EVERYTHING, count_stale
from sync.central.figures.over_time import ranked
from sync.central.figures.scope import Scope, hall_of
from sync.central.figures.search import NEWEST_VISIT, Wanted, visits
from sync.central.intake.models import Day, Visit
from sync.central.web.cursor import page_of
from sync.central.web.server import calm
from sync.summary.figures import MIN_N
from tests.bench import filled
from tests.bench.rows import at_most, stated, tell
from tests.support import postgres
from tests.support.centre import centre
from tests.support.clock import FakeClock

RATINGS = 20_000_000
A_RATING = 2_000  # bytes of disk, with indexes, and as much again while one is made
HALL = "D001"  # made through the intake, on true chains, among a thousand halls that are not
HALL_DAYS = 30
RANK_DAYS = 30
SUMMARY, NUMBER = "summary of a hall's day", "search of one number over all days of a hall"
LIMITS = {SUMMARY: 30.0, NUMBER: 10.0, "rank of 1,000 halls over 30 days": 500.0}  # ms
FLAT = (SUMMARY, NUMBER)
GROWN = 1.3
ROUNDS = 31
ZONE = ZoneInfo("Asia/Shanghai")


def main(arguments: Sequence[str]) -> int:
    """Measure; return the exit code."""
    wanted = int(arguments[0]) if arguments else RATINGS
    room = shutil.disk_usage(tempfile.gettempdir()).free // A_RATING
    if room < wanted:
        print(f"there is room for {room:,} ratings only, not {wanted:,}", file=sys.stderr)
        wanted = room
    options = ("shared_buffers=1GB", "max_wal_size=8GB", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off")
    with tempfile.TemporaryDirectory() as folder, postgres.server(options=options) as server:
        url = server.new()
        central = centre(Path(folder), FakeClock(), url)
        calm()  # as where it is served
        kept = measured(central, wanted)
        central.close()
        server.drop(url)
    return 0 if kept else 1


def measured(central: Central, wanted: int) -> bool:
    """Fill and measure, twice; return whether every limit is kept."""
    every = working_days(central, max(2, round(wanted / filled.HALLS / filled.A_DAY)))
    few = max(1, len(every) // 10)
    own = min(HALL_DAYS, len(every))
    fill(central, halls=1, days=own, ratings=own * filled.A_DAY, seed=1)
    count_stale(central.database, EVERYTHING, every[-1][0], every[0][0])
    filled.places(central)
    ratings = filling(central, 0, every[:few])
    before = {name: median(look) for name, look in reads(central).items()}
    ratings += filling(central, few, every[few:])
    kept = [judged(name, look, ratings, before[name]) for name, look in reads(central).items()]
    return all(kept)


def judged(name: str, look: Callable[[], object], ratings: int, before: float) -> bool:
    """Measure one read of the full centre; return whether its limits are kept."""
    limit = LIMITS[name]
    took = median(look)
    rows = [
        at_most(f"{name} at {ratings / 1e6:.3g} million ratings, ms", took, limit, f"{took / limit:.2f} of the limit")
    ]
    if name in FLAT:
        rows.append(at_most(f"{name}: times what it took at a tenth", took / before, GROWN, f"then {before:.2f} ms"))
    else:
        rows.append(stated(f"{name} at a tenth, ms", before))
    for row in rows:
        tell(row)
    return all(row.ok is not False for row in rows)


def reads(central: Central) -> dict[str, Callable[[], object]]:
    """Return what is measured, by name; each does as the API does, from the question to the rows in memory."""
    scope = Scope(HALL, EVERYTHING)
    with central.database.read() as db:
        days = sorted(db.execute(select(Day.day).where(Day.hall_id == HALL)).scalars())
        numbers = list(db.execute(select(Visit.ticket).where(Visit.hall_id == HALL).distinct().limit(50)).scalars())
    turn = count()

    def summary() -> object:
        with central.database.read() as db:
            hall = hall_of(db, scope)
            assert hall is not None
            made = summary_of(db, scope, hall, days[next(turn) % len(days)], now=central.clock.now())
        assert made.total.rated > 0
        return made

    def number() -> object:
        fit = Wanted(first=days[0], last=days[-1], number=numbers[next(turn) % len(numbers)])
        with central.database.read() as db:
            found = page_of(db, visits(db, scope, fit), NEWEST_VISIT, after="", limit=50, newest_first=True)
        assert found.rows
        return found

    def rank() -> object:
        first, last = days[-min(len(days), RANK_DAYS)], days[-1]
        count_stale(central.database, EVERYTHING, first, last)
        with central.database.read() as db:
            found = ranked(db, EVERYTHING, Of.HALL, first, last, MIN_N)
        assert len(found) >= filled.HALLS
        return found

    return dict(zip(LIMITS, (summary, number, rank), strict=True))


def median(look: Callable[[], object]) -> float:
    """Return the milliseconds a read takes, the middle of some, after it was done once."""
    look()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        look()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def filling(central: Central, before: int, days: Sequence[tuple[str, int]]) -> int:
    """Fill some days; return how many ratings they have."""
    began = time.perf_counter()
    made = filled.days(central, before, days) if days else 0
    tell(stated(f"filling {made / 1e6:.3g} million ratings, s", time.perf_counter() - began))
    return made


def working_days(central: Central, count: int) -> list[tuple[str, int]]:
    """Return the last days before today, newest first, with the milliseconds at which each begins."""
    today = central.clock.now().astimezone(ZONE).date()
    found: list[tuple[str, int]] = []
    while len(found) < count:
        today -= timedelta(days=1)
        if today.weekday() < 5:
            found.append((today.isoformat(), _begins(today)))
    return found


def _begins(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp() * 1000)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
