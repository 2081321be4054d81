"""Files in the database: put in whole, given out in runs of bytes, to their hall alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from sync.central.files.kinds import Found
from sync.central.files.models import File, FilePart

PART = 1024 * 1024  # bytes of a row, and the most that is given at once


@dataclass(frozen=True, slots=True)
class Run:
    """Some bytes of a file, the first of them at `start`; `size` is the whole file's."""

    media_type: str
    size: int
    start: int
    data: bytes


def keep(db: Connection, hall: str, file: Found, now_ms: int) -> bool:
    """Keep a hall's file; return whether it is new."""
    this = (File.hall_id == hall, File.sha256 == file.sha256)
    if db.execute(select(File.sha256).where(*this)).first():
        return False
    parts = [file.data[at : at + PART] for at in range(0, len(file.data), PART)]
    row = {"hall_id": hall, "sha256": file.sha256, "media_type": file.media_type, "size": len(file.data)}
    db.execute(insert(File), [{**row, "parts": len(parts), "made_ms": now_ms}])
    for number, data in enumerate(parts):
        part = {"hall_id": hall, "sha256": file.sha256, "part": number, "data": data}
        db.execute(insert(FilePart), [part])
    return True


def run_of(db: Connection, hall: str, sha256: str, start: int) -> Run | None:
    """Return the bytes of a file from `start` to the end of the part they lie in; None where the hall has no such file."""
    known = (File.hall_id == hall, File.sha256 == sha256)
    file = db.execute(select(File.media_type, File.size).where(*known)).first()
    if file is None:
        return None
    this = (FilePart.hall_id == hall, FilePart.sha256 == sha256, FilePart.part == start // PART)
    data = db.execute(select(FilePart.data).where(*this)).scalar()
    return Run(file.media_type, file.size, start, bytes(data or b"")[start % PART :])
