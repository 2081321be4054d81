"""Opens the centre for a command; what the world did wrong becomes one clear sentence."""

from __future__ import annotations

import getpass
import shutil
import sqlite3
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from sync.central.accounts.audit import append
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act
from sync.central.central import Central, WrongCentre, open_central
from sync.central.settings import CentralSettings, WrongSettings, central_settings
from sync.central.world import FULL, lacking, trouble_line

ROOM = 1 << 16  # what SQLite needs beside the database to read it


class Trouble(Exception):
    """Something is wrong; the text says what happened and what to do."""


def operator() -> Reader:
    """Return who gives the command, as the audit names them: every hall is theirs, the machine is."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container's account may have no name
        name = "unknown"
    return Reader(who=f"command:{name}", shown="", halls=None)


def audited(central: Central, db: Connection, hall: str, act: Act, what: str, reason: str = "") -> None:
    """Add the command's line to a hall's audit (empty: the centre's own), in the transaction that does it. Last thing in it."""
    append(db, hall, who=operator().who, act=act.value, what=what, now=central.clock.now(), reason=reason)


def settings(asked: Namespace) -> CentralSettings:
    """Return the settings a command was given.

    Raises:
        Trouble: they cannot be used.
    """
    try:
        return central_settings(asked.config)
    except WrongSettings as wrong:
        raise Trouble(str(wrong)) from None


@contextmanager
def opened(asked: Namespace) -> Iterator[Central]:
    """Give the centre, open.

    Raises:
        Trouble: it cannot be opened.
    """
    given = settings(asked)
    try:
        central = open_central(given)
    except WrongCentre as wrong:
        raise Trouble(str(wrong)) from None
    except (OSError, OperationalError) as trouble:
        if lacking(trouble) is FULL or _no_room(given):
            raise Trouble(
                f"the disk is full, nothing was changed: make room at {given.data} and run the command again"
            ) from None
        raise Trouble(
            f"the centre cannot be opened: {_first_line(trouble)}; see data and database in config/central.toml"
        ) from None
    except CommandError as trouble:
        raise Trouble(f"the database was made by a newer Yiping ({trouble}): install that version again") from None
    try:
        with plainly():
            yield central
    finally:
        central.close()


@contextmanager
def plainly() -> Iterator[None]:
    """Say in one sentence where the database cannot do what was asked.

    Raises:
        Trouble: its disk is full, or it does not answer.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, psycopg.Error) as trouble:
        if lacking(trouble) is None:
            raise
        full = lacking(trouble) is FULL
        what = "the disk is full, nothing was changed: make room and" if full else "the database does not answer:"
        raise Trouble(f"{what} run the command again ({trouble_line(trouble)})") from None


def _no_room(given: CentralSettings) -> bool:
    """Whether SQLite cannot even look: on a full disk it says no more than that something went wrong."""
    return not given.database and given.data.is_dir() and shutil.disk_usage(given.data).free < ROOM


def _first_line(trouble: Exception) -> str:
    return str(trouble).partition("\n")[0]
