"""The summary of one hall and one day as the centre knows it: what pages, files and the API show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from sync.central.figures.completeness import kiosks_of_day
from sync.central.figures.scope import HallFacts, Scope
from sync.central.figures.visits import visits_of_day
from sync.central.intake.models import Day
from sync.central.places.models import Department, Staff, Window
from sync.contract import rfc3339
from sync.summary.facts import Origins
from sync.summary.figures import MIN_N, Summary, summarise


def summary_of(
    db: Connection,
    scope: Scope,
    hall: HallFacts,
    day: str,
    *,
    now: datetime,
    min_n: int = MIN_N,
    reason_texts: Mapping[str, str] | None = None,
    changed: tuple[str, ...] = (),
) -> Summary:
    """Return the day's figures, counted now from the visits themselves."""
    kiosks, expected = kiosks_of_day(db, scope, day, zone=hall.time_zone, now=now)
    revision = db.execute(select(Day.revision).where(scope.of(Day), Day.day == day)).scalar()
    origins = Origins(
        source="centre",
        hall=hall.id,
        hall_name=hall.name,
        day=day,
        as_of=rfc3339(now),
        revision=revision or 1,
        time_zone=hall.time_zone,
        windows=_names(db, scope, Window),
        staff=_staff(db, scope),
        departments=_names(db, scope, Department),
        kiosks=kiosks,
        kiosks_expected=expected,
        changed_since_export=changed,
    )
    visits = visits_of_day(db, scope, day, hall.time_zone)
    return summarise(origins, visits, min_n=min_n, reason_texts=reason_texts)


def _names(db: Connection, scope: Scope, table: Any) -> dict[str, str]:
    return {row.id: row.name for row in db.execute(select(table.id, table.name).where(scope.of(table)))}


def _staff(db: Connection, scope: Scope) -> dict[str, str]:
    """Return each person's name as it is today; the earlier versions only matter to earlier ratings' stories."""
    rows = db.execute(select(Staff.id, Staff.name).where(scope.of(Staff)).order_by(Staff.version))
    return {row.id: row.name for row in rows}
