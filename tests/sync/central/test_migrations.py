"""The migrations make just the tables that the models declare, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sync.central.central import Central
from sync.central.migrate import newest, version
from sync.central.tables import METADATA, tables


@pytest.mark.filterwarnings(  # Alembic cannot read an index over an expression back from SQLite; PostgreSQL's it compares
    "ignore:Skipped unsupported reflection of expression-based index visits_by_number",
    "ignore:autogenerate skipping metadata-specified expression-based index 'visits_by_number'",
)
def test_what_is_migrated_is_what_is_declared(central: Central) -> None:
    with central.database.read() as db:
        differences = compare_metadata(MigrationContext.configure(db), METADATA)
        made = version(db)

    assert differences == []
    assert made == newest()


def test_every_key_of_a_hall_begins_with_the_hall() -> None:
    """So that halls can be spread over machines: no key, unique constraint or index of theirs begins with anything else."""
    small = {
        "halls",
        "centre",
        "accounts",
        "log_ins",
        "log_in_tries",
        "second_factors",
        "recovery_codes",
        "waiting_kiosks",
        "turns",
    }  # the same everywhere, or without a hall
    before_the_hall_is_known = {"kiosks_by_id", "kiosks_by_key", "enrol_codes_by_id", "reading_tokens_by_hash"}
    looked_up = {*before_the_hall_is_known, "former_places_by_kiosk", "ratings_by_receipt", "help_calls_by_id"}
    looked_up |= {"day_counts_by_group"}  # for ranks over all halls
    wrong = []
    for table in tables():
        if table.name in small:
            continue
        keys = [list(table.primary_key), *(list(one.columns) for one in table.indexes if one.name not in looked_up)]
        wrong += [table.name for columns in keys if columns[0].name != "hall_id"]

    assert wrong == []
