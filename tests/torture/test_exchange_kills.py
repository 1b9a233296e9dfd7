"""Killed within a backup, a restore of both ways, and erasing: a file is whole or has no name, a
journal is as before or complete, and what was to go has gone once it is opened again."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.core.exchange.record import to_json
from storage import everything
from storage.exchange.opened import opened as opened_backup
from storage.exchange.restore import merge, replace
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.vault import DATABASE, is_being_erased
from tests.storage.filled import NOW, backed_up, fill, kept
from tests.told import look_over
from tests.torture.kills import Tell, killed, moments
from tests.torture.test_kills import KILLS

EACH = KILLS // 2
INSIDE = KILLS // 10
"""Of them at least so many within what is done."""

Work = Callable[[Path], object]


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A journal with photos; copies of it are what is killed."""
    folder = tmp_path / "given"
    fill(folder)
    with closing(open_in_folder(folder, now=NOW)) as journal:
        for number in range(60):
            kept(journal, f"of this device {number} " + "light " * 40)
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The backup of another."""
    folder = tmp_path / "other"
    fill(folder)
    backed_up(folder, tmp_path / "other.zip")
    return tmp_path / "other.zip"


def state(folder: Path) -> list[Any]:
    with closing(Journal.read(folder / DATABASE)) as journal:
        collages = [(each.id, each.record) for each in journal.collages.page()]
        return [[to_json(record) for record in journal.records.page(limit=999)], collages]


def is_well(folder: Path) -> None:
    for path in folder.glob("glimmers-copy-*"):  # left by a kill, and gone once it is an hour old
        os.utime(path, (0, 0))
    with closing(open_in_folder(folder, now=NOW)) as journal:
        assert journal.examine().problems == ()
        known = journal.photos.known()
    assert {path.name[:64] for path in folder.glob("photos/*/*.jpg")} <= known
    assert look_over(folder, repair=False, now=NOW).ok
    assert not [path for path in folder.iterdir() if "-copy-" in path.name]


def told(work: Work, folder: Path, *, last_breath: bool = False) -> Callable[[Tell], None]:
    """Says when it begins and when it is done; with `last_breath` it is killed in between, when all
    of it is done."""

    def telling(tell: Tell) -> None:
        tell(b"begun")
        work(folder)
        if last_breath:
            os.kill(os.getpid(), signal.SIGKILL)
        tell(b"done")

    return telling


def tried(given: Path, work: Work, judge: Callable[[Path, bool], bool], *, seed: int) -> str:
    """Kill `work` on copies of a journal; `judge` is told whether it was acknowledged, and answers
    whether it was done."""
    first, trial = given.with_name("first"), given.with_name("trial")
    shutil.copytree(given, first)
    shutil.copytree(given, trial)
    work(first)  # what it loads is loaded by now, in those that are killed too
    assert judge(first, True)
    begun = time.perf_counter()
    killed(told(work, trial), after=2, delay=0)  # done by then
    moment = moments(seed=seed, longest=(time.perf_counter() - begun))
    assert judge(trial, True)
    inside = done = 0
    for number in range(EACH):
        folder = given.with_name(f"killed {number}")
        shutil.copytree(given, folder)
        last_breath = number % 10 == 9
        after, delay = (2, 0.0) if last_breath else (1, moment()[1])
        said = killed(told(work, folder, last_breath=last_breath), after=after, delay=delay)
        acknowledged = b"done" in said.lines
        inside += not acknowledged
        was_done = judge(folder, acknowledged)
        assert was_done or not (acknowledged or last_breath), (number, said)
        done += was_done
        shutil.rmtree(folder, ignore_errors=True)
    assert inside >= INSIDE
    return f"{EACH} kills, {inside} of them inside, {done} done"


def test_a_backup_that_is_killed_is_whole_or_not_there(given, tmp_path, tell):
    before, target = state(given), tmp_path / "made.zip"

    def work(folder: Path) -> None:
        backed_up(folder, target)

    def judge(folder: Path, _acknowledged: bool) -> bool:
        made = target.exists()
        if made:
            with opened_backup(target):
                target.unlink()
        is_well(folder)
        assert state(folder) == before
        return made

    tell(f"backup: {tried(given, work, judge, seed=21)}")


@pytest.mark.parametrize("way", ["merge", "replace"])
def test_a_restore_that_is_killed_left_it_as_before_or_complete(given, file, way, tell):
    before: list[Any] = state(given)
    complete: list[list[Any]] = []

    def work(folder: Path) -> None:
        database, photos = folder / DATABASE, in_folder(folder)
        if way == "replace":
            replace(database, photos, file, now=NOW)
        else:
            with closing(open_in_folder(folder, now=NOW)) as journal:
                merge(journal, database, photos, file, now=NOW)

    def judge(folder: Path, _acknowledged: bool) -> bool:
        found = state(folder)
        if not complete:
            complete.append(found)
        assert found in (before, complete[0])
        is_well(folder)
        return found == complete[0]

    tell(f"restore, {way}: {tried(given, work, judge, seed=22)}")


def test_erasing_that_is_killed_is_finished_by_whoever_opens_next(given, tell):
    before = state(given)

    def judge(folder: Path, acknowledged: bool) -> bool:
        if acknowledged:
            assert not folder.exists()
            return True
        # Its mark goes last but for the folder itself.
        begun = is_being_erased(folder) or not folder.exists() or not any(folder.iterdir())
        if begun:
            with closing(open_in_folder(folder, now=NOW)) as journal:
                assert journal.count() == 0
            assert not list(folder.glob("photos/*/*"))
        else:
            assert state(folder) == before
        return begun

    tell(f"erasing: {tried(given, everything.erase, judge, seed=23)}")
