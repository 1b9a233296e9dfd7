"""Killed within every verb, a change of shape, a repair, a snapshot and going back: nothing
acknowledged is lost, nothing is half done."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.photos import Picture
from storage.database.signature import SCHEMA
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.snapshots.folder import Snapshots, check_copy
from storage.snapshots.going_back import go_back
from storage.vault import DATABASE
from tests.told import look_over
from tests.torture.kills import Tell, how_long, killed, moments
from tests.torture.verbs import NOW, VERBS, Verb, keep

FIXTURES = Path(__file__).parents[1] / "storage" / "fixtures"
KILLS = int(os.environ.get("GLIMMERS_KILLS", "500"))
"""Within each of them."""
SCHEMAS = [f"schema-{number}.db" for number in range(1, SCHEMA)]
"""Every shape that was released before today's."""
TRIED = 5
"""Times that something is done without a kill, to know how long it takes."""


def opened(folder: Path) -> Journal:
    return open_in_folder(folder, now=NOW)


def how_long_here(verb: Verb, folder: Path) -> float:
    """Seconds that it takes once, by the slowest of a few."""
    journal = opened(folder)
    took = 0.0
    for n in range(1, 6):
        begun = time.perf_counter()
        verb.do(journal, n)
        took = max(took, time.perf_counter() - begun)
    journal.close()
    return took


@pytest.mark.parametrize("kind", VERBS, ids=lambda kind: kind.__name__)
def test_a_verb_that_is_killed_was_done_or_was_not(kind, tmp_path, tell):
    verb, trial, folder = kind(), tmp_path / "trial", tmp_path / "journal"
    for place in (trial, folder):
        journal = opened(place)
        verb.prepare(journal)
        journal.close()
    moment = moments(seed=9, longest=how_long_here(verb, trial) * 1.2)
    done = inside = 0
    for number in range(KILLS):
        begin_with = done + 1

        def work(tell: Tell, n: int = begin_with) -> None:
            journal = opened(folder)
            while True:
                tell(b"begun %d" % n)
                verb.do(journal, n)
                tell(b"done %d" % n)
                n += 1

        after, delay = moment()
        said = killed(work, after=after, delay=delay)
        acknowledged, begun = said.last(b"done ", done), said.last(b"begun ", done)
        inside += begun > acknowledged
        journal = opened(folder)
        seen = verb.seen(journal)
        if verb.fits(seen, acknowledged, acknowledged=True):
            done = acknowledged
        else:
            assert begun > acknowledged, (number, acknowledged, seen)
            assert verb.fits(seen, begun, acknowledged=False), (number, begun, seen)
            done = begun
        if number % 50 == 49:
            assert journal.examine().problems == ()
        journal.close()
    tell(f"{kind.__name__}: {KILLS} kills, {inside} of them inside, {done} done")
    assert inside > KILLS / 4


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_change_of_shape_that_is_killed_leaves_the_old_shape_or_the_new(schema, tmp_path, tell):
    def room(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(FIXTURES / schema, folder / DATABASE)
        return folder

    def opening(folder: Path) -> Callable[[Tell], None]:
        def work(tell: Tell) -> None:
            tell(b"begun")
            opened(folder).close()
            tell(b"done")

        return work

    journal = opened(room("whole"))
    whole = sorted(glimmer.note for glimmer in journal.page(limit=1000))
    journal.close()
    took = how_long(opening(room(f"tried {number}")) for number in range(TRIED))
    moment = moments(seed=4, longest=took * 1.2)
    new = 0
    for number in range(KILLS):
        folder = room(f"{number}")
        killed(opening(folder), after=1, delay=moment()[1])
        header = (folder / DATABASE).read_bytes()[:100]
        new += int.from_bytes(header[60:64]) == SCHEMA
        journal = opened(folder)
        assert sorted(glimmer.note for glimmer in journal.page(limit=1000)) == whole
        assert journal.examine().problems == ()
        journal.close()
        shutil.rmtree(folder)
    tell(f"{schema}: {KILLS} kills, {new} of them behind the change")
    assert 0 < new < KILLS


def test_a_repair_that_is_killed_loses_nothing_that_could_be_read(tmp_path, tell):
    made = tmp_path / "made"
    journal = opened(made)
    for number in range(120):
        keep(journal, f"number {number} " + "light " * 60)
    journal.close()
    broken = bytearray((made / DATABASE).read_bytes())
    broken[4096 * 9 : 4096 * 10] = b"\xff" * 4096

    def room(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / DATABASE).write_bytes(broken)
        return folder

    def repairing(folder: Path) -> Callable[[Tell], None]:
        def work(tell: Tell) -> None:
            tell(b"begun")
            look_over(folder, repair=True, now=NOW)
            tell(b"done")

        return work

    trial = room("trial")
    look_over(trial, repair=True, now=NOW)
    journal = opened(trial)
    readable = {glimmer.note for glimmer in journal.page(limit=1000)}
    journal.close()
    assert len(readable) > 100
    took = how_long(repairing(room(f"tried {number}")) for number in range(TRIED))
    moment = moments(seed=7, longest=took * 1.2)
    again = 0
    for number in range(KILLS):
        folder = room(f"{number}")
        said = killed(repairing(folder), after=1, delay=moment()[1])
        assert (folder / DATABASE).exists(), "the journal's place is never empty"
        if b"done" not in said.lines:
            again += 1
            look_over(folder, repair=True, now=NOW)
        journal = opened(folder)
        assert {glimmer.note for glimmer in journal.page(limit=1000)} == readable
        assert journal.examine().problems == ()
        journal.close()
        shutil.rmtree(folder)
    tell(f"repair: {KILLS} kills, {again} of them inside")
    assert KILLS / 4 < again < KILLS


def test_a_photo_whose_storing_is_killed_is_whole_or_not_there(tmp_path, tell):
    store = in_folder(tmp_path)
    moment = moments(seed=3, longest=0.004)
    whole = 0
    for number in range(KILLS):

        def work(tell: Tell, first: int = number * 1000) -> None:
            n = first
            while True:
                picture = Picture(
                    display=b"%d" % n * 40_000, thumbnail=b"%d" % n, width=4, height=3
                )
                tell(b"begun %d" % n)
                asyncio.run(store.put(picture))
                tell(b"done %d" % n)
                n += 1

        after, delay = moment()
        said = killed(work, after=after, delay=delay)
        acknowledged = said.last(b"done ", -1)
        for n in range(number * 1000, acknowledged + 1):
            id = hashlib.sha256(b"%d" % n * 40_000).hexdigest()
            assert asyncio.run(store.read(id)) == b"%d" % n * 40_000
            whole += 1
        for path in tmp_path.rglob("*.jpg"):
            assert (
                ".thumb" in path.name or hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
            )
            path.unlink()
    tell(f"photos: {KILLS} kills, {whole} photos acknowledged")
    assert whole > KILLS


def test_a_snapshot_that_is_killed_is_whole_or_not_there(tmp_path, tell):
    journal = opened(tmp_path)
    for number in range(120):
        keep(journal, f"number {number} " + "light " * 60)
    snapshots = Snapshots(tmp_path / DATABASE)

    def work(tell: Tell) -> None:
        tell(b"begun")
        tell(snapshots.take("restore", now=NOW).name.encode())

    moment = moments(seed=11, longest=how_long([work] * TRIED) * 1.2)
    inside = 0
    for number in range(KILLS):
        before = len(snapshots.all())
        said = killed(work, after=1, delay=moment()[1])
        inside += len(said.lines) == 1
        acknowledged = {line.decode() for line in said.lines[1:]}
        found = snapshots.all()
        assert len(found) <= before + 1
        assert acknowledged <= {each.name for each in found}
        assert all(check_copy(snapshots.path(each)) == 120 for each in found[-1:])
        for each in found if number % 20 == 19 else ():
            snapshots.path(each).unlink()
    journal.close()
    tell(f"snapshot: {KILLS} kills, {inside} of them inside")
    assert KILLS / 4 < inside < KILLS


def test_going_back_that_is_killed_has_gone_back_or_has_not(tmp_path, tell):
    journal = opened(tmp_path)
    snapshots = Snapshots(tmp_path / DATABASE)
    for number in range(80):
        keep(journal, f"then {number} " + "light " * 60)
    then = snapshots.take("day", now=NOW)
    for number in range(40):
        keep(journal, f"since {number} " + "light " * 60)
    journal.close()
    database = tmp_path / DATABASE
    whole = database.read_bytes()

    def work(tell: Tell) -> None:
        tell(b"begun")
        go_back(snapshots, then, database, now=NOW)
        tell(b"done")

    def one_after_another() -> Iterator[Callable[[Tell], None]]:
        for _ in range(TRIED):
            database.write_bytes(whole)
            yield work

    moment = moments(seed=12, longest=how_long(one_after_another()) * 1.2)
    gone_back = inside = 0
    for number in range(KILLS):
        database.write_bytes(whole)
        said = killed(work, after=1, delay=moment()[1])
        inside += b"done" not in said.lines
        journal = opened(tmp_path)
        count = journal.count()
        assert count in ((80,) if b"done" in said.lines else (80, 120)), (number, said)
        gone_back += count == 80
        assert journal.examine().problems == ()
        journal.close()
        made = [each for each in snapshots.all() if each.why == "back"]
        assert count == 120 or made, "the state of before is a snapshot by then"
        for each in made:
            assert check_copy(snapshots.path(each)) == each.glimmers == 120
            snapshots.path(each).unlink()
    tell(f"going back: {KILLS} kills, {inside} of them inside, {gone_back} had gone back")
    assert KILLS / 4 < inside < KILLS
