"""What an auditor reads: the audit's chain and the access log of a hall, or of what concerns no hall; newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, false, select

from sync.central.accounts.models import Access, AuditLine
from sync.central.accounts.reader import Reader


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done: a line of the chain. `hash` covers it and every line before."""

    seq: int
    at: str
    who: str
    act: str
    what: str
    reason: str
    hash: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that was asked for, and whether it was given."""

    id: str
    at: str
    who: str
    what: str
    given: bool


def done(who: Reader, hall: str) -> Select[*tuple[Any, ...]]:
    """Return the query for a chain."""
    columns = (AuditLine.seq, AuditLine.at, AuditLine.who, AuditLine.act, AuditLine.what, AuditLine.reason)
    return select(*columns, AuditLine.hash).where(AuditLine.hall_id == hall, _theirs(who, hall, AuditLine.hall_id))


def asked(who: Reader, hall: str) -> Select[*tuple[Any, ...]]:
    """Return the query for the access log."""
    columns = (Access.id, Access.at, Access.who, Access.what, Access.given)
    return select(*columns).where(Access.hall_id == hall, _theirs(who, hall, Access.hall_id))


def _theirs(who: Reader, hall: str, column: Any) -> Any:
    """Return the condition: what concerns no hall is for who may read every hall."""
    if not hall and who.halls is not None:
        return false()
    return who.covers(column)
