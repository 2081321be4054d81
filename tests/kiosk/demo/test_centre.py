"""The demo's centre is a program of its own: started, asked, stopped; what it cannot do is said in its own words."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from kiosk.demo.centre import CentreTrouble, DemoCentre
from sync.resources import config


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoCentre]:
    made = DemoCentre(tmp_path_factory.mktemp("centre"), free_port())
    made.command("load", str(config() / "hall.toml"))
    made.start()
    yield made
    made.stop()


def test_its_commands_print_what_an_administrator_would_see(centre: DemoCentre) -> None:
    (code,) = json.loads(centre.command("enrol-code", "--hall", "H001", "--window", "3", "--json"))
    assert (code["hall"], code["window"], len(code["code"])) == ("H001", "3", 19)


def test_a_token_reads_its_hall_until_it_is_ended(centre: DemoCentre) -> None:
    token = centre.command("token", "--hall", "H001").strip()
    path = "/api/v1/halls/H001/days/2026-03-02/summary"
    assert centre.get(path, token)["total"]["served"] == 0

    assert centre.command("token", "--hall", "H001", "--revoke", token) == "the token opens nothing any more\n"

    with pytest.raises(HTTPError, match="401"):
        centre.get(path, token)
    with pytest.raises(CentreTrouble, match="hall H001 has no such token, or it has ended already"):
        centre.command("token", "--hall", "H001", "--revoke", token)


def test_a_command_that_fails_says_what_it_said(centre: DemoCentre) -> None:
    with pytest.raises(
        CentreTrouble, match="yiping-central enrol-code --hall H9 --all said: hall H9 has no windows here: load it"
    ):
        centre.command("enrol-code", "--hall", "H9", "--all")


def test_a_stopped_centre_answers_nobody_and_starts_again_with_what_it_had(centre: DemoCentre) -> None:
    centre.stop()
    with pytest.raises(URLError):
        centre.get("/readyz")
    centre.stop()

    centre.start()

    assert centre.get("/readyz")["status"] == "ready"
    assert centre.command("load", str(config() / "hall.toml")) == "0 changes\n"


def test_a_taken_port_is_said_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        made = DemoCentre(tmp_path / "centre", taken.getsockname()[1])
        with pytest.raises(CentreTrouble, match=r"is the port taken\? make demo PORT=…") as said:
            made.start()
    assert "give another --port" in str(said.value)
