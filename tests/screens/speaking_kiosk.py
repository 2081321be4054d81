"""Says prompts through Qt's sound in a process of its own, which holds the sound server's address.

Each line of stdin is a volume and a file; what is said of it, and whether the window's own thread went on, is printed.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.prompts import Prompt
from kiosk.viewmodels.bridge import Bridge
from kiosk.viewmodels.speaker import QtSpeaker
from kiosk.voice import Utterance


def main() -> int:
    app = QGuiApplication([])
    bridge, speaker = Bridge(), QtSpeaker()

    def say(line: str) -> None:
        volume, _, file = line.strip().partition(" ")
        speaker.say(Utterance(prompt=Prompt.ASKING, language="en", volume=int(volume), file=Path(file)))
        bridge.after(0.2, lambda: print("the window goes on", flush=True))

    def read() -> None:
        for line in sys.stdin:
            bridge.post(lambda line=line: say(line))
        bridge.post(app.quit)

    threading.Thread(target=read, daemon=True).start()
    breath = QTimer()
    breath.start(100)
    app.exec()
    speaker.stop()
    print("ended", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
