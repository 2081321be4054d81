"""The access log: one line for every read and every log-in, given or refused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from sync.central.accounts.models import Access
from sync.contract import rfc3339, uuid7


def note(db: Connection, *, who: str, hall: str, what: str, given: bool, now: datetime) -> None:
    """Write one line. `hall` is what was asked for, known or not; empty where no hall was named."""
    row = {"hall_id": hall[:64], "id": uuid7(), "at": rfc3339(now), "who": who[:100], "what": what[:200]}
    db.execute(insert(Access).values(**row, given=given))
