"""The loudspeaker. Whether the sound server answers is asked on a thread first: one that hangs must not hold up a touch.

Loaded when the program has begun, on a machine that can be heard. Qt's sound itself stays on the window's thread: on
another its engine loses prompts (seen with Qt 6.11).
"""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QUrl, Signal, Slot

from kiosk.soundserver import answers, speaks

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect
    from PySide6.QtTextToSpeech import QTextToSpeech

    from kiosk.voice import Utterance

log = logging.getLogger(__name__)


class QtSpeaker(QObject):
    """Made on the window's thread. Whatever goes wrong is logged, and silence."""

    _cleared = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._effects: dict[Path, QSoundEffect] = {}
        self._speech: QTextToSpeech | None = None
        self._wanted: Utterance | None = None
        self._cleared.connect(self._utter)

    def say(self, said: Utterance) -> None:
        """Have it heard once the sound server has answered; what is wanted meanwhile takes its place."""
        self._wanted = said
        threading.Thread(target=self._ask, args=(said,), name="voice", daemon=True).start()

    def stop(self) -> None:
        """End."""
        self._wanted = None
        self._hush()

    def _ask(self, said: Utterance) -> None:
        try:
            if not (answers(os.environ) if said.file else speaks(os.environ)):
                log.warning("no sound server answers: the prompt %s stays silent", said.prompt)
                return
            import PySide6.QtMultimedia  # noqa: F401 - loaded here, so that the window need not wait for it

            self._cleared.emit(said)
        except RuntimeError:
            pass  # the window has closed meanwhile
        except Exception:  # the catch-all of this thread
            log.exception("the prompt %s could not be said", said.prompt)

    @Slot(object)
    def _utter(self, said: Utterance) -> None:
        if said is not self._wanted:
            return
        try:
            self._hush()
            if said.file:
                self._play(said, said.file)
            else:
                self._speak(said)
        except Exception:  # a prompt is never worth a visit
            log.exception("the prompt %s could not be said", said.prompt)

    def _hush(self) -> None:
        for effect in self._effects.values():
            effect.stop()
        if self._speech:
            self._speech.stop()

    def _play(self, said: Utterance, file: Path) -> None:
        from PySide6.QtMultimedia import QSoundEffect

        effect = self._effects.get(file)
        if effect is None:
            effect = self._effects[file] = QSoundEffect(self)
            effect.setSource(QUrl.fromLocalFile(str(file)))
        effect.setVolume(said.volume / 100)
        if effect.status() == QSoundEffect.Status.Error:
            log.warning("%s cannot be played: record it again as PCM, 16 bit", file)
        else:
            effect.play()  # where it is still being loaded, as soon as it is

    def _speak(self, said: Utterance) -> None:
        """Say it with the system's speech, if that knows the language."""
        from PySide6.QtTextToSpeech import QTextToSpeech

        if self._speech is None:
            self._speech = QTextToSpeech(self)
        wanted = QLocale(said.language)
        known = [one for one in self._speech.availableLocales() if one.language() == wanted.language()]
        if not known:
            log.info("this machine speaks no %s: the prompt %s stays silent", said.language, said.prompt)
            return
        self._speech.setLocale(known[0])
        self._speech.setVolume(said.volume / 100)
        self._speech.say(said.text)
