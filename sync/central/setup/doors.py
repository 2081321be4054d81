"""Who is shown the way to the pages of setting up."""

from __future__ import annotations

from urllib.parse import quote

from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act, Role

SETTING_UP = (Act.SET_UP_PLACES, Act.SET_UP_STAFF, Act.SEE_KIOSKS, Act.MANAGE_TOKENS)


def sets_up(who: Reader, hall: str) -> str:
    """Return the address of a hall's set-up for whoever may do something there, else nothing."""
    return f"/halls/{quote(hall, safe='')}/setup" if any(who.may(act) for act in SETTING_UP) else ""


def opens_halls(who: Reader) -> bool:
    """Return whether they may open a new hall: a system administrator of every hall."""
    return who.role == Role.SYSTEM_ADMIN and who.halls is None
