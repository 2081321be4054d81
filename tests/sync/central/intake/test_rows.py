"""Rows copied as one text come back as they were, whatever they hold."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from sync.central.intake.filing import RECORDS
from sync.central.intake.rows import add
from sync.central.places.models import Hall
from tests.support.facing import Town, town

NASTY = ["plain", "\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\\", "\\\\t", "\x0b\x0c\b", "龘\u2028", '{"a":"\\n"}', ""]


def row(seq: int, text: str, kind: str | None) -> dict[str, Any]:
    return {
        "hall_id": "H001",
        "ledger": "l",
        "seq": seq,
        "id": None,
        "visit_id": None,
        "kind": kind,
        "said": "accepted",
        "why": None,
        "at_ms": seq,
        "quality": None,
        "hash": "h",
        "text": text,
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Any) -> Any:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with town(tmp_path, url) as made:
        yield made


def test_what_copy_must_escape_comes_back_as_it_was(place: Town) -> None:
    rows = [row(seq, text, text if seq % 2 else None) for seq, text in enumerate(NASTY)]
    with place.central.database.write() as db:
        assert db.execute(select(Hall.id)).scalars().all() == ["H001"]
        add(db, RECORDS, rows)
    with place.central.database.read() as db:
        held = db.execute(select(RECORDS).order_by(RECORDS.c.seq)).mappings()
        assert [dict(one) for one in held] == rows
