"""Seals on rows that no record can prove: an HMAC of each row, made with a secret that is not in the database.

Inserts and updates made through SQLAlchemy are sealed by themselves; whoever edits the file or the server beside the
program cannot make a fitting seal, and `verify` finds the row.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Insert, RowMapping, Table, Update, event, select, text

from sync.contract import b64

SEAL = "seal"
UNSEALED = f"{SEAL} = ''"  # written out: no index on a condition is found by a parameter
_encode = msgspec.json.Encoder(order="sorted").encode


def seal_of(secret: bytes, table: Table, row: Mapping[str, Any]) -> str:
    """Return the seal of a row: an HMAC-SHA256 over the table's name and every other column."""
    values = {name: _stable(row[name]) for name in _names(table)}
    return hmac.digest(secret, _encode([str(table.name), values]), "sha256").hex()


@cache
def _names(table: Table) -> tuple[str, ...]:
    return tuple(str(column.name) for column in table.columns if column.name != SEAL)


def sealed(table: Table) -> bool:
    """Return whether the rows of a table carry seals."""
    return SEAL in table.columns


def broken_seals(connection: Connection, secret: bytes, table: Table, at_once: int = 2000) -> Iterator[dict[str, Any]]:
    """Yield the key of every row whose seal does not fit; `at_once` rows are in memory together."""
    found = connection.execute(select(table).execution_options(yield_per=at_once))
    for row in found.mappings():
        if not hmac.compare_digest(str(row[SEAL]), seal_of(secret, table, dict(row))):
            yield {column.name: row[column.name] for column in table.primary_key}


def seal_row(connection: Connection, secret: bytes, table: Table, row: RowMapping) -> None:
    """Give a row that is in the table the seal that fits it."""
    key = [column == row[column.name] for column in table.primary_key]
    again = table.update().where(*key).values({SEAL: seal_of(secret, table, dict(row))})
    connection.execute(again.execution_options(**{_OURS: True}))


def keep_sealed(engine: Engine, secret: bytes) -> None:
    """Seal what is inserted and updated through this engine from now on."""

    def before(_connection: Connection, clause: Any, many: Any, one: Any, _options: Any) -> tuple[Any, Any, Any]:
        table = getattr(clause, "table", None)
        if not isinstance(table, Table) or not sealed(table):
            return clause, many, one
        if isinstance(clause, Update):
            return (clause if _is_ours(clause) else clause.values({SEAL: ""})), many, one
        if isinstance(clause, Insert) and clause.select is None and not _is_ours(clause):
            return _sealed_insert(secret, table, clause, many, one)
        return clause, many, one

    def after(connection: Connection, clause: Any, *_rest: Any) -> None:
        table = getattr(clause, "table", None)
        if isinstance(clause, Update) and isinstance(table, Table) and sealed(table) and not _is_ours(clause):
            _seal_open_rows(connection, secret, table)

    event.listen(engine, "before_execute", before, retval=True)
    event.listen(engine, "after_execute", after)


_OURS = "yiping_seals"


def _is_ours(clause: Insert | Update) -> bool:
    return bool(clause.get_execution_options().get(_OURS))


def _sealed_insert(secret: bytes, table: Table, clause: Insert, many: Any, one: Any) -> tuple[Any, Any, Any]:
    rows = list(many) or ([dict(one)] if one else [])
    if rows:
        return clause, [{**row, SEAL: seal_of(secret, table, _filled(table, row))} for row in rows], {}
    values = dict(clause.compile().params)
    return clause.values({SEAL: seal_of(secret, table, _filled(table, values))}), many, one


def _filled(table: Table, given: Mapping[str, Any]) -> dict[str, Any]:
    row = {}
    for column in table.columns:
        default = getattr(column.default, "arg", None)
        value = given.get(column.name)
        row[column.name] = value if column.name in given and value is not None else default
    return row


def _seal_open_rows(connection: Connection, secret: bytes, table: Table) -> None:
    for row in connection.execute(select(table).where(text(UNSEALED))).mappings().all():
        seal_row(connection, secret, table, row)


def _stable(value: Any) -> Any:
    """Return what both databases give back alike: whole numbers for booleans, text for bytes."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (bytes, memoryview)):
        return b64(bytes(value))
    return value
