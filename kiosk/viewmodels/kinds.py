"""Names of Qt's types for QML's maps and lists, which PySide takes as texts and its stubs only as types."""

from __future__ import annotations

from typing import cast

MAP = cast(type, "QVariantMap")
LIST = cast(type, "QVariantList")
