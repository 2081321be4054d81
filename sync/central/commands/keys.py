"""rotate-key: a new signing key for the centre; tablets hear of it under the old one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from sync.central.accounts.audit import CENTRE
from sync.central.accounts.roles import Act
from sync.central.commands.opening import Trouble, audited, opened
from sync.central.keys import NAME, rotate

DAY_MS = 24 * 3_600_000


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--days", type=int, default=90, help="how long the old key answers tablets that know no newer one"
    )


def rotate_key(asked: Namespace) -> int:
    """give the centre a new signing key; restart its processes afterwards"""
    if asked.days < 1:
        raise Trouble("give at least one day: tablets that are switched off meanwhile could never believe the new key")
    with opened(asked) as central:
        now_ms = central.now_ms()
        old, new = rotate(central.settings.data, now_ms, now_ms + asked.days * DAY_MS)
        with central.database.write() as db:
            audited(central, db, CENTRE, Act.ENROL_KIOSKS, f"signing key {old} gave way to {new}")
    print(
        f"the centre's signing key is {new} from its next start on: restart all its processes, and back {NAME} up.\n"
        f"Tablets that know {old} are answered with it for {asked.days} days and told the new one."
    )
    return 0


COMMANDS = {"rotate-key": (_arguments, rotate_key)}
