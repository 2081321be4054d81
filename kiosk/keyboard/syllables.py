"""How a row of letters may be read: as syllables of Mandarin, as their beginnings, or as a mixture of both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TABLE = """
-: a ai an ang ao e ei en eng er o ou
b: a ai an ang ao ei en eng i ian iao ie in ing o u
c: a ai an ang ao e en eng i ong ou u uan ui un uo
ch: a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
d: a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo
f: a an ang ei en eng iao o ou u
g: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
h: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j: i ia ian iang iao ie in ing iong iu u uan ue un
k: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
l: a ai an ang ao e ei en eng i ia ian iang iao ie in ing iu o ong ou u uan ue un uo v
m: a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
n: a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue un uo v
p: a ai an ang ao ei en eng i ian iao ie in ing o ou u
q: i ia ian iang iao ie in ing iong iu u uan ue un
r: an ang ao e en eng i ong ou u ua uan ui un uo
s: a ai an ang ao e en eng i ong ou u uan ui un uo
sh: a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
t: a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo
w: a ai an ang ei en eng o u
x: i ia ian iang iao ie in ing iong iu u uan ue un
y: a an ang ao e i in ing o ong ou u uan ue un
z: a ai an ang ao e ei en eng i ong ou u uan ui un uo
zh: a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo
"""
SYLLABLES = frozenset(
    line.partition(":")[0].strip("-") + end
    for line in TABLE.strip().splitlines()
    for end in line.partition(":")[2].split()
)
BEGINNINGS = frozenset(one[:length] for one in SYLLABLES for length in range(1, len(one)))
INITIALS = re.compile("zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]")
LONGEST = 6  # letters: zhuang
CUT = "'"  # typed where a syllable ends, as in xi'an


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the typed letters read as one syllable; `whole` unless only its beginning was typed."""

    text: str
    end: int
    whole: bool


def normal(letters: str) -> str:
    """Return letters as the lexicon spells them: small, and lüe as lue."""
    return letters.lower().replace("lve", "lue").replace("nve", "nue")


def pieces(letters: str, start: int) -> Iterator[Piece]:
    """Return every way the next syllable may be read from here, the longest first."""
    while start < len(letters) and letters[start] == CUT:
        start += 1
    rest = letters[start : start + LONGEST].partition(CUT)[0]
    wholes = [rest[:n] for n in range(len(rest), 0, -1) if rest[:n] in SYLLABLES]
    likely = [text for text in wholes if _goes_on(letters, start + len(text))] or wholes[:1]
    for text in likely:
        yield Piece(text, _past(letters, start + len(text)), True)
    found = INITIALS.match(rest)
    parts = {found[0], found[0][0]} if found and not wholes else set()
    if start + len(rest) == len(letters) or letters[start + len(rest)] == CUT:
        parts |= {rest} & BEGINNINGS - SYLLABLES
    for text in sorted(parts, key=len, reverse=True):
        yield Piece(text, _past(letters, start + len(text)), False)


def _goes_on(letters: str, at: int) -> bool:
    """Whether what follows may be a syllable, so that zhengjian is never zhen'gjian."""
    rest = letters[at : at + LONGEST].partition(CUT)[0]
    if not rest or (rest in BEGINNINGS and at + len(rest) == len(letters)):
        return True
    return any(rest[:n] in SYLLABLES for n in range(len(rest), 0, -1))


def _past(letters: str, end: int) -> int:
    return end + 1 if letters[end : end + 1] == CUT else end


def paths(letters: str, start: int, most: int) -> Iterator[tuple[Piece, ...]]:
    """Return every row of up to so many syllables that may be read from here, the shorter ones first."""
    level: list[tuple[Piece, ...]] = [(one,) for one in pieces(letters, start)]
    for _ in range(most):
        yield from level
        level = [(*path, one) for path in level for one in pieces(letters, path[-1].end)]
