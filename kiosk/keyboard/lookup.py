"""Looks words up on a thread of its own: the screen never waits for a slow disk. It lives as long as the keyboard is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from kiosk.keyboard.board import Board, meant
from kiosk.keyboard.lexicon import Lexicon
from kiosk.keyboard.pinyin import Candidate

Found = tuple[Candidate, ...] | Exception
Told = Callable[[Found], None]


class Lookup:
    """`ask` is answered in order; `post` brings each answer back to the thread of the screen."""

    def __init__(self, file: Path, post: Callable[[Callable[[], None]], object]) -> None:
        self._file, self._post = file, post
        self._questions: SimpleQueue[tuple[Board, Told] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="keyboard", daemon=True)
        self._thread.start()

    def ask(self, board: Board, told: Told) -> None:
        """Have `told` called with what may be chosen, or with why that cannot be known."""
        self._questions.put((board, told))

    def stop(self) -> None:
        """Forget what was asked; nothing of it stays in memory."""
        self._questions.put(None)
        self._thread.join()

    def _run(self) -> None:
        lexicon: Lexicon | None = None
        while (question := self._questions.get()) is not None:
            board, told = question
            try:
                lexicon = lexicon or Lexicon(self._file)
                found: Found = meant(lexicon, board)
            except Exception as why:  # whatever it is, letters can still be typed; whoever asked says it
                found = why
            self._post(lambda told=told, found=found: told(found))  # type: ignore[misc]
        if lexicon:
            lexicon.close()
