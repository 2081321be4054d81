"""The tables spread by hall: which keys that asks for, and that `migrate` does it, on full databases and again.

On plain PostgreSQL the functions are a stand-in that holds to Citus' rules; under `make test-citus` they are Citus' own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, MetaData, String, Table, text
from sqlalchemy.exc import DBAPIError

from sync.central import citus
from sync.central.__main__ import main
from sync.central.central import Central, open_central
from sync.central.citus import HALL, Place, objections, place_of, spread, spread_so_far
from sync.central.database import Database
from sync.central.demo_data import fill
from sync.central.intake.models import Rating, RecordRow
from sync.central.migrate import migrate
from sync.central.settings import CentralSettings
from sync.central.tables import tables
from sync.central.verify.verify import verify
from tests.support import postgres as real_postgres
from tests.support.centre import centre, rows
from tests.support.citus import with_citus
from tests.support.clock import FakeClock

SPREAD = {table.name for table in tables() if place_of(table) is not Place.HERE}


@pytest.fixture
def plain_url(postgres: real_postgres.Server) -> Iterator[str]:
    """An empty database that Citus has nothing to do with yet (on a given cluster: one that was not spread)."""
    url = postgres.new()
    yield url
    postgres.drop(url)


def spread_in(url: str) -> set[str]:
    database = Database(url, b"")
    with database.read() as db:
        found = spread_so_far(db)
    database.close()
    return found


# --- the keys -----------------------------------------------------------------------------------------------------------


def test_every_table_that_is_spread_by_hall_has_keys_that_begin_with_the_hall() -> None:
    assert objections(tables()) == []
    assert {"records", "ratings", "visits", "attachments"} <= {
        one.name for one in tables() if place_of(one) is Place.BY_HALL
    }


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([Column("id", String, primary_key=True), Column(HALL, String)], "does not begin with hall_id"),
        (
            [Column(HALL, String, primary_key=True), Column("id", String), Index("u", "id", unique=True)],
            "the key (id) does not begin",
        ),
        ([Column(HALL, String, unique=True), Column("id", Integer, primary_key=True)], "is numbered by the database"),
        (
            [
                Column(HALL, String, primary_key=True),
                Column("who", String),
                ForeignKeyConstraint(["who"], ["log_ins.sha256"]),
            ],
            "refers to log_ins",
        ),
        (
            [
                Column(HALL, String, primary_key=True),
                Column("id", String),
                ForeignKeyConstraint(["id"], ["others.id"]),
            ],
            "refers to others",
        ),
    ],
)
def test_a_table_that_could_not_be_spread_is_named_with_the_reason(table: list[Any], why: str) -> None:
    """Positive control of the check above."""
    known = MetaData()
    Table("log_ins", known, Column("sha256", String, primary_key=True))
    Table("others", known, Column(HALL, String, primary_key=True), Column("id", String, primary_key=True))
    bad = Table("bad", known, *table)

    assert any(why in one for one in objections([bad])), objections([bad])


def test_the_keys_in_a_migrated_postgresql_are_those_of_the_models(plain_url: str) -> None:
    """What counts is what PostgreSQL holds: every unique index, every foreign key, every column that numbers itself."""
    database = Database(plain_url, b"")
    migrate(database)
    by_hall = [one.name for one in tables() if place_of(one) is Place.BY_HALL]
    with database.read() as db:
        first = db.execute(text(FIRST_OF_UNIQUE), {"tables": by_hall}).all()
        numbered = db.execute(text(NUMBERED), {"tables": by_hall}).scalars().all()
        foreign = db.execute(text(FOREIGN), {"tables": by_hall}).scalars().all()
    database.close()

    assert {table for table, _, _ in first} == set(by_hall), "every table has a primary key"
    assert [(table, index) for table, index, column in first if column != HALL] == []
    assert (numbered, foreign) == ([], [])


FIRST_OF_UNIQUE = """
    SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, a.attname
    FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indisunique AND i.indrelid = ANY (CAST(:tables AS regclass[]))
"""
NUMBERED = """
    SELECT attrelid::regclass::text || '.' || attname FROM pg_attribute LEFT JOIN pg_attrdef
      ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = ANY (CAST(:tables AS regclass[])) AND attnum > 0
      AND (attidentity <> '' OR pg_get_expr(adbin, adrelid) LIKE '%nextval%')
"""
FOREIGN = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (CAST(:tables AS regclass[]))"


# --- migrate ------------------------------------------------------------------------------------------------------------


def test_a_new_database_on_citus_is_spread_at_the_first_start(tmp_path: Path, plain_url: str) -> None:
    with_citus(plain_url)

    centre(tmp_path, FakeClock(), plain_url).close()

    assert spread_in(plain_url) == SPREAD


def test_a_full_database_is_spread_by_the_command_alone_and_nothing_is_lost(
    tmp_path: Path, plain_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = full(tmp_path, plain_url, monkeypatch)
    with_citus(plain_url)
    monkeypatch.setenv("YIPING_DATA", str(tmp_path))
    monkeypatch.setenv("YIPING_DATABASE_URL", plain_url)

    opened(tmp_path, plain_url).close()
    assert spread_in(plain_url) == set(), "a start moves nothing"
    assert main(["migrate"]) == 0
    assert f"{len(SPREAD)} tables were spread now" in capsys.readouterr().out
    assert main(["migrate"]) == 0
    assert "all were already" in capsys.readouterr().out

    central = opened(tmp_path, plain_url)
    assert (len(rows(central, RecordRow)), len(rows(central, Rating))) == before
    assert [str(one) for one in verify(central).findings] == []
    fill(central, halls=2, days=1, ratings=40, seed=9)
    assert verify(central).holds
    central.close()
    assert spread_in(plain_url) == SPREAD


def test_spreading_goes_on_where_it_was_broken_off(
    tmp_path: Path, plain_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(tmp_path, plain_url, monkeypatch)
    with_citus(plain_url)
    central = opened(tmp_path, plain_url)
    with monkeypatch.context() as broken:
        order = citus._in_order()
        broken.setattr(citus, "_in_order", lambda: order[:12])
        first = spread(central.database)

    rest = spread(central.database)

    assert (len(first), {*first, *rest}) == (12, SPREAD)
    assert not set(first) & set(rest)
    assert verify(central).holds
    central.close()


def test_the_functions_refuse_a_key_without_the_hall(tmp_path: Path, plain_url: str) -> None:
    """Positive control: stand-in or Citus, a table that breaks the rule is not taken."""
    with_citus(plain_url)
    central = centre(tmp_path, FakeClock(), plain_url)
    with central.database.write() as db:
        db.exec_driver_sql("CREATE TABLE bad (hall_id varchar(64) NOT NULL, id text PRIMARY KEY)")
    with pytest.raises(DBAPIError, match=r"(?i)partition column"), central.database.write() as db:
        db.exec_driver_sql("SELECT create_distributed_table('bad', 'hall_id', colocate_with => 'records')")
    central.close()


def test_without_citus_there_is_nothing_to_spread(central: Central) -> None:
    with central.database.read() as db:
        if citus.is_citus(db):
            assert spread_so_far(db) == SPREAD
    assert spread(central.database) == []


def full(folder: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Fill a database that is not spread; return how many records and ratings it has."""
    with monkeypatch.context() as before_citus:
        before_citus.setattr(citus, "is_citus", lambda _: False)
        central = centre(folder, FakeClock(), url)
    fill(central, halls=2, days=2, ratings=120, seed=4)
    before = len(rows(central, RecordRow)), len(rows(central, Rating))
    central.close()
    return before


def opened(folder: Path, url: str) -> Central:
    return open_central(CentralSettings(data=folder, database=url), FakeClock())
