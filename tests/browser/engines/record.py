"""What became of each promise in each engine: read from a run's results, kept in
`docs/engines.json`, shown in the README.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.browser.engines.probe import Engine
from tests.browser.engines.promises import PROMISES
from tests.browser.engines.story import hindrance

ROOT = Path(__file__).parents[3]
RECORD = ROOT / "docs" / "engines.json"
README = ROOT / "README.md"
COMMAND = "python -m tests.browser.engines"
SEEN = "seen"
_TABLE = re.compile(r"(?<=<!-- engines -->\n).*?(?=<!-- /engines -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the suite has seen."""

    begun: str
    """ISO 8601."""
    browsers: dict[str, str]
    """Each engine's browser, as it calls itself."""
    cells: dict[str, dict[str, str]]
    """For each promise and engine: `seen`, or `cannot: ` with the reason, or `failed: ` with the
    test.
    """

    def as_json(self) -> str:
        """What the record holds."""
        told = {
            "written by": COMMAND,
            "begun": self.begun,
            "browsers": self.browsers,
            "promises": self.cells,
        }
        return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def recorded(text: str) -> Run:
    """The run that a record holds."""
    told = json.loads(text)
    return Run(told["begun"], told["browsers"], told["promises"])


def read(results: Iterable[Path], engines: Sequence[Engine], begun: str) -> Run:
    """What a run has seen, by its results as JUnit's XML. What no test came to has failed."""
    browsers: dict[str, str] = {}
    cells = {
        promise: {engine.name: _untried(engine, promise) for engine in engines}
        for promise in PROMISES
    }
    for case in cases(results):
        notes = [(each.get("name"), str(each.get("value"))) for each in case.iter("property")]
        told = dict(notes)
        if "promises" not in told:
            continue
        engine = next(each for each in engines if each.name == told["engine"])
        browsers[engine.name] = told["browser"]
        shown = {value for name, value in notes if name == "shown"}
        for promise in told["promises"].split():
            if cells[promise][engine.name] == SEEN:
                continue  # by another story
            cells[promise][engine.name] = _cell(engine, promise, shown, str(case.get("name")))
    return Run(begun, browsers, cells)


def _untried(engine: Engine, promise: str) -> str:
    reason = engine.cannot.get(promise)
    return f"cannot: {reason}" if reason else "failed: no test came to it"


def _cell(engine: Engine, promise: str, shown: set[str], test: str) -> str:
    if reason := engine.cannot.get(promise):
        return f"cannot: {reason}"
    return SEEN if promise in shown else f"failed: {test}"


def cases(results: Iterable[Path]) -> list[ET.Element]:
    """Every test of these results."""
    return [case for file in results for case in ET.parse(file).iter("testcase")]


def table(run: Run) -> str:
    """As the README shows it."""
    engines = list(run.browsers)
    # WebKit's for GTK counts behind a 2 that stays.
    head = [re.sub(r"^(\w+ (2\.)?\d+).*", r"\1", run.browsers[name]) for name in engines]
    rows = [["promised of a browser", *head], ["---"] * (len(head) + 1)]
    for promise, words in PROMISES.items():
        rows.append([words, *(_told(run.cells[promise][name]) for name in engines)])
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*lines, "", f"Seen on {run.begun[:10]}; written by `{COMMAND}`.", ""])


def _told(cell: str) -> str:
    what, _, why = cell.partition(": ")
    if what == SEEN:
        return SEEN
    return f"cannot be tried: {why}" if what == "cannot" else f"**failed** in `{why}`"


def with_table(readme: str, run: Run) -> str:
    """The README with the table of this run."""
    assert len(_TABLE.findall(readme)) == 1
    return _TABLE.sub(lambda _: table(run), readme)


def not_run(results: Iterable[Path], engines: Sequence[Engine]) -> list[str]:
    """Browser tests that were skipped, though no engine's table says why."""
    listed = {
        (engine.name, hindrance(engine, reason))
        for engine in engines
        for reason in engine.cannot.values()
    }
    found = []
    for case in cases(results):
        skipped = case.find("skipped")
        room, name = str(case.get("classname")), str(case.get("name"))
        if skipped is None or "browser" not in room:
            continue
        engine = re.search(r"\[(\w+)\]$", name)
        reason = (engine[1] if engine else "", skipped.get("message"))
        if not (room.endswith("test_engines") and reason in listed):
            found.append(f"{room}.{name}: {skipped.get('message')}")
    return found


def otherwise(run: Run, record: Run) -> list[str]:
    """What a run has seen that is not what the record says."""
    return [
        f"{promise} in {engine}: {cell}, and {RECORD.name} says {said}"
        for promise, cells in run.cells.items()
        for engine, cell in cells.items()
        if cell != (said := record.cells.get(promise, {}).get(engine, "nothing"))
    ]
