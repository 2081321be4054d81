"""Settings: defaults, the file, the centre's layer; every mistake at once, each with what to do; every key documented."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.settings import SECTIONS, BadSettings, KioskSettings, overlaid, read_settings
from sync.central.settings import central_settings
from sync.resources import config


def mistakes(tmp_path: Path, text: str) -> tuple[str, ...]:
    file = tmp_path / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as caught:
        read_settings(file, {})
    return caught.value.mistakes


def settings(tmp_path: Path, text: str, **env: str) -> KioskSettings:
    file = tmp_path / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file, env)


def test_without_a_file_the_defaults_are_taken() -> None:
    assert read_settings(None, {}) == KioskSettings()


def test_the_shipped_file_holds_the_defaults() -> None:
    assert read_settings(config() / "kiosk.toml", {}) == KioskSettings()


def test_the_queues_in_the_shipped_files_comments_are_settings_that_work(tmp_path: Path) -> None:
    text = (config() / "kiosk.toml").read_text(encoding="utf-8")
    examples = re.findall(r"(?m)((?:^# \w+ = .*\n)+)", text)
    made = [
        settings(tmp_path, "[queue]\n" + re.sub("(?m)^# ", "", example), YIPING_QUEUE_TOKEN="abc").queue
        for example in examples
    ]
    assert [one.kind for one in made] == ["poll", "poll", "push", "scanner"]
    assert made[2].token == "abc"


def test_a_window_may_be_written_as_a_number(tmp_path: Path) -> None:
    assert settings(tmp_path, "[window]\nid = 3").window.id == "3"


def test_the_example_of_a_mistake_says_what_to_do(tmp_path: Path) -> None:
    assert mistakes(tmp_path, '[queue]\nkind = "poll"') == (
        'queue.url is missing in kiosk.toml: give the address of the queue\'s list, as in url = "http://queue.local/api/v1/tickets"',
        'queue.number is missing in kiosk.toml: give an expression for the printed number, as in number = "number"',
    )


def test_a_port_without_a_token_is_a_mistake_and_so_is_a_code_of_no_length(tmp_path: Path) -> None:
    port = mistakes(tmp_path, '[queue]\nkind = "push"\nport = 8720')
    length = mistakes(tmp_path, "[queue]\nscan_least = 9\nscan_most = 4")
    assert "open to every program of this machine" in port[0]
    assert "no code can be as long as that" in length[0]


def test_a_token_that_is_named_and_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    said = mistakes(tmp_path, '[queue]\nkind = "push"\nport = 8720\ntoken = "${YIPING_NO_TOKEN}"')
    assert said == (
        "queue.token in kiosk.toml needs YIPING_NO_TOKEN, which is not set: set it in the environment of the program",
    )


def test_an_hour_or_a_volume_that_is_none_is_a_mistake(tmp_path: Path) -> None:
    said = mistakes(tmp_path, '[voice]\nby_hour = { "8:00" = "60", "25:00" = "10", "09:00" = "101", "10:00" = "loud" }')
    assert len(said) == 4
    assert all("no time with a volume" in one for one in said)
    assert settings(tmp_path, '[voice]\nby_hour = { "08:00" = "0", "18:30" = "100" }').voice.by_hour["18:30"] == "100"


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    text = """
    [queue]
    kind = "telepathy"
    interval_s = "often"
    nonsense = 1
    number = "a..b"
    headers = { Token = 3 }
    tells_end = 1
    url = "queue.local"
    [limits]
    asking_s = 0
    thanking_s = true
    more_s = 12.5
    [hall]
    zone = "Asia/Atlantis"
    [window]
    id = [3]
    [kiosk]
    id = 3
    """
    said = "\n".join(mistakes(tmp_path, text))
    assert len(said.splitlines()) == 13
    for part in (
        "queue.kind in kiosk.toml is 'telepathy', not one of poll, push, scanner, keypad, simulated: choose one",
        "queue.interval_s in kiosk.toml is 'often', not a number: give seconds",
        "queue.nonsense in kiosk.toml is not a setting: the keys of [queue] are kind, ",
        "queue.number in kiosk.toml is no JMESPath expression",
        "queue.headers in kiosk.toml is {'Token': 3}, not a table of texts",
        "queue.tells_end in kiosk.toml is 1, not true or false",
        "queue.url in kiosk.toml is 'queue.local', which is not of that form: give the address",
        "limits.asking_s in kiosk.toml is 0, not between 5 and 600: give seconds",
        "limits.thanking_s in kiosk.toml is True, not a whole number",
        "limits.more_s in kiosk.toml is 12.5, not a whole number",
        "hall.zone in kiosk.toml is 'Asia/Atlantis', which is no time zone: name a time zone",
        "window.id in kiosk.toml is [3], not a text: give this window its number, as in id = 3",
        "[kiosk] is not a section of kiosk.toml: the sections are centre, data, window, ",
    ):
        assert part in said


@pytest.mark.parametrize("text", ["[queue", "\xff\x00", "queue = 3"])
def test_a_file_that_is_no_toml_says_where_to_look(tmp_path: Path, text: str) -> None:
    assert "kiosk.toml" in mistakes(tmp_path, text)[0]


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="does not exist: name the settings file with --config"):
        read_settings(tmp_path / "none.toml", {})


def test_secrets_in_headers_come_from_the_environment(tmp_path: Path) -> None:
    text = '[queue]\nheaders = { Authorization = "Bearer ${YIPING_QUEUE_TOKEN}" }'
    assert settings(tmp_path, text, YIPING_QUEUE_TOKEN="s3").queue.headers == {"Authorization": "Bearer s3"}
    assert "needs YIPING_QUEUE_TOKEN, which is not set" in mistakes(tmp_path, text)[0]


def test_the_data_folder_of_the_environment_wins(tmp_path: Path) -> None:
    assert settings(tmp_path, '[data]\nfolder = "/a"', YIPING_DATA="/b").data.folder == "/b"
    assert settings(tmp_path, '[data]\nfolder = "/a"').data.folder == "/a"


def test_records_and_keys_have_a_place_of_their_own_wherever_the_program_is_started(tmp_path: Path) -> None:
    assert settings(tmp_path, "").folder == Path.home() / ".local/share/yiping/kiosk"
    assert settings(tmp_path, "", YIPING_DATA="here").folder == Path.cwd() / "here"


def test_the_centres_settings_lie_on_top() -> None:
    made, left_out = overlaid(KioskSettings(), {"limits": {"asking_s": 45}})
    assert made.limits.asking_s == 45
    assert left_out == ()


def test_the_centre_cannot_change_its_address_or_the_data_folder() -> None:
    made, left_out = overlaid(KioskSettings(), {"centre": {"authority": "evil.pem"}, "data": {"folder": "/"}})
    assert made == KioskSettings()
    assert len(left_out) == 2
    assert "can only be set on this machine" in left_out[0]


def test_a_mistake_of_the_centre_is_left_out_and_the_rest_taken() -> None:
    made, left_out = overlaid(KioskSettings(), {"limits": {"asking_s": 0, "more_s": 90}, "hall": {"zone": "UTC"}})
    assert (made.limits.asking_s, made.limits.more_s, made.zone) == (30, 90, ZoneInfo("UTC"))
    assert len(left_out) == 1


def test_a_layer_that_fits_nothing_together_is_left_out_whole() -> None:
    made, left_out = overlaid(KioskSettings(), {"queue": {"kind": "poll"}})
    assert made == KioskSettings()
    assert len(left_out) == 2


def test_the_environment_wins_over_nothing_else() -> None:
    assert read_settings(None, {"YIPING_ASKING_S": "1"}) == KioskSettings()


def documented(heading: str) -> dict[str, str]:
    page = (config() / "README.md").read_text(encoding="utf-8")
    part = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"(?m)^\| `([\w.]+)` \| `(.*?)` \|", part))


def test_every_key_of_the_kiosk_is_documented_with_its_default_and_no_other() -> None:
    said = {key: tomllib.loads(f"x = {value}")["x"] for key, value in documented("kiosk.toml").items()}
    defaults = KioskSettings()
    real = {
        f"{section}.{one.name}": getattr(getattr(defaults, section), one.name)
        for section, kind in SECTIONS.items()
        for one in fields(kind)
    }
    assert said == real


def test_every_key_of_the_centre_is_documented_with_its_default_and_no_other(tmp_path: Path) -> None:
    said = {key: tomllib.loads(f"x = {value}")["x"] for key, value in documented("central.toml").items()}
    defaults = central_settings(None, {"YIPING_DATA": str(tmp_path)})
    real: dict[str, object] = {"data": "", "database": ""}
    for one in fields(defaults):
        part = getattr(defaults, one.name)
        if one.name not in real:
            real.update({f"{one.name}.{key.name}": getattr(part, key.name) for key in fields(part)})
    assert said == real


def test_every_setting_says_what_to_do() -> None:
    for section, kind in SECTIONS.items():
        for one in fields(kind):
            assert one.metadata["how"], f"{section}.{one.name}"
