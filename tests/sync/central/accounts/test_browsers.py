"""A browser is known again only for the person who logged in there, and only by this centre."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.central.accounts.browsers import browser_of, new_mark
from sync.central.accounts.people import create_account
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
