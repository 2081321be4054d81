"""What became of commands survives a restart; what cannot be read costs nothing but that."""

from __future__ import annotations

from pathlib import Path

from kiosk.remote.done import FILE, REMEMBERED, Done
from sync.remote import CommandDone


def test_a_word_is_repeated_until_the_centre_has_it_and_the_command_stays_known(tmp_path: Path) -> None:
    said = CommandDone(id="c1", done=True)
    Done(tmp_path).keep(said)

    again = Done(tmp_path)
    assert again.knows("c1")
    assert again.untold() == (said,)
    again.told([said])

    last = Done(tmp_path)
    assert last.knows("c1")
    assert last.untold() == ()


def test_a_torn_file_is_no_reason_to_stop(tmp_path: Path) -> None:
    for torn in ("", "{", "[1]", '[{"id":"c1"}]', "null"):
        (tmp_path / FILE).write_text(torn)
        done = Done(tmp_path)
        assert not done.knows("c1")
        done.keep(CommandDone(id="c2", done=False, said="?"))
        assert Done(tmp_path).knows("c2")


def test_only_the_newest_are_remembered(tmp_path: Path) -> None:
    done = Done(tmp_path)
    for number in range(REMEMBERED + 5):
        done.keep(CommandDone(id=str(number), done=True))

    assert not done.knows("4")
    assert done.knows("5")
    assert len(done.untold()) == REMEMBERED


def test_a_folder_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    done = Done(tmp_path / "gone")

    done.keep(CommandDone(id="c1", done=True))

    assert done.knows("c1")
    assert [one.id for one in done.untold()] == ["c1"]
