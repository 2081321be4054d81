"""Backups that any of the two databases can be filled from: every row as a line of JSON, with a digest at the end.

The keys are not in it: whoever holds a backup cannot speak for the centre, and whoever changes one breaks its seals.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from sync.central.central import Central, open_central
from sync.central.database import Database, rows_at_once
from sync.central.intake.ledgers import LEDGERS
from sync.central.keys import NAME, centre_keys
from sync.central.kiosks.models import Centre
from sync.central.migrate import migrate, newest
from sync.central.ondisk import on_disk
from sync.central.settings import CentralSettings
from sync.central.tables import tables
from sync.central.verify.verify import verify
from sync.central.verify.witness import forget
from sync.clock import SystemClock
from sync.contract import b64, unb64, uuid7
from sync.times import milliseconds

_SCRATCH = "yiping-backup-"


class WrongBackup(Exception):
    """A backup cannot be made or used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Saved:
    """How much a backup holds."""

    tables: int
    rows: int


def backup(central: Central, file: Path) -> Saved:
    """Write everything to a file, fill a scratch database from it, verify that, and note how far kiosks are safe.

    Raises:
        WrongBackup: what was written does not verify; the database itself may be altered.
    """
    partial = file.with_name(file.name + ".partial")
    with _alone(central.settings.data):
        try:
            with central.database.read() as db:
                saved = _write(db, partial)
                through = _settled(db)
            _try(central.settings, partial)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    partial.replace(file)
    on_disk(file.parent)  # kiosks let go of what is in a backup: its name, too, must outlive a power cut
    with central.database.write() as db:
        for (hall, ledger), seq in through.items():
            this = (LEDGERS.c.hall_id == hall, LEDGERS.c.id == ledger, LEDGERS.c.backed_up_through < seq)
            db.execute(update(LEDGERS).where(*this).values(backed_up_through=seq))
    return saved


def restore(settings: CentralSettings, file: Path) -> Saved:
    """Fill an empty database from a backup, under a new incarnation.

    Raises:
        WrongBackup: the file is damaged or newer than this program, or the database is not empty.
    """
    if not (settings.data / NAME).exists():
        raise WrongBackup(f"put the centre's {NAME} into {settings.data} first: without its keys no kiosk believes it")
    keys = centre_keys(settings.data)
    database = Database(settings.url, keys.secret)
    try:
        migrate(database)
        with database.write() as db:
            if any(db.execute(select(func.count()).select_from(table)).scalar_one() for table in tables()):
                raise WrongBackup("the database is not empty: restore into a new one, and keep the old one apart")
            saved = _fill(db, file)
            values = {"incarnation": uuid7(), "since_ms": milliseconds(SystemClock().now())}
            if not db.execute(update(Centre).where(Centre.id == keys.centre).values(**values)).rowcount:
                raise WrongBackup(
                    f"{file.name} was made by another centre than the one whose keys are in {settings.data}"
                )
    finally:
        database.close()
    forget(settings.data)
    return saved


def _write(db: Connection, file: Path) -> Saved:
    digest = hashlib.sha256()
    rows = 0
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)  # it holds hashes of PINs and passwords
    with file.open("wb") as raw, gzip.open(raw, "wt", encoding="utf-8", newline="\n") as out:

        def say(value: object) -> None:
            line = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
            digest.update(line.encode(errors="surrogatepass"))
            out.write(line)

        say({"yiping_backup": 1, "version": newest()})
        for table in tables():
            say({"table": table.name, "columns": [column.name for column in table.columns]})
            wanted = select(table).order_by(*_key(table)).execution_options(yield_per=rows_at_once(table))
            found = db.execute(wanted)
            for row in found:
                say([_plain(value) for value in row])
                rows += 1
        out.write(json.dumps({"sha256": digest.hexdigest(), "rows": rows}) + "\n")
    on_disk(file)
    return Saved(len(tables()), rows)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Let one backup be made at a time, and take away what one that was killed has left: a whole database and its keys.

    Raises:
        WrongBackup: another one is being made.
    """
    try:
        import fcntl
    except ImportError:  # not on Windows, where a centre is one process
        yield
        return
    with (data / "backup.lock").open("ab") as gate:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongBackup("another backup is being made: wait until it is done") from None
        for left in data.glob(f"{_SCRATCH}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _fill(db: Connection, file: Path) -> Saved:
    known = {table.name: table for table in tables()}
    table: Table | None = None
    columns: list[str] = []
    waiting: list[dict[str, Any]] = []
    seen: set[str] = set()
    rows = 0
    for line in _lines(file):
        if isinstance(line, dict):
            _insert(db, table, waiting)
            table, columns = known.get(line["table"]), line["columns"]
            if table is None:
                raise WrongBackup(f"{file.name} has a table {line['table']} that this version does not know")
            seen.add(table.name)
            continue
        waiting.append(_row(table, columns, line))
        rows += 1
        if table is not None and len(waiting) >= rows_at_once(table):
            _insert(db, table, waiting)
    _insert(db, table, waiting)
    return Saved(len(seen), rows)


def _insert(db: Connection, table: Table | None, waiting: list[dict[str, Any]]) -> None:
    """Insert rows with the seals they have: a row that was altered in the file must not be sealed anew."""
    if table is not None and waiting:
        db.execute(insert(table).execution_options(yiping_seals=True), waiting)
        waiting.clear()


def _lines(file: Path) -> Iterator[Any]:
    """Yield the lines between the first and the last, after both were checked.

    Raises:
        WrongBackup: it is no backup, of a newer version, or not whole.
    """
    digest = hashlib.sha256()
    try:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            first = next(lines, "")
            digest.update(first.encode())
            _check_first(json.loads(first), file)
            before: str | None = None
            for line in lines:
                if before is not None:
                    digest.update(before.encode())
                    yield json.loads(before)
                before = line
            last = json.loads(before or "{}")
    except (OSError, EOFError, ValueError) as trouble:
        raise WrongBackup(f"{file} cannot be read ({trouble}): take another backup") from None
    if not isinstance(last, dict) or last.get("sha256") != digest.hexdigest():
        raise WrongBackup(f"{file.name} is not whole: its digest does not fit, take another backup")


def _check_first(first: Any, file: Path) -> None:
    if not isinstance(first, dict) or first.get("yiping_backup") != 1:
        raise WrongBackup(f"{file.name} is not a backup of a centre")
    if first.get("version") != newest():
        raise WrongBackup(
            f"{file.name} was made by version {first.get('version')} of the tables: restore it with that version"
        )


def _try(settings: CentralSettings, file: Path) -> None:
    """Fill a scratch database from a backup and verify it."""
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=settings.data) as scratch:
        folder = Path(scratch)
        (folder / NAME).write_bytes((settings.data / NAME).read_bytes())
        there = replace(settings, data=folder, database="")
        restore(there, file)
        central = open_central(there)
        try:
            found = verify(central)
        finally:
            central.close()
    if not found.holds:
        raise WrongBackup(f"the backup does not verify ({found.findings[0]}): run yiping-central verify")


def _settled(db: Connection) -> dict[tuple[str, str], int]:
    found = db.execute(select(LEDGERS.c.hall_id, LEDGERS.c.id, LEDGERS.c.settled_through))
    return {(row.hall_id, row.id): row.settled_through for row in found}


def _key(table: Table) -> list[ColumnElement[Any]]:
    return list(table.primary_key)


def _plain(value: Any) -> Any:
    return b64(bytes(value)) if isinstance(value, (bytes, memoryview)) else value


def _row(table: Table | None, columns: list[str], values: list[Any]) -> dict[str, Any]:
    if table is None:
        raise WrongBackup("a row before its table")
    binary = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
    pairs = zip(columns, values, strict=True)
    return {name: unb64(value) if name in binary and value is not None else value for name, value in pairs}
