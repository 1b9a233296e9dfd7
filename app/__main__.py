"""`python -m app`: the same journal from a terminal, for scripts and for people who live there."""

from __future__ import annotations

import signal

if __name__ == "__main__":
    # While all this is being loaded Ctrl-C just ends it: nothing was begun, and no traceback is an
    # answer.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


from app.terminal.commands import main

if __name__ == "__main__":
    main()
