"""What a citizen takes away on their own phone: the code that rates this visit, and the receipt of a rating."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.codes import NO_PHONE
from kiosk.flow import Later, NotSaved, OutOfService, Phase, Tapped, Thanking, Visit
from kiosk.qr import Minted, Receipts
from sync.contract import uuid7
from sync.kinds import Body, Level, QrShown


class OnPhone:
    """`mint` signs a visit's code, `receipts` is asked when it is needed, `write` has a record kept."""

    def __init__(
        self,
        mint: Callable[[Visit], Minted],
        receipts: Callable[[], Receipts | None],
        write: Callable[[Body, str | None], str],
    ) -> None:
        self._mint, self._receipts, self._write = mint, receipts, write
        self._minted: tuple[str, Minted] | None = None

    def code(self, phase: Phase) -> Minted | None:
        """Return the code with which a visit can be rated on a phone; None where there is nothing to rate."""
        visit = phase.last if isinstance(phase, Later) else phase.visit
        if visit is None or visit.barred or (visit.rated and not isinstance(phase, NotSaved)):
            return None
        if isinstance(phase, OutOfService) and phase.code in NO_PHONE:
            return None
        if self._minted is None or self._minted[0] != visit.id:
            minted = self._mint(visit)
            self._minted = (visit.id, minted)
            self._write(QrShown(token=minted.token, expires=minted.expires), visit.id)
        return self._minted[1]

    def address(self, phase: Phase) -> str:
        """Return the address that this page shows as a code: a visit's, or a receipt's; empty where there is none."""
        if isinstance(phase, Thanking):
            receipts = self._receipts()
            return receipts.address(phase.receipt) if receipts and phase.receipt else ""
        minted = self.code(phase)
        return minted.url if minted else ""

    def tapped(self, level: Level, *, language: str, x: int | None, y: int | None, dwell_ms: int) -> Tapped:
        """Return a tap with the code by which its rating is found again; no code while we have no keys."""
        rating, receipts = uuid7(), self._receipts()
        receipt = receipts.code(rating) if receipts else ""
        return Tapped(level=level, rating=rating, receipt=receipt, language=language, x=x, y=y, dwell_ms=dwell_ms)
