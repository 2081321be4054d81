"""A PIN is checked on a thread of its own against what the centre sealed to this kiosk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Queue

import pytest

from kiosk.pins import PinCheck
from sync.contract import RosterEntry, b64
from sync.suite import Keys, hash_pin, pin_about, seal, unseal

KEYS = Keys.made()
PIN = "135790"


def entry(staff: str, *, keys: Keys = KEYS, about: str | None = None, pin: str | None = PIN) -> RosterEntry:
    sealed = seal(keys.public.seal, hash_pin(pin).encode(), about or pin_about(staff)) if pin else None
    return RosterEntry(staff=staff, name=staff, department="D1", pin=b64(sealed) if sealed else None)


class Asked:
    """Answers arrive in a queue, as they would on the window's thread."""

    def __init__(self) -> None:
        self._answers: Queue[Callable[[], None]] = Queue()
        self.said: list[bool] = []
        self.pins = PinCheck(lambda sealed, about: unseal(KEYS, sealed, about), self._answers.put)

    def right(self, staff: str, pin: str) -> bool:
        self.pins.check(staff, pin, self.said.append)
        self._answers.get(timeout=30)()
        return self.said[-1]


@pytest.fixture
def asked() -> Iterator[Asked]:
    made = Asked()
    made.pins.know(
        (
            entry("S001"),
            entry("S002", keys=Keys.made()),
            entry("S003", about=pin_about("S001")),
            entry("S004", pin=None),
        )
    )
    yield made
    made.pins.stop()


def test_the_right_pin_lets_in_and_a_wrong_one_does_not(asked: Asked) -> None:
    assert asked.right("S001", PIN)
    assert not asked.right("S001", "135791")


def test_nobody_is_let_in_whose_pin_cannot_be_opened_or_is_not_there(asked: Asked) -> None:
    assert not asked.right("S002", PIN), "sealed to another kiosk"
    assert not asked.right("S003", PIN), "another person's hash put under this name"
    assert not asked.right("S004", PIN), "without a PIN"
    assert not asked.right("S999", PIN), "unknown"


def test_a_check_that_breaks_lets_nobody_in(asked: Asked) -> None:
    def broken(_sealed: bytes, _about: str) -> bytes:
        raise RuntimeError("a key store that is gone")

    asked.pins._unseal = broken
    assert not asked.right("S001", PIN)


def test_a_new_roster_replaces_the_old_one(asked: Asked) -> None:
    asked.pins.know((entry("S001", pin="246800"),))
    assert not asked.right("S001", PIN)
    assert asked.right("S001", "246800")
