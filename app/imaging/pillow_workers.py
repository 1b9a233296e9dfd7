"""Pictures in the background: two threads for all that a session decodes and renders, so that
memory stays bounded."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from app.core.errors import GlimmersError
from app.core.photos import Picture
from app.imaging.pillow_import import bring_in

AT_ONCE = 2
"""Photos that are decoded at a time: Pillow lets go of the interpreter meanwhile, and each takes up
to 40 MB."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Imaging:
    """Does the work of this package off the event loop, at most `AT_ONCE` at a time whatever is
    asked for."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="imaging")

    async def bring_in(self, source: bytes | Path, *, originals: bool = False) -> Picture:
        """As `pillow_import.bring_in`; cancelled before its turn has come, it never begins."""
        return await self.run(bring_in, source, originals=originals)

    async def bring_in_each(
        self, sources: Iterable[bytes | Path], *, originals: bool = False
    ) -> AsyncIterator[Picture | GlimmersError]:
        """Each photo in its order, or why it was refused; the next are taken from `sources` only as
        there is room.

        Leaving the loop, or being cancelled, lets those that have begun end by themselves and
        begins no other.
        """
        waiting: list[asyncio.Task[Picture]] = []
        rest = iter(sources)
        try:
            while True:
                while len(waiting) < AT_ONCE and (source := next(rest, None)) is not None:
                    waiting.append(asyncio.create_task(self.bring_in(source, originals=originals)))
                if not waiting:
                    return
                try:
                    yield await waiting.pop(0)
                except GlimmersError as error:
                    yield error
        finally:
            for task in waiting:
                task.cancel()

    async def run(self, work: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> _T:
        """Anything else that needs its turn: a collage, a card."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, functools.partial(work, *arguments, **named)
        )

    def close(self) -> None:
        """Begin nothing further; what runs ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)
