"""Tablets that know no code wait here, off, until an administrator who looks at one's screen binds it to a window.

Anybody may knock, so what is kept is little, and bounded: by how many wait, by how many of them come from one address.
Who waits already, or finds no room, costs no write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.kiosks.known import KioskKnown, kiosk_known, pairing_of
from sync.central.kiosks.models import MOVED, Kiosk, WaitingKiosk
from sync.central.kiosks.states import NotSo, NotThere, found, look_for_window
from sync.central.kiosks.wire import Said, refused
from sync.contract import State, b64, canonical, key_id, parsed, rfc3339, unb64, uuid7
from sync.live import Knock, Knocked
from sync.shape import Malformed, shaped
from sync.suite import Forged, check_request, sign_answer
from sync.times import at, milliseconds

PATH = "/api/v1/enrolments"
MOST = 200  # tablets that wait at a centre
MOST_OF_ONE = 40  # of them from one address: a hall's tablets may all come through one router
GONE_MS = 30 * 60_000  # one that has not asked for so long waits no more; it asks every few seconds
SEEN_MS = 60_000  # how exactly it is kept when one asked last
HIDDEN = 5  # last digits of the pairing number that only the tablet's screen shows


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """A tablet that waits: how the number on its screen begins (`pairing`), where it asked from, since when."""

    id: str
    pairing: str
    address: str
    since: str
    seen: str


def knocked(central: Central, headers: Mapping[str, str], body: bytes, address: str) -> Said:
    """Let a tablet wait, or tell it where it belongs by now. It proves its key by signing; the answer is signed too."""
    try:
        asked = shaped(Knock, parsed(body))
        keys = unb64(asked.sign_key), unb64(asked.seal_key)
        if len(keys[0]) != 32 or len(keys[1]) != 32:
            raise Malformed("a public key has 32 bytes")
        name = check_request(keys[0], method="POST", path=PATH, body=body, headers=headers)
    except Malformed as why:
        return refused(400, str(why))
    except Forged as why:
        return refused(401, str(why))
    now_ms, address = central.now_ms(), address[:64]
    with central.database.read() as db:
        known = _known(db, asked)
        row = None if known else _row(db, asked)
        new = known is None and (row is None or row.last_ms < now_ms - SEEN_MS)
        room = row is not None or not new or _room(db, address, now_ms)
    if new and room:
        with central.database.write() as db:
            row = _waits(db, asked, address, now_ms)
    if known is None and (row is None or row.seal_key != asked.seal_key):
        too_many = refused(429, "too many tablets wait here: let some in first, or use a one-time code")
        return replace(too_many, headers=(("Retry-After", "60"),))
    return _told(central, name, known, row.id if row else "")


def waiting(db: Connection, central: Central) -> list[WaitingLine]:
    """Return the tablets that wait now, the newest first. They belong to no hall yet."""
    rows = db.execute(select(WaitingKiosk.__table__).where(_here(central)).order_by(WaitingKiosk.first_ms.desc()))
    return [
        WaitingLine(
            id=row.id,
            pairing=_pairing(central, row)[:-HIDDEN].rstrip(),
            address=row.address,
            since=rfc3339(at(row.first_ms)),
            seen=rfc3339(at(row.last_ms)),
        )
        for row in rows
    ]


def bind(db: Connection, scope: Scope, central: Central, tablet: str, window: str, pairing: str) -> KioskKnown:
    """Let a waiting tablet in, at a window; it hears of it the next time it asks.

    `pairing` is the whole number as its screen shows it, or its last five digits, which nothing else shows.

    Raises:
        NotThere: it does not wait, or there is no such window in a hall of theirs. NotSo: its screen shows another number.
    """
    look_for_window(db, scope, window)
    row = db.execute(select(WaitingKiosk.__table__).where(WaitingKiosk.id == tablet[:36], _here(central))).first()
    if row is None:
        raise NotThere(f"no tablet {tablet[:36]} waits here: it does while its screen shows its pairing number")
    digits = _digits(pairing)
    if digits not in (_digits(_pairing(central, row)), _digits(_pairing(central, row))[-HIDDEN:]):
        raise NotSo("this tablet's screen shows another pairing number: look at it again before you let one in")
    if db.execute(delete(WaitingKiosk).where(WaitingKiosk.id == row.id)).rowcount != 1:
        raise NotThere("somebody else has let this tablet in meanwhile")
    now_ms = central.now_ms()
    kept = {"hall_id": scope.hall, "id": row.id, "window_id": window, "state": State.ACTIVE.value}
    kept |= {"sign_key": row.sign_key, "seal_key": row.seal_key, "key": key_id(unb64(row.sign_key))}
    db.execute(insert(Kiosk), [{**kept, "enrolled_ms": now_ms, "state_ms": now_ms}])
    return found(db, scope, row.id)


def _here(central: Central) -> Any:
    return WaitingKiosk.last_ms > central.now_ms() - GONE_MS


def _pairing(central: Central, row: Any) -> str:
    return pairing_of(central.keys.pair.public, row.sign_key, row.seal_key)


def _digits(text: str) -> str:
    return "".join(one for one in text if one in "0123456789")


def _known(db: Connection, asked: Knock) -> KioskKnown | None:
    this = (Kiosk.key == key_id(unb64(asked.sign_key)), Kiosk.state != MOVED)
    row = db.execute(select(Kiosk.id, Kiosk.sign_key, Kiosk.seal_key).where(*this)).first()
    same = row is not None and (row.sign_key, row.seal_key) == (asked.sign_key, asked.seal_key)
    return kiosk_known(db, row.id) if same and row else None


def _row(db: Connection, asked: Knock) -> Any:
    return db.execute(select(WaitingKiosk.__table__).where(WaitingKiosk.sign_key == asked.sign_key)).first()


def _room(db: Connection, address: str, now_ms: int) -> bool:
    """Return whether one more may wait; those that went away leave room."""
    count = select(func.count()).select_from(WaitingKiosk).where(WaitingKiosk.last_ms >= now_ms - GONE_MS)
    of_one = db.execute(count.where(WaitingKiosk.address == address)).scalar_one()
    return of_one < MOST_OF_ONE and db.execute(count).scalar_one() < MOST


def _waits(db: Connection, asked: Knock, address: str, now_ms: int) -> Any:
    """Keep that a tablet waits and return its row; None where too many do."""
    row = _row(db, asked)
    if row is not None:
        seen = {"last_ms": now_ms, "address": address}
        if row.seal_key == asked.seal_key:
            db.execute(update(WaitingKiosk).where(WaitingKiosk.id == row.id).values(**seen))
        return row
    db.execute(delete(WaitingKiosk).where(WaitingKiosk.last_ms < now_ms - GONE_MS))
    if not _room(db, address, now_ms):
        return None
    made = {"id": uuid7(now_ms), "sign_key": asked.sign_key, "seal_key": asked.seal_key, "address": address}
    kind = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    first = kind(WaitingKiosk).values(**made, first_ms=now_ms, last_ms=now_ms)
    db.execute(first.on_conflict_do_nothing())  # it may have asked another process of the centre at once
    return _row(db, asked)


def _told(central: Central, name: str, known: KioskKnown | None, waits: str) -> Said:
    ours = central.keys.pair.public
    said = Knocked(
        request=name,
        kiosk=known.id if known else waits,
        state=known.state if known else State.DISABLED,
        centre=central.keys.centre,
        sign_key=b64(ours.sign),
        seal_key=b64(ours.seal),
        incarnation=central.incarnation,
        time=rfc3339(central.clock.now()),
        hall=known.hall if known else None,
        window=known.window if known else None,
    )
    body = canonical(said).encode()
    created = milliseconds(central.clock.now()) // 1000
    sealed = sign_answer(
        central.keys.pair, status=200, body=body, centre=central.keys.centre, request=name, created=created
    )
    return Said(200, body, headers=tuple(sealed.headers.items()))
