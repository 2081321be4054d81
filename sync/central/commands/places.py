"""load, enrol-code, unlock."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from sqlalchemy import ColumnElement, select

from sync.central.accounts.roles import Act
from sync.central.commands.opening import Trouble, audited, opened
from sync.central.commands.sheet import write_sheet
from sync.central.kiosks.enrol import Unknown, new_codes
from sync.central.kiosks.models import MOVED, Kiosk
from sync.central.places.file import WrongFile, read_file
from sync.central.places.load import hashed_pins, load
from sync.contract import State, unb64
from sync.suite import unlock_answer


def _load_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a hall's file, TOML or CSV, as config/hall.toml")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")


def load_file(asked: Namespace) -> int:
    """load halls, departments, windows and staff from a file; shows what changes"""
    try:
        file = read_file(asked.file)
    except WrongFile as wrong:
        raise Trouble(str(wrong)) from None
    with opened(asked) as central:
        with central.database.read() as db:
            pins = {} if asked.dry_run else hashed_pins(db, file)
        if asked.dry_run:
            with central.database.read() as db:
                changes = load(db, file, central.now_ms(), pins, dry=True)
        else:
            with central.database.write() as db:
                changes = load(db, file, central.now_ms(), pins)
                if changes:
                    what = f"{asked.file.name} loaded, {len(changes)} changes"
                    audited(central, db, file.hall["id"], Act.SET_UP_PLACES, what)
    for change in changes:
        print(change)
    print(f"{len(changes)} changes{' (nothing was written)' if asked.dry_run else ''}")
    return 0


def _code_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--hall", required=True, help="the hall's id")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--window", help="one window")
    which.add_argument("--all", action="store_true", help="a code for every window")
    parser.add_argument("--json", action="store_true", help="for simulate --codes")
    parser.add_argument(
        "--sheet", type=Path, metavar="F", help="also write an HTML file with a QR code a window, to print"
    )
    parser.add_argument("--address", metavar="URL", help="the centre as tablets reach it, for --sheet")


def enrol_code(asked: Namespace) -> int:
    """print one-time codes that let kiosks in"""
    if asked.sheet and not asked.address:
        raise Trouble("--sheet needs the centre as tablets reach it, as in --address https://centre.example")
    with opened(asked) as central:
        try:
            codes = new_codes(central, asked.hall, asked.window)
        except Unknown as unknown:
            raise Trouble(str(unknown)) from None
        with central.database.write() as db:
            what = f"one-time codes for windows {', '.join(codes)}"
            audited(central, db, asked.hall, Act.ENROL_KIOSKS, what)
        if asked.sheet:
            address = asked.address.rstrip("/")
            write_sheet(asked.sheet, asked.hall, codes, address, central.settings.kiosks.code_hours)
    if asked.json:
        print(json.dumps([{"hall": asked.hall, "window": window, "code": code} for window, code in codes.items()]))
    else:
        for window, code in codes.items():
            print(f"{asked.hall} window {window}: {code}")
    return 0


def _unlock_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kiosk", help="the kiosk's id, or its hall and window as in H001/3")
    parser.add_argument("digits", help="the 8 digits the kiosk shows")


def unlock(asked: Namespace) -> int:
    """print the answer for a technician who stands before a kiosk"""
    if not (asked.digits.isascii() and asked.digits.isdigit() and len(asked.digits) == 8):
        raise Trouble("the kiosk shows 8 digits: type just those")
    with opened(asked) as central, central.database.write() as db:
        found = db.execute(select(Kiosk.hall_id, Kiosk.seal_key).where(*_meant(asked.kiosk))).all()
        if not found:
            raise Trouble(f"there is no kiosk {asked.kiosk}: the page with the digits says its hall, window and id")
        if len(found) > 1:
            raise Trouble(
                f"window {asked.kiosk} has {len(found)} kiosks: name the one by its id, it is on that page too"
            )
        audited(central, db, found[0].hall_id, Act.COMMAND_KIOSKS, f"kiosk {asked.kiosk} unlocked for a technician")
        print(unlock_answer(central.keys.pair, unb64(found[0].seal_key), asked.digits))
    return 0


def _meant(kiosk: str) -> tuple[ColumnElement[bool], ...]:
    """A kiosk by its id, or by its hall and window, which are shorter to say on the telephone; no kiosk that was ended."""
    hall, slash, window = kiosk.partition("/")
    if not slash:
        return (Kiosk.id == kiosk, Kiosk.state != MOVED)
    return (Kiosk.hall_id == hall, Kiosk.window_id == window, Kiosk.state.not_in([State.REVOKED.value, MOVED]))


COMMANDS = {
    "load": (_load_arguments, load_file),
    "enrol-code": (_code_arguments, enrol_code),
    "unlock": (_unlock_arguments, unlock),
}
