"""Where each record of a batch belongs: on the chain that is held, already there, or astray. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import msgspec

from sync.contract import GENESIS, Why


class Placed(msgspec.Struct, frozen=True, gc=False):
    """One record of a batch at its number: `prev` and `hash` are the heads before and after it, hex."""

    seq: int
    text: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch taken apart: new on the chain, held already, and astray with the reason."""

    new: tuple[Placed, ...] = ()
    held: tuple[Placed, ...] = ()
    astray: tuple[tuple[Placed, Why], ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What is held in and beside a batch: head after each number on the chain, and (number, hash) of strays.

    `next_text` is the text of the record just after the batch, if that is held.
    """

    heads: Mapping[int, str]
    strays: AbstractSet[tuple[int, str]]
    next_text: str | None = None


def placed(first: int, prev: str, texts: Sequence[str]) -> list[Placed]:
    """Return a batch's records with the heads its own chain gives them."""
    run: list[Placed] = []
    head = bytes.fromhex(prev)
    for seq, text in enumerate(texts, first):
        head = linked(head, text)
        run.append(Placed(seq, text, prev, prev := head.hex()))
    return run


def linked(head: bytes, text: str) -> bytes:
    """Return the head after a text, whatever characters it holds (`contract.link` refuses lone surrogates)."""
    return hashlib.sha256(head + text.encode(errors="surrogatepass")).digest()


def sort(run: Sequence[Placed], around: Around) -> Sorted:
    """Take a batch apart. What is held first stays: the centre has signed for it."""
    first = run[0]
    before = GENESIS.hex() if first.seq == 1 else around.heads.get(first.seq - 1)
    broken = before is not None and before != first.prev
    if not broken and before is None:
        broken = (first.seq - 1, first.prev) in around.strays
    new: list[Placed] = []
    held: list[Placed] = []
    astray: list[tuple[Placed, Why]] = []
    for one in run:
        known = around.heads.get(one.seq)
        if known == one.hash:
            held.append(one)
        elif known is not None:
            broken = True
            astray.append((one, Why.FORK))
        elif broken:
            astray.append((one, Why.CHAIN_BROKEN))
        else:
            new.append(one)
    unmet = _unmet(run, new, astray, around)
    if unmet:
        new = [one for one in new if one not in unmet]
        astray = [*((one, Why.CHAIN_BROKEN) for one in unmet), *astray]
    return Sorted(tuple(new), tuple(held), tuple(astray))


def _unmet(
    run: Sequence[Placed], new: Sequence[Placed], astray: Sequence[tuple[Placed, Why]], around: Around
) -> list[Placed]:
    """Return the new records whose end does not meet what is held after them."""
    end = run[-1].seq
    if astray:
        end = astray[0][0].seq - 1
        if astray[0][1] is not Why.FORK:
            return []
    elif (
        around.next_text is None or around.heads[end + 1] == linked(bytes.fromhex(run[-1].hash), around.next_text).hex()
    ):
        return []
    unmet: list[Placed] = []
    for one in reversed(new):
        if one.seq != end:
            break
        unmet.append(one)
        end -= 1
    return unmet[::-1]
