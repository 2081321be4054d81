"""Fills a centre's PostgreSQL with as many ratings as a province has, in minutes: by statements, not by kiosks.

A thousand halls of twenty windows, 500 ratings a hall and day: visits, ratings, one record each, days and kept counts that
agree with each other. They are no true chains, so `verify` is not for them; the halls that benches look at are made by
`yiping-central demo-data`'s own code, through the intake.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Table, text

from sync.central.central import Central
from sync.central.database import table_of
from sync.central.figures.models import KeptCount
from sync.central.intake.models import Day, Rating, RecordRow, Visit

HALLS = 1000
A_DAY = 500  # ratings of a hall and day
SERVICES = ("社保", "户政", "企业登记", "不动产登记", "办税")
FILLED = tuple(table_of(one) for one in (Visit, Rating, RecordRow, KeptCount, Day))
_BLOCKS = Path(__file__).with_suffix(".sql").read_text("utf-8").split("\n--: ")[1:]
_SQL = dict(block.split("\n", 1) for block in _BLOCKS)


def places(central: Central) -> None:
    """Make the thousand halls."""
    with central.database.write() as db:
        for statement in _SQL["places"].split(";"):
            db.execute(text(statement))


def days(central: Central, first: int, wanted: Sequence[tuple[str, int]]) -> int:
    """Fill these days (as in 2026-03-02, with the milliseconds at which each begins); return how many ratings they have.

    `first` is how many days there are already. Indexes are made anew afterwards: in step they would cost thrice the time.
    """
    given = {
        "days": [day for day, _ in wanted],
        "epochs": [ms for _, ms in wanted],
        "nths": list(range(first, first + len(wanted))),
        "services": list(SERVICES),
    }
    with central.database.write() as db:
        again = _without_keys(db)
    for hall in range(1, HALLS + 1, 50):
        with central.database.write() as db:
            some = {**given, "first_hall": hall, "last_hall": hall + 49}
            for name in ("visits", "ratings", "records", "counts"):
                db.execute(text(f"WITH rows AS MATERIALIZED ({_SQL['rows']}) {_SQL[name]}"), some)
            db.execute(text(_SQL["days"]), some)
    with central.database.write() as db:
        db.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
        for statement in again:
            db.execute(text(statement))
    central.database.count_anew(*(table.name for table in FILLED))
    return len(wanted) * HALLS * A_DAY


def _without_keys(db: Connection) -> list[str]:
    """Take keys and indexes off the filled tables; return the statements that bring them back."""
    again: list[str] = []
    for table in FILLED:
        for name, definition, key in _keys_of(db, table):
            if key:
                again.append(f"ALTER TABLE {table.name} ADD CONSTRAINT {name} {key}")
                db.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {name}"))
            else:
                again.append(definition)
                db.execute(text(f"DROP INDEX {name}"))
    return again


def _keys_of(db: Connection, table: Table) -> list[tuple[str, str, str | None]]:
    found = db.execute(
        text(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), pg_get_constraintdef(c.oid) FROM pg_index i"
            " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid WHERE i.indrelid = CAST(:table AS regclass)"
        ),
        {"table": table.name},
    )
    return [(name, definition, key) for name, definition, key in found]
