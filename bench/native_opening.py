"""The app's own opening in a process of its own, for a client that only records what it is told.

`python -m bench.native_opening NOTE` opens the journal in GLIMMERS_DATA as `app.main` does, and
says so on stdout as soon as a message with NOTE in it has gone to the client.
"""

from __future__ import annotations

import asyncio
import sys

from app.main import main
from tests.screen import Screen

_LOOK_EVERY = 0.002
"""Seconds."""


async def opened(note: str) -> None:
    """Until this note is on its way to the client."""
    screen = Screen()
    running = screen.run(lambda: asyncio.ensure_future(main(screen.page)))
    seen = 0
    while not any(note in repr(message.body) for message in screen.sent[seen:]):
        seen = len(screen.sent)
        await asyncio.sleep(_LOOK_EVERY)
    print("drawn", flush=True)
    await running


if __name__ == "__main__":
    asyncio.run(opened(sys.argv[1]))
