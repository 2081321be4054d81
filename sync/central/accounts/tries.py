"""The waits that wrong passwords and codes earn, kept in the database: they hold across processes and restarts.

Three are counted, so that nobody who guesses locks out others: a name from one address (five free), a name from
anywhere, and an address for any name (a hundred each). A try that was right is given back: an office behind one address
may log in as often as it likes. A browser in which this person has logged in before is counted for itself alone (five
free): no attack from anywhere else keeps them out of it.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from sync.central.accounts.models import LogInTries
from sync.contract import moment, rfc3339

FIRST_WAIT = 30  # then doubled
FREE = {"pair": 5, "browser": 5, "name": 100, "address": 100}
LONGEST = {"pair": 3600, "browser": 3600, "name": 900, "address": 900}  # seconds
FORGOTTEN = timedelta(hours=24)  # without a try


@dataclass(frozen=True, slots=True)
class From:
    """Where a try comes from. `browser` is a name by which this person's own browser is known again, else empty."""

    address: str = ""
    agent: str = ""
    browser: str = ""


NOWHERE = From()


def count_try(db: Connection, name: str, came: From, now: datetime) -> int:
    """Return the seconds to wait; where there are none, count one more try and what it will earn if it is wrong."""
    keys = _keys(name, came)
    rows = db.execute(select(LogInTries).where(LogInTries.key.in_(keys.values())).with_for_update()).mappings()
    known = {row["key"]: row for row in rows}
    left = max(((moment(row["wait_until"]) - now).total_seconds() for row in known.values()), default=0.0)
    if left > 0:
        return math.ceil(left)
    db.execute(delete(LogInTries).where(LogInTries.tried_at < rfc3339(now - FORGOTTEN)))
    for what, key in sorted(keys.items()):
        old = known.get(key)
        fresh = old is not None and moment(old["tried_at"]) >= now - FORGOTTEN
        _remember(db, key, what, (old["tries"] if old and fresh else 0) + 1, now)
    return 0


def give_back(db: Connection, name: str, came: From, now: datetime) -> None:
    """Count one try less, and end the wait it earned: it was right. Those before it stay."""
    for key in sorted(_keys(name, came).values()):
        this = (LogInTries.key == key, LogInTries.tries > 0)
        db.execute(update(LogInTries).where(*this).values(tries=LogInTries.tries - 1, wait_until=rfc3339(now)))


def forget_tries(db: Connection, name: str, came: From) -> None:
    """Forget the wrong tries of a name: its owner was here. The address's stay, else one good account frees it."""
    own = [key for what, key in _keys(name, came).items() if what != "address"]
    db.execute(delete(LogInTries).where(LogInTries.key.in_(own)))


def _remember(db: Connection, key: str, what: str, tries: int, now: datetime) -> None:
    over = tries - FREE[what]
    earned = min(FIRST_WAIT * 2 ** min(over, 20), LONGEST[what]) if over >= 0 else 0
    db.execute(delete(LogInTries).where(LogInTries.key == key))
    until = rfc3339(now + timedelta(seconds=earned))
    db.execute(insert(LogInTries).values(key=key, tries=tries, wait_until=until, tried_at=rfc3339(now)))


def _keys(name: str, came: From) -> dict[str, str]:
    """Return what is counted. Names are hashed: a password typed into the wrong field is not kept."""
    if came.browser:
        texts = {"browser": f"browser\n{name}\n{came.browser}"}
    else:
        pair = {"pair": f"pair\n{name}\n{came.address}", "name": f"name\n{name}"}
        texts = {**pair, "address": f"address\n{came.address}"}
    return {what: hashlib.sha256(text.encode(errors="replace")).hexdigest() for what, text in texts.items()}
