"""The touches by which a number to be called back at is typed and left; what they mean is the flow's."""

from __future__ import annotations

from collections.abc import Callable

from kiosk import flow
from kiosk.flow import Event
from kiosk.sections import Contact


class NumberPad:
    """`step` gives the flow an event; `contact` says whether this hall calls back, and what it promises."""

    def __init__(self, step: Callable[[Event], None], contact: Contact) -> None:
        self._step = step
        self.contact = contact

    def want(self) -> None:
        """The citizen would like to be called back, where that is offered."""
        if self.contact.offered:
            self._step(flow.CallBackWanted())

    def dial(self, digit: str) -> None:
        """A digit was touched; an empty one takes the last digit back."""
        self._step(flow.Dialled(digit) if digit else flow.Erased())

    def leave(self) -> None:
        """The number is right: it is sealed and kept."""
        self._step(flow.NumberLeft())

    def back(self) -> None:
        """Rather not: back to the reasons."""
        self._step(flow.Returned())
