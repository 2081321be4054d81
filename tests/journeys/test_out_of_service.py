"""A kiosk that cannot keep anything says why, and the number at hand is rated on the citizen's own phone all the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from kiosk import opening
from kiosk.codes import Code
from kiosk.identity import NAME
from kiosk.store.answered import write_whole as keep_whole
from kiosk.store.database import FILE
from kiosk.store.lock import Lock
from sync.kinds import LedgerOpened, QrShown, Served
from tests.support.hall import Hall
from tests.support.touch import find, wait_until


def of_next_year(place: Hall) -> None:
    with closing(sqlite3.connect(place.data / FILE)) as db:
        db.execute("UPDATE alembic_version SET version_num = 'v9999_of_next_year'")
        db.commit()


def nothing_can_be_written(place: Hall) -> None:
    for path in place.data.glob(f"{FILE}*"):
        path.unlink()
    (place.data / FILE).mkdir()


def held_by_another(place: Hall) -> Callable[[], None]:
    return Lock(place.data / "lock").release


def full(place: Hall) -> Callable[[], None]:
    """Nothing can be written where the database is; what was there stands aside meanwhile, as on a full disk."""
    aside = place.data.parent / "aside"
    aside.mkdir()
    for path in place.data.glob(f"{FILE}*"):
        path.rename(aside / path.name)
    (place.data / FILE).mkdir()

    def mend() -> None:
        (place.data / FILE).rmdir()
        for path in aside.iterdir():
            path.rename(place.data / path.name)

    return mend


def without_its_key(place: Hall) -> Callable[[], None]:
    key = (place.data / NAME).read_bytes()
    (place.data / NAME).unlink()

    def mend() -> None:
        keep_whole(place.data / NAME, key)

    return mend


@pytest.mark.parametrize(
    ("break_it", "code"), [(held_by_another, Code.IN_USE), (full, Code.NO_ROOM), (without_its_key, Code.NOT_ENROLLED)]
)
def test_what_hindered_it_passes_and_the_window_goes_on_by_itself_with_the_number_at_hand(
    small_place: Hall, break_it: Callable[[Hall], Callable[[], None]], code: Code, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "FIRST_S", 0.1)  # nobody waits for it
    place = small_place
    place.enrol()
    place.open()
    place.log_in()
    before = place.rate_next(4).number
    place.close()
    mend = break_it(place)
    place.open()
    assert place.app.scene.property("fault") == code
    known = code is not Code.NOT_ENROLLED  # without its key it does not even know which window it is
    ticket = place.queue.call()
    if known:
        wait_until(lambda: place.app.scene.property("ticket") == ticket.number, "the number at hand")

    mend()

    wait_until(lambda: place.app.ready, "the store open")
    place.on("Serving", ticket.number)
    place.queue.act(ticket.id, "finish")
    place.on("Asking", ticket.number)
    place.tap("star-5")
    place.on("Explaining")
    place.tap("done")
    place.on("Thanking")
    served = [one.body for one in place.records(Served)]
    assert [one.ticket for one in served if isinstance(one, Served)] == [before, ticket.number]
    assert [one.body.why for one in place.records(LedgerOpened) if isinstance(one.body, LedgerOpened)] == ["enrolled"]
    assert place.app.desk.shift is not None, "whoever was logged in goes on"
    place.settled()


@pytest.mark.parametrize(
    ("break_it", "code"), [(of_next_year, Code.NEWER_STORE), (nothing_can_be_written, Code.NO_ROOM)]
)
def test_without_a_store_the_number_at_hand_is_rated_by_phone(small_place: Hall, break_it: object, code: Code) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.close()
    assert callable(break_it)
    break_it(place)

    place.open()
    place.on("OutOfService")
    assert place.app.scene.property("fault") == code
    assert str(code) in find(place.app.screen.window, "fault-code").property("text")
    assert place.app.scene.property("code_modules") == 0, "nobody is served yet"

    number = place.queue.call().number
    wait_until(lambda: place.app.scene.property("code_modules") > 0, "the code of the number at hand")
    minted = place.app.desk.qr()
    assert minted is not None
    assert urlsplit(minted.url).path.startswith("/r/")
    with urlopen(place.url + urlsplit(minted.url).path) as page:
        text = page.read().decode()
    assert number in text
    assert "非常满意" in text


def test_a_kiosk_that_was_turned_off_shows_no_code_the_centre_would_refuse(small_place: Hall) -> None:
    place = small_place
    kiosk = place.enrol().kiosk
    place.open()
    place.log_in()
    place.serve_next()
    place.run_central("revoke", kiosk)
    place.app.backroom.beat()
    place.on("OutOfService")
    assert place.app.scene.property("fault") == Code.TURNED_OFF
    assert place.app.scene.property("code_modules") == 0
    assert place.records(QrShown) == []


def test_a_damaged_key_file_says_so_and_asks_for_paper(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    (place.data / NAME).write_text("{")
    place.open()
    place.on("OutOfService")
    assert place.app.scene.property("fault") == Code.BAD_KEY
    assert "密钥文件已损坏" in find(place.app.screen.window, "fault-code").property("text")
    place.queue.call()
    assert place.app.scene.property("code_modules") == 0
