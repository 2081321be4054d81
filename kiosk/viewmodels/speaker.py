"""The loudspeaker: Qt's sound on a thread of its own, and only while the sound server answers: nothing may hold up a touch.

Loaded when the first prompt is due, on a machine that can be heard; Qt Multimedia is imported on that thread.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QThread, QUrl, Signal, Slot

from kiosk.soundserver import answers

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect
    from PySide6.QtTextToSpeech import QTextToSpeech

    from kiosk.voice import Utterance

log = logging.getLogger(__name__)

STOP_MS = 1000


class QtSpeaker(QObject):
    """Made on the GUI thread; `say` only posts."""

    _said = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._thread = QThread()
        self._thread.setObjectName("voice")
        self._mouth = _Mouth()
        self._mouth.moveToThread(self._thread)
        self._said.connect(self._mouth.say)

    def say(self, said: Utterance) -> None:
        """Have it heard."""
        if not self._thread.isRunning():
            self._thread.start(QThread.Priority.LowPriority)
        self._said.emit(said)

    def stop(self) -> None:
        """End; a sound server that hangs is not waited for."""
        if self._thread.isRunning():
            self._said.disconnect()
            self._thread.quit()
            if not self._thread.wait(STOP_MS):
                self._thread.terminate()
                self._thread.wait(STOP_MS)


class _Mouth(QObject):
    """On the voice thread. Whatever goes wrong is logged once a prompt, and silence."""

    def __init__(self) -> None:
        super().__init__()
        self._effects: dict[Path, QSoundEffect] = {}
        self._speech: QTextToSpeech | None = None

    @Slot(object)
    def say(self, said: Utterance) -> None:
        """End what is being said and say this."""
        try:
            if not answers(os.environ):
                log.warning("the sound server does not answer: the prompt %s stays silent", said.prompt)
                return
            self._hush()
            if said.file:
                self._play(said, said.file)
            else:
                self._speak(said)
        except Exception:  # the catch-all of this thread
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
            self._speak(said)
        else:
            effect.play()  # where it is still being loaded, as soon as it is

    def _speak(self, said: Utterance) -> None:
        """Say it with the system's speech, if that knows the language."""
        if not said.text:
            return
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
