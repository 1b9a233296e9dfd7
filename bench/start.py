"""How soon a tap is possible, kept, and answered by the app: at a first visit, at later ones, in a
slow browser and without a network; each beside an empty Flet app, and the app as it was before the
page had a button of its own.

In Chromium, where there is one. All apps are built by this machine, served by the same server, and
opened by turns, each in a browser of its own.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import taps
from bench.cold_start import Start, Stopwatched, Tap
from bench.measure import Measured, NotThere
from tests.browser import browser as real

STARTS = 7
BEFORE = "00a7147"
"""The last commit in which only the app had a button."""

EMPTY = Path(__file__).with_name("empty_app")


@dataclass(frozen=True, slots=True)
class _Visit:
    """A kind of start, and what it may take at most, as a part of what others take."""

    name: str
    go: Callable[[Stopwatched], Start]
    tappable: float
    """Until a tap is possible, over the empty app's first control."""
    durable: float
    """Until a tap in that instant is kept, over the same."""


_FIRST = _Visit("first visit", Stopwatched.first_visit, 0.2, 0.2)
_LATER = _Visit("later visit", Stopwatched.later_visit, 0.15, 0.2)
_SLOWED = _Visit(
    "later visit, slowed four times", lambda app: app.later_visit(slowed=True), 0.15, 0.2
)
_OFFLINE = _Visit("later visit without a network", Stopwatched.later_visit, 0.15, 0.2)

_OVER_BEFORE, _OVER_EMPTY = 0.9, 1.0
"""The app's own button: at most this part of what it took before, and of an empty app's control."""
_KEPT_OVER_EMPTY = 1.5
"""A tap on the app's own button in the instant it is there, at a first visit."""


def measures() -> list[Measured | NotThere]:
    """Nothing where there is no Chromium."""
    if real.found_chromium() is None:
        return []
    return [*_starts(), *taps.measures()]


def _starts() -> list[Measured | NotThere]:
    app, empty, before = real.built_app(), real.built(EMPTY, "empty"), _built_before()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as servers:

        def watched(name: str, built: Path, project: Path, tap: Tap) -> Stopwatched:
            room = Path(folder, name)
            room.mkdir()
            made = Stopwatched(built, room, project=project, tap=tap)
            servers.callback(made.stop_server)
            return made

        apps = {
            "ours": watched("ours", app, real.PROJECT, "none"),
            "tapped": watched("tapped", app, real.PROJECT, "page"),
            "empty": watched("empty", empty, real.PROJECT, "none"),
        }
        if before:
            apps["before"] = watched("before", before.page, before.project, "none")
        kept = {"kept": watched("kept", app, real.PROJECT, "app")}

        found = _compared(_FIRST, _by_turns(_FIRST, apps | kept))
        for each in apps.values():
            each.settle()
        for visit in (_LATER, _SLOWED):
            found += _compared(visit, _by_turns(visit, apps))
        for each in apps.values():
            each.stop_server()
        found += _compared(_OFFLINE, _by_turns(_OFFLINE, apps))
    return found


def _by_turns(visit: _Visit, apps: dict[str, Stopwatched]) -> dict[str, list[Start]]:
    """Each round begins at the other end, so that a busy machine slows all alike."""
    starts: dict[str, list[Start]] = {name: [] for name in apps}
    for number in range(STARTS):
        for name in sorted(apps, reverse=bool(number % 2)):
            starts[name].append(visit.go(apps[name]))
    return starts


def _compared(visit: _Visit, starts: dict[str, list[Start]]) -> list[Measured | NotThere]:
    def seconds(app: str, of: Callable[[Start], float | None]) -> float | None:
        values = [took for start in starts.get(app, ()) if (took := of(start)) is not None]
        return median(values) if len(values) == STARTS else None

    empty = seconds("empty", lambda start: start.button)
    button = seconds("ours", lambda start: start.button)
    over_empty = "over an empty Flet app's first control"

    def held(
        what: str, ours: float | None, peer: float | None, limit: float
    ) -> Measured | NotThere:
        measure = f"{visit.name}: {what}"
        if ours is None or peer is None:
            return NotThere(measure=measure, limit=limit)
        return Measured(measure=measure, ours=ours, peer=peer, limit=limit, runs=STARTS)

    tappable = seconds("tapped", lambda start: start.tappable)
    durable = seconds("tapped", lambda start: start.durable)
    before = seconds("before", lambda start: start.button)
    found = [
        held(f"a tap is possible, {over_empty}", tappable, empty, visit.tappable),
        held(f"a tap at once is kept, {over_empty}", durable, empty, visit.durable),
        held(f"the app's own button, over the app's at {BEFORE}", button, before, _OVER_BEFORE),
        held(f"the app's own button, {over_empty}", button, empty, _OVER_EMPTY),
    ]
    if "kept" in starts:
        kept = seconds("kept", lambda start: start.kept)
        what = f"a tap on the app's own button at once is kept, {over_empty}"
        found.append(held(what, kept, empty, _KEPT_OVER_EMPTY))
    return found


# --- The app before ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Built:
    page: Path
    project: Path
    """The project that built it."""


def _built_before() -> _Built | None:
    """The app at `BEFORE`, built once by its own `build/web.py`; None where git does not have that
    commit."""
    name = f"before-{BEFORE}"
    with real.by_one_process(name):
        folder = real.BUILT / name
        built = _Built(folder / "page", folder / "project")
        if (built.page / "index.html").is_file():
            return built
        packed = subprocess.run(
            ["git", "archive", BEFORE], cwd=real.PROJECT, capture_output=True, check=False
        )
        if packed.returncode:
            return None
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(built.project, filter="data")
        # What pip brought and Node compiled is the same for both.
        cache = built.project / "build" / "cache"
        cache.unlink(missing_ok=True)
        cache.symlink_to(real.PROJECT / "build" / "cache")
        command = [sys.executable, "build/web.py", "--out", str(built.page)]
        subprocess.run(command, cwd=built.project, check=True, stdout=subprocess.DEVNULL)
        return built
