"""verify, export, backup, restore, demo-data."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from sync.central.backup import WrongBackup, backup, restore
from sync.central.commands.opening import Trouble, opened, operator, plainly, settings
from sync.central.demo_data import fill
from sync.central.figures.export import NoSuchHall, export
from sync.central.verify.verify import Verified, verify
from sync.central.verify.witness import remember
from sync.contract import rfc3339
from sync.times import at

SHOWN = 50  # findings printed; --json gives all


def _verify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for machines")


def verify_all(asked: Namespace) -> int:
    """recompute everything from the stored records; exit 1 if anything differs"""
    with opened(asked) as central:
        found = verify(central)
        if found.holds:
            _seen(central.settings.data, found)
    if asked.json:
        print(json.dumps({**asdict(found), "holds": found.holds}, ensure_ascii=False))
        return 0 if found.holds else 1
    alarms = f", {found.open_alarms} open alarms" if found.open_alarms else ""
    print(f"{found.halls} halls, {found.records} records, {found.set_aside} set aside{alarms}")
    if found.erased_ms is not None:
        print(
            f"{found.erased} sealed texts were erased, the last on {rfc3339(at(found.erased_ms))}; their records are whole"
        )
    for hall, lines, head in found.audits:
        print(f"audit of {hall or 'the centre'}: {lines} lines, head {head}")
    for finding in found.findings[:SHOWN]:
        print(finding, file=sys.stderr)
    if found.holds:
        print("everything is as the records say")
        return 0
    print(f"{len(found.findings)} differences: somebody or something changed the database", file=sys.stderr)
    return 1


def _seen(folder: Path, found: Verified) -> None:
    try:
        remember(folder, found.audits)
    except OSError as trouble:
        print(f"where the audit ends cannot be kept in {folder} ({trouble.strerror}): keep its heads", file=sys.stderr)


def _export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--hall", required=True, help="the hall's id")
    parser.add_argument("--day", required=True, help="the business day, as in 2026-03-02")
    parser.add_argument("--to", required=True, type=Path, help="the folder to write into")
    parser.add_argument("--format", default="csv,xlsx,pdf", help="which files, as in csv,xlsx,pdf")
    parser.add_argument("--reason", default="no reason given", help="what it is for; it goes into the audit")


def export_day(asked: Namespace) -> int:
    """write the manager's files of a day"""
    with opened(asked) as central:
        try:
            asked.to.mkdir(parents=True, exist_ok=True)
            formats, who = tuple(asked.format.split(",")), operator()
            made = export(central, asked.hall, asked.day, asked.to, formats, reader=who, reason=asked.reason)
        except (NoSuchHall, ValueError, OSError) as trouble:
            raise Trouble(str(trouble)) from None
    for path in made:
        print(path)
    return 0


def _file_argument(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup's file")


def backup_all(asked: Namespace) -> int:
    """write a backup, read it back and verify it; the keys are backed up apart (centre-keys.json)"""
    with opened(asked) as central:
        try:
            made = backup(central, asked.file)
        except (WrongBackup, OSError) as trouble:
            raise Trouble(str(trouble)) from None
    print(f"{asked.file}: {made.rows} rows of {made.tables} tables, verified; keep centre-keys.json apart from it")
    return 0


def restore_all(asked: Namespace) -> int:
    """fill an empty database from a backup; kiosks then send again what came after it"""
    try:
        with plainly():
            made = restore(settings(asked), asked.file)
    except (WrongBackup, OSError) as trouble:
        raise Trouble(str(trouble)) from None
    print(f"{made.rows} rows of {made.tables} tables are back; kiosks send again what came after the backup")
    return 0


def _demo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--halls", type=int, default=1, help="how many halls")
    parser.add_argument("--days", type=int, default=5, help="how many days each")
    parser.add_argument("--ratings", type=int, default=2000, help="how many ratings in all")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same records")


def demo_data(asked: Namespace) -> int:
    """fill the database with made-up halls, visits and ratings, on true chains"""
    if min(asked.halls, asked.days, asked.ratings) < 1:
        raise Trouble("at least one hall, one day and one rating")
    with opened(asked) as central:
        made = fill(central, halls=asked.halls, days=asked.days, ratings=asked.ratings, seed=asked.seed)
    print(
        f"{made.halls} halls, {made.kiosks} kiosks, {made.records} records, {made.ratings} ratings in {made.seconds:.1f} s"
    )
    return 0


COMMANDS = {
    "verify": (_verify_arguments, verify_all),
    "export": (_export_arguments, export_day),
    "backup": (_file_argument, backup_all),
    "restore": (_file_argument, restore_all),
    "demo-data": (_demo_arguments, demo_data),
}
