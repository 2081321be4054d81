"""webhook."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TypeVar

from sqlalchemy import Connection, select

from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.commands.opening import Trouble, audited, opened
from sync.central.figures.scope import Scope
from sync.central.places.models import Hall
from sync.central.webhooks.hooks import TooMany, add, hooks_of, log_of, probe, turn
from sync.central.webhooks.news import ASKABLE, Kind
from sync.central.webhooks.sending import NotAllowed

SHOWN = 50
T = TypeVar("T")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--hall", required=True, help="the hall whose news it is")
    kinds = [one.value for one in ASKABLE]
    parser.add_argument("--kind", action="append", choices=kinds, help="with --add: what it hears (again for more)")
    parser.add_argument("--label", default="", help="with --add: who it is")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--add", metavar="URL", help="send the hall's news there; prints its id and its secret")
    what.add_argument("--test", metavar="ID", help="send it something that means nothing")
    what.add_argument("--disable", metavar="ID", help="send it nothing any more")
    what.add_argument("--enable", metavar="ID", help="send to it again")
    what.add_argument("--log", metavar="ID", help=f"its last {SHOWN} deliveries")


def webhook(asked: Namespace) -> int:
    """tell another program at once what happens in a hall; without more, list the hall's webhooks"""
    with opened(asked) as central:
        with central.database.write() as db:
            if db.execute(select(Hall.id).where(Hall.id == asked.hall)).first() is None:
                raise Trouble(
                    f"there is no hall {asked.hall}: load it first, as in yiping-central load config/hall.toml"
                )
            scope = Scope(asked.hall, Reader(who="command", shown="command", halls=frozenset({asked.hall})))
            done, told = _done(central, db, scope, asked)
            if done:
                audited(central, db, asked.hall, Act.WEBHOOKS, done)
        print(told)
    return 0


def _done(central: Central, db: Connection, scope: Scope, asked: Namespace) -> tuple[str, str]:
    """Return what was done, for the audit (nothing, where something was only shown), and what to print."""
    if asked.add:
        try:
            made = add(central, db, asked.hall, asked.add, [Kind(one) for one in asked.kind or ASKABLE], asked.label)
        except (NotAllowed, TooMany) as why:
            raise Trouble(str(why)) from None
        return f"webhook added: {asked.add}", f"{made.id}\n{made.secret}"
    if asked.test:
        name = _found(probe(central, db, scope, asked.test), asked.test)
        return f"webhook {asked.test} tested", f"{name}: goes with the running centre's next round; --log says more"
    if asked.disable or asked.enable:
        hook = asked.disable or asked.enable
        _found(turn(db, scope, hook, on=bool(asked.enable)) or None, hook)
        word = "enabled" if asked.enable else "disabled"
        return f"webhook {hook} {word}", f"{hook} is {word}"
    return "", _log(db, scope, asked.log) if asked.log else _list(db, scope)


def _list(db: Connection, scope: Scope) -> str:
    lines = hooks_of(db, scope, after="", limit=SHOWN).items
    told = [f"{one.id}  {one.state:8}  {one.waiting} waiting  {one.url}  {', '.join(one.kinds)}" for one in lines]
    return "\n".join(told) or "no webhooks; --add URL adds one"


def _log(db: Connection, scope: Scope, hook: str) -> str:
    page = _found(log_of(db, scope, hook, after="", limit=SHOWN), hook)
    lines = page.items
    told = [
        f"{one.made}  {one.kind:14}  {one.state:9}  try {one.tries}  {one.trouble or one.status or ''}" for one in lines
    ]
    return "\n".join(told) or "nothing was sent yet"


def _found(made: T | None, hook: str) -> T:
    if made is None:
        raise Trouble(f"this hall has no webhook {hook}: yiping-central webhook --hall … lists them")
    return made


COMMANDS = {"webhook": (_arguments, webhook)}
