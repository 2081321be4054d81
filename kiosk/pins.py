"""Checks a PIN on a thread of its own: one Argon2id hash at a time, so that neither the screen nor the disk waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from sync.contract import RosterEntry, unb64
from sync.shape import Malformed

log = logging.getLogger(__name__)


class PinCheck:
    """`unseal` opens what the centre sealed to this kiosk for a person; `post` brings the answer to the asker's thread."""

    def __init__(self, unseal: Callable[[bytes, str], bytes], post: Callable[[Callable[[], None]], None]) -> None:
        self._unseal, self._post = unseal, post
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pins")
        self._entries: Mapping[str, RosterEntry] = {}

    def know(self, roster: tuple[RosterEntry, ...]) -> None:
        """Take over the roster as the centre gave it."""
        self._entries = {entry.staff: entry for entry in roster}

    def check(self, staff: str, pin: str, done: Callable[[bool], None]) -> None:
        """Tell `done`, later, whether this is the person's PIN."""
        self._thread.submit(self._checked, self._entries.get(staff), pin, done)

    def stop(self) -> None:
        """End; a check under way is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _checked(self, entry: RosterEntry | None, pin: str, done: Callable[[bool], None]) -> None:
        try:
            right = entry is not None and self._matches(entry, pin)
        except Exception:  # the top of the thread: nobody is let in by an accident
            log.exception("a PIN could not be checked")
            right = False
        self._post(lambda: done(right))

    def _matches(self, entry: RosterEntry, pin: str) -> bool:
        from sync.suite import Forged, pin_about, pin_matches

        if entry.pin is None:
            return False
        try:
            return pin_matches(pin, self._unseal(unb64(entry.pin), pin_about(entry.staff)).decode())
        except (Forged, Malformed, UnicodeDecodeError):
            log.warning(
                "the PIN hash of %s cannot be opened with this kiosk's key: fetch the roster again", entry.staff
            )
            return False
