"""Why a kiosk cannot take ratings: the codes a citizen may read out, explained in config/codes.md."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """One code a cause; a code once given is never used for something else."""

    NOT_ENROLLED = "K-01"
    SETTINGS = "K-02"
    IN_USE = "K-03"
    NO_STORE = "K-04"
    NOT_SAVED = "K-05"
    STORE_SILENT = "K-06"
    TURNED_OFF = "K-07"
    FILES_MISSING = "K-08"
    OUR_FAULT = "K-09"
