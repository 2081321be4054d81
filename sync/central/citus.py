"""Spreads the tables over a Citus cluster: what grows lies by hall on the nodes, what is small on every one of them.

A hall's rows of all large tables lie on one node, so that a batch is one local transaction. Each table is moved in a
transaction of its own; whoever starts again goes on where it ended.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from enum import StrEnum

from sqlalchemy import Connection, ForeignKeyConstraint, Table, UniqueConstraint, text

from sync.central.database import Database
from sync.central.tables import tables

log = logging.getLogger(__name__)

HALL = "hall_id"
FIRST = "records"  # the others lie where its rows of the same hall lie
_TURN = 0x7969_7069_6E67  # the advisory lock of whoever spreads: two programs that start at once take turns

EVERYWHERE = frozenset(
    {
        "halls",
        "departments",
        "windows",
        "staff",
        "notices",  # places and people: read with everything
        "kiosks",
        "enrol_codes",
        "reading_tokens",  # asked for before anybody knows the hall
        "accounts",
        "account_halls",
        "account_departments",
        "second_factors",
        "recovery_codes",
    }
)
HERE = frozenset({"centre", "log_ins", "log_in_tries"})  # sessions and what is about the centre itself


class Place(StrEnum):
    """Where the rows of a table lie."""

    BY_HALL = "by hall"
    EVERYWHERE = "on every node"
    HERE = "at the coordinator"


class Unfit(Exception):
    """A table cannot be spread as it is; the text has a line a reason."""


def place_of(table: Table) -> Place:
    """Return where a table belongs: by hall, unless it is small or is not about a hall."""
    if table.name in EVERYWHERE:
        return Place.EVERYWHERE
    return Place.HERE if table.name in HERE or HALL not in table.columns else Place.BY_HALL


def objections(every: Sequence[Table]) -> list[str]:
    """Return what keeps these tables from being spread, a sentence each. Pure."""
    return [f"{table.name}: {why}" for table in every for why in _objections(table)]


def is_citus(connection: Connection) -> bool:
    """Return whether this database is Citus'."""
    return (
        connection.dialect.name == "postgresql"
        and connection.execute(text("SELECT to_regclass('pg_dist_partition')")).scalar() is not None
    )


def spread_so_far(connection: Connection) -> set[str]:
    """Return the tables that are spread already."""
    return set(connection.execute(text("SELECT logicalrelid::text FROM pg_dist_partition")).scalars())


def spread_if_it_takes_no_time(database: Database, *, new: bool) -> list[str]:
    """Spread the tables of a new database, or what was added to one that is spread: there is nothing to move.

    Filling a cluster from a full database takes hours; that is for `yiping-central migrate`, not for a start.
    """
    with database.read() as db:
        due = is_citus(db) and (new or bool(spread_so_far(db)))
    return spread(database) if due else []


def spread(database: Database) -> list[str]:
    """Spread what is not spread yet, with all its rows; return the names. Elsewhere than on Citus there is nothing to do.

    Raises:
        Unfit: a table's keys do not allow it.
    """
    with database.read() as db:
        if not is_citus(db):
            return []
    wrong = objections(tables())
    if wrong:
        raise Unfit("\n".join(wrong))
    return [table.name for table in _in_order() if _moved(database, table)]


def _in_order() -> list[Table]:
    """Return the tables to move: first those that others may refer to, then the one whose place the rest follow."""
    moving = [table for table in tables() if place_of(table) is not Place.HERE]
    return sorted(moving, key=lambda table: (place_of(table) is Place.BY_HALL, table.name != FIRST))


def _moved(database: Database, table: Table) -> bool:
    with database.write() as db:
        db.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
        if table.name in spread_so_far(db):
            return False
        if place_of(table) is Place.EVERYWHERE:
            db.execute(text("SELECT create_reference_table(CAST(:name AS regclass))"), {"name": table.name})
        else:
            beside = "none" if table.name == FIRST else FIRST
            values = {"name": table.name, "hall": HALL, "beside": beside}
            db.execute(
                text("SELECT create_distributed_table(CAST(:name AS regclass), :hall, colocate_with => :beside)"),
                values,
            )
        # Citus leaves the rows it copied where they were, out of sight; a filled table would take its room twice
        db.execute(
            text("SELECT truncate_local_data_after_distributing_table(CAST(:name AS regclass))"), {"name": table.name}
        )
    log.info("%s now lies %s", table.name, place_of(table))
    return True


def _objections(table: Table) -> Iterator[str]:
    place = place_of(table)
    if place is Place.BY_HALL:
        unique = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
        unique += [one.columns for one in table.indexes if one.unique]
        for columns in (table.primary_key.columns, *unique):
            names = [column.name for column in columns]
            if names[:1] != [HALL]:
                yield f"the key ({', '.join(names)}) does not begin with {HALL}"
    numbered = table.autoincrement_column
    if place is not Place.HERE and numbered is not None:
        yield f"{numbered.name} is numbered by the database, and each node would count for itself"
    for key in table.foreign_key_constraints:
        if not _may_refer(place, key):
            yield f"refers to {key.referred_table.name}, whose rows may lie on another node"


def _may_refer(place: Place, key: ForeignKeyConstraint) -> bool:
    there = place_of(key.referred_table)
    if there is Place.EVERYWHERE or place is Place.HERE:
        return there is place or there is Place.EVERYWHERE
    return place is there and any(one.parent.name == one.column.name == HALL for one in key.elements)
