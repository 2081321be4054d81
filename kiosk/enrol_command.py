"""`yiping-kiosk enrol`: this tablet's key made and registered from a terminal, by a code or by somebody who lets it in."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from kiosk.identity import BadIdentity, identity_in, keep_identity
from kiosk.let_in import let_in
from kiosk.settings import BadSettings, read_settings
from sync.clock import SystemClock
from sync.delivery.enrol import enrol
from sync.delivery.identity import Identity
from sync.delivery.outcomes import Trouble
from sync.suite import Keys

YES = ("yes", "y", "是")


def enrol_command(file: Path | None, url: str, code: str | None, authority: str | None) -> int:
    """Enrol, without a code by waiting to be let in; return 0, or 1 with a sentence on stderr."""
    try:
        settings = read_settings(file)
        known = identity_in(settings.folder)
    except (BadSettings, BadIdentity) as why:
        return _wrong(why)
    if known:
        return _wrong(
            f"this kiosk is enrolled already, as window {known.window} of hall {known.hall}: choose another data folder, "
            f"or move {settings.folder} away first (it may hold ratings that were not sent)"
        )
    believed = authority or settings.centre.authority or None
    came = enrol(url, code, SystemClock(), authority=believed) if code else _let_in(url, believed)
    if not isinstance(came, Identity):
        return _wrong(getattr(came, "why", f"the centre did not answer as it should: {came}"))
    if code is None and not _agreed(came):
        return _wrong("nothing was kept: end this kiosk at the centre, it was not this tablet's number")
    path = keep_identity(settings.folder, came)
    _say(f"enrolled as window {came.window} of hall {came.hall}; the centre's key is {came.centre_keys.id}: {path}")
    return 0


def _let_in(url: str, authority: str | None) -> Identity | Trouble | None:
    return let_in(
        url,
        Keys.made(),
        SystemClock(),
        authority=authority,
        waits=lambda number: _say(
            f"pairing number {number}\nit waits: at the centre, under the hall's set-up, kiosks, find this number and let it in"
        ),
        fails=lambda trouble: _say(f"still waiting: {getattr(trouble, 'why', trouble)}"),
        rest=_rested,
    )


def _rested(seconds: float) -> bool:
    time.sleep(seconds)
    return True


def _agreed(came: Identity) -> bool:
    """Ask whoever sits here: a centre that lets anybody in is not yet the right one."""
    _say(
        f"let in as window {came.window} of hall {came.hall}; was it you who found this number at your centre? (yes/no)"
    )
    return sys.stdin.readline().strip().lower() in YES


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a program prints


def _wrong(why: object) -> int:
    print(why, file=sys.stderr)  # noqa: T201 - the same
    return 1
