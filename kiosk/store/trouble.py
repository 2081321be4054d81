"""What the world can do to a store. Anything else that is raised is our own mistake."""

from __future__ import annotations


class NotSaved(Exception):
    """The record is not safely on disk (disk full, torn file): show the QR code, never thanks (K5)."""


class InUse(Exception):
    """Another program holds this data folder."""


class Newer(Exception):
    """The database belongs to a newer version of this program; it is not touched."""


class Damaged(Exception):
    """The database cannot be trusted; the text says what was found."""


class Lost(Damaged):
    """Records that were kept are not here any more."""


class Copied(Damaged):
    """The folder came from another kiosk."""


class Stopped(Exception):
    """Storage has ended; nothing more can be asked of it."""
