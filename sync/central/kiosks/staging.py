"""Settings on trial: first at one window, then in its hall, then everywhere; each step a revision that can be undone.

They lie over what the hall's file and pages set. A tablet takes them with its next heartbeat and works by them from its
next start on (the command *settings* brings that about as soon as nobody stands before it).
Every function works in the caller's transaction; whoever calls logs it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, or_, select
from sqlalchemy.orm import aliased

from sync.central.figures.scope import Scope
from sync.central.kiosks.models import StagedSettings
from sync.central.kiosks.states import NotSo, NotThere
from sync.central.places.models import Hall, Window
from sync.contract import canonical, rfc3339
from sync.times import at

EVERYWHERE = ""  # stands where a hall's id stands
WHOLE = ""  # stands where a window's id stands
LOCAL = ("centre", "data")  # no tablet lets these be set from afar
LARGEST = 16_384  # characters of one revision

Settings = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One revision as it is listed; `hall` and `window` are empty for all of them."""

    hall: str
    window: str
    revision: int
    settings: Settings
    who: str
    reason: str
    made: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Where settings are tried: a window, a whole hall (no window), or everywhere (no hall)."""

    hall: str = EVERYWHERE
    window: str = WHOLE


def stage(db: Connection, scope: Scope, where: Stage, changes: Mapping[str, Any], reason: str, now_ms: int) -> int:
    """Lay changes over what is tried there already; a key set to null is tried no more. Return the new revision.

    Raises:
        NotThere: there is no such hall or window of theirs. NotSo: these are no settings a tablet would take from afar.
    """
    _look(db, scope, where)
    return _put(db, scope, where, laid_over(_now(db, where), checked(changes)), reason, now_ms)


def widen(db: Connection, scope: Scope, where: Stage, reason: str, now_ms: int) -> int:
    """Try everywhere around what is tried at one place: a window's in its hall, a hall's in all. Return that revision.

    Raises:
        NotThere: as `stage`. NotSo: nothing is tried there.
    """
    _look(db, scope, where)
    wider = Stage(where.hall) if where.window else Stage()
    _look(db, scope, wider)
    tried = _now(db, where)
    if not tried or where == wider:
        raise NotSo("nothing is on trial there that could be widened")
    _put(db, scope, where, {}, f"widened: {reason}", now_ms)
    return _put(db, scope, wider, laid_over(_now(db, wider), tried), reason, now_ms)


def roll_back(db: Connection, scope: Scope, where: Stage, revision: int, reason: str, now_ms: int) -> int:
    """Make an earlier revision the newest; 0 is the time before any trial. Return the new revision's number.

    Raises:
        NotThere: as `stage`, or there was no such revision.
    """
    _look(db, scope, where)
    found = db.execute(select(StagedSettings.text).where(*_at(where), StagedSettings.revision == revision)).scalar()
    if found is None and revision != 0:
        raise NotThere(f"there is no revision {revision} of what is tried there")
    return _put(db, scope, where, json.loads(found) if found else {}, f"back to {revision}: {reason}", now_ms)


def on_trial(db: Connection, hall: str, window: str) -> list[Settings]:
    """Return the layers a window's tablet gets over its hall's settings, the widest first; every heartbeat asks."""
    places = ((EVERYWHERE, WHOLE), (hall, WHOLE), (hall, window))
    newer = aliased(StagedSettings)
    newest = select(func.max(newer.revision)).where(*_same(newer, StagedSettings)).scalar_subquery()
    wanted = select(StagedSettings.hall_id, StagedSettings.window_id, StagedSettings.text).where(
        or_(*(and_(*_at(Stage(*one))) for one in places)), StagedSettings.revision == newest
    )
    found = {(row.hall_id, row.window_id): json.loads(row.text) for row in db.execute(wanted)}
    return [found.get(one, {}) for one in places]


BY_TIME = (StagedSettings.made_ms, StagedSettings.hall_id, StagedSettings.window_id, StagedSettings.revision)


def revisions(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Return what asks for every revision that concerns a hall; a list of them goes by `BY_TIME`."""
    this = scope.of(StagedSettings) | (StagedSettings.hall_id == EVERYWHERE)
    return select(StagedSettings.__table__).where(this)


def step(row: Any) -> Step:
    """Return a revision as a list of them has it."""
    return Step(
        hall=row.hall_id,
        window=row.window_id,
        revision=row.revision,
        settings=json.loads(row.text),
        who=row.who,
        reason=row.reason,
        made=rfc3339(at(row.made_ms)),
    )


def checked(changes: Mapping[str, Any]) -> Settings:
    """Return changes as sections of keys.

    Raises:
        NotSo: they are something else, or nobody may set them from afar.
    """
    for section, keys in changes.items():
        if section in LOCAL:
            raise NotSo(f"{section} can only be set at the tablet itself")
        if not isinstance(keys, Mapping) or not all(isinstance(one, str | int | bool | None) for one in keys.values()):
            raise NotSo(f"{section} is a section of keys with a text, a whole number, true, false or null each")
    return {section: dict(keys) for section, keys in changes.items()}


def laid_over(below: Settings, above: Settings) -> Settings:
    """Return both layers as one; what is null above is in neither."""
    made = {section: {**below.get(section, {}), **above.get(section, {})} for section in {**below, **above}}
    kept = {section: {key: one for key, one in keys.items() if one is not None} for section, keys in made.items()}
    return {section: keys for section, keys in kept.items() if keys}


def _put(db: Connection, scope: Scope, where: Stage, settings: Settings, reason: str, now_ms: int) -> int:
    text = canonical(settings)
    if len(text) > LARGEST:
        raise NotSo(f"these settings have {len(text)} characters, more than {LARGEST}")
    revision = int(db.execute(select(func.max(StagedSettings.revision)).where(*_at(where))).scalar() or 0) + 1
    row = {"hall_id": where.hall, "window_id": where.window, "revision": revision, "text": text}
    who = {"who": scope.reader.who[:100], "reason": reason[:120], "made_ms": now_ms}
    db.execute(insert(StagedSettings), [{**row, **who}])
    return revision


def _now(db: Connection, where: Stage) -> Settings:
    wanted = select(StagedSettings.text).where(*_at(where)).order_by(StagedSettings.revision.desc()).limit(1)
    found = db.execute(wanted).scalar()
    made: Settings = json.loads(found) if found else {}
    return made


def _look(db: Connection, scope: Scope, where: Stage) -> None:
    if where.hall == EVERYWHERE:
        if scope.reader.halls is not None:
            raise NotThere("you look after some halls only: what is tried everywhere is for who looks after all")
        return
    here = Scope(where.hall, scope.reader)
    known = db.execute(select(Hall.id).where(Hall.id == where.hall, scope.reader.covers(Hall.id))).first()
    if known and where.window:
        known = db.execute(select(Window.id).where(here.of(Window), Window.id == where.window)).first()
    if known is None:
        raise NotThere(
            f"there is no such place, hall {where.hall[:64]} window {where.window[:64]}, that you may set up"
        )


def _same(one: type[StagedSettings], other: type[StagedSettings]) -> tuple[Any, ...]:
    return one.hall_id == other.hall_id, one.window_id == other.window_id


def _at(where: Stage) -> tuple[Any, ...]:
    return StagedSettings.hall_id == where.hall, StagedSettings.window_id == where.window
