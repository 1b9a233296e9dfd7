"""Enter in the terminal that a program was started from."""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable


def on_enter(pressed: Callable[[], None]) -> bool:
    """Call this whenever somebody presses Enter, in a thread that keeps nothing from ending; False
    where no terminal is."""
    try:
        descriptor = sys.stdin.fileno()
        is_terminal = os.isatty(descriptor)
    except (AttributeError, OSError, ValueError):  # closed, or none at all
        return False
    if is_terminal:
        threading.Thread(target=_listen, args=(descriptor, pressed), daemon=True).start()
    return is_terminal


def _listen(descriptor: int, pressed: Callable[[], None]) -> None:
    # Read past sys.stdin, whose lock would end the interpreter badly while this thread waits.
    while True:
        try:
            if sys.platform != "win32":
                select.select([descriptor], [], [])
                if not _in_front(descriptor):
                    time.sleep(1)
                    continue
            typed = os.read(descriptor, 1024)
        except OSError:  # the terminal is gone
            return
        if not typed:  # Ctrl-D, or a terminal that is gone
            time.sleep(1)
        elif b"\n" in typed or b"\r" in typed:
            pressed()


if sys.platform != "win32":

    def _in_front(descriptor: int) -> bool:
        """In the background, what is typed is for somebody else, and whoever reads it is stopped by
        the system."""
        try:
            return os.tcgetpgrp(descriptor) == os.getpgrp()
        except OSError:  # not the terminal that controls us: nobody stops us there
            return True
