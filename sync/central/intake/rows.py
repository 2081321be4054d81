"""Many rows in one statement with one JSON parameter: what keeps intake fast on both databases.

Compiling a 200-row VALUES costs a hundred times more than running it; here each statement's text is made once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any, cast

import msgspec
from sqlalchemy import BigInteger, Boolean, Connection, Integer, Table

from sync.central.seals import SEAL, seal_of

CHUNKS = (100, 25, 5, 1)  # few different statements, so that each is prepared once


class Rows(list[tuple[Any, ...]]):
    """All rows a statement gave."""

    def first(self) -> tuple[Any, ...] | None:
        """Return the first row, None if there is none."""
        return self[0] if self else None

    def scalar(self) -> Any:
        """Return the first column of the first row, None if there is none."""
        return self[0][0] if self else None


class Taken(Exception):
    """A row with this key is there already; the transaction is over."""


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows whose keys are new, the fastest way there is.

    Raises:
        Taken: one of the keys is not; nothing more can be done in this transaction.
    """
    columns = tuple(rows[0])
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            with cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy:
                copy.write("".join([_copied(tuple(row.values())) for row in rows]))
        else:
            _in_chunks(cursor, table, columns, rows, "")
    except connection.dialect.loaded_dbapi.DatabaseError as trouble:
        if not _is_taken(trouble, connection, table):
            raise
        raise Taken(str(trouble)) from None
    finally:
        cursor.close()


def _is_taken(trouble: Exception, connection: Connection, table: Table) -> bool:
    """Whether a key was taken. From a node of Citus, COPY brings back the sentence alone and calls it an internal error."""
    dbapi = connection.dialect.loaded_dbapi
    keys = (f"{table.name}_pkey", *(str(one.name) for one in table.indexes if one.unique))
    return isinstance(trouble, dbapi.IntegrityError) or (
        isinstance(trouble, dbapi.InternalError) and any(key in str(trouble) for key in keys)
    )


def _copied(values: tuple[Any, ...]) -> str:
    """Return a row as COPY reads it; nearly none holds what must be escaped, and one look at the whole line tells."""
    line = "\t".join([value if value.__class__ is str else r"\N" if value is None else str(value) for value in values])
    if (
        line.count("\\") == values.count(None)
        and line.count("\t") == len(values) - 1
        and not ("\n" in line or "\r" in line)
    ):
        return line + "\n"
    return "\t".join([r"\N" if value is None else str(value).translate(_ESCAPED) for value in values]) + "\n"


_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, replace: bool = False) -> None:
    """Insert rows; one whose key is taken is left as it is, or replaced. All have the same columns in the same order."""
    put_all(connection, [(table, rows)], replace=replace)


def put_all(
    connection: Connection, filled: Sequence[tuple[Table, Sequence[Mapping[str, Any]]]], *, replace: bool = False
) -> None:
    """The same for several tables; on PostgreSQL one statement writes them all."""
    filled = [(table, rows) for table, rows in filled if rows]
    if connection.dialect.name == "postgresql" and filled:
        parts = [_recordset(table, tuple(rows[0]), replace) for table, rows in filled]
        before = [f"part{at} AS ({part})" for at, part in enumerate(parts[:-1])]
        statement = f"WITH {', '.join(before)} {parts[-1]}" if before else parts[-1]
        _run(connection, statement, tuple(msgspec.json.encode(rows).decode() for _, rows in filled))
        return
    cursor = connection.connection.cursor()
    try:
        for table, rows in filled:
            columns = tuple(rows[0])
            _in_chunks(cursor, table, columns, rows, _conflict(table, columns, replace))
    finally:
        cursor.close()


def _in_chunks(
    cursor: Any, table: Table, columns: tuple[str, ...], rows: Sequence[Mapping[str, Any]], conflict: str
) -> None:
    """Insert on SQLite, many rows a statement: each statement lets go of the interpreter once, and others rush in."""
    at = 0
    for size in CHUNKS:
        statement = _insert(table, columns, size, conflict)
        while len(rows) - at >= size:
            cursor.execute(statement, [value for row in rows[at : at + size] for value in row.values()])
            at += size


def put_sealed(
    connection: Connection, secret: bytes, table: Table, rows: Sequence[Mapping[str, Any]], *, replace: bool = False
) -> None:
    """The same for a table whose rows carry seals; every column must be given."""
    put(connection, table, [{**row, SEAL: seal_of(secret, table, row)} for row in rows], replace=replace)


def ask(connection: Connection, statement: str, *parameters: Any) -> Rows:
    """Run a statement written with `?` on either database and return all its rows."""
    return _run(connection, _dialect(statement, connection.dialect.name), parameters)


def pipelined(connection: Connection) -> AbstractContextManager[object]:
    """Have PostgreSQL's statements sent without waiting for each to be done; a read waits for all before it."""
    if connection.dialect.name != "postgresql":
        return nullcontext()
    pipeline: AbstractContextManager[object] = cast(Any, connection.connection.driver_connection).pipeline()
    return pipeline


def _run(connection: Connection, statement: str, parameters: tuple[Any, ...]) -> Rows:
    # The driver's own cursor, inside SQLAlchemy's transaction: a batch runs a dozen small statements, and the tenth of
    # a millisecond that each would cost beside it is what intake would mostly consist of.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, parameters)
        return Rows(cursor.fetchall() if statement.startswith("SELECT") else ())
    except Exception as trouble:
        dbapi = connection.dialect.loaded_dbapi
        if isinstance(trouble, dbapi.Error) and connection.dialect.is_disconnect(trouble, None, None):
            connection.invalidate(trouble)  # as SQLAlchemy would: the pool must not hand this connection out again
        raise
    finally:
        cursor.close()


@cache
def _dialect(statement: str, name: str) -> str:
    return statement.replace("?", "%s") if name == "postgresql" else statement


def among(connection: Connection, column: str, kind: str = "text") -> str:
    """Return the condition that a column is one of many; its one parameter is their JSON list (`as_json`)."""
    if connection.dialect.name == "postgresql":
        # An array it takes to the index; a list of rows it would rather hash, and walk the table.
        return f"{column} = ANY(ARRAY(SELECT value::{kind} FROM jsonb_array_elements_text(?::jsonb) AS each(value)))"
    return f"{column} IN (SELECT value FROM json_each(?))"


def refuses(trouble: Exception) -> bool:
    """Whether a database said that it will never take these values (and not that it is away, busy or full)."""
    state = getattr(trouble, "sqlstate", None)
    if isinstance(state, str):
        return state[:2] in ("22", "54")  # data exception, program limit exceeded
    return isinstance(trouble, (sqlite3.DataError, OverflowError, UnicodeEncodeError))


def as_json(values: Sequence[Any]) -> str:
    """Return values as a JSON list."""
    return msgspec.json.encode(values).decode()


def bare_statement(table: Table, columns: tuple[str, ...], dialect: str) -> str:
    """Return the one statement with one JSON parameter that benches measure intake against."""
    if dialect == "postgresql":
        return _recordset(table, columns, False)
    taken = ", ".join(f"value->>'{name}'" for name in columns)
    source = f"SELECT {taken} FROM json_each(?) WHERE true"
    return f"INSERT INTO {table.name} ({', '.join(columns)}) {source} ON CONFLICT DO NOTHING"


@cache
def _recordset(table: Table, columns: tuple[str, ...], replace: bool) -> str:
    names = ", ".join(columns)
    shape = ", ".join(f"{name} {_type(table, name)}" for name in columns)
    source = f"SELECT {names} FROM jsonb_to_recordset(%s::jsonb) AS rows({shape})"
    return f"INSERT INTO {table.name} ({names}) {source} {_conflict(table, columns, replace)}"


@cache
def _insert(table: Table, columns: tuple[str, ...], size: int, conflict: str) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {', '.join([row] * size)} {conflict}"


@cache
def _conflict(table: Table, columns: tuple[str, ...], replace: bool) -> str:
    if not replace:
        return "ON CONFLICT DO NOTHING"
    key = [column.name for column in table.primary_key]
    changed = ", ".join(f"{name}=excluded.{name}" for name in columns if name not in key)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed}"


def _type(table: Table, name: str) -> str:
    kind = table.c[name].type
    if isinstance(kind, Boolean):
        return "boolean"
    if isinstance(kind, BigInteger):
        return "bigint"
    return "integer" if isinstance(kind, Integer) else "text"
