"""Long work in steps, so that whoever drives it can tell how far it is, let others have a turn, and
stop it.

One who has a thread of their own takes step after step (`finished`); where there are no threads, as
in a browser, everybody else has a turn between two of them (`in_turns`). Work that is closed before
its end leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, overload

THREADS = sys.platform != "emscripten"
"""Whether reading, hashing and writing can go on beside each other."""

Progress = Callable[[int, int], bool]
"""Is told how many bytes of about how many are done, and answers whether to go on."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Step:
    """So much is done."""

    done: int
    """Bytes, never fewer than before."""
    of: int
    """About how many there are."""
    wait: Awaitable[object] | None = None
    """What has to be over before the next step, where only a browser's turns can bring it."""


Steps: TypeAlias = Generator[Step | None, None, _Result]
"""Work in steps; None where there is no more to tell than before."""


class Tally:
    """Counts what is done of `of` bytes."""

    def __init__(self, of: int = 0) -> None:
        self.of = of
        self._done = 0

    def more(self, count: int = 0, *, wait: Awaitable[object] | None = None) -> Step:
        """The next step, with so many bytes more."""
        self._done += count
        return Step(min(self._done, self.of), self.of, wait)


def go_on(_done: int, _of: int) -> bool:
    """The progress of one who asks for no news."""
    return True


@overload
def finished(steps: Steps[_Result]) -> _Result: ...
@overload
def finished(steps: Steps[_Result], progress: Progress) -> _Result | None: ...
def finished(steps: Steps[_Result], progress: Progress = go_on) -> _Result | None:
    """What comes of these steps, taken one after the other; None where `progress` said to stop."""
    told = Step(0, 0)
    try:
        while True:
            told = next(steps) or told
            assert told.wait is None, "only a browser waits"
            if not progress(told.done, told.of):
                return None
    except StopIteration as end:
        result: _Result = end.value
        return result
    finally:
        steps.close()


@overload
async def in_turns(steps: Steps[_Result]) -> _Result: ...
@overload
async def in_turns(steps: Steps[_Result], progress: Progress) -> _Result | None: ...
async def in_turns(steps: Steps[_Result], progress: Progress = go_on) -> _Result | None:
    """The same, with a turn for everybody else between two steps."""
    told = Step(0, 0)
    try:
        step = next(steps)
        while True:
            try:
                await ((step and step.wait) or asyncio.sleep(0))
            except Exception as error:
                step = steps.throw(error)
                continue
            told = step or told
            if not progress(told.done, told.of):
                return None
            step = next(steps)
    except StopIteration as end:
        result: _Result = end.value
        return result
    finally:
        steps.close()
