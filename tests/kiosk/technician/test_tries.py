"""The technician's wrong answers, where the ledger cannot be asked: a restart gives nobody new tries."""

from __future__ import annotations

from pathlib import Path

from kiosk.shifts import FREE_TRIES, TECHNICIAN, earned_wait_ms
from kiosk.technician.tries import FILE, make_room, read_tries, write_tries
from tests.support.desk import Room


def test_tries_are_written_over_in_place_and_read_again(tmp_path: Path) -> None:
    make_room(tmp_path)
    size, place = (tmp_path / FILE).stat().st_size, (tmp_path / FILE).stat().st_ino
    for tries in (0, 3, 999_999, 12):
        write_tries(tmp_path, tries)
        assert read_tries(tmp_path) == tries
    assert ((tmp_path / FILE).stat().st_size, (tmp_path / FILE).stat().st_ino) == (size, place)
    make_room(tmp_path)
    assert read_tries(tmp_path) == 12, "what is there stays"


def test_where_nothing_can_be_known_the_next_wrong_answer_earns_a_wait(tmp_path: Path) -> None:
    assert read_tries(tmp_path) == FREE_TRIES - 1
    (tmp_path / FILE).write_text("what?")
    assert read_tries(tmp_path) == FREE_TRIES - 1
    write_tries(tmp_path / "gone", 3)  # a disk that takes nothing keeps nobody out


def test_a_desk_told_of_tries_goes_on_counting_and_a_store_that_opens_late_forgives_none(room: Room) -> None:
    room.desk.tried(TECHNICIAN, 7)
    assert room.desk.wait_ms(TECHNICIAN) == earned_wait_ms(7)
    room.pass_by(earned_wait_ms(7) / 1000)
    assert room.desk.login_failed(TECHNICIAN) == earned_wait_ms(8)
    later = room.opened()
    for _ in range(3):
        later.login_failed("S001")
    memory = later._memory
    room.desk.remember(memory)
    assert room.desk.wait_ms(TECHNICIAN) == earned_wait_ms(8)
