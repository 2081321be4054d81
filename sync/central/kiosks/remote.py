"""Commands to one tablet: asked by an administrator, given out with its settings until it has said what became of them.

Every function works in the caller's transaction; whoever calls logs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from sync.central.figures.scope import Scope
from sync.central.kiosks.known import KioskKnown
from sync.central.kiosks.models import BundlePart, RemoteCommand
from sync.central.kiosks.states import NotSo, NotThere, found
from sync.central.passing.told import Teller, look_item
from sync.contract import NoticeEntry, NoticeKind, State, rfc3339, uuid7
from sync.remote import BUNDLE_PART, MOST_PARTS, Command, CommandDone, CommandKind, bundle_about
from sync.suite import Forged, Keys, unseal
from sync.times import at

MOST_OPEN = 20  # of one kiosk: it does one after another
KEPT_MS = 30 * 24 * 3_600_000  # how long a bundle may be fetched


class CommandState(StrEnum):
    """What became of a command; *expired*: nobody said anything in time."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a tablet is asked to do within so many minutes, and why."""

    kind: CommandKind
    reason: str
    minutes: int
    text: str | None = None
    volume: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """One command as it is listed. Times are RFC 3339."""

    id: str
    kiosk: str
    kind: str
    text: str | None
    volume: int | None
    who: str
    reason: str
    made: str
    until: str
    state: CommandState
    answered: str | None
    said: str


def ask_of(db: Connection, scope: Scope, kiosk: str, wanted: Wanted, now_ms: int, teller: Teller) -> str:
    """Ask a tablet to do something; return the command's id. It hears of it at once, or with its next heartbeat.

    Raises:
        NotThere: there is no such kiosk. NotSo: it is off, has too much to do, or the command lacks what it needs.
    """
    known = found(db, scope, kiosk)
    if known.state is not State.ACTIVE:
        raise NotSo("this kiosk is off or ended: it does nothing it is asked for")
    if (wanted.kind is CommandKind.NOTICE) != bool(wanted.text):
        raise NotSo("a notice has a text, and nothing else has one")
    if (wanted.kind is CommandKind.VOLUME) != (wanted.volume is not None):
        raise NotSo("a volume from 0 to 100 goes with the command volume, and with nothing else")
    open_now = select(RemoteCommand.id).where(*_open(known, now_ms)).limit(MOST_OPEN)
    if len(db.execute(open_now).all()) == MOST_OPEN:
        raise NotSo(f"this kiosk has not answered {MOST_OPEN} commands yet: look at its state first")
    identity = uuid7(now_ms)
    row: dict[str, Any] = {"hall_id": known.hall, "id": identity, "kiosk_id": known.id, "kind": wanted.kind.value}
    row |= {"text": wanted.text, "volume": wanted.volume, "who": scope.reader.who[:100], "reason": wanted.reason[:120]}
    row |= {"made_ms": now_ms, "until_ms": now_ms + wanted.minutes * 60_000, "answered_ms": None, "done": None}
    db.execute(insert(RemoteCommand), [{**row, "said": ""}])
    teller.tell(db, known.hall, known.window or "", [look_item(known.id, identity)], now_ms)
    return identity


def commands_for(db: Connection, kiosk: KioskKnown, now_ms: int) -> tuple[Command, ...]:
    """Return what this kiosk is asked to do and has said nothing to."""
    columns = (RemoteCommand.id, RemoteCommand.kind, RemoteCommand.until_ms, RemoteCommand.text, RemoteCommand.volume)
    rows = db.execute(select(*columns).where(*_open(kiosk, now_ms)).order_by(RemoteCommand.id))
    return tuple(
        Command(id=row.id, kind=row.kind, until=rfc3339(at(row.until_ms)), text=row.text, volume=row.volume)
        for row in rows
    )


def notices_for(db: Connection, kiosk: KioskKnown, now_ms: int) -> list[NoticeEntry]:
    """Return the notices that commands put on this tablet, each until its command ends."""
    this = (
        RemoteCommand.hall_id == kiosk.hall,
        RemoteCommand.kiosk_id == kiosk.id,
        RemoteCommand.until_ms > now_ms,
        RemoteCommand.kind == CommandKind.NOTICE.value,
    )
    rows = db.execute(select(RemoteCommand.id, RemoteCommand.text, RemoteCommand.until_ms).where(*this))
    return [
        NoticeEntry(id=row.id, kind=NoticeKind.TEXT, text=row.text or "", ends=rfc3339(at(row.until_ms)))
        for row in sorted(rows, key=lambda row: row.id)
    ]


def answered(db: Connection, kiosk: KioskKnown, said: Sequence[CommandDone], now_ms: int) -> None:
    """Keep what a kiosk says became of its commands; its first word stays."""
    for one in said[:MOST_OPEN]:
        this = (RemoteCommand.hall_id == kiosk.hall, RemoteCommand.id == one.id[:36])
        mine = (*this, RemoteCommand.kiosk_id == kiosk.id, RemoteCommand.answered_ms.is_(None))
        values = {"answered_ms": now_ms, "done": one.done, "said": one.said[:200]}
        db.execute(update(RemoteCommand).where(*mine).values(**values))


def commands_of(scope: Scope, kiosk: str = "") -> Select[Any]:
    """Return the query for a hall's commands, or for those of one kiosk."""
    query = select(RemoteCommand.__table__).where(scope.of(RemoteCommand))
    return query.where(RemoteCommand.kiosk_id == kiosk) if kiosk else query


def command_line(row: Any, now_ms: int) -> CommandLine:
    """Return a row of that query as it is listed."""
    return CommandLine(
        id=row.id,
        kiosk=row.kiosk_id,
        kind=row.kind,
        text=row.text,
        volume=row.volume,
        who=row.who,
        reason=row.reason,
        made=rfc3339(at(row.made_ms)),
        until=rfc3339(at(row.until_ms)),
        state=_state(row, now_ms),
        answered=rfc3339(at(row.answered_ms)) if row.answered_ms is not None else None,
        said=row.said,
    )


# --- support bundles --------------------------------------------------------------------------------------------------


def keep_part(db: Connection, kiosk: KioskKnown, command: str, part: int, data: bytes, now_ms: int) -> bool:
    """Keep a part of the bundle a command asked this kiosk for; return False where none did, or it is too much."""
    this = (*_open(kiosk, now_ms), RemoteCommand.id == command[:36], RemoteCommand.kind == CommandKind.BUNDLE.value)
    asked_for = db.execute(select(RemoteCommand.id).where(*this)).first()
    if asked_for is None or not 0 <= part < MOST_PARTS or not 0 < len(data) <= BUNDLE_PART:
        return False
    if part == 0:
        _forget(db, kiosk.hall, now_ms)
    place = {"hall_id": kiosk.hall, "command_id": asked_for.id, "part": part}
    db.execute(delete(BundlePart).where(*(BundlePart.__table__.c[name] == value for name, value in place.items())))
    db.execute(insert(BundlePart), [{**place, "data": data}])
    return True


def sealed_bundle(db: Connection, scope: Scope, command: str) -> bytes:
    """Return the sealed bytes of a bundle that is here whole.

    Raises:
        NotThere: there is none.
    """
    this = (scope.of(RemoteCommand), RemoteCommand.id == command[:36], RemoteCommand.kind == CommandKind.BUNDLE.value)
    row = db.execute(select(RemoteCommand.id, RemoteCommand.done).where(*this)).first()
    wanted = select(BundlePart.data).where(scope.of(BundlePart), BundlePart.command_id == command[:36])
    parts = [bytes(data) for data in db.execute(wanted.order_by(BundlePart.part)).scalars()] if row and row.done else []
    if not parts:
        raise NotThere("there is no such bundle, it has not come yet, or it is older than 30 days")
    return b"".join(parts)


def opened_bundle(db: Connection, scope: Scope, keys: Keys, command: str) -> bytes:
    """Return a support bundle, opened with the centre's key.

    Raises:
        NotThere: there is none. NotSo: what came cannot be opened.
    """
    try:
        return unseal(keys, sealed_bundle(db, scope, command), bundle_about(command))
    except Forged:
        raise NotSo("what the tablet sent cannot be opened: ask it for another bundle") from None


def _forget(db: Connection, hall: str, now_ms: int) -> None:
    old = select(RemoteCommand.id).where(RemoteCommand.hall_id == hall, RemoteCommand.until_ms < now_ms - KEPT_MS)
    db.execute(delete(BundlePart).where(BundlePart.hall_id == hall, BundlePart.command_id.in_(old)))


def _open(kiosk: KioskKnown, now_ms: int) -> tuple[ColumnElement[bool], ...]:
    mine = (RemoteCommand.hall_id == kiosk.hall, RemoteCommand.kiosk_id == kiosk.id)
    return *mine, RemoteCommand.until_ms > now_ms, RemoteCommand.answered_ms.is_(None)


def _state(row: Any, now_ms: int) -> CommandState:
    if row.done is not None:
        return CommandState.ACKNOWLEDGED if row.done else CommandState.REFUSED
    return CommandState.SENT if row.until_ms > now_ms else CommandState.EXPIRED
