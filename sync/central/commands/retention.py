"""retain, erase."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from sync.central.commands.opening import Trouble, opened
from sync.central.retention.retain import NothingThere, erase, retain


def _dry(parser: ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")


def retain_all(asked: Namespace) -> int:
    """take out what has had its time by [retention] of the settings: numbers to call back, logs, files; never a record"""
    with opened(asked) as central:
        gone = retain(central, dry_run=asked.dry_run)
    print(f"{'would be' if asked.dry_run else 'was'} taken out: {gone}")
    if gone.counts and not asked.dry_run:
        print("backups made before now still hold it until they are thrown away")
    return 0


def _erase_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--hall", required=True, help="the hall's id")
    parser.add_argument("--day", default="", help="the day of the visit, as in 2026-03-02; with --number")
    parser.add_argument("--number", default="", help="the number as printed, as in A042")
    parser.add_argument("--receipt", default="", help="the receipt's code, instead of day and number")
    parser.add_argument("--reason", required=True, help="who asked for it and why; goes into the audit")
    _dry(parser)


def erase_left(asked: Namespace) -> int:
    """erase the comment and the number to call back that somebody left; their rating stays and counts"""
    if not asked.receipt and not (asked.day and asked.number):
        raise Trouble("say which: --day and --number, or --receipt")
    with opened(asked) as central:
        what = {"day": asked.day, "number": asked.number, "receipt": asked.receipt}
        try:
            found = erase(central, asked.hall, **what, reason=asked.reason, dry_run=asked.dry_run)
        except NothingThere as nothing:
            raise Trouble(str(nothing)) from None
    for one in found:
        print(f"{'would be' if asked.dry_run else 'was'} erased: {one.kind} of record {one.record}")
    if not asked.dry_run:
        print("backups made before now still hold it: throw them away, or erase again after restoring one")
    return 0


COMMANDS = {"retain": (_dry, retain_all), "erase": (_erase_arguments, erase_left)}
