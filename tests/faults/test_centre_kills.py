"""The centre is killed around a batch, at random, and during its own work: nothing it signed for is lost, nothing doubled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from sync.central.database import Database
from sync.central.keys import centre_keys
from sync.central.migrate import migrate, newest, version
from sync.central.settings import CentralSettings
from sync.delivery.outcomes import Delivered, Unreachable
from tests.faults.centre_child import Point
from tests.faults.centre_life import A_HALL, OLDEST, CentreLife, Kiosk, before_a_centre, check_whole, lost
from tests.support import postgres as real_postgres

SEED = 20260302


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both kinds of database."""
    if request.param == "sqlite":
        yield ""
        return
    server: real_postgres.Server = request.getfixturevalue("postgres")
    yield (url := server.new())
    server.drop(url)


@pytest.fixture
def place(tmp_path: Path, database: str) -> Iterator[tuple[CentreLife, list[Kiosk]]]:
    """A centre and two kiosks."""
    with before_a_centre(tmp_path, tmp_path / "centre", database, 2) as made:
        yield made


def batches_held(life: CentreLife) -> int:
    with life.opened() as central, central.database.read() as db:
        return int(db.execute(text("SELECT count(*) FROM deliveries")).scalar_one())


@pytest.mark.parametrize("point", [Point.BEFORE_COMMIT, Point.BEFORE_ANSWER, Point.AFTER_ANSWER])
def test_a_centre_killed_around_a_batch_loses_and_doubles_nothing(
    place: tuple[CentreLife, list[Kiosk]], point: Point
) -> None:
    life, kiosks = place
    one = kiosks[0]
    for _ in range(2):
        one.rate(3)
        before = batches_held(life)
        one.meet(life.begin(points={1: point}))
        outcome = one.round()
        assert life.died() == -9
        life.end()

        assert isinstance(outcome, Delivered if point is Point.AFTER_ANSWER else Unreachable), outcome
        assert batches_held(life) == before + (point is not Point.BEFORE_COMMIT)  # it died where it was meant to
        with life.opened() as central:
            assert lost(central, kiosks) == 0

    for one in kiosks:
        one.meet(life.begin() if life.process is None else f"http://127.0.0.1:{life.port}")
        one.drain()
    life.end()
    with life.opened() as central:
        check_whole(central, kiosks)


def test_kills_at_random_moments_lose_and_double_nothing(place: tuple[CentreLife, list[Kiosk]]) -> None:
    print(f"seed {SEED}")
    life, kiosks = place
    chance = Random(SEED)
    for _ in range(6):
        url = life.begin()
        for one in kiosks:
            one.meet(url)
        for turn in range(chance.randrange(1, 5)):
            kiosks[turn % 2].rate(2)
            assert isinstance(kiosks[turn % 2].round(), Delivered)
        threading.Timer(chance.uniform(0.0, 0.05), life.process.kill).start()
        while life.process.is_alive():
            for one in kiosks:
                one.rate(1)
                one.round()
        life.end()
        with life.opened() as central:
            assert lost(central, kiosks) == 0

    url = life.begin()
    for one in kiosks:
        one.meet(url)
        one.drain()
    life.end()
    with life.opened() as central:
        check_whole(central, kiosks)


def test_the_control_a_centre_that_answers_before_it_commits_is_caught(place: tuple[CentreLife, list[Kiosk]]) -> None:
    """The detector: records that were signed for and then are gone."""
    life, kiosks = place
    url = life.begin()
    for one in kiosks:
        one.rate(3)
        one.meet(url)
        one.drain()
    life.end()
    with life.opened() as central:
        with central.database.write() as db:
            db.execute(text("DELETE FROM records WHERE seq > 10"))
        assert lost(central, kiosks) > 0


# --- its own work -------------------------------------------------------------------------------------------------------


def until_it_lives(work: Callable[[int], int], step: int, left: Callable[[], object] = lambda: None) -> int:
    """Kill the work at its 1st statement, then later and later until it comes through; return how often it was killed.

    `left` looks at what a kill has left.
    """
    kills = 0
    while (code := work(1 + kills * step)) == -9:
        kills += 1
        left()
        assert kills < 200
    assert code == 0
    return kills


def test_a_backup_that_is_killed_leaves_nothing_that_passes_for_one(
    place: tuple[CentreLife, list[Kiosk]], tmp_path: Path
) -> None:
    life, kiosks = place
    deliver_all(life, kiosks)
    file = tmp_path / "b.gz"

    def left() -> None:
        assert not file.exists(), "half a backup under its own name"

    assert until_it_lives(lambda nth: life.work("backup", file, dies_at=nth), 70, left) > 1

    assert [one.name for one in life.folder.glob("yiping-backup-*")] == [], "a copy of the database and its keys"
    assert not list(tmp_path.glob("*.partial"))
    with life.opened() as central, central.database.read() as db:
        assert set(db.execute(text("SELECT backed_up_through = settled_through FROM ledgers")).scalars()) == {True}


def test_a_restore_that_is_killed_is_begun_anew_and_comes_through(
    place: tuple[CentreLife, list[Kiosk]], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    life, kiosks = place
    deliver_all(life, kiosks)
    assert life.work("backup", tmp_path / "b.gz") == 0
    there = CentreLife(tmp_path / "there", life.database and request.getfixturevalue("postgres").new())
    there.folder.mkdir()
    (there.folder / "centre-keys.json").write_bytes((life.folder / "centre-keys.json").read_bytes())

    assert until_it_lives(lambda nth: there.work("restore", tmp_path / "b.gz", dies_at=nth), 40) > 1

    with there.opened() as central:
        check_whole(central, kiosks)


def test_a_migration_that_is_killed_has_not_begun_and_comes_through_the_next_time(
    tmp_path: Path, database: str
) -> None:
    life = CentreLife(tmp_path / "centre", database)
    settings = CentralSettings(data=life.folder, database=database)
    with closing(Database(settings.url, centre_keys(life.folder).secret)) as old:
        migrate(old, OLDEST)
        with old.write() as db:
            db.execute(text(A_HALL))
        assert (
            until_it_lives(lambda nth: life.work("migrate", tmp_path, dies_at=nth), 9, lambda: is_at(old, OLDEST)) > 2
        )
        is_at(old, newest())


def is_at(database: Database, wanted: str | None) -> None:
    """A database is at a version, and its hall is in it."""
    with database.read() as db:
        assert version(db) == wanted
        assert db.execute(text("SELECT name FROM halls")).scalars().all() == ["市民中心"]


def deliver_all(life: CentreLife, kiosks: list[Kiosk]) -> None:
    url = life.begin()
    for one in kiosks:
        one.rate(4)
        one.meet(url)
        one.drain()
    life.end()
