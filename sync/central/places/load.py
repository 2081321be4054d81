"""Loads a hall's file: what is new is added, what changed is changed, nothing is removed. Loading twice changes nothing.

Notices alone are taken down when the file no longer names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, select, update

from sync.central.files.keeping import keep
from sync.central.files.kinds import Found
from sync.central.files.models import File, Notice
from sync.central.places.file import HallFile
from sync.central.places.models import Department, Hall, Staff, Window
from sync.central.places.notices import notice_row
from sync.central.places.rows import Change, as_json, differing_in, next_version, put_row
from sync.suite import hash_pin


def hashed_pins(connection: Connection, file: HallFile) -> dict[str, str]:
    """Return {staff: hash of the first PIN} for whoever has none; 0.2 s a person, so it is done before the transaction."""
    known = select(Staff.id).where(Staff.hall_id == file.hall["id"], Staff.until_ms.is_(None), Staff.pin.is_not(None))
    have = set(connection.execute(known).scalars())
    people = [one for one in file.staff if "pin" in one and one["id"] not in have]
    with ThreadPoolExecutor(max_workers=2) as pool:  # 64 MiB each
        return dict(zip([one["id"] for one in people], pool.map(lambda one: hash_pin(one["pin"]), people), strict=True))


def load(
    connection: Connection, file: HallFile, now_ms: int, pins: Mapping[str, str], *, dry: bool = False
) -> list[Change]:
    """Bring a hall in line with its file and return what changed; `dry` only says what would.

    A PIN in the file is the first one: it is taken for people who have none, and never again.
    """
    hall = file.hall["id"]
    changes = put_row(connection, Hall, {"id": hall}, _hall(file), f"hall {hall}", dry)
    for one in file.departments:
        key = {"hall_id": hall, "id": one["id"]}
        changes += put_row(connection, Department, key, {"name": one["name"]}, f"department {one['id']}", dry)
    for one in file.windows:
        changes += put_row(
            connection, Window, {"hall_id": hall, "id": one["id"]}, _window(one), f"window {one['id']}", dry
        )
    changes += _files(connection, file, now_ms, dry)
    for place, one in enumerate(file.notices):
        key = {"hall_id": hall, "id": one["id"]}
        changes += put_row(connection, Notice, key, notice_row(one, place, file.files), f"notice {one['id']}", dry)
    changes += _taken_down(connection, file, dry)
    return changes + _people(connection, file, now_ms, pins, dry)


def _files(connection: Connection, file: HallFile, now_ms: int, dry: bool) -> list[Change]:
    hall = file.hall["id"]
    held = set(connection.execute(select(File.sha256).where(File.hall_id == hall)).scalars())
    new = {one.sha256: (name, one) for name, one in file.files.items() if one.sha256 not in held}
    for _, one in () if dry else new.values():
        keep(connection, hall, one, now_ms)
    return [Change(f"file {name}") for name, _ in new.values()]


def _taken_down(connection: Connection, file: HallFile, dry: bool) -> list[Change]:
    """Retire notices that the file no longer names: unlike people and places, nothing was ever said about them."""
    this = (Notice.hall_id == file.hall["id"], Notice.retired.is_(False))
    shown = connection.execute(select(Notice.id).where(*this).order_by(Notice.id)).scalars().all()
    gone = [one for one in shown if one not in {notice["id"] for notice in file.notices}]
    if gone and not dry:
        connection.execute(update(Notice).where(*this, Notice.id.in_(gone)).values(retired=True))
    return [Change(f"notice {one}", ("retired",)) for one in gone]


def _hall(file: HallFile) -> dict[str, Any]:
    """Return the hall's row. What people set on the centre's pages as well stays where the file does not name it."""
    said = file.hall
    week: dict[str, Any] = {name: said[name] for name in ("opens", "closes", "weekdays") if name in said}
    days: dict[str, Any] = {
        one["date"]: {key: value for key, value in one.items() if key != "date"} for one in file.days
    }
    calendar = {**week, **({"days": days} if days else {})}
    return {
        "name": said["name"],
        "time_zone": said.get("time_zone", "Asia/Shanghai"),
        "rating_per_matter": said.get("rating_per_matter", False),
        **({"settings": as_json(said["settings"])} if "settings" in said else {}),
        **({"calendar": as_json(calendar)} if calendar else {}),
        **({"questionnaire": said["questionnaire"]} if "questionnaire" in said else {}),
    }


def _window(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": one.get("name", one["id"]),
        "department_id": one["department"],
        **({"settings": as_json(one["settings"])} if "settings" in one else {}),
        "retired": one.get("retired", False),
    }


def _person(one: Mapping[str, Any], photos: Mapping[str, Found]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "department_id": one.get("department", ""),
        "duty": one.get("duty", ""),
        "promise": one.get("promise", ""),
        "stars": one.get("stars", 0),
        "party_member": one.get("party_member", False),
        "services": as_json(one.get("services", [])),
        "manager": one.get("role", "officer") == "manager",
        **({"photo": photos[one["photo"]].sha256} if "photo" in one else {}),
        "retired": one.get("retired", False),
    }


def _people(connection: Connection, file: HallFile, now_ms: int, pins: Mapping[str, str], dry: bool) -> list[Change]:
    hall = file.hall["id"]
    today = {
        row["id"]: dict(row)
        for row in connection.execute(select(Staff).where(Staff.hall_id == hall, Staff.until_ms.is_(None))).mappings()
    }
    changes: list[Change] = []
    for one in file.staff:
        before = today.get(one["id"])
        wanted = _person(one, file.files)
        differing = differing_in(before, wanted) if before else ()
        if before and "pin" in one and before["pin"] is None:
            differing = (*differing, "pin")
        if before and not differing:
            continue
        changes.append(Change(f"staff {one['id']}", differing))
        if not dry:
            pin = before["pin"] if before and before["pin"] else pins.get(one["id"])
            photo = before["photo"] if before else None
            next_version(connection, hall, one["id"], {"photo": photo, **wanted, "pin": pin}, before, now_ms)
    return changes
