"""How much to send at once and how long to wait after a failure: two small values, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sync.contract import MAX_BATCH_BYTES, MAX_RECORDS

LEAST_BYTES = 8 * 1024


@dataclass(frozen=True, slots=True)
class Pace:
    """Waits with full jitter: anywhere between nothing and a limit that doubles from `first_s` to `most_s`.

    Full jitter spreads a whole hall's kiosks evenly when the centre comes back.
    """

    first_s: float = 2.0
    most_s: float = 300.0
    failures: int = 0

    def failed(self) -> Pace:
        """Return the pace after one more failure."""
        return replace(self, failures=self.failures + 1)

    def succeeded(self) -> Pace:
        """Return the pace after an answer."""
        return replace(self, failures=0)

    @property
    def limit_s(self) -> float:
        """The longest wait that may come now."""
        doublings = min(max(self.failures - 1, 0), 32)
        return min(self.most_s, self.first_s * float(2**doublings))

    def wait_s(self, chance: float, asked_s: float | None = None) -> float:
        """Return how long to wait; `chance` lies in 0 … 1, `asked_s` is what the centre asked for (kept within limits)."""
        return max(chance * self.limit_s, min(asked_s or 0.0, self.most_s))


@dataclass(frozen=True, slots=True)
class Limits:
    """The size of the next batch: halved by every 413, doubled again by every batch that goes through."""

    records: int = MAX_RECORDS
    size: int = MAX_BATCH_BYTES

    def halved(self) -> Limits:
        """Return half of it: at least one record."""
        return Limits(max(1, self.records // 2), max(LEAST_BYTES, self.size // 2))

    def grown(self) -> Limits:
        """Return double of it: at most what the contract allows."""
        return Limits(min(MAX_RECORDS, self.records * 2), min(MAX_BATCH_BYTES, self.size * 2))

    @property
    def smallest(self) -> bool:
        """Whether less cannot be sent."""
        return self.records == 1
