"""What an administrator decides about a tablet: off and on again, ended for good, or at another window.

Every function works in the caller's transaction, on a kiosk of a hall the caller may see; whoever calls logs it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from sync.central.accounts.reader import Reader
from sync.central.database import table_of
from sync.central.figures.scope import Scope
from sync.central.kiosks.known import KioskKnown, kiosk_known
from sync.central.kiosks.models import MOVED, FormerPlace, Kiosk
from sync.central.places.models import Window
from sync.contract import State

FORMER = table_of(FormerPlace)


class NotThere(Exception):
    """There is no such kiosk or window, or it is not theirs; the text says what to do."""


class NotSo(Exception):
    """It does not go together with what is there; the text says why and what to do."""


def found(db: Connection, scope: Scope, kiosk: str) -> KioskKnown:
    """Return a kiosk that stands in this hall.

    Raises:
        NotThere: there is none of that id.
    """
    this = (scope.of(Kiosk), Kiosk.id == kiosk[:36], Kiosk.state != MOVED)
    known = kiosk_known(db, kiosk) if db.execute(select(Kiosk.id).where(*this)).first() else None
    if known is None:
        raise NotThere(
            f"hall {scope.hall[:64]} has no kiosk {kiosk[:36]}: yiping-central kiosks --hall H lists those it has"
        )
    return known


def hall_of_kiosk(db: Connection, who: Reader, kiosk: str) -> str:
    """Return the hall in which a kiosk stands now.

    Raises:
        NotThere: there is none of that id in a hall of theirs.
    """
    this = (who.covers(Kiosk.hall_id), Kiosk.id == kiosk[:36], Kiosk.state != MOVED)
    hall = db.execute(select(Kiosk.hall_id).where(*this)).scalar()
    if hall is None:
        raise NotThere(
            f"there is no kiosk {kiosk[:36]}: point at its window's state on the centre's page to see its id"
        )
    return str(hall)


def set_state(db: Connection, scope: Scope, kiosk: str, state: State, now_ms: int) -> State:
    """Turn a kiosk off, on again, or end it for good; return what it was before.

    Raises:
        NotThere: there is no such kiosk. NotSo: it was ended: its key may be in other hands.
    """
    known = found(db, scope, kiosk)
    if known.state is State.REVOKED and state is not State.REVOKED:
        raise NotSo("this kiosk was ended for good: enrol the tablet anew, it then is another kiosk")
    if known.state is not state:
        this = _this(known.hall, known.id)
        db.execute(update(Kiosk).where(*this).values(state=state.value, state_ms=now_ms))
    return known.state


def move(db: Connection, scope: Scope, kiosk: str, hall: str, window: str, now_ms: int) -> KioskKnown:
    """Put a kiosk at another window, of this hall or of another; return it as it stood.

    What it kept at the old window still belongs there. The kiosk hears of it with its next heartbeat, and opens a new
    ledger once nobody stands before it.

    Raises:
        NotThere: there is no such kiosk, or no such window in a hall of theirs. NotSo: it was ended, or stands there.
    """
    known = found(db, scope, kiosk)
    if known.state is State.REVOKED:
        raise NotSo("this kiosk was ended for good: enrol the tablet anew, it then is another kiosk")
    if (known.hall, known.window) == (hall, window):
        raise NotSo(f"the kiosk stands at window {window} already")
    look_for_window(db, Scope(hall, scope.reader), window)
    former = {"hall_id": known.hall, "kiosk_id": known.id, "window_id": known.window or "", "until_ms": now_ms}
    db.execute(
        FORMER.delete().where(*(FORMER.c[name] == former[name] for name in ("hall_id", "kiosk_id", "window_id")))
    )
    db.execute(insert(FORMER), [former])
    if hall == known.hall:
        db.execute(update(Kiosk).where(*_this(hall, known.id)).values(window_id=window))
    else:
        _to_hall(db, known, hall, window, now_ms)
    return known


def _to_hall(db: Connection, known: KioskKnown, hall: str, window: str, now_ms: int) -> None:
    old = db.execute(select(Kiosk.__table__).where(*_this(known.hall, known.id))).mappings().one()
    db.execute(update(Kiosk).where(*_this(known.hall, known.id)).values(state=MOVED, state_ms=now_ms))
    kept: dict[str, Any] = {name: old[name] for name in ("sign_key", "seal_key", "key", "state")}
    kept |= {"window_id": window, "enrolled_ms": now_ms, "state_ms": now_ms}
    if db.execute(select(Kiosk.id).where(*_this(hall, known.id))).first():  # it stood there once before
        db.execute(update(Kiosk).where(*_this(hall, known.id)).values(**kept))
    else:
        db.execute(insert(Kiosk), [{"hall_id": hall, "id": known.id, **kept}])


def look_for_window(db: Connection, scope: Scope, window: str) -> None:
    """Raise `NotThere` unless a hall of theirs has this window."""
    this = (scope.of(Window), Window.id == window, Window.retired.is_(False))
    if db.execute(select(Window.id).where(*this)).first() is None:
        raise NotThere(f"hall {scope.hall[:64]} has no window {window[:64]} that you may set up")


def _this(hall: str, kiosk: str) -> tuple[ColumnElement[bool], ...]:
    return Kiosk.hall_id == hall, Kiosk.id == kiosk
