"""The window this tablet belongs to, where the centre says that it is another one from now on."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from kiosk.identity import BadIdentity, identity_in, keep_identity

log = logging.getLogger(__name__)


def moved_to(folder: Path, hall: str, window: str) -> bool:
    """Write down where this tablet stands; return whether that is new. The next start begins a ledger there."""
    try:
        known = identity_in(folder)
        if known is None or (known.hall, known.window) == (hall, window):
            return False
        keep_identity(folder, replace(known, hall=hall, window=window))
    except (BadIdentity, OSError) as trouble:
        log.error("the centre says window %s of hall %s, but that cannot be written down: %s", window, hall, trouble)
        return False
    log.info("this tablet belongs to window %s of hall %s from its next start on", window, hall)
    return True
