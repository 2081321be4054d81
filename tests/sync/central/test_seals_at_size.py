"""An update seals its own rows at once, however large the table has grown."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from sync.central.central import Central
from sync.central.database import table_of
from sync.central.followup.models import Case
from sync.central.migrations.versions.v0009_unsealed_rows import TABLES
from sync.central.seals import UNSEALED, broken_seals
from sync.central.tables import tables
from tests.support.centre import rows

CASES = table_of(Case)


def filled(central: Central, count: int = 3000) -> None:
    def row(at: int) -> dict[str, Any]:
        ids = {"id": f"c{at}", "rating_id": f"r{at}", "visit_id": f"v{at}"}
        return {
            "hall_id": "H001",
            "ticket_key": f"k{at}",
            "round": 1,
            "pool": "verification",
            "why": "x",
            "opened_ms": 0,
        } | ids

    with central.database.write() as db:
        db.execute(insert(Case), [row(at) for at in range(count)])
    central.database.count_anew("cases")


@pytest.mark.parametrize("name", TABLES)
def test_rows_that_wait_for_their_seal_are_found_by_an_index_in(name: str, central: Central) -> None:
    """Asked of the database itself, as the statement is written."""
    filled(central)
    table = next(one for one in tables() if one.name == name)
    statement = str(select(table).where(text(UNSEALED)))
    with central.database.write() as db:
        if central.database.sqlite:
            plan = [row.detail for row in db.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
        else:
            db.execute(text("SET LOCAL enable_seqscan = off"))  # an empty table is walked whatever indexes it has
            plan = list(db.execute(text(f"EXPLAIN {statement}")).scalars())

    assert any(f"{name}_unsealed" in line for line in plan), plan


def test_an_update_in_a_large_table_leaves_every_row_sealed(central: Central) -> None:
    filled(central)
    with central.database.write() as db:
        db.execute(update(Case).where(Case.ticket_key.in_(["k7", "k8"])).values(withdrawn_ms=5))

    assert sum(one.withdrawn_ms == 5 for one in rows(central, Case)) == 2
    with central.database.read() as db:
        assert list(broken_seals(db, central.keys.secret, CASES)) == []
