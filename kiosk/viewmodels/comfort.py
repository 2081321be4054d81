"""Language, type size, night and motion: what each citizen may set for themselves, apart from the flow."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.kinds import MAP
from kiosk.viewmodels.words import Language


class ComfortViewModel(QObject):
    """How the screen speaks and looks at the moment. `reset` when a citizen is gone: large type ends with them.

    `first` is the code of the language a citizen meets.
    """

    changed = Signal()

    def __init__(
        self,
        languages: tuple[Language, ...],
        *,
        first: str = "",
        night: bool = False,
        motion: bool = True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._languages = languages
        self._first = self._place(first)
        self._at = self._first
        self._large = False
        self._night = night
        self._motion = motion

    @property
    def language(self) -> str:
        """The code of the language on the screen."""
        return self._languages[self._at].code

    @property
    def words(self) -> dict[str, str]:
        """Its texts."""
        return self._languages[self._at].texts

    def reset(self) -> None:
        """Go back to the first language and normal type."""
        if self._at != self._first or self._large:
            self._at, self._large = self._first, False
            self.changed.emit()

    def adopt(self, *, first: str, night: bool, motion: bool) -> None:
        """Take over settings that came after the first frame; a language somebody chose meanwhile stays."""
        was, self._first = self._first, self._place(first)
        self._at = self._first if self._at == was else self._at
        self._night, self._motion = night, motion
        self.changed.emit()

    @Slot()
    def next_language(self) -> None:
        """Speak the next language."""
        self._at = (self._at + 1) % len(self._languages)
        self.changed.emit()

    @Slot()
    def toggle_large(self) -> None:
        """Large type with high contrast, or back."""
        self._large = not self._large
        self.changed.emit()

    def _place(self, code: str) -> int:
        return next((at for at, one in enumerate(self._languages) if one.code == code), 0)

    def _texts(self) -> dict[str, str]:
        following = self._languages[(self._at + 1) % len(self._languages)].texts
        return {**self.words, "otherLanguage": following["language"]}

    texts = Property(MAP, _texts, notify=changed)
    large = Property(bool, lambda self: self._large, notify=changed)
    night = Property(bool, lambda self: self._night, notify=changed)
    motion = Property(bool, lambda self: self._motion, notify=changed)
