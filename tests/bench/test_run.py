from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.rows import Row, at_least, at_most, stated, told
from tests.bench.run import main, programs, ran

KEPT = 'from tests.bench.rows import *\nprint("warming up")\ntell(at_most("提交 commit", 1.25, 2.0, "p50"))\n'
MISSED = 'from tests.bench.rows import *\ntell(at_least("intake", 0.31, 0.4))\ntell(stated("start, s", 1.2))\n'


def _write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"bench_{name}.py").write_text(text)
    return folder


def test_all_limits_kept_is_exit_0_and_one_table(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([], _write(tmp_path, a=KEPT, b=KEPT)) == 0

    said = capfd.readouterr().out
    assert said.count("提交 commit  1.25") == 2
    assert "warming up" in said
    assert "every limit is kept" in said


def test_a_missed_limit_is_exit_1_and_the_others_still_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([], _write(tmp_path, a=MISSED, b=KEPT)) == 1

    said = capfd.readouterr().out
    assert "MISSED" in said
    assert "提交 commit" in said
    assert said.rstrip().endswith("missed: bench_a")


@pytest.mark.parametrize(
    "text", ["raise SystemExit(3)", "import nothing_of_that_name", "pass", KEPT + "raise OSError\n"]
)
def test_a_program_that_fails_or_tells_nothing_is_exit_1(tmp_path: Path, text: str) -> None:
    assert main([], _write(tmp_path, a=text)) == 1


def test_a_program_that_hangs_is_ended_and_keeps_what_it_told(tmp_path: Path) -> None:
    folder = _write(tmp_path, a=KEPT + "import threading\nthreading.Event().wait()\n")

    one = ran(folder / "bench_a.py", too_long=2)

    assert [row.name for row in one.rows] == ["提交 commit"]
    assert not one.ok


def test_one_may_be_chosen_by_a_word_of_its_name(tmp_path: Path) -> None:
    folder = _write(tmp_path, screen=MISSED, store=KEPT)

    assert [path.stem for path in programs(folder, ["store"])] == ["bench_store"]
    assert main(["store"], folder) == 0
    assert main(["nothing"], folder) == 2


def test_limits_are_judged_on_the_right_side() -> None:
    assert at_most("x", 1.3, 1.3).ok
    assert not at_most("x", 1.31, 1.3).ok
    assert at_least("x", 0.4, 0.4).ok
    assert not at_least("x", 0.39, 0.4).ok
    assert stated("x", 1.0).ok is None


def test_only_rows_are_taken_for_rows() -> None:
    assert told('{"name":"x","measured":1,"limit":"≤ 2","ok":true}') == Row("x", 1, "≤ 2", True)
    for line in ("", "bench: x", "{", '{"name":"x"}', "[1]", '{"measured":1}'):
        assert told(line) is None
