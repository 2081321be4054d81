"""Readers that type: a barcode scanner or a card reader sends its code as fast key presses and an Enter. Pure.

No hand types that fast, so the time between two keys tells a reader from a hand, and the form of the code tells one
reader from another. What turns out to be a hand's is given back, key by key and in order: nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")

GAP_MS = 50  # the longest pause inside a code; readers take 1 to 30 ms a key, a quick hand 80 and more
ENDS = "\r\n\t"
BY_A_DEVICE = 4  # so many keys without a pause are no hand's, whatever they say
LONGEST = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How the codes of one reader look: what they begin with, and how many signs follow."""

    prefix: str = ""
    least: int = 1
    most: int = 20

    def cut(self, code: str) -> str | None:
        """Return the code without its prefix; None where it is not of this form."""
        rest = code.removeprefix(self.prefix)
        ours = code.startswith(self.prefix) and self.least <= len(rest) <= self.most
        return rest if ours else None

    def meets(self, other: Form) -> bool:
        """Return whether one code could be of both forms: two readers that could never be told apart."""
        begins = self.prefix.startswith(other.prefix) or other.prefix.startswith(self.prefix)
        longest = min(len(one.prefix) + one.most for one in (self, other))
        return begins and max(len(one.prefix) + one.least for one in (self, other)) <= longest


@dataclass(frozen=True, slots=True)
class Read:
    """A code and the reader it came from; `reader` is empty for a code of no reader's form, or of two readers'."""

    reader: str
    code: str


@dataclass(frozen=True, slots=True)
class Heard(Generic[K]):
    """What one key brought: a code that is complete, or keys that were a hand's after all."""

    read: Read | None = None
    by_hand: tuple[K, ...] = ()


class Wedge(Generic[K]):
    """Feed it every key with its time and whatever is needed to give it back; it holds what may become a code."""

    def __init__(self, forms: Mapping[str, Form], gap_ms: int = GAP_MS) -> None:
        self.gap_ms = gap_ms
        self._forms = dict(forms)
        self._held: list[tuple[str, K]] = []
        self._last_ms = 0

    def key(self, text: str, at_ms: int, press: K) -> Heard[K]:
        """A key was pressed: `text` is its sign, an end where it is Enter or Tab."""
        before = self.lapse(at_ms)
        self._last_ms = at_ms
        self._held.append((text, press))
        if text in ENDS:
            return self._ended(before)
        if len(self._held) > LONGEST:
            return Heard(by_hand=(*before, *self._let_go()))
        return Heard(by_hand=before)

    def lapse(self, at_ms: int) -> tuple[K, ...]:
        """Return the keys held so far if the pause was too long for a reader; ask again when `gap_ms` have passed."""
        return self._let_go() if at_ms - self._last_ms > self.gap_ms else ()

    def _ended(self, before: tuple[K, ...]) -> Heard[K]:
        code = "".join(text for text, _ in self._held[:-1])
        whose = [(name, rest) for name, form in self._forms.items() if (rest := form.cut(code)) is not None]
        if len(code) < 2 or (len(whose) != 1 and len(code) < BY_A_DEVICE):
            return Heard(by_hand=(*before, *self._let_go()))
        self._let_go()
        return Heard(Read(*whose[0]) if len(whose) == 1 else Read("", code), before)

    def _let_go(self) -> tuple[K, ...]:
        held, self._held = self._held, []
        return tuple(press for _, press in held)
