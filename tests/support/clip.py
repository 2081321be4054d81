"""Pictures, and a short film without any tool to make films: Motion JPEG in an AVI file, written by hand."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

SIZE = (320, 180)


def picture(colour: str, size: tuple[int, int] = SIZE) -> QImage:
    """Return a picture of one colour."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def hills(width: int, height: int) -> QImage:
    """Return a picture that is plainly a picture: sky, sun and two hills."""
    image = picture("#cfe3f2", (width, height))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, x, y, w in (("#f2c14e", 0.68, 0.12, 0.16), ("#6b9a7b", -0.2, 0.5, 0.9), ("#3f7259", 0.3, 0.62, 1.1)):
        painter.setBrush(QColor(colour))
        painter.setPen(QColor(colour))
        painter.drawEllipse(QRectF(x * width, y * height, w * width, w * width))
    painter.end()
    return image


def write_clip(file: Path, colours: tuple[str, ...], *, frames_each: int = 5, fps: int = 25) -> None:
    """Write a film that shows one colour after another."""
    frames = [_jpeg(picture(colour)) for colour in colours for _ in range(frames_each)]
    movi, index, at = b"", b"", 4
    for frame in frames:
        chunk = _chunk(b"00dc", frame)
        index += b"00dc" + struct.pack("<III", 0x10, at, len(frame))
        movi += chunk
        at += len(chunk)
    headers = _list(b"hdrl", _chunk(b"avih", _avih(len(frames), fps)), _list(b"strl", *_stream(len(frames), fps)))
    body = b"AVI " + headers + _list(b"movi", movi) + _chunk(b"idx1", index)
    file.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def _jpeg(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 90)  # type: ignore[call-overload] # PySide's stubs know only texts there
    return bytes(buffer.data().data())


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _list(name: bytes, *parts: bytes) -> bytes:
    return _chunk(b"LIST", name + b"".join(parts))


def _avih(frames: int, fps: int) -> bytes:
    return struct.pack("<14I", 1_000_000 // fps, 0, 0, 0x10, frames, 0, 1, 0, *SIZE, 0, 0, 0, 0)


def _stream(frames: int, fps: int) -> tuple[bytes, bytes]:
    head = struct.pack("<4s4sIHHIIIIIIIIHHHH", b"vids", b"MJPG", 0, 0, 0, 0, 1, fps, 0, frames, 0, 0, 0, 0, 0, *SIZE)
    form = struct.pack("<IiiHH4sIiiII", 40, *SIZE, 1, 24, b"MJPG", SIZE[0] * SIZE[1] * 3, 0, 0, 0, 0)
    return _chunk(b"strh", head), _chunk(b"strf", form)
