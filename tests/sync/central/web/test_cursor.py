from __future__ import annotations

import json

import pytest
from fastapi import HTTPException
from sqlalchemy import select

from sync.central.accounts.log import note
from sync.central.accounts.models import Access
from sync.central.web.cursor import cursor, opened, page_of
from sync.contract import b64
from tests.support.facing import Town

BY = (Access.hall_id, Access.id)


def lines(place: Town, many: int) -> None:
    with place.central.database.write() as db:
        for number in range(many):
            hall = f"H{number % 3}"
            note(db, who="nobody", hall=hall, what=f"line {number}", given=False, now=place.clock.now())


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 7, 8])
def test_pages_together_are_the_list_with_nothing_twice(place: Town, limit: int, newest_first: bool) -> None:
    lines(place, 7)
    query = select(Access.hall_id, Access.id, Access.what)
    read: list[str] = []
    after: str | None = ""
    pages = 0
    with place.central.database.read() as db:
        while after is not None:
            made = page_of(db, query, BY, after=after, limit=limit, newest_first=newest_first)
            read += [row.what for row in made.rows]
            after, pages = made.next, pages + 1
        order = [one.desc() for one in BY] if newest_first else list(BY)
        assert read == [row.what for row in db.execute(query.order_by(*order))]
    assert pages == -(-7 // limit)


def test_a_line_that_comes_meanwhile_moves_nothing_that_was_read(here: Town) -> None:
    lines(here, 6)
    query = select(Access.hall_id, Access.id, Access.what)
    with here.central.database.read() as db:
        first = page_of(db, query, BY, after="", limit=4)
    lines(here, 1)  # comes before what was read
    with here.central.database.read() as db:
        second = page_of(db, query, BY, after=first.next or "", limit=4)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}


def test_a_place_comes_back_as_it_was() -> None:
    for place in (["甲 01", 7], ["", -(2**53 - 1)], ["'; --", 0]):
        assert opened(cursor(place), [str, int]) == place


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "====",
        "中",
        b64(b"[]"),
        b64(b'["a"]'),
        b64(b'["a",1,2]'),
        b64(b'["a",true]'),
        b64(b'["a",1.5]'),
        b64(b'["a",9007199254740992]'),
        b64(b'["\\u0000",1]'),
        b64(b'["\\ud800",1]'),
        b64(b'{"a":1}'),
        b64(b"[" * 1400),
        b64(json.dumps([["a"], 1]).encode()),
        b64(b'["a",' + b"9" * 5000 + b"]"),
    ],
)
def test_what_is_no_cursor_of_this_list_is_refused(text: str) -> None:
    with pytest.raises(HTTPException) as refused:
        opened(text, [str, int])
    assert refused.value.status_code == 422
