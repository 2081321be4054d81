"""Transactions, seals and keys: what the tables stand on."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from sync.central.central import Central, WrongCentre, open_central
from sync.central.database import after_commit, table_of
from sync.central.keys import NAME, centre_keys
from sync.central.kiosks.models import Centre
from sync.central.migrate import migrate, newest
from sync.central.places.models import Hall, Window
from sync.central.seals import broken_seals
from sync.central.settings import CentralSettings
from tests.support.centre import rows
from tests.support.clock import FakeClock


def test_what_is_raised_rolls_everything_back_and_nobody_is_told(central: Central) -> None:
    told: list[str] = []

    def fail() -> None:
        with central.database.write() as db:
            db.execute(insert(Hall).values(id="H2", name="x"))
            after_commit(db, lambda: told.append("H2"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with central.database.write() as db:
        after_commit(db, lambda: told.append("H3"))

    assert told == ["H3"]
    assert [one.id for one in rows(central, Hall)] == ["H001"]


def test_a_reader_can_change_nothing(central: Central) -> None:
    with central.database.read() as db, pytest.raises(DBAPIError):
        db.execute(insert(Hall).values(id="H2", name="x"))


def test_many_writers_wait_for_each_other_and_lose_nothing(central: Central) -> None:
    def add(number: int) -> None:
        for at in range(10):
            with central.database.write() as db:
                db.execute(insert(Hall).values(id=f"W{number}-{at}", name="x"))

    hands = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert len(rows(central, Hall)) == 61


def test_rows_are_sealed_when_they_are_written_and_no_longer_fit_when_another_hand_changes_them(
    central: Central,
) -> None:
    secret = central.keys.secret
    with central.database.write() as db:
        db.execute(insert(Hall), [{"id": "H2", "name": "二"}, {"id": "H3", "name": "三"}])
        db.execute(update(Window).where(Window.id == "1").values(name="一号"))
        db.execute(update(Hall).values(rating_per_matter=True))
    with central.database.read() as db:
        assert [list(broken_seals(db, secret, table_of(model))) for model in (Hall, Window)] == [[], []]

    with central.database.write() as db:
        db.exec_driver_sql("UPDATE halls SET name = 'x' WHERE id = 'H2'")
    with central.database.read() as db:
        assert list(broken_seals(db, secret, table_of(Hall))) == [{"id": "H2"}]


def test_a_seal_of_another_table_or_with_another_secret_does_not_fit(central: Central) -> None:
    with central.database.read() as db:
        assert len(list(broken_seals(db, b"another", table_of(Hall)))) == 1


def test_the_keys_are_made_once_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    first = centre_keys(tmp_path)

    assert centre_keys(tmp_path) == first
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [NAME]


def test_two_processes_that_start_at_once_agree_on_the_keys(tmp_path: Path) -> None:
    made: list[object] = []
    hands = [threading.Thread(target=lambda: made.append(centre_keys(tmp_path))) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert all(one == made[0] for one in made)


def test_another_centres_keys_do_not_open_this_database(central: Central, tmp_path: Path, clock: FakeClock) -> None:
    url = central.database.url.render_as_string(hide_password=False)

    with pytest.raises(WrongCentre, match="centre-keys"):
        open_central(CentralSettings(data=tmp_path / "other", database=url), clock)


def test_opening_again_changes_nothing(central: Central, clock: FakeClock) -> None:
    again = open_central(central.settings, clock)

    assert again.incarnation == central.incarnation
    assert migrate(again.database) == (newest(), newest())
    with again.database.read() as db:
        assert db.execute(select(Centre.id)).scalars().all() == [central.keys.centre]
    again.close()
