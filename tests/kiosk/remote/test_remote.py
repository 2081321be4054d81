"""Commands at the tablet: each once, none too late, none that this version does not know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.flow import Idle, OutOfService
from kiosk.remote.done import Done
from kiosk.remote.remote import Hands, Remote
from sync.contract import rfc3339
from sync.remote import Command
from tests.support.clock import FakeClock
from tests.support.first_screen import found


@dataclass
class Window:
    """A desk that notes what it is told; `busy` while a citizen is before it."""

    phase: object = field(default_factory=Idle)
    busy: bool = False
    differs: bool = False
    told: list[str] = field(default_factory=list)

    def away(self) -> None:
        self.told.append("away")

    def back(self) -> None:
        self.told.append("back")

    def note(self, body: Any) -> str:
        self.told.append(body.what)
        return ""


@dataclass
class Bench:
    """A `Remote` with everything around it in the hand."""

    remote: Remote
    window: Window
    done: Done
    clock: FakeClock
    restarts: list[int]  # at each, how much was written down for the centre

    def command(self, kind: str, name: str = "c1", minutes: float = 5, **more: Any) -> Command:
        until = rfc3339(self.clock.now() + timedelta(minutes=minutes))
        return Command(id=name, kind=kind, until=until, **more)

    def said(self) -> list[tuple[str, bool, str]]:
        """Everything that is on its thread is done; return what the centre will hear."""
        self.remote._thread.submit(lambda: None).result(10)
        return [(one.id, one.done, one.said) for one in self.done.untold()]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    window, clock, restarts = Window(), FakeClock(), list[int]()
    done = Done(tmp_path)

    def at_once(act: Callable[[], object]) -> None:
        act()

    hands = Hands(
        folder=tmp_path,
        clock=clock,
        desk=window,  # type: ignore[arg-type] # as much of a desk as is asked for
        done=done,
        post=at_once,
        beat=lambda: None,
        adopt=lambda _layer: None,
        restart=lambda: restarts.append(len(done.untold())),
        busy=lambda: window.busy,
        differs=lambda: window.differs,
        bundle=lambda _to, told: told(OSError("the disk is full")),
        client=lambda: None,
        client_of=lambda _identity: None,  # type: ignore[arg-type,return-value] # never asked here
    )
    made = Remote(hands)
    yield Bench(made, window, done, clock, restarts)
    made.stop()


def test_a_command_that_comes_again_is_not_done_again(bench: Bench) -> None:
    for _ in range(3):
        bench.remote.take([bench.command("away")])

    assert bench.said() == [("c1", True, "as soon as the citizen's page is over")]
    assert bench.window.told == ["away", "command away"]


@pytest.mark.parametrize(
    ("kind", "minutes", "more", "why"),
    [
        ("dance", 5, {}, "does not know the command dance"),
        ("away", -1, {}, "too late"),
        ("volume", 5, {"volume": 101}, "from 0 to 100"),
        ("volume", 5, {}, "from 0 to 100"),
        ("bundle", 5, {}, "the disk is full"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason_and_leaves_no_record(
    bench: Bench, kind: str, minutes: float, more: dict[str, Any], why: str
) -> None:
    bench.remote.take([bench.command(kind, minutes=minutes, **more)])

    ((_, done, said),) = bench.said()
    assert (done, why in said) == (False, True)
    assert bench.window.told == []


def test_a_window_out_of_service_cannot_be_sent_away(bench: Bench) -> None:
    bench.window.phase = OutOfService("K-03")

    bench.remote.take([bench.command("away")])

    assert bench.said() == [("c1", False, "this window is out of service (K-03)")]


def test_a_restart_waits_for_the_citizen_but_not_for_ever(bench: Bench) -> None:
    bench.window.busy = True
    bench.remote.take([bench.command("restart")])
    bench.remote.changed()
    assert (bench.said(), bench.restarts) == ([], [])

    bench.clock.advance(301)
    bench.window.busy = False
    bench.remote.changed()
    assert bench.said() == [("c1", False, "a citizen was before the screen all the time")]

    bench.remote.take([bench.command("restart", "c2")])
    assert bench.said()[1:] == [("c2", True, "")]
    assert bench.restarts == [2]


def test_before_it_begins_anew_it_has_written_down_what_was_done_or_it_would_do_it_for_ever(bench: Bench) -> None:
    given = found().given
    assert given is not None
    bench.window.differs = True
    bench.remote.take([bench.command("settings")])
    bench.remote.renewed(given)

    for _ in range(2):  # what its thread was told meanwhile
        said = bench.said()
    assert said == [("c1", True, "the program begins anew with them")]
    assert bench.restarts == [1]
