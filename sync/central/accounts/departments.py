"""Which rows belong to a department: the condition that keeps its account to them, in the query itself.

Tables that are not named here have no rows for it. Every condition is joined on the hall.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, false, inspect, or_, select, true, tuple_
from sqlalchemy.orm import aliased

from sync.central.intake.models import Ledger, Visit
from sync.central.kiosks.models import Kiosk
from sync.central.places.models import Staff, Window

Pairs = Collection[tuple[str, str]]  # (hall, department)


def belongs(table: Any, pairs: Pairs) -> ColumnElement[bool]:
    """Return the condition that a row of this table (or of an alias of it) is one of these departments'."""
    rule = _RULES.get(str(inspect(table).mapper.local_table.name))
    return rule(table, sorted(pairs)) if rule else false()


def _everybodys(_table: Any, _pairs: Pairs) -> ColumnElement[bool]:
    return true()  # the hall's own row and its days: names and revisions, no figures


def _itself(table: Any, pairs: Pairs) -> ColumnElement[bool]:
    return tuple_(table.hall_id, table.id).in_(pairs)


def _named(table: Any, pairs: Pairs) -> ColumnElement[bool]:
    return tuple_(table.hall_id, table.department_id).in_(pairs)


def _at_window(table: Any, pairs: Pairs, column: str = "window_id") -> ColumnElement[bool]:
    window = aliased(Window)
    same = and_(window.hall_id == table.hall_id, window.id == getattr(table, column))
    return select(window.id).where(same, _named(window, pairs)).exists()


def _of_kiosk(table: Any, pairs: Pairs) -> ColumnElement[bool]:
    kiosk = aliased(Kiosk)
    same = and_(kiosk.hall_id == table.hall_id, kiosk.id == table.kiosk_id)
    return select(kiosk.id).where(same, _at_window(kiosk, pairs)).exists()


def _in_ledger(table: Any, pairs: Pairs) -> ColumnElement[bool]:
    ledger = aliased(Ledger)
    same = and_(ledger.hall_id == table.hall_id, ledger.id == table.ledger)
    return select(ledger.id).where(same, _at_window(ledger, pairs)).exists()


def _of_visit(table: Any, pairs: Pairs) -> ColumnElement[bool]:
    visit = aliased(Visit)
    same = and_(visit.hall_id == table.hall_id, visit.id == table.visit_id)
    return select(visit.id).where(same, _at_window(visit, pairs)).exists()


def _record(table: Any, pairs: Pairs) -> ColumnElement[bool]:
    """A kiosk's own, or one of the centre's about one of its visits (what came by phone)."""
    return or_(_in_ledger(table, pairs), _of_visit(table, pairs))


def _counted(table: Any, pairs: Pairs) -> ColumnElement[bool]:
    """Kept counts: the department's, its windows' and its people's. A hall's or a service's cannot be split."""
    person = aliased(Staff)
    theirs = and_(person.hall_id == table.hall_id, person.id == table.key, _named(person, pairs))
    return or_(
        and_(table.of == "department", tuple_(table.hall_id, table.key).in_(pairs)),
        and_(table.of == "window", _at_window(table, pairs, "key")),
        and_(table.of == "staff", select(person.id).where(theirs).exists()),
    )


_RULES: dict[str, Callable[[Any, Pairs], ColumnElement[bool]]] = {
    "halls": _everybodys,
    "days": _everybodys,
    "departments": _itself,
    "windows": _named,
    "staff": _named,
    "visits": _at_window,
    "ratings": _at_window,
    "kiosks": _at_window,
    "ledgers": _at_window,
    "help_calls": _at_window,
    "presences": _of_kiosk,
    "alarms": _of_kiosk,
    "gaps": _in_ledger,
    "records": _record,
    "cases": _of_visit,
    "day_counts": _counted,
}
