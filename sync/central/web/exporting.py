"""A day's files by download, for whoever may take them: the reason they give stands in the hall's audit beside their name."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from sync.central.accounts.door import act, reader
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.export import taken, what_of
from sync.central.figures.scope import Scope
from sync.central.problems import refusals
from sync.central.web.api import NO_STORE, Reason, day_of
from sync.central.web.login import to_login
from sync.central.web.pages import words_of
from sync.resources import assets
from sync.summary.figures import Summary
from sync.summary.files import render


class Format(StrEnum):
    """What kind of file."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


class Language(StrEnum):
    """What the file is written in."""

    CHINESE = "zh-CN"
    ENGLISH = "en"


_MEDIA = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.PDF: "application/pdf",
}
_FILE: dict[str, Any] = {
    "description": "the file",
    "content": {
        media.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for media in _MEDIA.values()
    },
}


class Wanted(BaseModel):
    """Which file of a day, and why it is taken."""

    format: Format = Format.XLSX
    language: Language = Language.CHINESE
    reason: Reason = Field(description="what it is for; it stands in the audit")


def exporting(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["figures"], responses=refusals(401, 403, 404, 422))

    @router.post(
        "/api/v1/halls/{hall}/days/{day}/export",
        summary="A day's file, with its completeness certificate",
        response_class=Response,
        responses={200: _FILE},
    )
    def post_export(request: Request, hall: str, day: str, wanted: Wanted) -> Response:
        """The same file as `yiping-central export` writes. It says what changed since the export before."""
        return _given(central, request, hall, day_of(day), wanted)

    @router.post("/halls/{hall}/days/{day}/export", include_in_schema=False)
    def take_file(
        request: Request,
        hall: str,
        day: str,
        reason: Annotated[Reason, Form()],
        format: Annotated[Format, Form()] = Format.XLSX,  # noqa: A002 - the form's own word
        form: str = Form(""),
    ) -> Response:
        if reader(central.database, request, central.clock.now()) is None:
            return to_login(f"/halls/{quote(hall, safe='')}")
        language = Language(words_of(request).tag)
        wanted = Wanted(format=format, language=language, reason=reason)
        return _given(central, request, hall, day_of(day), wanted, form)

    return router


def _given(
    central: Central, request: Request, hall: str, day: str, wanted: Wanted, form: str | None = None
) -> Response:
    def do(db: Connection, scope: Scope) -> Summary:
        return taken(central, db, scope, day, [wanted.format.value], wanted.language.value)

    said = {"what": what_of(day, [wanted.format.value]), "reason": wanted.reason}
    now = central.clock.now()
    summary = act(central.database, request, hall, act=Act.EXPORT, now=now, do=do, form=form, **said)
    made = render(summary, wanted.format.value, fonts=assets() / "fonts", language=wanted.language.value)
    name = quote(f"{hall}-{day}.{wanted.format.value}", safe="")
    headers = {**NO_STORE, "content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(made, media_type=_MEDIA[wanted.format], headers=headers)
