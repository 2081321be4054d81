"""What a QML file's text says about its delegates, as far as a test has to know."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_OPENS = re.compile(r"^\s*(?:property \w+ )?(?:(?P<into>\w+)\s*:\s*)?(?P<type>[A-Z][\w.]*)\s*\{")
_BINDS = re.compile(
    r"^\s*(?:(?:readonly|required|default) )*(?:property [\w<>]+ )?(?P<name>[a-z][\w.]*)\s*:\s*(?P<says>.+)"
)
_ID = re.compile(r"^\s*id\s*:\s*(\w+)")
_LASTING = re.compile(r"\b(?:Theme|Words)\.")
_QUOTED = re.compile(r'"[^"]*"|//.*$')
MANY = ("Repeater", "Instantiator")  # what stands in them is made once for each thing of a model


@dataclass(slots=True)
class _Thing:
    type: str
    delegate: bool
    ids: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding in a delegate, and the names of what stands outside of it that it reads."""

    line: int
    text: str
    outside: frozenset[str]


def outliving(text: str) -> list[Bound]:
    """Return the bindings of delegates that read both something around the delegate and the theme or the words.

    A delegate is deleted one turn of the loop after what it stands in. Theme and words live on: where they change in that
    turn, such a binding is asked once more and finds nothing around it any longer.
    """
    lines = [_QUOTED.sub('""', line) for line in text.splitlines()]
    named = {found[1] for line in lines if (found := _ID.match(line))}
    return [one for one in _walked(lines, named) if one.outside and _LASTING.search(one.text)]


def _walked(lines: list[str], named: set[str]) -> list[Bound]:
    found: list[tuple[Bound, set[str]]] = []
    inside: list[_Thing] = []
    for number, line in enumerate(lines, 1):
        opens = _OPENS.match(line)
        around = [one for one in inside if one.delegate]
        says = None if opens else _BINDS.match(line)
        if says and around and not re.match(r"on[A-Z]", says["name"]):
            own = around[-1].ids
            found.append((Bound(number, line.strip(), frozenset(re.findall(r"(?<![.\w])[a-z]\w*", says["says"]))), own))
        if line.count("{") > line.count("}"):
            many = bool(inside) and inside[-1].type in MANY
            kind, into = (opens["type"], opens["into"]) if opens else ("", None)
            delegate = bool(opens) and (into == "delegate" or (many and into is None))
            inside.append(_Thing(kind, delegate, set() if delegate or not around else around[-1].ids))
        elif line.count("}") > line.count("{") and inside:
            inside.pop()
        if (name := _ID.match(line)) and inside:
            inside[-1].ids.add(name[1])
    return [Bound(one.line, one.text, (one.outside & named) - own) for one, own in found]
