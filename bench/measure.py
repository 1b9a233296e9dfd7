"""Times two ways of doing the same, turn by turn, and holds their ratio against a limit; and says
how much memory something needs.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

WARM_UP = 5
"""Pairs that are run before the first one counts, unless each takes seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Medians of both; seconds, unless `measure` names another unit."""

    measure: str
    ours: float
    peer: float
    limit: float | None
    """What `ratio` may be at most; None where it is only told."""
    runs: int

    @property
    def ratio(self) -> float:
        """How many times the peer's."""
        return self.ours / self.peer

    @property
    def within(self) -> bool:
        """Whether the limit holds."""
        return self.limit is None or self.ratio <= self.limit

    def in_a_line(self) -> str:
        """As a person reads it."""
        verdict = "within" if self.within else "ABOVE"
        held = "no limit   " if self.limit is None else f"{verdict} {self.limit:.2f}"
        outcome = f"{self.ratio:5.2f} {held}"
        return f"{outcome}  {self.measure}: {self.ours:.6g} to {self.peer:.6g}, {self.runs} runs"

    def as_json(self) -> dict[str, Any]:
        """In the shape that scripts rely on."""
        return {
            "measure": self.measure,
            "ours": self.ours,
            "peer": self.peer,
            "ratio": round(self.ratio, 4),
            "limit": None if self.limit is None else round(self.limit, 4),
            "runs": self.runs,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NotThere:
    """What is promised, and could not be measured: a build that does not have it, say."""

    measure: str
    limit: float

    within = False

    def in_a_line(self) -> str:
        """As a person reads it."""
        return f"not there {self.limit:9.2f}  {self.measure}"

    def as_json(self) -> dict[str, Any]:
        """As a measurement's, without numbers."""
        return {
            "measure": self.measure,
            "ours": None,
            "peer": None,
            "ratio": None,
            "limit": round(self.limit, 4),
            "runs": 0,
        }


def side_by_side(
    measure: str,
    ours: Callable[[], object],
    peer: Callable[[], object],
    *,
    runs: int,
    limit: float,
    at_most_more: float | None = None,
    warm_up: int = WARM_UP,
) -> Measured:
    """Both by turns, each pair begun by the other, so that a busy machine slows both alike.

    `at_most_more` are seconds that ours may take beyond the peer's; the stricter of the two is the
    limit.
    """
    of_ours, of_peer = by_turns(
        lambda: _seconds(ours), lambda: _seconds(peer), runs=runs, warm_up=warm_up
    )
    if at_most_more is not None:
        limit = min(limit, (of_peer + at_most_more) / of_peer)
    return Measured(measure=measure, ours=of_ours, peer=of_peer, limit=limit, runs=runs)


def by_turns(
    ours: Callable[[], float], peer: Callable[[], float], *, runs: int, warm_up: int
) -> tuple[float, float]:
    """Medians of what both say that they took, each pair begun by the other."""
    took: tuple[list[float], list[float]] = ([], [])
    for run in range(-warm_up, runs):
        for which in (0, 1) if run % 2 else (1, 0):
            seconds = (ours, peer)[which]()
            if run >= 0:
                took[which].append(seconds)
    return median(took[0]), median(took[1])


def _seconds(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def grown_by(work: Callable[[], object]) -> float:
    """Megabytes by which this process is larger in the middle of `work` than it was before. Linux
    only.

    `ru_maxrss` would not tell: nothing sets it back, and in a process that another has begun it
    starts from what that one had.
    """
    Path("/proc/self/clear_refs").write_text("5")  # from now on the peak is counted anew
    before = _kilobytes("VmRSS")
    work()
    return (_kilobytes("VmHWM") - before) / 1024


def _kilobytes(which: str) -> int:
    """What Linux says of this process: what it has now, or had at most."""
    found = re.search(rf"^{which}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.M)
    assert found is not None, "Linux tells it"
    return int(found[1])
