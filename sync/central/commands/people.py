"""token, create-account."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace

from sqlalchemy import select

from sync.central.accounts.audit import CENTRE
from sync.central.accounts.people import AccountTrouble, create_account
from sync.central.accounts.roles import Act, Role
from sync.central.accounts.tokens import May, create_token, revoke_token
from sync.central.commands.opening import Trouble, audited, opened
from sync.central.places.models import Hall


def _token_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--hall", required=True, help="the hall it is for")
    kinds = [one.value for one in May]
    parser.add_argument(
        "--may", choices=kinds, default=May.READ.value, help="read figures, push queue events, answer help"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--label", default="", help="who it is for")
    what.add_argument("--revoke", metavar="TOKEN", help="end this token instead of making one")


def token(asked: Namespace) -> int:
    """print a new token for one hall (to read it, where --may says nothing else), or end one"""
    with opened(asked) as central, central.database.write() as db:
        if db.execute(select(Hall.id).where(Hall.id == asked.hall)).first() is None:
            raise Trouble(f"there is no hall {asked.hall}: load it first, as in yiping-central load config/hall.toml")
        if asked.revoke:
            if not revoke_token(db, asked.hall, asked.revoke, now=central.clock.now()):
                raise Trouble(f"hall {asked.hall} has no such token, or it has ended already")
            audited(central, db, asked.hall, Act.MANAGE_TOKENS, "token ended")
            print("the token opens nothing any more")
            return 0
        made = create_token(db, asked.hall, now=central.clock.now(), label=asked.label, may=May(asked.may))
        audited(central, db, asked.hall, Act.MANAGE_TOKENS, f"token made, to {asked.may}: {asked.label}")
    print(made)
    return 0


def _account_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="the name to log in with")
    parser.add_argument("--hall", action="append", help="a hall this person may read (again for more); none: all halls")
    roles = [one.value for one in Role]
    parser.add_argument("--role", choices=roles, default=Role.HALL_MANAGER.value, help="what this person may do")
    parser.add_argument(
        "--department",
        action="append",
        default=[],
        metavar="HALL/DEPARTMENT",
        help="a department (again for more), with --role department",
    )
    parser.add_argument("--shown", default="", help="the name that is shown")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def new_account(asked: Namespace) -> int:
    """make a person who may log in at the centre"""
    password = sys.stdin.readline().rstrip("\n") if asked.password_stdin else getpass.getpass("password: ")
    with opened(asked) as central, central.database.write() as db:
        try:
            create_account(
                db,
                asked.name,
                password,
                halls=asked.hall,
                now=central.clock.now(),
                shown=asked.shown,
                role=Role(asked.role),
                departments=[_department(one) for one in asked.department],
            )
        except AccountTrouble as trouble:
            raise Trouble(str(trouble)) from None
        audited(central, db, CENTRE, Act.MANAGE_ACCOUNTS, f"account {asked.name.strip()} made, {asked.role}")
    print(f"{asked.name} may log in now")
    return 0


def _department(text: str) -> tuple[str, str]:
    hall, slash, department = text.partition("/")
    if not slash:
        raise Trouble(f"{text} names no department: write HALL/DEPARTMENT, as in H001/D1")
    return hall, department


COMMANDS = {"token": (_token_arguments, token), "create-account": (_account_arguments, new_account)}
