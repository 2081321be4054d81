"""What the kiosk's keys are needed for: the code for rating on one's own phone, and sealing a comment to the centre.

The crypto suite and qrcode are loaded by `minter`, `sealer` and `modules`, not before: call these after the first frame.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.entry import Attached
from kiosk.flow import Visit
from kiosk.visits import shortened
from sync.clock import Clock
from sync.contract import VERSION, rfc3339
from sync.kinds import TimeQuality
from sync.token import QrToken, token_bytes, token_text

if TYPE_CHECKING:
    from kiosk.entries import Seal
    from sync.questionnaire import Questionnaire
    from sync.suite import Keys, PublicKeys

QUIET = 4  # modules of white around the code, as the standard wants


@dataclass(frozen=True, slots=True)
class Minted:
    """A signed token, the address a phone opens, and when it ends (RFC 3339)."""

    url: str
    token: str
    expires: str


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipt codes as this kiosk mints them, and where the centre shows what became of them; `url` as phones reach it."""

    secret: bytes
    url: str

    def code(self, rating: str) -> str:
        """Return the code of a rating."""
        from sync.receipt import receipt_code

        return receipt_code(rating, self.secret)

    def address(self, code: str) -> str:
        """Return the address of a receipt."""
        return f"{self.url.rstrip('/')}/receipts/{code}"


def minter(
    keys: Keys,
    *,
    hall: str,
    window: str,
    questionnaire: Questionnaire,
    url: str,
    valid: timedelta,
    clock: Clock,
    quality: Callable[[], TimeQuality] = lambda: TimeQuality.CLAIMED,
) -> Callable[[Visit], Minted]:
    """Return what mints a visit's code; `url` is the centre as phones reach it, `quality` says how good our time is."""
    from sync.suite import sign

    key = keys.public.id

    def mint(visit: Visit) -> Minted:
        now = clock.now()
        expires = now + valid
        token = QrToken(
            version=VERSION,
            key=key,
            hall=hall,
            window=window,
            visit=visit.id,
            ticket=visit.ticket,
            ticket_key=visit.ticket_key,
            day=visit.day,
            staff=visit.person.staff if visit.person else None,
            service=shortened(visit.service, 40) if visit.service else None,  # a code must stay easy to scan
            questionnaire=questionnaire.id,
            questionnaire_version=questionnaire.version,
            minted=int(now.timestamp()),
            quality=quality(),
            expires=int(expires.timestamp()),
        )
        text = token_text(token, sign(keys, token_bytes(token)))
        return Minted(f"{url.rstrip('/')}/r/{text}", text, rfc3339(expires))

    return mint


def sealer(centre: PublicKeys) -> Seal:
    """Return what seals a comment to the centre: bound to its record's id, unreadable on this kiosk from then on."""
    from sync.suite import seal

    def sealed(record: str, comment: str) -> Attached:
        data = seal(centre.seal, comment.encode(), record)
        return Attached(hashlib.sha256(data).hexdigest(), centre.id, data)

    return sealed


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the code of a text, row by row, true is dark, its quiet zone included."""
    from qrcode.constants import ERROR_CORRECT_L
    from qrcode.main import QRCode

    code: QRCode[object] = QRCode(error_correction=ERROR_CORRECT_L, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())
