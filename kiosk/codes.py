"""Why a kiosk cannot take ratings: the codes a citizen may read out, explained in config/codes.md."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """One code a cause; a code once given is never used for something else."""

    NOT_ENROLLED = "K-01"
    IN_USE = "K-02"
    NO_STORE = "K-03"
    TURNED_OFF = "K-04"
