"""How much keeping and looking cost over SQLite alone, and whether they stay as quick in a full
journal."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from app.core.glimmers import Draft
from app.core.when.times import at_moment
from bench.full_journal import BEGAN, fill
from bench.measure import WARM_UP, Measured, side_by_side
from bench.peers import plain_insert, plain_page
from storage.journal import Journal

FULL = 100_000
SMALL = 1_000
_RUNS = 300


def measures() -> list[Measured]:
    """Of the journal here, and in Chromium where there is one and `build/web` was built."""
    return [*_in_python(), *_in_browser()]


def _in_browser() -> list[Measured]:
    """`bench/in_browser.py`'s `measures()`, which returns none where it cannot run."""
    if importlib.util.find_spec("bench.in_browser") is None:
        return []
    found: list[Measured] = importlib.import_module("bench.in_browser").measures()
    return found


def _in_python() -> list[Measured]:
    with tempfile.TemporaryDirectory(prefix="glimmers-bench-") as folder:
        full, plain, small = (Path(folder, name) for name in ("full.db", "plain.db", "small.db"))
        fill(full, FULL)
        shutil.copy(full, plain)
        fill(small, SMALL)
        with (
            _journal(full) as journal,
            _journal(small) as little,
            closing(plain_insert.connect(plain)) as conn,
        ):
            return [_keep(journal, conn), _page(journal, conn), _page_when_full(journal, little)]


def _keep(journal: Journal, conn: sqlite3.Connection) -> Measured:
    """Both add glimmers of the same length, later than all before, to a journal of the same
    100,000."""
    at = BEGAN + timedelta(days=2500)
    moments = [at + timedelta(seconds=number) for number in range(_RUNS + WARM_UP)]
    rows = [
        plain_insert.a_row(FULL + number, moment.isoformat())
        for number, moment in enumerate(moments)
    ]
    drafts = iter(
        [
            (Draft(when=at_moment(moment), note=row[1] or ""), moment)
            for moment, row in zip(moments, rows, strict=True)
        ]
    )
    made = iter(rows)

    def ours() -> None:
        draft, moment = next(drafts)
        journal.keep(draft, at=moment)

    return side_by_side(
        f"Journal.keep at {FULL:,}, over a bare INSERT and COMMIT (at most 1 ms more)",
        ours,
        lambda: plain_insert.insert(conn, next(made)),
        runs=_RUNS,
        limit=1.5,
        at_most_more=0.001,
    )


def _page(journal: Journal, conn: sqlite3.Connection) -> Measured:
    return side_by_side(
        f"first page of the timeline at {FULL:,}, over the bare SELECT",
        journal.page,
        lambda: plain_page.first_page(conn),
        runs=_RUNS,
        limit=1.5,
    )


def _page_when_full(journal: Journal, little: Journal) -> Measured:
    return side_by_side(
        f"first page of the timeline at {FULL:,}, over at {SMALL:,}",
        journal.page,
        little.page,
        runs=_RUNS,
        limit=1.3,
    )


@contextmanager
def _journal(file: Path) -> Iterator[Journal]:
    journal = Journal.open(file)
    try:
        yield journal
    finally:
        journal.close()
