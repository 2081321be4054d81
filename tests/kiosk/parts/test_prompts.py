"""What the window says aloud: the same for every level, as loud as the hour allows, the hall's own recording first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from kiosk.flow import Away, Idle
from kiosk.prompts import Prompt, recording, volume_at
from kiosk.sections import Voice as Settings
from kiosk.tickets.source import Finished
from kiosk.voice import Utterance, Voice, folders
from sync.kinds import Level
from tests.support.desk import WANG, Room

ALWAYS = datetime(2026, 3, 2, 10, tzinfo=UTC)
TEXTS = {f"say_{one}": f"text of {one}" for one in Prompt}
DAY = {"08:00": "60", "12:00": "20", "18:00": "0"}


@dataclass
class Listener:
    """A loudspeaker that writes down what it would say."""

    heard: list[Utterance] = field(default_factory=list)

    def say(self, said: Utterance) -> None:
        self.heard.append(said)

    def stop(self) -> None:
        self.heard.clear()


class Following(list):  # type: ignore[type-arg] # of phases
    """The phases a window showed, each said aloud."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.voice = voice

    def append(self, phase: object) -> None:
        super().append(phase)
        self.voice.show(phase)  # type: ignore[arg-type] # phases only


def listened(
    settings: Settings | None = None, folder: Path | None = None, texts: dict[str, str] = TEXTS
) -> tuple[Room, Listener]:
    """A window with 王建国, and who hears it."""
    ear = Listener()
    where = (folder,) if folder else ()
    voice = Voice(settings or Settings(), where, ear, speaking=lambda: ("tlh", texts), now=lambda: ALWAYS)
    room = Room()
    room.shown = Following(voice)
    room.desk = room.opened()
    room.desk.log_in(WANG)
    return room, ear


def rated(level: Level, *, corrected: Level | None = None, words: bool = False) -> list[Utterance]:
    """Return what was heard while somebody rated."""
    room, ear = listened()
    room.call("A042")
    room.desk.ticket(Finished("A042"))
    room.desk.tap(level)
    if corrected:
        room.desk.tap(corrected)
    if words:
        room.desk.write("等太久")
    room.desk.done()
    room.pass_by(10)
    return ear.heard


def test_every_level_is_answered_with_the_same_words_as_loud_and_as_often() -> None:
    heard = [rated(level) for level in Level]
    assert [one.prompt for one in heard[0]] == [Prompt.ASKING, Prompt.THANKING]
    assert all(one == heard[0] for one in heard)


def test_a_changed_level_or_a_comment_is_heard_by_nobody() -> None:
    assert rated(Level.VERY_SATISFIED, corrected=Level.VERY_DISSATISFIED, words=True) == rated(Level.SATISFIED)


def test_a_voice_that_knew_the_level_would_be_found_out() -> None:
    """The positive control: one word more for one level, and the comparison above fails."""
    tells = [*rated(Level.VERY_DISSATISFIED), replace(rated(Level.SATISFIED)[0], text="sorry")]
    assert not all(one == tells for one in [tells, rated(Level.SATISFIED)])


def test_a_page_that_stays_is_not_said_again_and_the_next_visit_is() -> None:
    room, ear = listened()
    for number in ("A042", "A043"):
        room.call(number)
        room.desk.ticket(Finished(number))
        room.desk.more_time()
    assert [one.prompt for one in ear.heard] == [Prompt.ASKING] * 2


def test_away_rated_already_and_not_saved_are_said_too() -> None:
    room, ear = listened()
    room.desk.away()
    room.desk.back()
    visit = room.call("A042")
    room.desk.rated_elsewhere([visit.ticket_key])
    room.desk.ticket(Finished("A042"))
    room.pass_by(10)
    room.call("A043")
    room.desk.ticket(Finished("A043"))
    room.disk.full = True
    room.desk.tap(Level.SATISFIED)
    assert [one.prompt for one in ear.heard] == [Prompt.AWAY, Prompt.RATED_ALREADY, Prompt.ASKING, Prompt.NOT_SAVED]


@pytest.mark.parametrize(
    ("at", "loud"), [("07:59", 0), ("08:00", 60), ("11:59", 60), ("12:30", 20), ("23:59", 0), ("00:00", 0)]
)
def test_the_last_hour_named_holds_over_midnight(at: str, loud: int) -> None:
    assert volume_at(50, DAY, time.fromisoformat(at)) == loud
    assert volume_at(50, {}, time.fromisoformat(at)) == 50


def test_at_volume_nought_nothing_is_said() -> None:
    room, ear = listened(Settings(volume=80, by_hour={"09:00": "0"}))
    room.desk.away()
    assert ear.heard == []
    room, ear = listened(Settings(volume=80, by_hour={"09:00": "30"}))
    room.desk.away()
    assert [one.volume for one in ear.heard] == [30]


def test_a_technician_hears_how_loud_a_volume_is_and_nought_is_silence() -> None:
    ear = Listener()
    voice = Voice(Settings(), (), ear, speaking=lambda: ("tlh", TEXTS), now=lambda: ALWAYS)
    voice.sample(0)
    voice.sample(35)
    assert [one.volume for one in ear.heard] == [35]


def test_a_volume_that_was_changed_holds_at_once() -> None:
    ear = Listener()
    voice = Voice(Settings(volume=80), (), ear, speaking=lambda: ("tlh", TEXTS), now=lambda: ALWAYS)
    voice.show(Away())
    voice.adopt(Settings(volume=0))
    voice.show(Idle())
    voice.show(Away())
    assert [one.volume for one in ear.heard] == [80]


def test_the_halls_own_recording_comes_before_ours_and_ours_before_speech(tmp_path: Path) -> None:
    own, ours = tmp_path / "own", tmp_path / "ours"
    for folder in (own, ours):
        folder.mkdir()
        (folder / "zh-CN.asking.wav").touch()
    (ours / "zh-CN.thanking.wav").touch()
    assert recording(Prompt.ASKING, "zh-CN", (own, ours)) == own / "zh-CN.asking.wav"
    assert recording(Prompt.THANKING, "zh-CN", (own, ours)) == ours / "zh-CN.thanking.wav"
    assert recording(Prompt.ASKING, "en", (own, ours)) is None
    assert folders(Settings(folder=str(own)))[0] == own
    assert len(folders(Settings())) == 1


def test_a_recording_that_is_there_is_what_is_heard(tmp_path: Path) -> None:
    (tmp_path / "tlh.away.wav").touch()
    room, ear = listened(folder=tmp_path)
    room.desk.away()
    assert [one.file for one in ear.heard] == [tmp_path / "tlh.away.wav"]


def test_without_a_recording_the_text_is_left_to_the_systems_speech_or_to_silence(tmp_path: Path) -> None:
    room, ear = listened(folder=tmp_path)
    room.desk.away()
    assert (ear.heard[0].file, ear.heard[0].text) == (None, "text of away")
    room, ear = listened(Settings(speech=False), tmp_path)
    room.desk.away()
    assert ear.heard == []
    room, ear = listened(folder=tmp_path, texts={})
    room.desk.away()
    assert ear.heard == []
