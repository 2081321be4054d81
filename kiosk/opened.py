"""How the opening of the store went: it stands, or what the citizen and the technician are told instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.codes import Code
from kiosk.remembering import Remembered

if TYPE_CHECKING:
    from kiosk.entries import Seal
    from kiosk.flow import Visit
    from kiosk.qr import Minted, Receipts
    from sync.delivery.identity import Identity


class NotEnrolled(Exception):
    """This kiosk has no centre yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The store is open: who we are, what it remembers, and what our keys are needed for."""

    identity: Identity
    remembered: Remembered
    seal: Seal
    mint: Callable[[Visit], Minted]
    receipts: Receipts
    unseal: Callable[[bytes, str], bytes]
    held: frozenset[str]  # files of the centre that are here


@dataclass(frozen=True, slots=True)
class Broken:
    """The store could not be opened: the code for the citizen, the sentence for the technician.

    Where this kiosk has its key all the same, numbers can be rated by phone: `identity` and `mint` are there.
    """

    code: Code
    why: str
    identity: Identity | None = None
    mint: Callable[[Visit], Minted] | None = None


def code_of(trouble: BaseException) -> Code:
    """Return the code of what kept the store from being opened."""
    from kiosk.identity import BadIdentity
    from kiosk.store.trouble import InUse, Newer, NotSaved

    match trouble:
        case NotEnrolled():
            return Code.NOT_ENROLLED
        case BadIdentity():
            return Code.BAD_KEY
        case InUse():
            return Code.IN_USE
        case Newer():
            return Code.NEWER_STORE
        case NotSaved():
            return Code.NO_ROOM
        case _:
            return Code.NO_STORE
