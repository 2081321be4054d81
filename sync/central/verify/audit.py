"""Every hall's audit chain, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from sync.central.accounts.audit import differences, heads
from sync.central.verify.finding import Finding


def audits(db: Connection) -> Iterator[Finding]:
    """Find lines that were changed, taken out, or put in."""
    for hall, _, _ in heads(db):
        for line, what in differences(db, hall):
            yield Finding("audit", hall, line, what)
