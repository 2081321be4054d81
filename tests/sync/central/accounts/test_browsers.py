"""A browser is known again only for the person who logged in there, and only by this centre."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sync.central.accounts import passwords
from sync.central.accounts.browsers import browser_of, new_mark
from sync.central.accounts.people import create_account
from sync.central.web.login import MOST_STRANGERS
from tests.support.asking import Client
from tests.support.facing import Town, town

SECRET, NAME, PASSWORD = b"the centre's", "李", "plum tractor seven lake"


def test_a_mark_is_its_persons_alone() -> None:
    mark = new_mark(SECRET, NAME)
    assert browser_of(SECRET, NAME, mark)
    assert new_mark(SECRET, NAME) != mark
    own, _, proof = mark.partition(".")
    others = [(SECRET, "wang", mark), (b"another centre's", NAME, mark), (SECRET, NAME, f"x{own}.{proof}")]
    others += [
        (SECRET, NAME, one) for one in ("", ".", own, f"{own}.", f".{proof}", "é.é", mark * 10, f"{own}.{proof}x")
    ]
    assert [browser_of(*one) for one in others] == [""] * len(others)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def test_a_crowd_that_guesses_takes_no_more_threads_than_it_may_and_a_known_browser_gets_in_beside_it(
    here: Town,
) -> None:
    """The hash of every password waits for one of two places; both are held here, so that whoever is let in stays."""
    with here.central.database.write() as db:
        create_account(db, NAME, PASSWORD, halls=None, now=here.clock.now())
    own = Client(here.app)
    own.post("/login", {"name": NAME, "password": PASSWORD})
    slots, turned_away = passwords._two_at_a_time, threading.Event()

    def guess(n: int) -> int:
        got = Client(here.app).post("/login", {"name": f"name{n}", "password": "guess"})
        if got.status == 429:
            assert got.headers["retry-after"]
            turned_away.set()
        return got.status

    with ThreadPoolExecutor(MOST_STRANGERS + 2) as pool:
        with slots, slots:
            asked = [pool.submit(guess, n) for n in range(MOST_STRANGERS + 1)]
            assert turned_away.wait(60), "the last to come is asked to come again, at once"
            mine = pool.submit(own.post, "/login", {"name": NAME, "password": PASSWORD})
        assert mine.result(60).status == 303
    assert sorted(one.result() for one in asked) == [401] * MOST_STRANGERS + [429]


def test_who_logged_in_here_before_gets_in_while_others_guess_at_their_name(here: Town) -> None:
    with here.central.database.write() as db:
        create_account(db, NAME, PASSWORD, halls=None, now=here.clock.now())
    own = Client(here.app)
    assert own.post("/login", {"name": NAME, "password": PASSWORD}).status == 303
    assert own.cookies.keys() == {"yiping", "yiping_known"}
    assert own.get("/api/v1/me").json()["name"] == NAME
    own.cookies.pop("yiping")
    stranger = Client(here.app)
    while stranger.post("/login", {"name": NAME, "password": "guess"}).status != 429:
        pass

    assert stranger.post("/login", {"name": NAME, "password": PASSWORD}).status == 429, "positive control"
    assert own.post("/login", {"name": f" {NAME} ", "password": PASSWORD}).status == 303
    assert own.get("/api/v1/me").status == 200
    known = Client(here.app, cookies={"yiping_known": own.cookies["yiping_known"]})
    assert known.get("/api/v1/me").status == 401, "it opens nothing"
