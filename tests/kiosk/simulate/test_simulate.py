"""`simulate`: real stores, real delivery, and a tally that is true."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from kiosk.identity import identity_in
from kiosk.qr import sealer
from kiosk.simulate import Tally, simulate
from kiosk.simulate.codes import BadCodes, read_codes
from kiosk.simulate.run import add_arguments, in_words, run
from kiosk.simulate.visits import Counter as WindowCounter
from kiosk.simulate.visits import a_visit
from sync.central.kiosks.enrol import new_codes
from sync.central.verify.verify import verify
from sync.contract import Said, State, Verdict, Why, read_record
from sync.kinds import Explained, Passed, Rated, Served, Unrated
from sync.questionnaire import Questionnaire, read_questionnaire
from sync.resources import config
from sync.suite import Keys, new_code, unseal
from tests.support.real_centre import real_centre
from tests.support.serving import served
from tests.support.small_centre import SmallCentre, serving


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return read_questionnaire(config() / "questionnaire.toml")


@pytest.fixture
def centre() -> SmallCentre:
    return SmallCentre()


@pytest.fixture
def url(centre: SmallCentre) -> Iterator[str]:
    with serving(centre) as url:
        yield url


def codes(centre: SmallCentre, count: int) -> list[str]:
    return [centre.code(new_code()) for _ in range(count)]


def test_everything_made_is_with_the_centre_and_the_tally_says_so(
    centre: SmallCentre, url: str, tmp_path: Path
) -> None:
    tally = simulate(url, codes(centre, 3), kiosks=3, visits=8, seed=1, folder=tmp_path)

    held = [text for texts in centre.ledgers.values() for text in texts]
    assert tally.whole, tally
    assert (tally.kiosks, tally.visits) == (3, 24)
    assert tally.made == tally.settled == len(held) == len(set(held))
    assert tally.sent >= tally.made
    assert tally.batches >= 3
    assert 0 <= tally.batch_p50_ms <= tally.batch_p99_ms <= tally.seconds * 1000
    assert sum(read_record(text).kind == "served" for text in held) == 24
    assert len(centre.beats) >= 3


def test_the_stores_stay_where_they_were_asked_for(centre: SmallCentre, url: str, tmp_path: Path) -> None:
    simulate(url, codes(centre, 1), kiosks=1, visits=1, seed=1, folder=tmp_path)

    identity = identity_in(tmp_path / "kiosk-1")
    assert identity is not None
    assert identity.kiosk in centre.kiosks


def test_a_backlog_waits_until_every_visit_is_served(centre: SmallCentre, url: str, tmp_path: Path) -> None:
    tally = simulate(url, codes(centre, 2), kiosks=2, visits=30, seed=1, folder=tmp_path, backlog=True)

    assert tally.whole, tally
    assert tally.batches <= 4, "all of a kiosk's visits fit into one batch, and an anchor may come after it"
    assert 0 < tally.delivery_seconds < tally.seconds


def test_more_kiosks_than_may_live_together_live_one_after_the_other(
    centre: SmallCentre, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.simulate.run.TOGETHER", 2)
    tally = simulate(url, codes(centre, 5), kiosks=5, visits=1, seed=1, folder=tmp_path)

    assert tally.whole, tally
    assert len(centre.ledgers) == 5


def test_a_used_code_is_said_and_the_others_go_on(centre: SmallCentre, url: str, tmp_path: Path) -> None:
    good = codes(centre, 1)
    tally = simulate(url, [*good, new_code()], kiosks=2, visits=2, seed=1, folder=tmp_path)

    assert not tally.whole
    assert len(tally.trouble) == 1
    assert "kiosk 2 was not let in" in tally.trouble[0]
    assert tally.settled == tally.made > 0


def test_what_the_centre_sets_aside_is_counted_and_is_not_success(
    centre: SmallCentre, url: str, tmp_path: Path
) -> None:
    real = centre._verdict

    def dislike(held: list[str], seq: int, text: str) -> Verdict:
        said = real(held, seq, text)
        return Verdict(said.seq, said.id, Said.SET_ASIDE, Why.NOT_SERVED) if '"kind":"ended"' in text else said

    centre._verdict = dislike  # type: ignore[method-assign] - a centre with a grudge
    tally = simulate(url, codes(centre, 1), kiosks=1, visits=5, seed=1, folder=tmp_path)

    assert tally.set_aside > 0
    assert not tally.whole


def test_a_kiosk_that_was_revoked_is_told_apart(centre: SmallCentre, url: str, tmp_path: Path) -> None:
    centre.state = State.REVOKED
    tally = simulate(url, codes(centre, 1), kiosks=1, visits=1, seed=1, folder=tmp_path, patience_s=0.5)

    assert tally.set_aside > 0
    assert not tally.whole


def test_the_products_own_centre_takes_every_record_and_finds_nothing_wrong(tmp_path: Path) -> None:
    with real_centre(tmp_path / "centre") as centre, served(centre.app) as url:
        centre.enrolled(window="1")  # makes the hall and its window
        given = list(new_codes(centre.central, "H001", None).values())
        tally = simulate(url, given, kiosks=1, visits=40, seed=3, folder=tmp_path / "kiosks")

        assert tally.whole, tally
        assert centre.rows("SELECT count(*) FROM records WHERE hall_id = :it AND seq > 0", "H001")[0] >= tally.made
        assert centre.rows("SELECT kind FROM alarms WHERE hall_id = :it", "H001") == []
        assert centre.rows("SELECT said FROM records WHERE hall_id = :it AND said = 'set_aside'", "H001") == []

        assert verify(centre.central).holds
        with centre.central.database.write() as connection:  # the control: one level read otherwise
            connection.execute(text("UPDATE ratings SET level = 6 - level WHERE level <> 3"))
        assert not verify(centre.central).holds


# --- the command ---------------------------------------------------------------------------------------------------------


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(given)


def test_the_command_prints_json_and_exits_0(
    centre: SmallCentre, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "codes.json"
    file.write_text(json.dumps({str(n): code for n, code in enumerate(codes(centre, 2))}))
    given = arguments("--central", url, "--codes", str(file), "--kiosks", "2", "--visits", "3", "--seed", "4", "--json")

    assert run(given) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["made"] == said["settled"] > 0
    assert said["set_aside"] == 0


def test_too_few_codes_say_how_to_make_more_and_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "codes.txt"
    file.write_text(new_code())
    given = arguments(
        "--central", "http://127.0.0.1:1", "--codes", str(file), "--kiosks", "2", "--visits", "3", "--seed", "4"
    )

    assert run(given) == 1
    assert "enrol-code --all" in capsys.readouterr().err


def test_no_kiosks_are_a_wrong_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        arguments("--central", "x", "--codes", "y", "--kiosks", "0", "--visits", "3", "--seed", "4")
    assert left.value.code == 2
    assert "1 or more" in capsys.readouterr().err


def test_the_tally_reads_as_a_sentence() -> None:
    tally = Tally(
        kiosks=2,
        visits=6,
        made=30,
        sent=30,
        settled=30,
        set_aside=0,
        seconds=1.24,
        batches=9,
        batch_p50_ms=12,
        batch_p99_ms=80,
    )

    assert in_words(tally) == (
        "2 kiosks, 6 visits: 30 records made, 30 sent, 30 settled, 0 set aside, in 1.2 s;"
        " 9 batches, half of them answered in 12 ms, 99 of 100 in 80 ms"
    )


# --- codes ---------------------------------------------------------------------------------------------------------------

A, B = "ABCD-EFGH-JKLM-NPQR", "BCDE-FGHJ-KLMN-PQRS"


@pytest.mark.parametrize(
    "text",
    [
        f'["{A}", "{B}"]',
        f'{{"1": "{A}", "2": "{B}"}}',
        f'[{{"window": "1", "code": "{A}"}}, {{"window": "2", "code": "{B}"}}]',
        f'{{"hall": "H001", "codes": {{"1": "{A}", "2": "{B}"}}}}',
        f'{{"hall": "H-001", "codes": [{{"window": "1", "code": "{A}", "expires": "x"}}, {{"code": "{B}"}}]}}',
        f"{A}\n{B}\n",
        f"# hall H001\n1 {A}\n2  {B}\n\n",
    ],
)
def test_codes_are_found_in_whatever_enrol_code_prints(tmp_path: Path, text: str) -> None:
    file = tmp_path / "codes"
    file.write_text(text)

    assert read_codes(file) == [A, B]


@pytest.mark.parametrize("text", ["", "[]", "{}", "hello there", "[1, 2]", f'["{A[:-1]}"]'])
def test_a_file_without_codes_says_how_to_make_some(tmp_path: Path, text: str) -> None:
    file = tmp_path / "codes"
    file.write_text(text)

    with pytest.raises(BadCodes, match=r"enrol-code|is not a code"):
        read_codes(file)


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(BadCodes, match="enrol-code --all --json"):
        read_codes(tmp_path / "none")


# --- visits --------------------------------------------------------------------------------------------------------------


def window(questionnaire: Questionnaire, keys: Keys) -> WindowCounter:
    return WindowCounter(
        window="3", day="2026-03-02", staff=("S001",), questionnaire=questionnaire, seal=sealer(keys.public)
    )


def test_a_seed_makes_the_same_visits(questionnaire: Questionnaire) -> None:
    at = window(questionnaire, Keys.made())

    def kinds(seed: int) -> list[str]:
        chance = Random(seed)
        return [one.body.kind for n in range(50) for step in a_visit(at, n, chance) for one in step]

    assert kinds(1) == kinds(1) != kinds(2)


def test_visits_have_every_level_every_cause_and_one_end_each(questionnaire: Questionnaire) -> None:
    keys = Keys.made()
    at, chance = window(questionnaire, keys), Random(5)
    visits = [[one for step in a_visit(at, n, chance) for one in step] for n in range(600)]

    ends = [[one.body for one in visit if isinstance(one.body, (Passed, Unrated, Rated))] for visit in visits]
    levels = Counter(body.level for bodies in ends for body in bodies if isinstance(body, Rated))
    causes = Counter(body.cause for bodies in ends for body in bodies if isinstance(body, Unrated))
    assert set(levels) == {1, 2, 3, 4, 5}
    assert len(causes) == 3
    assert all(len({type(body) for body in bodies}) == 1 for bodies in ends)
    assert all(isinstance(visit[0].body, Served) for visit in visits)


def test_comments_can_be_read_by_the_centre_alone(questionnaire: Questionnaire) -> None:
    keys = Keys.made()
    at, chance = window(questionnaire, keys), Random(5)
    said = [one for n in range(300) for step in a_visit(at, n, chance) for one in step if one.attached]

    assert said
    for one in said:
        assert one.attached is not None
        assert isinstance(one.body, Explained)
        assert one.body.comment == one.attached.sha256
        assert len(unseal(keys, one.attached.sealed, one.id).decode()) > 3


def test_reasons_belong_to_the_level_that_stands(questionnaire: Questionnaire) -> None:
    at, chance = window(questionnaire, Keys.made()), Random(6)
    for n in range(300):
        entries = [one for step in a_visit(at, n, chance) for one in step]
        levels = {one.id: one.body.level for one in entries if isinstance(one.body, Rated)}
        for one in entries:
            if isinstance(one.body, Explained):
                assert all(questionnaire.has(levels[one.body.rating], code) for code in one.body.reasons)
                assert one.body.rating == list(levels)[-1]
