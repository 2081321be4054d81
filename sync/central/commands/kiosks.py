"""kiosks, revoke, commands: which tablets a hall has, and what an administrator decides about one."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, select

from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.commands.opening import Trouble, audited, opened, operator
from sync.central.database import again
from sync.central.figures.scope import Scope
from sync.central.followup.live import Hub
from sync.central.help.calls import HelpDesk
from sync.central.intake.rescue import Work, rescue
from sync.central.kiosks.known import pairing_of
from sync.central.kiosks.models import Kiosk, Presence, RemoteCommand
from sync.central.kiosks.remote import Wanted, ask_of, command_line, commands_of, opened_bundle
from sync.central.kiosks.states import NotSo, NotThere, found, hall_of_kiosk, move, set_state
from sync.central.passing.told import Teller
from sync.contract import State
from sync.remote import CommandKind

SHOWN = 50


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--hall", help="the hall's id, for the list")
    parser.add_argument("--json", action="store_true", help="for a machine to read")
    acts = parser.add_subparsers(metavar="what to do with one", dest="act")
    for name, does in _ACTS.items():
        one = acts.add_parser(name, help=does.__doc__, description=does.__doc__)
        one.add_argument("kiosk", help="the kiosk's id")
        one.add_argument("--reason", required=True, help="why; it goes into the audit")
        if name == "move":
            one.add_argument("--to", required=True, metavar="WINDOW", help="the window, or HALL/WINDOW in another hall")
        if name == "ask":
            one.add_argument("kind", choices=[kind.value for kind in CommandKind], help="what it is to do")
            one.add_argument("--text", help="the notice")
            one.add_argument("--volume", type=int, help="from 0 to 100")
            one.add_argument("--minutes", type=int, default=30, help="it is not done later than that")


def kiosks(asked: Namespace) -> int:
    """list a hall's tablets with window, state and pairing number, or decide about one of them"""
    if asked.act:
        return _decided(asked, _ACTS[asked.act])
    if not asked.hall:
        raise Trouble("name the hall, as in yiping-central kiosks --hall H001")
    with opened(asked) as central:
        rows = _found(central, asked.hall)
    if asked.json:
        print(json.dumps(rows))
        return 0
    for one in rows:
        print(f"window {one['window']}  {one['state']:<8} pairing {one['pairing']}  kiosk {one['kiosk']}")
    if not rows:
        print(f"no tablet is enrolled in hall {asked.hall}")
    return 0


def _found(central: Central, hall: str) -> list[dict[str, Any]]:
    joined = and_(Presence.hall_id == Kiosk.hall_id, Presence.kiosk_id == Kiosk.id)
    columns = select(Kiosk.window_id, Kiosk.id, Kiosk.state, Kiosk.sign_key, Kiosk.seal_key, Presence.seen_ms)
    with central.database.read() as db:
        rows = db.execute(columns.outerjoin(Presence, joined).where(Kiosk.hall_id == hall).order_by(Kiosk.id)).all()
    return [
        {
            "window": row.window_id,
            "kiosk": row.id,
            "state": row.state,
            "pairing": pairing_of(central.keys.pair.public, row.sign_key, row.seal_key),
            "seen_ms": row.seen_ms,
        }
        for row in rows
    ]


# --- decisions --------------------------------------------------------------------------------------------------------


def _disable(_central: Central, asked: Namespace, db: Connection, scope: Scope, now_ms: int) -> str:
    """turn a tablet off: what it sends meanwhile is kept and set aside"""
    set_state(db, scope, asked.kiosk, State.DISABLED, now_ms)
    return "is turned off: its records are set aside from now on; kiosks enable turns it on again"


def _enable(_central: Central, asked: Namespace, db: Connection, scope: Scope, now_ms: int) -> str:
    """turn a tablet on again"""
    set_state(db, scope, asked.kiosk, State.ACTIVE, now_ms)
    return "is on; what it sent before can be taken in: kiosks rescue"


def _revoke(_central: Central, asked: Namespace, db: Connection, scope: Scope, now_ms: int) -> str:
    """end a lost or stolen tablet for good"""
    set_state(db, scope, asked.kiosk, State.REVOKED, now_ms)
    return "is revoked: its records are set aside from now on"


def _move(_central: Central, asked: Namespace, db: Connection, scope: Scope, now_ms: int) -> str:
    """put a tablet at another window, of its hall or of another"""
    hall, slash, window = asked.to.partition("/")
    hall, window = (hall, window) if slash else (scope.hall, hall)
    move(db, scope, asked.kiosk, hall, window, now_ms)
    return f"stands at window {window} of hall {hall}: it hears of it with its next heartbeat"


def _rescue(central: Central, asked: Namespace, db: Connection, scope: Scope, now_ms: int) -> str:
    """take in what a tablet sent while it was turned off or ended"""
    known = found(db, scope, asked.kiosk)
    hub, sqlite = Hub(), central.database.sqlite
    central.intake.on_new.append(HelpDesk(Teller(central.keys.secret, hub, sqlite=sqlite), hub, sqlite=sqlite).noticed)
    count = rescue(Work(central.intake, db, central.keys.secret, known, now_ms), known.hall)
    return f"had {count} records set aside for what it was; they are taken in"


def _ask(central: Central, asked: Namespace, db: Connection, scope: Scope, now_ms: int) -> str:
    """ask a tablet to do something; `commands` says what became of it"""
    if asked.minutes < 1 or not 0 <= (asked.volume or 0) <= 100:
        raise NotSo("give at least one minute, and a volume from 0 to 100")
    wanted = Wanted(
        kind=CommandKind(asked.kind), reason=asked.reason, minutes=asked.minutes, text=asked.text, volume=asked.volume
    )
    teller = Teller(central.keys.secret, Hub(), sqlite=central.database.sqlite)
    return f"is asked: command {ask_of(db, scope, asked.kiosk, wanted, now_ms, teller)}"


_ACTS: dict[str, Callable[[Central, Namespace, Connection, Scope, int], str]] = {
    "disable": _disable,
    "enable": _enable,
    "revoke": _revoke,
    "move": _move,
    "rescue": _rescue,
    "ask": _ask,
}


def _decided(asked: Namespace, does: Callable[[Central, Namespace, Connection, Scope, int], str]) -> int:
    """Do it in one transaction, with its line in the audit."""
    who = operator()

    def done() -> str:
        with central.database.write() as db:
            hall = hall_of_kiosk(db, who, asked.kiosk)
            said = does(central, asked, db, Scope(hall, who), central.now_ms())
            what = f"kiosk {asked.kiosk} {does.__name__[1:]}"
            audited(central, db, hall, Act.COMMAND_KIOSKS, what, asked.reason)
        return said

    with opened(asked) as central:
        try:
            print(f"kiosk {asked.kiosk} {again(done)}")
        except (NotThere, NotSo) as why:
            raise Trouble(str(why)) from None
    return 0


def _revoke_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kiosk", help="the kiosk's id")
    parser.add_argument("--reason", default="no reason given", help="why; it goes into the audit")


def revoke(asked: Namespace) -> int:
    """end a kiosk: what it still sends is kept and set aside"""
    return _decided(asked, _revoke)


def _commands_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--hall", required=True, help="the hall's id")
    parser.add_argument("--bundle", metavar="COMMAND", help="write the support bundle that came for this command")
    parser.add_argument("--to", type=Path, metavar="FILE", default=Path("support.zip"), help="where to (support.zip)")


def commands(asked: Namespace) -> int:
    """list what a hall's tablets were asked to do and what became of it"""
    scope = Scope(asked.hall, operator())
    with opened(asked) as central, central.database.write() as db:
        if asked.bundle:
            try:
                asked.to.write_bytes(opened_bundle(db, scope, central.keys.pair, asked.bundle))
            except NotThere as why:
                raise Trouble(str(why)) from None
            audited(central, db, asked.hall, Act.COMMAND_KIOSKS, f"bundle {asked.bundle}")
            print(asked.to)
            return 0
        rows = db.execute(commands_of(scope).order_by(RemoteCommand.id.desc()).limit(SHOWN)).all()
        for one in (command_line(row, central.now_ms()) for row in rows):
            print(f"{one.made}  {one.kind:<8} {one.state.value:<12} kiosk {one.kiosk}  {one.id}  {one.said}".rstrip())
    return 0


COMMANDS = {
    "kiosks": (_arguments, kiosks),
    "revoke": (_revoke_arguments, revoke),
    "commands": (_commands_arguments, commands),
}
