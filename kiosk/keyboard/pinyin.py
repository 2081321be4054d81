"""From letters to words: what a finger may have meant, likeliest first. The same letters always give the same answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.keyboard.lexicon import Lexicon, Word
from kiosk.keyboard.syllables import Piece, normal, paths

LONGEST_WORD = 7  # syllables
EACH = 40  # words of one reading
SINGLE = 150  # characters of one syllable: rare names must be found
GOING_ON = 3  # words that are longer than what was typed
COMMON = 1500  # what they cost at most: nobody looks for a rare one
MOST = 200  # candidates in all


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word to choose, and how many of the typed letters it stands for."""

    text: str
    taken: int


@dataclass(frozen=True, slots=True)
class _Way:
    """The best reading of the letters up to a place."""

    cost: int
    words: tuple[str, ...]


def candidates(lexicon: Lexicon, letters: str) -> tuple[Candidate, ...]:
    """Return what these letters may mean: all of them as words, words that go on, then words of their beginning."""
    typed = normal(letters)
    end = len(typed)
    ways = [path for path in paths(typed, 0, LONGEST_WORD) if path]
    full = [path for path in ways if path[-1].end == end]
    whole = sorted(word for path in full for word in _words(lexicon, path))
    likeliest = [word.text for word in sorted([*whole, *_composed(lexicon, typed)])]
    guessed = [text for text in _going_on(lexicon, full) if text not in likeliest]
    found = [Candidate(text, end) for text in (*likeliest[:3], *guessed[:GOING_ON], *likeliest[3:])]
    for path in sorted((one for one in ways if one[-1].end < end), key=lambda one: (-one[-1].end, len(one))):
        found += [Candidate(word.text, path[-1].end) for word in _words(lexicon, path)]
        if len(found) > 2 * MOST:
            break
    return _once(found)[:MOST]


def _once(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    kept: dict[str, Candidate] = {}
    for one in found:
        kept.setdefault(one.text, one)
    return tuple(kept.values())


def _words(lexicon: Lexicon, path: tuple[Piece, ...]) -> list[Word]:
    return lexicon.words(path, SINGLE if len(path) == 1 else EACH)


def _going_on(lexicon: Lexicon, full: Iterable[tuple[Piece, ...]]) -> list[str]:
    """After two whole syllables the rest may be guessed; after one there would be thousands."""
    wholes = [path for path in full if len(path) > 1 and all(one.whole for one in path)]
    longer = [word for path in wholes for word in lexicon.longer(path, GOING_ON)]
    longer += [word for path in wholes for word in _words(lexicon, (*path[:-1], replace(path[-1], whole=False)))]
    return [word.text for word in sorted(longer) if word.cost <= COMMON]


def _composed(lexicon: Lexicon, typed: str) -> list[Word]:
    """The likeliest row of several words for all the letters, if there is one."""
    best: dict[int, _Way] = {0: _Way(0, ())}
    for start in range(len(typed)):
        if start not in best:
            continue
        here = best[start]
        for path in paths(typed, start, LONGEST_WORD):
            stop = path[-1].end
            for word in lexicon.words(path, 1):
                way = _Way(here.cost + word.cost, (*here.words, word.text))
                if stop not in best or way.cost < best[stop].cost:
                    best[stop] = way
    way = best.get(len(typed), _Way(0, ()))
    return [Word(way.cost, "".join(way.words))] if len(way.words) > 1 else []
