"""The disk is full while the centre migrates, backs up or is restored: it says so, leaves nothing half, and comes through later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from sync.central.__main__ import main
from sync.central.database import Database
from sync.central.keys import NAME, centre_keys
from sync.central.migrate import migrate, newest, version
from tests.faults.centre_life import A_HALL, OLDEST, CentreLife, Kiosk, before_a_centre, check_whole
from tests.faults.disk import NoDisk, fill_up, small_disk
from tests.support import postgres as real_postgres
from tests.support.waiting import until

pytestmark = pytest.mark.may_skip  # needs root to mount a small disk, which not every machine that tests has


@dataclass
class Place:
    """A small disk, a centre's folder and where its database is: in the folder, or on a server whose cluster is on the disk."""

    disk: Path
    life: CentreLife
    server: real_postgres.Own | None

    def database(self) -> Database:
        """Open the database; the caller closes it."""
        url = self.life.database or f"sqlite:///{self.life.folder / 'central.db'}"
        return Database(url, centre_keys(self.life.folder).secret)

    def answers(self) -> bool:
        """Whether the database can be asked: PostgreSQL may have to come up again."""
        try:
            with closing(self.database()) as database, database.read() as db:
                return bool(db.execute(text("SELECT 1")).scalar_one())
        except Exception:
            return False


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that a server's own account may pass through."""
    with TemporaryDirectory(prefix="yiping-full-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Where the commands work that a test gives."""
    sqlite = request.param == "sqlite"
    with ExitStack() as stack:
        try:
            disk = stack.enter_context(small_disk(home / "disk", (8 if sqlite else 160) * 1024))
            server = None if sqlite else real_postgres.Own(disk / "postgres")
            url = server.start() if server else ""
        except (NoDisk, real_postgres.NoPostgres) as missing:
            pytest.skip(str(missing))
        if server:
            stack.callback(server.stop)
        life = CentreLife(disk / "centre", url)
        life.folder.mkdir()
        monkeypatch.setenv("YIPING_DATA", str(life.folder))
        monkeypatch.setenv("YIPING_DATABASE_URL", url)
        yield Place(disk, life, server)


def refused(capsys: pytest.CaptureFixture[str], *command: str) -> bool:
    """Do a command that has to end with one plain sentence about the disk, or about a server that died of it."""
    assert main(command) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    told = any(words in said for words in ("disk is full", "No space left", "does not answer"))
    assert told, said
    return told


def test_a_migration_on_a_full_disk_has_not_begun_and_comes_through_once_there_is_room(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(place.database()) as old:
        migrate(old, OLDEST)
        with old.write() as db:
            db.execute(text(A_HALL))
    for leave_kib in (0, 160):
        in_the_way = fill_up(place.disk, leave_kib)
        assert refused(capsys, "migrate")
        in_the_way.unlink()
        until(place.answers, 60)
        assert stands_at(place) == OLDEST

    assert main(["migrate"]) == 0
    assert stands_at(place) == newest()


def stands_at(place: Place) -> str | None:
    """Return the version of the tables; the hall is in them."""
    with closing(place.database()) as database, database.read() as db:
        assert db.execute(text("SELECT name FROM halls")).scalars().all() == ["市民中心"]
        return version(db)


@pytest.fixture
def yesterday(home: Path) -> Iterator[tuple[CentreLife, list[Kiosk]]]:
    """A centre elsewhere that has taken in what a kiosk had."""
    with before_a_centre(home, home / "yesterday", "", 1) as (life, kiosks):
        kiosks[0].rate(4)
        kiosks[0].meet(life.begin())
        kiosks[0].drain()
        life.end()
        yield life, kiosks


def test_a_restore_onto_a_full_disk_is_begun_anew_once_there_is_room(
    place: Place, yesterday: tuple[CentreLife, list[Kiosk]], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    life, kiosks = yesterday
    assert life.work("backup", home / "b.gz") == 0
    (place.life.folder / NAME).write_bytes((life.folder / NAME).read_bytes())
    for leave_kib in (0, 500) if not place.server else (0,):
        in_the_way = fill_up(place.disk, leave_kib)
        assert refused(capsys, "restore", str(home / "b.gz"))
        in_the_way.unlink()
        until(place.answers, 60)

    assert main(["restore", str(home / "b.gz")]) == 0
    with place.life.opened() as central:
        check_whole(central, kiosks)


def test_a_backup_without_room_to_be_tried_counts_for_nothing(
    place: Place, yesterday: tuple[CentreLife, list[Kiosk]], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    life, _ = yesterday
    assert life.work("backup", home / "first.gz") == 0
    (place.life.folder / NAME).write_bytes((life.folder / NAME).read_bytes())
    assert main(["restore", str(home / "first.gz")]) == 0
    with closing(place.database()) as database, database.write() as db:
        db.execute(text("UPDATE ledgers SET backed_up_through = 0"))
    for leave_kib in (0, 300):
        in_the_way = fill_up(place.disk, leave_kib)
        assert refused(capsys, "backup", str(home / "b.gz"))
        in_the_way.unlink()
        until(place.answers, 60)
        assert told_to_let_go(place) == 0
        assert not list(home.glob("b.gz*"))
        assert not list(place.life.folder.glob("yiping-backup-*"))

    assert main(["backup", str(home / "b.gz")]) == 0
    assert told_to_let_go(place) > 0


def test_control_with_room_the_same_commands_do_what_they_say(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends with 1 above ends with 0 where the disk is large: it was the disk."""
    monkeypatch.setenv("YIPING_DATA", str(home / "centre"))
    monkeypatch.setenv("YIPING_DATABASE_URL", "")
    assert main(["migrate"]) == 0
    assert main(["backup", str(home / "b.gz")]) == 0
    (home / "there").mkdir()
    (home / "there" / NAME).write_bytes((home / "centre" / NAME).read_bytes())
    monkeypatch.setenv("YIPING_DATA", str(home / "there"))
    assert main(["restore", str(home / "b.gz")]) == 0


def told_to_let_go(place: Place) -> int:
    """Return how far a kiosk has been told that a backup holds what it sent."""
    with closing(place.database()) as database, database.read() as db:
        return int(db.execute(text("SELECT max(backed_up_through) FROM ledgers")).scalar_one())
