"""A record the centre did not take up, as the manager is told of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetAside:
    """Its kind, when it was made (wall clock, RFC 3339), and the centre's reason."""

    kind: str
    wall: str
    why: str
