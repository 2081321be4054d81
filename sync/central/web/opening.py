"""Opening a QR token: whose it is, whether its signature holds, and whether its time has passed. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from sync.central.intake.models import Visit
from sync.central.intake.story import names_of
from sync.central.kiosks.known import kiosk_known, stood_at
from sync.central.kiosks.models import MOVED, FormerKey, Kiosk
from sync.central.places.models import Hall
from sync.central.places.questions import asked_in
from sync.contract import State, unb64
from sync.kinds import TimeQuality
from sync.questionnaire import Questionnaire
from sync.shape import Malformed
from sync.suite import Forged, check
from sync.token import QrToken, read_token

LONGEST = 366 * 86_400  # seconds a code may last, whatever a place sets
EARLY = 3_600  # seconds by which a clock that calls itself exact may be ahead


@dataclass(frozen=True, slots=True)
class Opened:
    """A token that holds: the visit it stands for, its hall, and what is asked there."""

    token: QrToken
    text: str
    hall_name: str
    questionnaire: Questionnaire


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Not a token of a kiosk of ours."""


@dataclass(frozen=True, slots=True)
class Expired:
    """The time for rating has passed."""


def opened(db: Connection, text: str, now: datetime) -> Opened | Unreadable | Expired:
    """Return what a token opens. It must be signed by the active kiosk of the window it names."""
    try:
        token, signed, signature = read_token(text)
        key = _key(db, token)
        if key is None:
            return Unreadable()
        check(key, signature, signed)
    except (Malformed, Forged):
        return Unreadable()
    hall = db.execute(select(Hall.name, Hall.questionnaire).where(Hall.id == token.hall)).first()
    if hall is None:
        return Unreadable()
    if not _could_be(token, now):
        return Unreadable()
    if now.timestamp() > _ends(db, token, now):
        return Expired()
    return Opened(token, text, hall.name, asked_in(hall.questionnaire))


def _key(db: Connection, token: QrToken) -> bytes | None:
    """Return the key of the active kiosk that stands, or stood, at the window a token names."""
    wanted = (Kiosk.hall_id == token.hall, Kiosk.key == token.key)
    row = db.execute(select(Kiosk.id, Kiosk.sign_key, Kiosk.window_id, Kiosk.state).where(*wanted)).first()
    if row is None:
        row = _before(db, token)
    if row is None:
        return None
    if row.window_id != token.window or row.state == MOVED:
        known = kiosk_known(db, row.id)
        if known is None or known.state is not State.ACTIVE or stood_at(db, known, token.hall, token.window) is None:
            return None
    elif row.state != State.ACTIVE:
        return None
    return unb64(row.sign_key)


def _before(db: Connection, token: QrToken) -> Any:
    """Return the kiosk that had this key before it got another: what it signed then stays good."""
    same = and_(Kiosk.hall_id == FormerKey.hall_id, Kiosk.id == FormerKey.kiosk_id)
    columns = select(Kiosk.id, FormerKey.sign_key, Kiosk.window_id, Kiosk.state).join(FormerKey, same)
    return db.execute(columns.where(FormerKey.hall_id == token.hall, FormerKey.key == token.key)).first()


def _could_be(token: QrToken, now: datetime) -> bool:
    """Return whether a kiosk as it left our hands could have minted this: a real day, a sane span, not tomorrow's."""
    sure = token.quality is not TimeQuality.CLAIMED
    if not 0 < token.expires - token.minted <= LONGEST or (sure and token.minted > now.timestamp() + EARLY):
        return False
    try:
        return date.fromisoformat(token.day).isoformat() == token.day
    except ValueError:
        return False


def _ends(db: Connection, token: QrToken, now: datetime) -> float:
    """Return when a token ends. A kiosk unsure of its clock does not cost the citizen the rating.

    Its claimed time then only says how long the token lasts, counted from when the visit began, if that is known here.
    """
    if token.quality is not TimeQuality.CLAIMED:
        return token.expires
    names = names_of(token.visit, token.window)
    wanted = (Visit.hall_id == token.hall, Visit.id.in_(names), Visit.window_id == token.window)
    begun = db.execute(select(Visit.begun_ms).where(*wanted, Visit.known_by == "served")).scalar()
    lasts = max(0, token.expires - token.minted)
    return (begun / 1000 if begun is not None else now.timestamp()) + lasts
