"""The README keeps its word: its links lead somewhere, its examples are settings that read the queues they describe."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.__main__ import main as kiosk_main
from kiosk.settings import read_settings
from kiosk.tickets.look import look
from sync.central.__main__ import main as central_main
from tests.support.queue_replay import Fqm, Office, ReplayServer

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")


def examples(name: str) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


def tickets() -> Any:
    fqm = Fqm()
    fqm.call("12", datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    return fqm.body()


def citizens() -> Any:
    office = Office()
    office.serve(office.arrive("B007", "passport", "permit"), counter=3)
    return office.body()


@pytest.mark.parametrize("name", READMES)
def test_every_link_of_the_readme_leads_to_a_file(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    linked = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("https://")]

    assert linked
    assert [link for link in linked if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize(("number", "body"), [(0, tickets), (1, citizens)])
def test_the_examples_read_the_queues_they_are_for(
    name: str, number: int, body: Callable[[], Any], tmp_path: Path
) -> None:
    server = ReplayServer("/list", body)
    try:
        file = tmp_path / "kiosk.toml"
        file.write_text(re.sub(r'url = "[^"]*"', f'url = "{server.url}"', examples(name)[number]), encoding="utf-8")
        settings = read_settings(file, {"YIPING_QUEUE_TOKEN": "secret"})

        assert look(settings) == (True, f"{server.url} lists 1 numbers")
    finally:
        server.close()


def test_both_readmes_show_the_same_examples_and_programs() -> None:
    english, chinese = READMES
    programs = [set(re.findall(r"yiping-\w+ [a-z-]+", (ROOT / name).read_text(encoding="utf-8"))) for name in READMES]

    strip = re.compile(r"\s*#.*")
    assert [strip.sub("", one) for one in examples(english)] == [strip.sub("", one) for one in examples(chinese)]
    assert programs[0] == programs[1]


@pytest.mark.parametrize("name", READMES)
def test_every_name_on_the_map_is_there(name: str) -> None:
    drawn = next(part for part in (ROOT / name).read_text(encoding="utf-8").split("```") if "\nkiosk/  " in part)
    missing, place = [], ROOT
    for line in drawn.strip().splitlines():
        names = re.findall(r"\b[a-z]+(?:\.py|/)", line)
        if not line.startswith(" "):
            place = ROOT / names[0]
        inner = place / "central" if line.startswith("  central/") else place
        missing += [one for one in names if not any((base / one).exists() for base in (ROOT, place, inner))]
    assert missing == []


@pytest.mark.parametrize(("program", "parser"), [("yiping-kiosk", kiosk_main), ("yiping-central", central_main)])
def test_every_command_of_the_readmes_is_one(
    program: str, parser: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    text = "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in (*READMES, "config/README.md", "config/codes.md")
    )
    for command in sorted(set(re.findall(rf"{program} ([a-z-]+)", text))):
        with pytest.raises(SystemExit) as left:
            parser([command, "--help"])
        assert left.value.code == 0, capsys.readouterr().err
