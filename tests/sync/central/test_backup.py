"""A backup is verified before it counts; a restore brings everything back, and kiosks bring the rest."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.central.backup import WrongBackup, backup, restore
from sync.central.central import Central, open_central
from sync.central.database import table_of
from sync.central.intake.models import Ledger, Rating, RecordRow, Visit
from sync.central.keys import NAME
from sync.central.kiosks.models import Centre
from sync.central.tables import tables
from sync.central.verify.verify import verify
from sync.kinds import Level
from tests.support import postgres as real_postgres
from tests.support.centre import FakeKiosk, kiosk, rows, speaking, state
from tests.support.clock import FakeClock
from tests.support.furnished import furnish


@pytest.fixture
def tablet(central: Central, url: str, tmp_path: Path) -> FakeKiosk:
    return furnish(central, url, tmp_path / "export")


def elsewhere(central: Central, folder: Path) -> Central:
    """Return the settings' centre at another place: its keys, and no database yet."""
    folder.mkdir()
    shutil.copy(central.settings.data / NAME, folder / NAME)
    return replace(central, settings=replace(central.settings, data=folder, database=""))


def restored(central: Central, file: Path, folder: Path) -> Central:
    there = elsewhere(central, folder)
    restore(there.settings, file)
    return open_central(there.settings, FakeClock())


def test_everything_comes_back_and_verifies(central: Central, tablet: FakeKiosk, tmp_path: Path) -> None:
    made = backup(central, tmp_path / "b.gz")
    again = restored(central, tmp_path / "b.gz", tmp_path / "again")

    assert made.tables == len(tables())
    assert [str(one) for one in verify(again).findings] == []
    models = (RecordRow, Visit, Rating)
    assert state(again, *models) == state(central, *models)
    assert tablet.ledger.texts
    again.close()


def test_a_verified_backup_tells_kiosks_how_far_they_are_safe(
    central: Central, tablet: FakeKiosk, tmp_path: Path
) -> None:
    backup(central, tmp_path / "b.gz")

    held = {one.id: (one.settled_through, one.backed_up_through) for one in rows(central, Ledger)}
    settled, backed_up = held[tablet.ledger.ledger]
    assert settled == backed_up > 0
    assert tablet.deliver(tablet.ledger.batch(1, 2)).backed_up_through == backed_up
    assert verify(central).holds


def test_a_restored_centre_has_another_incarnation_and_kiosks_bring_back_what_came_after(
    central: Central, tablet: FakeKiosk, tmp_path: Path
) -> None:
    backup(central, tmp_path / "b.gz")
    first = len(tablet.ledger.texts) + 1
    tablet.ledger.rated_visit("A100", Level.BASICALLY_SATISFIED)
    tablet.deliver(tablet.ledger.batch(first))

    again = restored(central, tmp_path / "b.gz", tmp_path / "again")
    assert again.incarnation != central.incarnation
    with speaking(again) as url:
        there = replace(tablet, central=again, url=url)
        held = there.deliver(tablet.ledger.batch(1, 2))
        assert held.settled_through < first
        brought = there.deliver(tablet.ledger.batch(held.settled_through + 1))

    assert brought.settled_through == len(tablet.ledger.texts)
    assert len(rows(again, Rating)) == len(rows(central, Rating))
    assert verify(again).holds
    again.close()


def test_a_backup_of_sqlite_fills_postgresql(
    central: Central, kind: str, url: str, tmp_path: Path, postgres: real_postgres.Server
) -> None:
    kiosk(central, url).ledger.rated_visit("A001", Level.SATISFIED)
    furnish(central, url, tmp_path / "export")
    backup(central, tmp_path / "b.gz")
    there = elsewhere(central, tmp_path / "again")
    database = postgres.new() if kind == "sqlite" else ""

    restore(replace(there.settings, database=database), tmp_path / "b.gz")
    again = open_central(replace(there.settings, database=database), FakeClock())

    assert verify(again).holds
    again.close()


def test_an_altered_database_gives_no_backup(central: Central, tablet: FakeKiosk, tmp_path: Path) -> None:
    with central.database.write() as db:
        db.execute(text("UPDATE ratings SET level = 4 WHERE level = 1"))

    with pytest.raises(WrongBackup, match="run yiping-central verify"):
        backup(central, tmp_path / "b.gz")
    assert not (tmp_path / "b.gz").exists()
    assert tablet.ledger.texts


def test_a_row_changed_inside_the_file_is_found_by_its_digest(central: Central, tmp_path: Path) -> None:
    backup(central, tmp_path / "b.gz")
    lines = gzip.decompress((tmp_path / "b.gz").read_bytes()).decode()
    with gzip.open(tmp_path / "b.gz", "wt", encoding="utf-8") as out:
        out.write(lines.replace("市政务服务中心", "某政务服务中心"))

    with pytest.raises(WrongBackup, match="is not whole"):
        restore(elsewhere(central, tmp_path / "again").settings, tmp_path / "b.gz")


def test_a_file_cut_short_is_refused_and_leaves_the_database_empty(central: Central, tmp_path: Path) -> None:
    backup(central, tmp_path / "b.gz")
    whole = (tmp_path / "b.gz").read_bytes()
    (tmp_path / "b.gz").write_bytes(whole[: len(whole) // 2])
    there = elsewhere(central, tmp_path / "again")

    with pytest.raises(WrongBackup):
        restore(there.settings, tmp_path / "b.gz")
    again = open_central(there.settings, FakeClock())
    assert [table.name for table in tables() if table is not table_of(Centre) and _filled(again, table.name)] == []
    again.close()


def test_a_restore_wants_an_empty_database_and_the_centres_keys(central: Central, tmp_path: Path) -> None:
    backup(central, tmp_path / "b.gz")

    with pytest.raises(WrongBackup, match="not empty"):
        restore(central.settings, tmp_path / "b.gz")
    with pytest.raises(WrongBackup, match=NAME):
        restore(replace(central.settings, data=tmp_path / "nothing", database=""), tmp_path / "b.gz")


def test_another_centres_keys_do_not_take_a_backup(central: Central, tmp_path: Path) -> None:
    backup(central, tmp_path / "b.gz")
    there = elsewhere(central, tmp_path / "again")
    (there.settings.data / NAME).unlink()
    open_central(there.settings, FakeClock()).close()
    (there.settings.data / "central.db").unlink()

    with pytest.raises(WrongBackup, match="another centre"):
        restore(there.settings, tmp_path / "b.gz")


def test_what_is_no_backup_is_said_so(central: Central, tmp_path: Path) -> None:
    (tmp_path / "b.gz").write_bytes(gzip.compress(b'{"hello": 1}\n{}\n'))

    with pytest.raises(WrongBackup, match="is not a backup"):
        restore(elsewhere(central, tmp_path / "again").settings, tmp_path / "b.gz")


def _filled(central: Central, table: str) -> bool:
    with central.database.read() as db:
        return bool(db.execute(text(f"SELECT count(*) FROM {table}")).scalar())
