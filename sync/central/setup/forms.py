"""What a page's form sent, read within bounds: fields as text, one file as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.types import Message, Receive

KIB = 1024
MOST = 256 * KIB
MOST_FIELDS = 200


@dataclass(frozen=True, slots=True)
class Form:
    """A form's fields; a field that was not sent is empty."""

    fields: Mapping[str, tuple[str, ...]]
    files: Mapping[str, tuple[str, bytes]]

    def __call__(self, name: str) -> str:
        """Return a field's text."""
        return self.fields.get(name, ("",))[0]

    def every(self, name: str) -> tuple[str, ...]:
        """Return all that was ticked or typed under one name."""
        return self.fields.get(name, ())

    def yes(self, name: str) -> bool:
        """Return whether a box was ticked."""
        return bool(self(name))

    def file(self, name: str) -> tuple[str, bytes]:
        """Return a file's name and bytes; both empty where none was chosen."""
        return self.files.get(name, ("", b""))


async def form_of(request: Request, most: int = MOST) -> Form:
    """Return the form of a request.

    Raises:
        HTTPException: 413, it is longer than `most` bytes; 400, it is no form.
    """
    bounded = Request(request.scope, _bounded(request, most))
    fields: dict[str, tuple[str, ...]] = {}
    files: dict[str, tuple[str, bytes]] = {}
    async with bounded.form(max_files=2, max_fields=MOST_FIELDS, max_part_size=most) as sent:
        for name, value in sent.multi_items():
            if isinstance(value, UploadFile):
                files[name] = (value.filename or "", await value.read())
            else:
                fields[name] = (*fields.get(name, ()), value.replace("\0", ""))
    return Form(fields, files)


def _bounded(request: Request, most: int) -> Receive:
    left = most

    async def receive() -> Message:
        nonlocal left
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, f"send at most {most // KIB} KiB")
        return message

    return receive
