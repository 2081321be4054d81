"""The demo's phone against the product's own centre: it sends what the page offers, and only once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from sqlalchemy import select

from kiosk.demo.phone import rate_by_phone
from sync.central.intake.models import Rating
from sync.contract import uuid7
from tests.support.facing import Town, town
from tests.support.serving import served


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def address(place: Town) -> Iterator[str]:
    with served(place.app) as url:
        yield url


def levels(place: Town) -> list[int]:
    with place.central.database.read() as db:
        return list(db.execute(select(Rating.level)).scalars())


@pytest.mark.parametrize("level", range(1, 6))
def test_each_level_is_one_rating_at_the_centre(place: Town, address: str, level: int) -> None:
    page = rate_by_phone(f"{address}/r/{place.tablet().mint(uuid7())}", level)
    assert levels(place) == [level]
    assert 'name="reason"' in page, "the same page of reasons after every level"


def test_a_number_that_is_rated_cannot_be_rated_again(place: Town, address: str) -> None:
    url = f"{address}/r/{place.tablet().mint(uuid7())}"
    rate_by_phone(url, 4)
    with pytest.raises(ValueError, match=r"the phone page offers \[\], not 1"):
        rate_by_phone(url, 1)
    assert levels(place) == [4]


def test_a_level_that_is_not_offered_is_not_sent(place: Town, address: str) -> None:
    with pytest.raises(ValueError, match="not 6"):
        rate_by_phone(f"{address}/r/{place.tablet().mint(uuid7())}", 6)
    assert levels(place) == []


def test_a_code_nobody_signed_leads_nowhere(place: Town, address: str) -> None:
    with pytest.raises(HTTPError, match="404"):
        rate_by_phone(f"{address}/r/nonsense", 5)
    assert levels(place) == []
