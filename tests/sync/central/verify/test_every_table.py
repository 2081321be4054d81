"""One changed byte, in any column of any table, and verify says where."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, Table, text

from sync.central.__main__ import main
from sync.central.central import Central, open_central
from sync.central.database import Database
from sync.central.intake.chain import linked
from sync.central.seals import SEAL
from sync.central.settings import CentralSettings
from sync.central.tables import tables
from sync.central.verify.verify import verify
from tests.support import postgres as real_postgres
from tests.support.centre import centre, speaking
from tests.support.clock import FakeClock
from tests.support.furnished import furnish


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a centre that has rows in every table."""
    folder = tmp_path_factory.mktemp("furnished")
    central = centre(folder, FakeClock())
    with speaking(central) as url:
        furnish(central, url, folder / "export")
    central.close()
    return folder


@pytest.fixture
def central(furnished: Path, tmp_path: Path) -> Iterator[Central]:
    shutil.copytree(furnished, tmp_path / "centre")
    opened = open_central(CentralSettings(data=tmp_path / "centre"), FakeClock())
    yield opened
    opened.close()


def test_a_furnished_centre_has_rows_in_every_table_and_holds(central: Central) -> None:
    with central.database.read() as db:
        empty = [
            table.name for table in tables() if not db.execute(text(f"SELECT count(*) FROM {table.name}")).scalar()
        ]

    assert empty == []
    assert [str(one) for one in verify(central).findings] == []


@pytest.mark.parametrize("name", [table.name for table in tables()])
def test_one_changed_byte_is_found_in_every_column_of(name: str, central: Central, tmp_path: Path) -> None:
    table = next(one for one in tables() if one.name == name)
    unseen = []
    with sqlite3.connect(tmp_path / "centre" / "central.db", isolation_level=None) as raw:
        for column in table.columns:
            rowid, before = _row(raw, table, column.name)
            raw.execute(f"UPDATE {name} SET {column.name} = ? WHERE rowid = ?", (_changed(column.type, before), rowid))
            if verify(central).holds:
                unseen.append(column.name)
            raw.execute(f"UPDATE {name} SET {column.name} = ? WHERE rowid = ?", (before, rowid))

    assert unseen == []
    assert verify(central).holds


@pytest.mark.parametrize(
    "name", ["records", "visits", "ratings", "deliveries", "anchors", "gaps", "ledgers", "cases", "audit", "day_counts"]
)
def test_a_row_that_is_taken_out_is_missed_in(name: str, central: Central, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "centre" / "central.db") as raw:
        raw.execute(f"DELETE FROM {name} WHERE rowid = (SELECT max(rowid) FROM {name})")
    raw.close()

    assert not verify(central).holds


def test_the_version_of_the_tables_is_looked_at_too(central: Central, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "centre" / "central.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()

    assert [one.table for one in verify(central).findings] == ["alembic_version"]


def test_a_record_that_was_rewritten_with_its_whole_chain_is_found_by_the_sealed_heads(central: Central) -> None:
    """Positive control of the seals: without them, an insider who hashes everything anew would not be noticed."""
    with central.database.write() as db:
        rows = db.execute(text("SELECT ledger, seq, text FROM records ORDER BY ledger, seq")).all()
        ledger = rows[0].ledger
        head = bytes(32)
        for row in (one for one in rows if one.ledger == ledger):
            text_ = row.text.replace('"level":1', '"level":5')
            head = linked(head, text_)
            values: dict[str, Any] = {"text": text_, "hash": head.hex(), "ledger": ledger, "seq": row.seq}
            db.execute(
                text("UPDATE records SET text = :text, hash = :hash WHERE ledger = :ledger AND seq = :seq"), values
            )

    assert any("another head" in one.what or "hash onto" in one.what for one in verify(central).findings)


@pytest.mark.usefixtures("central")
def test_the_command_exits_1_and_names_the_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YIPING_DATA", str(tmp_path / "centre"))
    assert main(["verify"]) == 0
    with sqlite3.connect(tmp_path / "centre" / "central.db") as raw:
        raw.execute("UPDATE ratings SET level = 4 WHERE level = 1")
    raw.close()

    assert main(["verify"]) == 1
    assert "level is 4, the records say 1" in capsys.readouterr().err


def test_verify_holds_and_finds_on_postgresql(postgres: real_postgres.Server, tmp_path: Path) -> None:
    url = postgres.new()
    central = centre(tmp_path / "centre", FakeClock(), url)
    with speaking(central) as address:
        furnish(central, address, tmp_path / "export")
    assert [str(one) for one in verify(central).findings] == []

    raw = Database(url, b"another secret")  # another hand
    for name, column in (("records", "text"), ("ratings", "level"), ("halls", "name"), ("visits", "outcome")):
        with raw.write() as db:
            kept = db.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2 LIMIT 1")).mappings().one()
            new = _changed(next(one for one in tables() if one.name == name).c[column].type, kept[column])
            db.execute(
                text(f"UPDATE {name} SET {column} = :new WHERE {column} = :old"), {"new": new, "old": kept[column]}
            )
        assert {one.table for one in verify(central).findings} & {name}
        with raw.write() as db:
            db.execute(
                text(f"UPDATE {name} SET {column} = :new WHERE {column} = :old"), {"new": kept[column], "old": new}
            )
    assert verify(central).holds
    raw.close()
    central.close()
    postgres.drop(url)


def _row(raw: sqlite3.Connection, table: Table, column: str) -> tuple[int, Any]:
    """Return a row that has something in this column, or the first one."""
    found = raw.execute(f"SELECT rowid, {column} FROM {table.name} ORDER BY {column} IS NULL, rowid LIMIT 1")
    rowid, value = found.fetchone()
    return int(rowid), value


def _changed(kind: Any, value: Any) -> Any:
    """Return a value with one byte (or one bit of a number) changed; something where there was nothing."""
    if isinstance(kind, Boolean):
        return 0 if value else 1
    if isinstance(kind, Integer):
        return 1 if value is None else value ^ 1
    if isinstance(kind, LargeBinary):
        return b"x" if value is None else bytes([value[0] ^ 1]) + value[1:]
    if not value:
        return "x"
    last = value[len(value) // 2]
    other = "x" if last != "x" else "y"
    return value[: len(value) // 2] + other + value[len(value) // 2 + 1 :]


def test_every_table_is_either_sealed_or_told_by_records() -> None:
    told = {"records", "anchors", "gaps", "visits", "ratings", "day_counts"}

    assert {table.name for table in tables() if SEAL not in table.columns} == told
