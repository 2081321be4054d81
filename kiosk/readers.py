"""The readers that type at this window, by the forms of their codes: which code goes where."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.settings import KioskSettings
from kiosk.wedge import Form

TICKET, CARD = "ticket", "card"


def ticket_form(settings: KioskSettings) -> Form | None:
    """Return how a printed ticket's code looks; None where no scanner is set up."""
    queue = settings.queue
    if queue.kind != "scanner":
        return None
    return Form(prefix=queue.scan_prefix, least=queue.scan_least, most=queue.scan_most)


def card_form(settings: KioskSettings) -> Form | None:
    """Return how a staff card's code looks; None where no card reader is set up."""
    staff = settings.staff
    if staff.card == "off":
        return None
    return Form(prefix=staff.card_prefix, least=staff.card_least, most=staff.card_most)


def reader_forms(settings: KioskSettings) -> dict[str, Form]:
    """Return the form of each reader that is set up here, by the reader's name."""
    forms = {TICKET: ticket_form(settings), CARD: card_form(settings)}
    return {name: form for name, form in forms.items() if form is not None}


def confused(settings: KioskSettings) -> tuple[str, ...]:
    """Return a sentence for each two readers whose codes could never be told apart."""
    forms = sorted(reader_forms(settings).items())
    pairs = [(one, other) for at, one in enumerate(forms) for other in forms[at + 1 :]]
    return tuple(
        f"a code could be from the {one} reader and from the {other} reader: give each its own prefix, or lengths apart"
        for (one, its), (other, others) in pairs
        if its.meets(others)
    )


def scanner(settings: KioskSettings) -> tuple[bool, str]:
    """Return whether the ticket scanner can work, and a sentence for a technician."""
    if wrong := confused(settings):
        return False, wrong[0]
    queue = settings.queue
    before = f", after {queue.scan_prefix!r}" if queue.scan_prefix else ""
    said = f"scanner: codes of {queue.scan_least} to {queue.scan_most} signs{before}"
    found = keyboards()
    if found is None:
        return True, f"{said}; which readers are plugged in is left to the system"
    return bool(
        found
    ), f"{said}; typing here: {', '.join(found)}" if found else f"{said}; nothing that types is plugged in"


def keyboards(listing: Path = Path("/proc/bus/input/devices")) -> tuple[str, ...] | None:
    """Return the names of everything plugged in that types; None where the system does not say."""
    try:
        devices = listing.read_text(errors="replace").split("\n\n")
    except OSError:
        return None
    typing = [one for one in devices if re.search(r"^H: Handlers=.*\bkbd\b", one, re.M)]
    return tuple(found[1] for one in typing if (found := re.search(r'^N: Name="(.*)"', one, re.M)))
