"""Fills a centre's PostgreSQL with as many ratings as a province has, in minutes: by statements, not by kiosks.

A thousand halls of twenty windows, 500 ratings a hall and day: visits, ratings, one record each, days and kept counts that
agree with each other. They are no true chains, so `verify` is not for them; the halls that benches look at are made by
`yiping-central demo-data`'s own code, through the intake.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, text

from sync.central.central import Central
from sync.central.database import table_of
from sync.central.figures.kept import COLUMNS
from sync.central.figures.models import KeptCount
from sync.central.intake.models import Day, Rating, RecordRow, Visit

HALLS = 1000
A_DAY = 500  # ratings of a hall and day
WINDOWS = 20
SERVICES = ("社保", "户政", "企业登记", "不动产登记", "办税")
FILLED = tuple(table_of(one) for one in (Visit, Rating, RecordRow, KeptCount, Day))

_PLACES = f"""
    INSERT INTO halls (id, name, time_zone, rating_per_matter, settings, calendar, seal)
    SELECT 'P' || lpad(h::text, 4, '0'), '大厅' || h, 'Asia/Shanghai', false, '{{}}', '{{}}', 'x' FROM generate_series(1, {HALLS}) h;
    INSERT INTO departments (hall_id, id, name, seal)
    SELECT 'P' || lpad(h::text, 4, '0'), 'D' || d, '部门' || d, 'x' FROM generate_series(1, {HALLS}) h, generate_series(0, 4) d;
    INSERT INTO windows (hall_id, id, name, department_id, settings, retired, seal)
    SELECT 'P' || lpad(h::text, 4, '0'), w::text, w || '号窗口', 'D' || w % 5, '{{}}', false, 'x'
    FROM generate_series(1, {HALLS}) h, generate_series(1, {WINDOWS}) w
"""
_ROWS = f"""
    SELECT 'P' || lpad(h::text, 4, '0') AS hall_id, day, epoch_ms + 32400000 + i * 55000 AS ms, i % {WINDOWS} + 1 AS w,
      lpad(to_hex(nth * 1000000 + h * 1000 + i), 12, '0') AS n, chr(65 + i % {WINDOWS}) || lpad((i / {WINDOWS} + 1)::text, 3, '0') AS ticket,
      CASE WHEN i * 7919 % 100 < 70 THEN 5 WHEN i * 7919 % 100 < 87 THEN 4 WHEN i * 7919 % 100 < 95 THEN 3
           WHEN i * 7919 % 100 < 98 THEN 2 ELSE 1 END AS level
    FROM generate_series(CAST(:first_hall AS int), CAST(:last_hall AS int)) h,
      unnest(CAST(:days AS text[]), CAST(:epochs AS bigint[]), CAST(:nths AS bigint[])) AS d(day, epoch_ms, nth),
      generate_series(0, {A_DAY - 1}) i
"""
_VISITS = """
    INSERT INTO visits (hall_id, id, day, window_id, ticket, ticket_key, origin, known_by, outcome, kiosk_id, service, staff_id,
      shift, begun_ms, quality, ended_ms, asked_ms, asked_by)
    SELECT hall_id, '01900000-0000-7000-8000-' || n, day, w::text, ticket, 'd:' || day || '/1/' || w || '-' || ticket, 'queue', 'served',
      'served', '01900000-0000-7000-a000-' || lpad(w::text, 12, '0'), (CAST(:services AS text[]))[w % 5 + 1], 'S' || lpad(w::text, 3, '0'),
      '01900000-0000-7000-b000-' || n, ms, 'exact', ms + 30000, ms + 30000, 'queue' FROM rows
"""
_RATINGS = """
    INSERT INTO ratings (hall_id, id, visit_id, day, window_id, ticket_key, round, channel, level, sitting, since_ms, at_ms, quality,
      reasons, unexplained, questionnaire, questionnaire_version, language, staff_id, standing, disputed)
    SELECT hall_id, '01900000-0000-7000-9000-' || n, '01900000-0000-7000-8000-' || n, day, w::text, 'd:' || day || '/1/' || w || '-' || ticket,
      1, 'tablet', level, '01900000-0000-7000-9000-' || n, ms + 40000, ms + 40000, 'exact', CASE WHEN level < 3 THEN '["510"]' ELSE '[]' END,
      false, 'national', '2020.1', 'zh-CN', 'S' || lpad(w::text, 3, '0'), true, false FROM rows
"""
_RECORDS = """
    INSERT INTO records (hall_id, ledger, seq, id, visit_id, kind, said, at_ms, quality, hash, text)
    SELECT hall_id, '01900000-0000-7000-c000-' || lpad(w::text, 12, '0'), ('x' || n)::bit(48)::bigint, '01900000-0000-7000-9000-' || n,
      '01900000-0000-7000-8000-' || n, 'rated', 'accepted', ms + 40000, 'exact', repeat(n, 5) || '0123', '{}' FROM rows
"""
_DAYS = """
    INSERT INTO days (hall_id, day, revision, stale, exported, changed_ms, seal)
    SELECT 'P' || lpad(h::text, 4, '0'), day, 1, false, false, 0, 'x'
    FROM generate_series(CAST(:first_hall AS int), CAST(:last_hall AS int)) h, unnest(CAST(:days AS text[])) day
"""
_OF = "CASE GROUPING(window_id, staff_id, service, department) WHEN 15 THEN 'hall' WHEN 7 THEN 'window' WHEN 11 THEN 'staff'"
_COUNTS = f"""
    INSERT INTO day_counts (hall_id, day, of, key, {", ".join(COLUMNS)})
    SELECT r.hall_id, day, {_OF} WHEN 13 THEN 'service' ELSE 'department' END, COALESCE(window_id, staff_id, service, department, ''),
      count(*), count(*), count(*), 0, 0, 0, 0, {", ".join(f"count(*) FILTER (WHERE level = {one})" for one in (5, 4, 3, 2, 1))}
    FROM (SELECT hall_id, day, w::text AS window_id, 'S' || lpad(w::text, 3, '0') AS staff_id,
            (CAST(:services AS text[]))[w % 5 + 1] AS service, 'D' || w % 5 AS department, level FROM rows) r
    GROUP BY GROUPING SETS ((r.hall_id, day), (r.hall_id, day, window_id), (r.hall_id, day, staff_id), (r.hall_id, day, service),
      (r.hall_id, day, department))
"""


def places(central: Central) -> None:
    """Make the thousand halls."""
    with central.database.write() as db:
        for statement in _PLACES.split(";"):
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
            for statement in (_VISITS, _RATINGS, _RECORDS, _COUNTS):
                db.execute(text(f"WITH rows AS MATERIALIZED ({_ROWS}) {statement}"), some)
            db.execute(text(_DAYS), some)
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

