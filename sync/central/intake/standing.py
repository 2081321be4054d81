"""Which rating stands, for every ticket key a batch touched, in one statement.

For each ticket key and round: the one that can stand with the earliest sitting; phone before tablet, then by id.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from sync.central.intake.rows import as_json, ask, each

_ABLE = "(void IS NULL AND corrected_by IS NULL)"
_STATEMENT = f"""
WITH ranked AS (
  SELECT id, {_ABLE} AS able,
    row_number() OVER (PARTITION BY ticket_key, round, {_ABLE}
      ORDER BY since_ms, channel <> 'phone', channel, sitting) AS place,
    min(CASE WHEN {_ABLE} THEN level END) OVER (PARTITION BY ticket_key, round) AS worst,
    max(CASE WHEN {_ABLE} THEN level END) OVER (PARTITION BY ticket_key, round) AS best
  FROM ratings WHERE hall_id = ? AND ticket_key IN (SELECT value FROM %s)
)
UPDATE ratings SET
  standing = (ranked.able AND ranked.place = 1),
  disputed = (ranked.able AND ranked.worst <= 2 AND ranked.best >= 3)
FROM ranked WHERE ratings.hall_id = ? AND ratings.id = ranked.id AND (
  ratings.standing <> (ranked.able AND ranked.place = 1)
  OR ratings.disputed <> (ranked.able AND ranked.worst <= 2 AND ranked.best >= 3))
"""


_BAD = (
    "SELECT DISTINCT ticket_key FROM ratings WHERE hall_id = ? AND level <= 2 AND ticket_key IN (SELECT value FROM %s)"
)


def decide(connection: Connection, hall: str, ticket_keys: Iterable[str]) -> frozenset[str]:
    """Decide anew which ratings of these ticket keys stand; return the keys on which there is a bad one."""
    keys = sorted(set(ticket_keys))
    if not keys:
        return frozenset()
    ask(connection, _STATEMENT.replace("%s", each(connection)), hall, as_json(keys), hall)
    bad = ask(connection, _BAD.replace("%s", each(connection)), hall, as_json(keys))
    return frozenset(row[0] for row in bad)
