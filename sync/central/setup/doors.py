"""Who is shown the way to the pages of setting up, and for whom their slow work is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from fastapi import Request

from sync.central.accounts.door import reader
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act, Role
from sync.central.central import Central

T = TypeVar("T")

SETTING_UP = (Act.SET_UP_PLACES, Act.SET_UP_STAFF, Act.SEE_KIOSKS, Act.MANAGE_TOKENS)


def for_who_may(central: Central, request: Request, hall: str, act: Act, make: Callable[[], T]) -> T | None:
    """Return what takes long to make, only if whoever asks may do this here; else None, and the door refuses them later.

    A PIN's hash takes 0.2 s and 64 MiB: no stranger has that done by knocking.
    """
    who = reader(central.database, request, central.clock.now())
    theirs = who is not None and who.may(act) and (who.halls is None or hall in who.halls)
    return make() if theirs else None


def sets_up(who: Reader, hall: str) -> str:
    """Return the address of a hall's set-up for whoever may do something there, else nothing."""
    return f"/halls/{quote(hall, safe='')}/setup" if any(who.may(act) for act in SETTING_UP) else ""


def opens_halls(who: Reader) -> bool:
    """Return whether they may open a new hall: a system administrator of every hall."""
    return who.role == Role.SYSTEM_ADMIN and who.halls is None
