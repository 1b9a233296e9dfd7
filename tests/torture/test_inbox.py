"""Killed within putting a glimmer into the inbox and within taking it in: whatever was said to be
kept is in the journal at the next opening, once, and the inbox is empty.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from app.core.exchange.inbox import from_json
from app.core.exchange.taking_in import TakenIn
from app.core.when.times import iso
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.rows.stamps import new_id
from storage.taking_in import Intake
from tests.torture.kills import Tell, killed, moments
from tests.torture.test_kills import KILLS
from tests.torture.verbs import NOW

AT_ONCE = 8
"""Records that are taken in together."""


def put(folder: Path, n: int) -> str:
    at = NOW + timedelta(seconds=n)
    record = from_json({"v": 1, "id": new_id(at), "at": iso(at), "note": f"number {n} " * 40})
    FolderInbox(folder).put(record)
    return record.id


def take_in(folder: Path, journal: Journal) -> None:
    async def write(change: Callable[[Journal], TakenIn], /) -> TakenIn:
        return change(journal)

    asyncio.run(Intake(FolderInbox(folder), now=lambda: NOW).take_in(write))


def emptied(folder: Path) -> dict[str, str]:
    """What is in the journal once the inbox was emptied."""
    journal = open_in_folder(folder, now=NOW)
    take_in(folder, journal)
    found = {glimmer.id: glimmer.note for glimmer in journal.page(limit=1_000_000)}
    assert journal.count() == len(found)
    assert journal.examine().problems == ()
    journal.close()
    assert FolderInbox(folder).look() == []
    return found


def test_a_glimmer_that_was_said_to_be_kept_beside_the_journal_comes_into_it(tmp_path, tell):
    trial, folder = tmp_path / "trial", tmp_path / "journal"
    for each in (trial, folder):
        open_in_folder(each, now=NOW).close()
    begun = time.perf_counter()
    for n in range(10):
        put(trial, n)
    moment = moments(seed=11, longest=(time.perf_counter() - begun) / 10 * 1.2)
    told: set[str] = set()
    for number in range(KILLS):

        def work(tell: Tell, first: int = number * 1000) -> None:
            n = first
            while True:
                tell(b"kept " + put(folder, n).encode())
                n += 1

        after, delay = moment()
        said = killed(work, after=after, delay=delay)
        told |= {line.removeprefix(b"kept ").decode() for line in said.lines}
        if number % 50 == 49:
            assert told <= emptied(folder).keys()
    found = emptied(folder)
    assert told <= found.keys()
    tell(f"inbox: {KILLS} kills, {len(told)} told, {len(found) - len(told)} whole and not told")
    assert len(told) > KILLS


def how_long(folder: Path) -> float:
    """Seconds that it takes once."""
    for n in range(AT_ONCE):
        put(folder, n)
    journal = open_in_folder(folder, now=NOW)
    begun = time.perf_counter()
    take_in(folder, journal)
    took = time.perf_counter() - begun
    journal.close()
    return took


def test_a_glimmer_whose_taking_in_is_killed_is_in_the_journal_once(tmp_path, tell):
    folder = tmp_path / "journal"
    open_in_folder(folder, now=NOW).close()
    longest, rng = 2 * max(how_long(folder) for _ in range(5)), random.Random(12)
    wanted = set(emptied(folder))
    inside = 0
    for number in range(1, KILLS + 1):
        wanted |= {put(folder, number * 1000 + n) for n in range(AT_ONCE)}

        def work(tell: Tell) -> None:
            journal = open_in_folder(folder, now=NOW)
            tell(b"begun")
            take_in(folder, journal)
            tell(b"done")

        # Squared, so that many come early on a busy machine, and some late on an idle one.
        said = killed(work, after=1, delay=longest * rng.random() ** 2)
        inside += said.lines == (b"begun",)
        if number % 10 == 0:
            assert emptied(folder).keys() == wanted
    tell(f"inbox: {KILLS} kills while it was taken in, {inside} of them inside")
    assert inside > KILLS / 5
