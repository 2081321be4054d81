"""An empty centre's database with the tables of accounts, on SQLite; the tests of the pages use PostgreSQL too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import sync.central.accounts.models  # noqa: F401 - declares the tables
from sync.central.database import Base, Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/centre.db", b"secret")
    with made.write() as db:
        Base.metadata.create_all(db, tables=[t for t in Base.metadata.sorted_tables if t.name in TABLES])
    yield made
    made.close()


TABLES = {
    "accounts",
    "account_halls",
    "account_departments",
    "log_ins",
    "log_in_tries",
    "second_factors",
    "recovery_codes",
}
TABLES |= {"reading_tokens", "access_log", "audit", "audit_heads"}
