"""The OpenAPI document is whole: every route says what it is for, what it gives, how it refuses and who may ask."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from fastapi import Request
from markupsafe import escape

from sync.central.problems import MEDIA
from sync.central.web.document import operations
from tests.support.asking import Client
from tests.support.facing import Town, town


def lacks(document: dict[str, Any]) -> list[str]:
    """Return what is not said, a line each."""
    found = []
    for path, method, operation in operations(document):
        of = f"{method} {path}"
        answers = operation["responses"]
        behind = bool(operation["security"])
        wanted = {"401"} if behind else set()
        wanted |= {"404"} if "{hall}" in path else set()
        wanted |= {"422"} if operation.get("parameters") else set()
        found += [f"{of}: no {one}" for one in sorted(wanted - answers.keys())]
        found += [f"{of}: no summary of its own"] * (operation["summary"] == of_name(operation))
        found += [
            f"{of}: {one} is no problem document" for one in answers if one >= "400" and not problem(answers[one])
        ]
        given = [one for one in answers if one.startswith("2")]
        found += [f"{of}: {one} has no shape" for one in given if one != "206" and not shaped(answers[one])]
    return found


def of_name(operation: dict[str, Any]) -> str:
    """Return what FastAPI makes of a function's name."""
    return str(operation["operationId"].split("_api_v1")[0]).replace("_", " ").title()


def problem(answer: dict[str, Any]) -> bool:
    return list(answer.get("content", {})) == [MEDIA]


def shaped(answer: dict[str, Any]) -> bool:
    contents = answer.get("content", {}).values()
    return bool(contents) and all(one.get("schema", {}).keys() - {"title"} for one in contents)


def test_every_route_says_what_it_is_for_what_it_gives_and_how_it_refuses(here: Town) -> None:
    document = here.app.openapi()
    assert lacks(document) == []
    assert Client(here.app).get("/openapi.json").json() == document


def test_the_document_is_a_page_too_that_needs_no_script_and_nothing_from_elsewhere(here: Town) -> None:
    for language, title in (("zh", "接口文档"), ("en", "The API")):
        text = Client(here.app).get(f"/docs?lang={language}").text
        assert f"<h1>{title}</h1>" in text
        assert "<script" not in text
        assert re.findall(r"""(?:src|href)=["'](?!/|[?])[^"']+""", text) == []
        for path, method, operation in operations(here.app.openapi()):
            assert f"{method} {escape(path)}" in text
            assert escape(operation["summary"]) in text


def test_a_route_that_says_nothing_is_missed(tmp_path: Path) -> None:
    """Positive control."""
    with town(tmp_path) as made:

        @made.app.get("/api/v1/halls/{hall}/more")
        def get_more(_request: Request, hall: str) -> Any:
            return {"hall": hall}

        made.app.openapi_schema = None
        said = [one for one in lacks(made.app.openapi()) if "/more" in one]
    of = "GET /api/v1/halls/{hall}/more"
    assert said == [
        f"{of}: no 401",
        f"{of}: no 404",
        f"{of}: no summary of its own",
        f"{of}: 422 is no problem document",
        f"{of}: 200 has no shape",
    ]
