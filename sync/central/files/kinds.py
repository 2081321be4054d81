"""What kind of file it is, by its first bytes: a name can lie, and a kiosk shows only what is listed here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1024 * 1024
MOST = {"picture": 8 * MIB, "video": 64 * MIB}
PHOTO = 2 * MIB
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class WrongFileKind(ValueError):
    """A file that no kiosk would show; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file as read: its hash, what it is, its bytes."""

    sha256: str
    media_type: str
    data: bytes = field(repr=False)

    @property
    def kind(self) -> str:
        """*picture* or *video*."""
        return "picture" if self.media_type.startswith("image/") else "video"


def found(path: Path, most: int | None = None) -> Found:
    """Return the picture or video at a path; `most` is how many bytes it may have, where it is not what its kind allows.

    Raises:
        WrongFileKind: it cannot be read, is neither, or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(max(MOST.values()) + 1)
    except OSError as trouble:
        raise WrongFileKind(f"{path} cannot be read ({trouble.strerror})") from None
    return found_in(data, path.name, most)


def found_in(data: bytes, name: str, most: int | None = None) -> Found:
    """Return the picture or video that these bytes are; see `found`."""
    media_type = _media_type(data)
    if media_type is None:
        raise WrongFileKind(f"{name} is none of PNG, JPEG, WebP, MP4, WebM: save it as one of them")
    made = Found(hashlib.sha256(data).hexdigest(), media_type, data)
    limit = most or MOST[made.kind]
    if len(data) > limit:
        raise WrongFileKind(f"{name} is larger than {limit // MIB} MiB: make it smaller")
    return made


def _media_type(data: bytes) -> str | None:
    for begin, media_type in _PICTURES.items():
        if data.startswith(begin):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return "video/webm" if data.startswith(b"\x1a\x45\xdf\xa3") else None
