"""How long a snapshot of a full journal takes over a plain copy of its file with fsync, until it
counts as one; and how long a tap takes while the day's is made.
"""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles

from app.core.glimmers import Draft
from app.core.when.times import at_moment
from bench import full_journal
from bench.measure import Measured, side_by_side
from bench.peers import plain_copy
from storage.journal import Journal
from storage.snapshots.folder import Snapshots
from storage.vault import DATABASE

GLIMMERS = 100_000
AT_ONCE_S = 0.1
"""Until then an answer is felt as coming at once."""
_TAP_EVERY_S = 0.05
_RUNS = 9
_NOW = full_journal.BEGAN + timedelta(days=3000)


def measures() -> list[Measured]:
    """The time of one, and of taps beside one."""
    with tempfile.TemporaryDirectory(prefix="glimmers-bench-") as made:
        database = Path(made, DATABASE)
        full_journal.fill(database, GLIMMERS)
        return [_time(database), _tap(database)]


def _time(database: Path) -> Measured:
    snapshots, out = Snapshots(database), database.with_name("out")

    def takes() -> None:
        snapshots.path(snapshots.take("restore", now=_NOW)).unlink()

    def copies() -> None:
        plain_copy.one(database, out)
        out.unlink()

    what = f"a snapshot of {GLIMMERS:,} glimmers, over a plain copy with fsync"
    return side_by_side(what, takes, copies, runs=_RUNS, limit=1.5, warm_up=1)


def _tap(database: Path) -> Measured:
    """How long 19 of 20 take that come while the day's is made as the app makes it."""
    snapshots = Snapshots(database)
    making = threading.Thread(
        target=snapshots.each_day, kwargs={"now": _NOW, "at_leisure": True}, daemon=True
    )
    took: list[float] = []
    with closing(Journal.open(database)) as journal:
        making.start()
        while making.is_alive():
            took.append(_kept(journal, _NOW + timedelta(seconds=len(took))))
            time.sleep(_TAP_EVERY_S)
    making.join()
    assert len(snapshots.all()) == 1, "it was made"
    return Measured(
        measure=f"19 of 20 taps while a snapshot of {GLIMMERS:,} glimmers is made, to a tenth of a"
        " second",
        ours=quantiles(took, n=20)[-1],
        peer=AT_ONCE_S,
        limit=1.0,
        runs=len(took),
    )


def _kept(journal: Journal, at: datetime) -> float:
    began = time.perf_counter()
    journal.keep(Draft(when=at_moment(at), note="in between"), at=at)
    return time.perf_counter() - began
