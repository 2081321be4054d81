"""What the world does is told apart from our own mistakes."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from sync.central.world import AWAY, FULL, lacking, trouble_line


def said_by_sqlite(path: Path, statement: str) -> Exception:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.Error) as raised:
            db.execute(statement)
    db.close()
    return raised.value


def test_a_full_sqlite_file_is_a_full_disk_and_a_wrong_statement_is_ours(tmp_path: Path) -> None:
    full = said_by_sqlite(tmp_path / "a", "CREATE TABLE t AS SELECT zeroblob(100000)")
    ours = said_by_sqlite(tmp_path / "b", "SELECT nothing")

    assert (lacking(full), lacking(ours)) == (FULL, None)


def test_a_file_that_cannot_be_opened_is_away() -> None:
    with pytest.raises(sqlite3.OperationalError) as raised:
        sqlite3.connect("/proc/nothing/here")

    assert lacking(raised.value) is AWAY


@pytest.mark.parametrize(
    ("kind", "lack"),
    [
        (psycopg.errors.DiskFull, FULL),
        (psycopg.errors.AdminShutdown, AWAY),
        (psycopg.errors.CannotConnectNow, AWAY),
        (psycopg.errors.TooManyConnections, AWAY),
        (psycopg.errors.IoError, AWAY),
        (psycopg.OperationalError, AWAY),
        (psycopg.errors.UniqueViolation, None),
        (psycopg.errors.UndefinedColumn, None),
        (psycopg.errors.DeadlockDetected, None),
        (psycopg.ProgrammingError, None),
    ],
)
def test_postgresqls_own_word_says_which(kind: type[psycopg.Error], lack: object) -> None:
    assert lacking(kind("x")) is lack
    assert lacking(DBAPIError("SELECT 1", {}, kind("x"))) is lack


def test_a_server_that_is_not_there_is_away() -> None:
    engine = create_engine("postgresql+psycopg://x@127.0.0.1:1/x")
    with pytest.raises(DBAPIError) as raised, engine.connect() as connection:
        connection.execute(text("SELECT 1"))

    assert lacking(raised.value) is AWAY
    assert "\n" not in trouble_line(raised.value)


def test_an_operating_systems_full_disk_is_one_and_a_missing_file_is_ours() -> None:
    assert lacking(OSError(errno.ENOSPC, "No space left on device")) is FULL
    assert lacking(FileNotFoundError(errno.ENOENT, "no such file")) is None
    assert lacking(ValueError("ours")) is None


def test_a_log_line_names_neither_the_statement_nor_its_values() -> None:
    line = trouble_line(DBAPIError("INSERT INTO t VALUES (?)", ("13800000000",), sqlite3.OperationalError("disk full")))

    assert line == "disk full"
