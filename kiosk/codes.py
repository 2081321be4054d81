"""Why a kiosk cannot take ratings: the codes a citizen may read out, explained in config/codes.md."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """One code a cause; a code once given is never used for something else."""

    NOT_ENROLLED = "K-01"
    IN_USE = "K-02"
    NO_STORE = "K-03"
    TURNED_OFF = "K-04"
    SERVICED = "K-05"
    NEWER_STORE = "K-06"
    NO_ROOM = "K-07"
    BAD_KEY = "K-08"


# Without a key nothing can be signed, and what a turned-off kiosk signs the centre refuses: no phone can rate then.
NO_PHONE = frozenset({Code.NOT_ENROLLED, Code.BAD_KEY, Code.TURNED_OFF})
