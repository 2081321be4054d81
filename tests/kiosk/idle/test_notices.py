"""Notices: when each is due, what a folder or the centre gives, and what is left out with a word on why."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.notices.folder import MOST_NOTICES, TIMETABLE, Found, read_folder
from kiosk.notices.given import given_notices
from kiosk.notices.notice import MOST_TEXT, Notice, due, within
from kiosk.notices.watch import FolderWatch
from sync.contract import NoticeEntry, NoticeKind

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)
TIMES = st.times().map(lambda one: f"{one:%H:%M}")


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")


def read(folder: Path) -> Found:
    return read_folder(folder, ZONE, 10)


def only(folder: Path, row: str) -> Notice:
    """Return the one notice a.txt makes with these times."""
    put(folder, a_txt="你好", notices_toml=f'[[notice]]\nfile = "a.txt"\n{row}\n')
    found = read(folder)
    assert found.mistakes == ()
    (notice,) = found.notices
    return notice


# --- when one is due -------------------------------------------------------------------------------------------------


def test_without_times_a_notice_is_always_due() -> None:
    assert Notice(id="a", kind=NoticeKind.TEXT).is_due(NOON)


@pytest.mark.parametrize(
    ("time", "begin", "end", "inside"),
    [
        ("12:00", "", "", True),
        ("08:59", "09:00", "17:00", False),
        ("09:00", "09:00", "17:00", True),
        ("17:00", "09:00", "17:00", False),
        ("23:00", "19:00", "07:30", True),
        ("07:29", "19:00", "07:30", True),
        ("07:30", "19:00", "07:30", False),
        ("23:59", "09:00", "", True),
        ("00:00", "", "09:00", True),
    ],
)
def test_hours_of_a_day_may_go_over_midnight(time: str, begin: str, end: str, inside: bool) -> None:
    assert within(time, begin, end) is inside


@given(time=TIMES, begin=TIMES, end=TIMES)
def test_a_time_is_inside_hours_or_inside_the_rest_of_the_day_never_both(time: str, begin: str, end: str) -> None:
    if begin != end:
        assert within(time, begin, end) is not within(time, end, begin)


def test_days_begin_in_the_morning_and_end_at_night(tmp_path: Path) -> None:
    notice = only(tmp_path, "begins = 2026-03-02\nends = 2026-03-03")
    hours = [datetime(2026, 3, 1, 23, 59, tzinfo=ZONE) + timedelta(minutes=one) for one in (0, 1, 1441, 2880, 2881)]
    assert [notice.is_due(one) for one in hours] == [False, True, True, True, False]


def test_moments_without_a_zone_are_the_halls(tmp_path: Path) -> None:
    notice = only(tmp_path, "begins = 2026-03-02T12:00:00\nends = 2026-03-02T12:30:00+08:00")
    assert notice.is_due(NOON)
    assert not notice.is_due(NOON - timedelta(seconds=1))
    assert not notice.is_due(NOON + timedelta(minutes=30))


def test_the_order_stays_and_what_is_not_due_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, a_txt="一", b_txt="二", c_txt="三", notices_toml='[[notice]]\nfile = "b.txt"\nfrom = "13:00"\n')
    assert [one.text for one in due(read(tmp_path).notices, NOON)] == ["一", "三"]
    assert [one.text for one in due(read(tmp_path).notices, NOON.replace(hour=13))] == ["一", "二", "三"]


# --- a folder --------------------------------------------------------------------------------------------------------


def test_every_picture_text_and_video_is_a_notice_by_name(tmp_path: Path) -> None:
    put(tmp_path, b_png="x", a_txt="请带身份证", d_mp4="x", readme_md="not for citizens", _hidden_txt="x")
    found = read(tmp_path)
    assert [(one.kind.value, one.seconds) for one in found.notices] == [("text", 10), ("picture", 10), ("video", 10)]
    assert found.notices[0].text == "请带身份证"
    assert found.mistakes == ()


def test_a_picture_with_a_videos_name_stands_in_for_it(tmp_path: Path) -> None:
    put(tmp_path, film_mp4="x", film_jpg="x", other_jpg="x")
    film, other = read(tmp_path).notices
    assert (film.file, film.still) == (tmp_path / "film.mp4", tmp_path / "film.jpg")
    assert other.file == tmp_path / "other.jpg"


def test_a_text_may_stand_in_the_timetable_itself(tmp_path: Path) -> None:
    put(tmp_path, notices_toml='[[notice]]\ntext = "周六照常"\nfrom = 08:30:00\nto = "11:30"\nseconds = 15\n')
    (notice,) = read(tmp_path).notices
    assert (notice.text, notice.from_time, notice.to_time, notice.seconds) == ("周六照常", "08:30", "11:30", 15)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('file = "none.png"', "the folder holds no file 'none.png'"),
        ('file = "a.txt"\nform = "09:00"', "form is no key: the keys are"),
        ('file = "a.txt"\nfrom = "nine"', "from must be a time of day, as in from = 08:30:00"),
        ('file = "a.txt"\nbegins = "soon"', "begins must be a day or a moment, as in begins = 2026-03-01"),
        ('file = "a.txt"\nseconds = 0', "seconds must be a whole number from 3 to 3600"),
        ('text = ""', "0 characters"),
    ],
)
def test_a_row_that_cannot_be_used_is_said_and_stops_nothing_else(tmp_path: Path, row: str, said: str) -> None:
    put(tmp_path, a_txt="一", notices_toml=f'[[notice]]\n{row}\n[[notice]]\nfile = "a.txt"\nseconds = 7\n')
    found = read(tmp_path)
    assert len(found.mistakes) == 1
    assert said in found.mistakes[0]
    assert [one.seconds for one in found.notices] == [7]


def test_files_that_are_too_long_or_no_text_are_said(tmp_path: Path) -> None:
    put(tmp_path, long_txt="字" * (MOST_TEXT + 1), good_txt="字" * MOST_TEXT, empty_txt=" ")
    (tmp_path / "odd.txt").write_bytes(b"\xff\xfe")
    found = read(tmp_path)
    assert [one.text for one in found.notices] == ["字" * MOST_TEXT]
    assert sorted(one.partition(" ")[0] for one in found.mistakes) == ["empty.txt", "long.txt", "odd.txt"]


def test_a_picture_as_large_as_a_film_is_left_out(tmp_path: Path) -> None:
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(21 << 20)
    found = read(tmp_path)
    assert found.notices == ()
    assert "21 MiB are too many: at most 20 MiB" in found.mistakes[0]


def test_a_folder_full_of_pictures_is_shown_as_far_as_anybody_would_look(tmp_path: Path) -> None:
    for number in range(MOST_NOTICES + 1):
        put(tmp_path, **{f"{number:03d}_png": "x"})
    found = read(tmp_path)
    assert len(found.notices) == MOST_NOTICES
    assert len(found.mistakes) == 1


@pytest.mark.parametrize("text", ["[[notice", "notice = 3", "notice = [3]"])
def test_a_timetable_that_is_none_names_itself(tmp_path: Path, text: str) -> None:
    put(tmp_path, notices_toml=text)
    assert TIMETABLE in read(tmp_path).mistakes[0]


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    found = read(tmp_path / "none")
    assert found.notices == ()
    assert "none" in found.mistakes[0]


# --- watching it -----------------------------------------------------------------------------------------------------


class Watched:
    def __init__(self, folder: Path) -> None:
        self.came: list[tuple[Notice, ...]] = []
        self.told = threading.Event()
        self.watch = FolderWatch(folder, ZONE, 10, self.take, every_s=0.01)

    def take(self, notices: tuple[Notice, ...]) -> None:
        self.came.append(notices)
        self.told.set()

    def texts(self) -> list[list[str]]:
        return [[one.text for one in notices] for notices in self.came]


def test_only_what_is_new_is_told_and_a_file_written_over_is_new(tmp_path: Path) -> None:
    one = Watched(tmp_path)
    put(tmp_path, a_txt="一")
    for _ in range(3):
        one.watch.look()
    put(tmp_path, a_txt="二二")
    one.watch.look()
    (tmp_path / "a.txt").unlink()
    one.watch.look()
    assert one.texts() == [["一"], ["二二"], []]


def test_a_mistake_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(tmp_path, empty_txt="")
    one = Watched(tmp_path)
    one.watch.look()
    one.watch.look()
    assert [record.message.partition(" is")[0] for record in caplog.records] == ["empty.txt"]


def test_a_file_copied_in_is_found_by_itself_and_the_end_waits_for_nothing(tmp_path: Path) -> None:
    one = Watched(tmp_path)
    one.watch.start()
    put(tmp_path, a_txt="一")
    assert one.told.wait(20)
    one.watch.stop()
    assert one.texts()[-1] == ["一"]


def test_a_watch_that_was_never_begun_can_be_ended(tmp_path: Path) -> None:
    Watched(tmp_path).watch.stop()


# --- from the centre -------------------------------------------------------------------------------------------------

HASH = "ab" * 32


def test_the_centres_notices_are_shown_as_soon_as_their_files_are_here(tmp_path: Path) -> None:
    entries = [
        NoticeEntry(id="1", kind=NoticeKind.TEXT, text="周六照常", from_time="09:00", seconds=5),
        NoticeEntry(id="2", kind=NoticeKind.PICTURE, file=HASH, begins="2026-03-02T00:00:00.000Z"),
    ]
    assert [one.text for one in given_notices(entries, tmp_path, ())] == ["周六照常"]
    text, picture = given_notices(entries, tmp_path, {HASH})
    assert (text.from_time, text.seconds) == ("09:00", 5)
    assert (picture.file, picture.kind.value) == (tmp_path / HASH, "picture")
    assert picture.begins is not None
    assert picture.begins.astimezone(ZONE).hour == 8


def test_a_notice_of_the_centre_that_makes_no_sense_is_left_out_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    entries = [
        NoticeEntry(id="1", kind=NoticeKind.PICTURE),
        NoticeEntry(id="2", kind=NoticeKind.TEXT, text="一", begins="yesterday"),
        NoticeEntry(id="3", kind=NoticeKind.TEXT, text="二"),
    ]
    assert [one.text for one in given_notices(entries, tmp_path, ())] == ["二"]
    assert len(caplog.records) == 2
