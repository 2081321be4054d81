"""The plug is pulled while the centre migrates, backs up or is restored: each is whole once it says so, else not begun.

Each stands still now and then; the un-flushed copy of its disk is what a power cut leaves at that moment.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from sync.central.backup import WrongBackup, restore
from sync.central.database import Database
from sync.central.keys import NAME, centre_keys
from sync.central.migrate import migrate, newest, version
from sync.central.settings import CentralSettings
from tests.faults.centre_life import A_HALL, OLDEST, CentreLife, Kiosk, before_a_centre, check_whole
from tests.faults.cutting import cut_off, possible
from tests.faults.disk import mounted, new_image
from tests.support import postgres as real_postgres

pytestmark = pytest.mark.may_skip  # needs root and a loop device, which not every machine that tests has

SELDOM = 100_000  # statements: it stands still before each COMMIT only
CARELESS = (
    "fsync=off",
)  # of PostgreSQL; less would not do: it waits for its disk by itself where a transaction drops a table


@dataclass
class Machine:
    """A disk that is cut off, on which a centre's database is; `url` is empty for SQLite, whose file is in the folder."""

    home: Path
    image: Path
    folder: Path
    server: real_postgres.Own | None = None
    url: str = ""

    @property
    def life(self) -> CentreLife:
        """The centre that works there."""
        return CentreLife(self.folder, self.url)

    @contextmanager
    def cut(self) -> Iterator[CentralSettings]:
        """Pull the plug; give the settings of the centre on what the disk then held."""
        pids = self.server.pids() if self.server else ()
        with cut_off(self.image, self.home, pids) as after:
            if not self.server:
                yield CentralSettings(data=after / "centre")
                return
            again = real_postgres.Own(after / "postgres")
            try:
                yield CentralSettings(data=self.folder, database=again.start())
            finally:
                again.stop(signal.SIGQUIT)


@contextmanager
def machine(kind: str, options: tuple[str, ...] = ()) -> Iterator[Machine]:
    """Give one with an empty database of this kind."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="yiping-cut-")))
        home.chmod(0o711)  # PostgreSQL is run by somebody who is not root
        image = new_image(home / "disk.img", 64 if kind == "sqlite" else 256)
        disk = stack.enter_context(mounted(image, home / "disk"))
        made = Machine(home, image, (disk if kind == "sqlite" else home) / "centre")
        made.folder.mkdir()
        if kind == "postgresql":
            made.server = real_postgres.Own(disk / "postgres", options)
            made.url = made.server.start()
            stack.callback(made.server.stop)
        subprocess.run(["sync", "-f", disk], check=True)
        yield made


def stands_at(settings: CentralSettings) -> str | None:
    """Return the version of a centre's tables if its hall is in them; None where they cannot be read."""
    with closing(Database(settings.url, centre_keys(settings.data).secret)) as database:
        try:
            with database.read() as db:
                whole = db.execute(text("SELECT name FROM halls")).scalars().all() == ["市民中心"]
                return version(db) if whole else None
        except SQLAlchemyError:
            return None


def migrated(kind: str, options: tuple[str, ...] = (), **how: object) -> tuple[set[str | None], str | None]:
    """Migrate a centre with a hall; return where cuts on the way leave it, and where one after the end does."""
    with machine(kind, options) as here:
        settings = CentralSettings(data=here.folder, database=here.url)
        with closing(Database(settings.url, centre_keys(here.folder).secret)) as old:
            migrate(old, OLDEST)
            with old.write() as db:
                db.execute(text(A_HALL))
        subprocess.run(["sync", "-f", here.image.parent / "disk"], check=True)
        on_the_way = set()
        for _ in here.life.work_with_halts("migrate", here.home, **how):
            with here.cut() as there:
                on_the_way.add(stands_at(there))
                with closing(Database(there.url, centre_keys(there.data).secret)) as again:
                    assert migrate(again)[1] == newest(), "what a cut left does not come through the next time"
        with here.cut() as there:
            return on_the_way, stands_at(there)


@pytest.mark.parametrize(("kind", "every"), [("sqlite", 60), ("postgresql", SELDOM)])
def test_a_migration_that_is_cut_off_has_not_begun_and_one_that_is_done_stays_done(kind: str, every: int) -> None:
    assert possible(lambda: migrated(kind, halts_every=every)) == ({OLDEST}, newest())


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_control_a_migration_that_does_not_wait_for_its_disk_is_undone_by_the_cut(kind: str) -> None:
    careless = {"synchronous": "OFF"} if kind == "sqlite" else {}
    assert possible(lambda: migrated(kind, CARELESS, **careless))[1] != newest()


@contextmanager
def a_day(home: Path, database: str = "") -> Iterator[tuple[CentreLife, list[Kiosk]]]:
    """Give a centre that has taken in what a kiosk had."""
    with before_a_centre(home, home / "yesterday", database, 1) as (life, kiosks):
        kiosks[0].rate(4)
        kiosks[0].meet(life.begin())
        kiosks[0].drain()
        life.end()
        yield life, kiosks


def restored(kind: str, options: tuple[str, ...] = (), **how: object) -> int:
    """Restore a centre; return how often it was cut off on the way, each time begun anew and come through."""
    cuts = 0
    with machine(kind, options) as here, a_day(here.home) as (life, kiosks):
        file = here.home / "b.gz"
        assert life.work("backup", file) == 0
        (here.folder / NAME).write_bytes((life.folder / NAME).read_bytes())
        subprocess.run(["sync", "-f", here.image.parent / "disk"], check=True)
        for _ in here.life.work_with_halts("restore", file, **how):
            with here.cut() as there:
                restore(there, file)
            cuts += 1
        with here.cut() as there, CentreLife(there.data, there.database).opened() as central:
            check_whole(central, kiosks)
    return cuts


@pytest.mark.parametrize(("kind", "every"), [("sqlite", 150), ("postgresql", SELDOM)])
def test_a_restore_that_is_cut_off_is_begun_anew_and_one_that_is_done_stays_done(kind: str, every: int) -> None:
    assert possible(lambda: restored(kind, halts_every=every)) > 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_control_a_restore_that_does_not_wait_for_its_disk_is_gone_with_the_cut(kind: str) -> None:
    careless = {"synchronous": "OFF"} if kind == "sqlite" else {}
    with pytest.raises((AssertionError, SQLAlchemyError)):
        possible(lambda: restored(kind, CARELESS, **careless))


def backed_up(home: Path, database: str, **how: object) -> list[tuple[bool, bool]]:
    """Back up onto a stick that is cut off on the way and at the end; return each time: whether kiosks had been told that
    they may let go, and whether everything comes back from the stick.
    """
    image = new_image(home / "disk.img", 64)
    seen = []
    with mounted(image, home / "disk") as stick, a_day(home, database) as (life, kiosks):

        def look() -> None:
            with cut_off(image, home) as after:
                seen.append(
                    (told_to_let_go(life), comes_back(after / "b.gz", home / f"there-{len(seen)}", life, kiosks))
                )

        for _ in life.work_with_halts("backup", stick / "b.gz", **how):
            look()
        look()
    return seen


def told_to_let_go(life: CentreLife) -> bool:
    settings = CentralSettings(data=life.folder, database=life.database)
    with closing(Database(settings.url, b"")) as database, database.read() as db:
        return bool(db.execute(text("SELECT max(backed_up_through) FROM ledgers")).scalar_one())


def comes_back(file: Path, folder: Path, life: CentreLife, kiosks: list[Kiosk]) -> bool:
    """Whether a file fills an empty database with everything there was."""
    folder.mkdir()
    (folder / NAME).write_bytes((life.folder / NAME).read_bytes())
    try:
        restore(CentralSettings(data=folder), file)
    except (WrongBackup, OSError):
        return False
    with CentreLife(folder).opened() as central:
        check_whole(central, kiosks)
    return True


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both kinds of database, on a disk that nobody cuts off."""
    if request.param == "sqlite":
        yield ""
        return
    server: real_postgres.Server = request.getfixturevalue("postgres")
    yield (url := server.new())
    server.drop(url)


NOTED = "UPDATE ledgers SET backed_up_through"


def test_kiosks_let_go_only_of_what_comes_back_from_a_backup_that_was_cut_off(tmp_path: Path, database: str) -> None:
    seen = possible(lambda: backed_up(tmp_path, database, halts_every=300, halts_at=NOTED))

    assert len(seen) > 2
    assert seen[-2:] == [(False, True), (True, True)], "it is on the disk before kiosks are told, and afterwards"
    assert (True, False) not in seen


def test_control_a_backup_that_does_not_wait_for_its_disk_is_gone_when_kiosks_have_let_go(tmp_path: Path) -> None:
    assert possible(lambda: backed_up(tmp_path, "", forgetful=True)) == [(True, False)]
