"""Opens the centre for a command; what the world did wrong becomes one clear sentence."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy.exc import OperationalError

from sync.central.central import Central, WrongCentre, open_central
from sync.central.settings import CentralSettings, WrongSettings, central_settings


class Trouble(Exception):
    """Something is wrong; the text says what happened and what to do."""


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
        raise Trouble(
            f"the centre cannot be opened: {_first_line(trouble)}; see data and database in config/central.toml"
        ) from None
    except CommandError as trouble:
        raise Trouble(f"the database was made by a newer Yiping ({trouble}): install that version again") from None
    try:
        yield central
    except OperationalError as trouble:
        raise Trouble(f"the database does not answer: {_first_line(trouble)}; run the command again") from None
    finally:
        central.close()


def _first_line(trouble: Exception) -> str:
    return str(trouble).partition("\n")[0]
