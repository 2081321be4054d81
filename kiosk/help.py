"""Calling the hall manager (人员投诉应急处理): a pure state machine beside the flow, so that no call ever touches a rating.

`open` is whether its panel is on the screen; closed, the button that opened it goes on telling how the call stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

# --- what is shown ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nobody has called."""

    open: bool = False


@dataclass(frozen=True, slots=True)
class Considering:
    """The panel asks once more, so that a stray touch calls nobody."""

    open: bool = True


@dataclass(frozen=True, slots=True)
class Calling:
    """The call is on its way; nobody has answered yet."""

    open: bool = True


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody is coming."""

    open: bool = True


@dataclass(frozen=True, slots=True)
class Unreached:
    """Nobody answered in time, or (`cut`) the centre cannot be reached: told plainly. The call stays written down."""

    open: bool = True
    cut: bool = False


Help = Quiet | Considering | Calling | Coming | Unreached

# --- what can happen --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """The button was touched."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The second touch; `reached` is whether the centre has been answering."""

    reached: bool


@dataclass(frozen=True, slots=True)
class Closed:
    """The panel was put away."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody at the hall said that they are coming."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """The centre cannot be reached."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The centre can be reached: a call that could not get out is on its way now."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """This state has lasted as long as it may."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Another citizen is served: what was called for the last one is not theirs."""


HelpEvent = Wanted | Confirmed | Closed | Answered | CutOff | Reached | TimedOut | Gone


def follow(help_: Help, event: HelpEvent) -> Help:
    """Return what follows; an event that means nothing now changes nothing."""
    match help_, event:
        case _, Gone():
            return Quiet()
        case Quiet(), Wanted():
            return Considering()
        case Considering(), (Closed() | TimedOut()):
            return Quiet()
        case Considering(), Confirmed(reached):
            return Calling() if reached else Unreached(cut=True)
        case Unreached(), Confirmed():
            return Calling()  # tried once more, whatever was known: the line itself will say
        case Unreached(cut=True), Reached():
            return Calling(help_.open)
        case Calling(), CutOff():
            return Unreached(help_.open, cut=True)
        case Calling(), TimedOut():
            return Unreached(help_.open)
        case ((Quiet() | Calling() | Unreached()), Answered()):
            return Coming(help_.open)
        case ((Coming() | Unreached()), TimedOut()):
            return Quiet()
        case ((Calling() | Coming() | Unreached()), Wanted()):
            return replace(help_, open=True)
        case ((Calling() | Coming() | Unreached()), Closed()):
            return replace(help_, open=False)
        case _:
            return help_
