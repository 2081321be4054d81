"""migrate: the tables brought up to date and, on Citus, spread over its nodes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from sync.central.citus import Unfit, is_citus, spread
from sync.central.commands.opening import Trouble, opened
from sync.central.migrate import newest


def _no_arguments(_parser: ArgumentParser) -> None:
    """There are none."""


def migrate_all(asked: Namespace) -> int:
    """bring the tables up to date; on Citus, spread them over the nodes by hall, filled as they are"""
    with opened(asked) as central:  # opening brings them up to date
        print(f"the tables are of version {newest()}")
        try:
            moved = spread(central.database)
        except Unfit as wrong:
            raise Trouble(str(wrong)) from None
        with central.database.read() as db:
            if is_citus(db):
                print(f"Citus: {len(moved)} tables were spread now: {', '.join(moved) or 'all were already'}")
    return 0


COMMANDS = {"migrate": (_no_arguments, migrate_all)}
