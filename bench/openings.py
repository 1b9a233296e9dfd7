"""Whether the app opens a full journal as soon as a small one: from the start of its process, or of
the navigation in Chromium, to a first screen with the day's glimmers.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

from app.core.glimmers import Draft
from app.core.when.times import at_moment
from app.platform.clock import SystemClock
from bench.cold_start import Stopwatched
from bench.full_journal import fill
from bench.measure import Measured, by_turns
from storage.journal import Journal
from storage.vault import DATABASE
from tests.browser import browser as real

FULL, FEW = 100_000, 100
NATIVE = 1.1
"""What opening the full journal may take of opening the small one."""
IN_BROWSER = 1.2
"""The same in Chromium."""
_OF_TODAY = 3
_NOTE = "the kettle sings"
_RUNS, _BROWSER_RUNS = 31, 7


def native() -> Measured:
    """By turns, each in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="glimmers-bench-") as made:
        full, few = Path(made, "full"), Path(made, "few")
        for folder, number in ((full, FULL), (few, FEW)):
            folder.mkdir()
            lived(folder / DATABASE, number)
        ours, peer = by_turns(
            lambda: _seconds_to_open(full), lambda: _seconds_to_open(few), runs=_RUNS, warm_up=2
        )
    return _measured("native", ours, peer, limit=NATIVE, runs=_RUNS)


def in_browser() -> list[Measured]:
    """By turns, each time in a Chromium that was here before; none where there is no Chromium."""
    if real.found_chromium() is None:
        return []
    app = real.built_app()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made, ExitStack() as servers:

        def settled(number: int) -> Stopwatched:
            room = Path(made, str(number))
            room.mkdir()
            lived(room / DATABASE, number)
            one = Stopwatched(app, room, project=real.PROJECT, until=_NOTE)
            servers.callback(one.stop_server)
            one.put_journal(room / DATABASE)
            one.settle()
            return one

        full, few = settled(FULL), settled(FEW)
        ours, peer = by_turns(
            lambda: _seconds_in_browser(full),
            lambda: _seconds_in_browser(few),
            runs=_BROWSER_RUNS,
            warm_up=1,
        )
    return [_measured("browser", ours, peer, limit=IN_BROWSER, runs=_BROWSER_RUNS)]


def _seconds_in_browser(app: Stopwatched) -> float:
    """From the beginning of the navigation."""
    shown = app.later_visit().shown
    assert shown is not None, "the start waited for it"
    return shown


def _measured(what: str, ours: float, peer: float, *, limit: float, runs: int) -> Measured:
    return Measured(
        measure=f"{what} opening of {FULL:,}, until those of today are drawn, over one of {FEW}",
        ours=ours,
        peer=peer,
        limit=limit,
        runs=runs,
    )


def lived(file: Path, number: int) -> None:
    """A journal of so many glimmers, the last few of them of today."""
    fill(file, number - _OF_TODAY)
    now = SystemClock().now()
    with closing(Journal.open(file)) as journal:
        for place in range(_OF_TODAY):
            journal.keep(Draft(when=at_moment(now), note=f"{_NOTE} {place}"), at=now)


def _seconds_to_open(folder: Path) -> float:
    """From the start of its process."""
    command = [sys.executable, "-m", "bench.native_opening", _NOTE]
    environment = {**os.environ, "GLIMMERS_DATA": str(folder)}
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        took = time.perf_counter() - began
    assert said == "drawn\n", "the app did not open"
    return took
