"""Halls, departments and windows, set up one at a time: by the centre's pages and its API."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from sync.central.places.models import Department, Hall, Window
from sync.central.places.rows import Change, put_row
from sync.central.places.typed import Wrong, id_of, name_of, zone_of

LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HallWanted:
    """What is said of a hall. `rating_per_matter`: one rating for each matter of a number instead of one a number."""

    name: str
    time_zone: str = "Asia/Shanghai"
    rating_per_matter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowWanted:
    """What is said of a window; a retired one is kept for what was rated there, and takes no kiosk any more."""

    name: str = ""
    department: str
    retired: bool = False


def new_hall(db: Connection, hall: str, wanted: HallWanted) -> list[Change]:
    """Open a hall.

    Raises:
        Wrong: there is one of that id, or something in it cannot be.
    """
    if db.execute(select(Hall.id).where(Hall.id == id_of(hall))).first():
        raise Wrong("wrong_taken", id=id_of(hall))
    return put_hall(db, hall, wanted)


def put_hall(db: Connection, hall: str, wanted: HallWanted) -> list[Change]:
    """Bring a hall in line with what is wanted.

    Raises:
        Wrong: something in it cannot be.
    """
    row = {
        "name": name_of(wanted.name, LONGEST),
        "time_zone": zone_of(wanted.time_zone),
        "rating_per_matter": wanted.rating_per_matter,
    }
    return put_row(db, Hall, {"id": id_of(hall)}, row, f"hall {hall}")


def put_department(db: Connection, hall: str, department: str, name: str) -> list[Change]:
    """Add a department, or name it anew.

    Raises:
        Wrong: its id or its name cannot be.
    """
    key = {"hall_id": hall, "id": id_of(department)}
    return put_row(db, Department, key, {"name": name_of(name, LONGEST)}, f"department {key['id']}")


def put_window(db: Connection, hall: str, window: str, wanted: WindowWanted) -> list[Change]:
    """Add a window, or change it.

    Raises:
        Wrong: its id or its name cannot be, or there is no such department.
    """
    key = {"hall_id": hall, "id": id_of(window)}
    row = {
        "name": name_of(wanted.name or key["id"], LONGEST),
        "department_id": known_department(db, hall, wanted.department),
        "retired": wanted.retired,
    }
    return put_row(db, Window, key, row, f"window {key['id']}")


def known_department(db: Connection, hall: str, department: str) -> str:
    """Return the id of a department that the hall has.

    Raises:
        Wrong: it has none of that id.
    """
    wanted = select(Department.id).where(Department.hall_id == hall, Department.id == department)
    if "\0" in department or db.execute(wanted).first() is None:
        raise Wrong("wrong_department", id=department[:64])
    return department


def known_window(db: Connection, hall: str, window: str) -> str:
    """Return the id of a window that the hall has.

    Raises:
        Wrong: it has none of that id.
    """
    if (
        "\0" in window
        or db.execute(select(Window.id).where(Window.hall_id == hall, Window.id == window)).first() is None
    ):
        raise Wrong("wrong_window", id=window[:64])
    return window
