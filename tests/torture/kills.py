"""Kills a program in the middle of what it does, many times, and hands what it had said until then
to a judge."""

from __future__ import annotations

import os
import random
import signal
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.core.errors import GlimmersError

Tell = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Said:
    """What a program said before it was killed, line by line; a line that was torn does not
    count."""

    lines: tuple[bytes, ...]

    def last(self, beginning: bytes, default: int) -> int:
        """The number in the latest line that begins like this."""
        numbers = [int(line[len(beginning) :]) for line in self.lines if line.startswith(beginning)]
        return numbers[-1] if numbers else default


def killed(work: Callable[[Tell], None], *, after: int, delay: float) -> Said:
    """Fork, let `work` run and tell lines, and kill it `delay` seconds behind its line number
    `after`.

    Work that ends by itself before that is no failure: it was slower to kill than to finish.
    """
    child, listen = _begun(work)
    said = b""
    while said.count(b"\n") < after and (part := os.read(listen, 65536)):
        said += part
    _wait(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(listen, 65536):
        said += part
    os.close(listen)
    return _said(said)


def how_long(works: Iterable[Callable[[Tell], None]]) -> float:
    """Seconds from the first line of such a work to its last, when nobody kills it; the middle of
    all.

    Each is a process of its own, as those that are killed: what it has of this one's memory becomes
    its own bit by bit, and that can take longer than the work does here.
    """
    took = []
    for work in works:
        child, listen = _begun(work)
        said, begun = os.read(listen, 65536), time.perf_counter()
        while part := os.read(listen, 65536):
            said += part
            ended = time.perf_counter()
        os.waitpid(child, 0)
        os.close(listen)
        assert len(_said(said).lines) > 1
        took.append(ended - begun)
    return statistics.median(took)


def _begun(work: Callable[[Tell], None]) -> tuple[int, int]:
    """The id of a fork that does this, and where to read what it says."""
    listen, told = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(listen)
            work(lambda line: os.write(told, line + b"\n") and None)
            code = 0
        except GlimmersError as error:
            os.write(told, b"refused " + type(error).__name__.encode() + b"\n")
        except BaseException as error:
            os.write(told, b"failed " + repr(error).encode()[:300].replace(b"\n", b" ") + b"\n")
        finally:
            os._exit(code)
    os.close(told)
    return child, listen


def _said(said: bytes) -> Said:
    lines = tuple(said.split(b"\n")[:-1])
    failed = [line for line in lines if line.startswith(b"failed ")]
    assert not failed, failed
    return Said(lines)


def _wait(seconds: float) -> None:
    """Below what the system's own sleep can do."""
    until = time.perf_counter() + seconds
    if seconds > 0.002:
        time.sleep(seconds - 0.001)
    while time.perf_counter() < until:
        pass


def moments(seed: int, *, longest: float) -> Callable[[], tuple[int, float]]:
    """Behind which line, and how long behind it: anywhere within something that takes up to
    `longest` seconds."""
    rng = random.Random(seed)
    return lambda: (rng.randrange(1, 12), rng.random() * longest)
