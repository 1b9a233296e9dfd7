"""Run in Pyodide by `run.mjs`, over files in memory: names and contents of the browser's files,
beside a plain dictionary, while the power fails at every place.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from errno import EBUSY, ENOSPC, ENOTEMPTY, EPERM
from functools import partial
from pathlib import Path
from typing import Any

import js
import pyodide_js
from pyodide.ffi import JsException, to_js

DISK = js.glimmersDisk
DATABASE, JOURNAL = "glimmers.db", "glimmers.db-journal"
NAMES = ("a", "b", "snapshots/c", "snapshots/d", "snapshots/a name, ünd anöther")
_roots = 0

Model = dict[str, bytes]


async def begin(free: int = 4) -> tuple[Any, Path]:
    """The files as an opening finds them, with so many of the pool."""
    global _roots
    _roots += 1
    root = f"/journal{_roots}"
    files = await js.openGlimmersFiles(pyodide_js, root, to_js([DATABASE, JOURNAL]), 3000)
    await files.lendMore(free)
    os.makedirs(f"{root}/snapshots", exist_ok=True)
    return files, Path(root)


def cut_power(number: int) -> None:
    """Or only the browser is killed, by turns."""
    if number % 2:
        DISK.cutPower(number)
    else:
        DISK.kill()


def found(root: Path) -> Model:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def refusal(work: Callable[[], Any]) -> int | None:
    """The errno with which it was refused; None where it was not."""
    try:
        work()
    except OSError as error:
        return error.errno
    return None


def write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


Change = tuple[Callable[[Path], Any], Model, str]
"""What is done, what there is then, and the one file that may be half written on the way."""


def change(rng: random.Random, model: Model) -> Change:
    """One that a program waits for, drawn."""
    then, name = dict(model), rng.choice(NAMES)
    kind = rng.choice(("write", "rename", "rename", "unlink"))
    if name not in model or kind == "write":
        then[name] = content = rng.randbytes(rng.choice((0, 1, 511, 5000)))
        return (lambda root: write(root / name, content)), then, name
    if kind == "unlink":
        del then[name]
        return (lambda root: (root / name).unlink()), then, ""
    other = rng.choice(NAMES)
    then[other] = then.pop(name)
    return (lambda root: (root / name).rename(root / other)), then, ""


async def any_power_cut_leaves_what_was_or_what_is(rounds: int) -> None:
    rng = random.Random(20)
    DISK.fresh()
    files, root = await begin()
    model: Model = {}
    for number in range(rounds):
        for _ in range(rng.randrange(6)):
            do, model, _half = change(rng, model)
            await files.lendMore(3)
            do(root)
            assert found(root) == model
        do, then, half = change(rng, model)
        DISK.failAfter(rng.randrange(1, 14))
        with suppress(OSError):
            do(root)
        DISK.cutPower(number)
        files, root = await begin()
        there = found(root)
        left = {name: content for name, content in there.items() if name != half}
        for state in (model, then):
            if left == {name: content for name, content in state.items() if name != half}:
                break
        else:
            raise AssertionError((number, sorted(left), sorted(model), sorted(then)))
        model = there
    names = DISK.names()
    assert names.count("/pool/") <= len(NAMES) + 12, names


async def a_replaced_database_is_the_old_one_or_the_new_one() -> None:
    for old, new in ((40_000, 9_000), (9_000, 1_500_000), (0, 5000)):
        before, after = bytes([1]) * old, bytes([2]) * new
        seen = set()
        for operations in range(1, 100):
            DISK.fresh()
            _files, root = await begin()
            write(root / DATABASE, before)
            write(root / "fresh", after)
            DISK.failAfter(operations)
            done = False
            with suppress(OSError):
                (root / "fresh").replace(root / DATABASE)
                done = True
            cut_power(operations)
            # Versions that know no mark read it, too: it is old or new, or plainly no database.
            raw = bytes(DISK.content(f"glimmers/{DATABASE}").to_bytes())
            grown = raw.startswith(before) and not raw[old:].strip(b"\0")
            assert grown or raw == after or raw.startswith(b"\xff" * 100), operations
            DISK.failAfter(operations % 29)  # and once more, while that is finished
            with suppress(JsException, OSError):
                await begin()
            cut_power(operations + 1)
            _files, root = await begin()
            there = found(root)
            now = there.get(DATABASE, b"")
            assert now in (before, after), (operations, len(now))
            assert now == after or not done
            assert (now == before) == ("fresh" in there), (operations, sorted(there))
            assert there.get("fresh", after) == after
            assert not there.get(JOURNAL)
            seen.add(now == after)
            if done:
                break
        assert done
        assert seen == {False, True}


async def one_that_failed_is_finished_by_the_next_opening() -> None:
    before, after = b"o" * 9000, b"n" * 1_500_000
    seen = set()
    for operations in range(1, 100):
        DISK.fresh()
        _files, root = await begin()
        write(root / DATABASE, before)
        write(root / "fresh", after)
        DISK.failAfter(operations)
        failed = refusal(partial((root / "fresh").replace, root / DATABASE))
        DISK.failAfter(1 << 30)  # the disk is itself again, ...
        refusal((root / "fresh").unlink)  # ... and whoever failed puts away what they began
        refusal(partial(write, root / "another", b"a" * 5000))
        cut_power(operations)
        _files, root = await begin()
        now = found(root)[DATABASE]
        assert now in (before, after), (operations, len(now))
        seen.add(now == after)
        if failed is None:
            break
    assert failed is None
    assert seen == {False, True}


async def files_that_could_not_be_opened_can_be_asked_for_again() -> None:
    DISK.fresh()
    await begin(4)
    for operations in range(1, 100):
        DISK.kill()
        files = await js.openGlimmersFiles(
            pyodide_js, f"/again{operations}", to_js([DATABASE, JOURNAL]), 3000
        )
        DISK.failAfter(operations)
        failed = False
        try:
            await files.lendMore(4)
        except JsException:
            failed = True
        DISK.failAfter(1 << 30)
        await files.lendMore(4)
        write(Path(f"/again{operations}/a"), b"one")
        if not failed:
            break
    assert operations > 5
    assert not failed


async def a_file_without_room_for_a_name_is_in_nobodys_way() -> None:
    DISK.fresh()
    _files, root = await begin(4)
    write(root / "a", b"one")
    DISK.kill()
    DISK.putFile("glimmers/pool/begun", "/dev/null")
    DISK.setQuota(DISK.used())
    files = await js.openGlimmersFiles(pyodide_js, "/tight", to_js([DATABASE, JOURNAL]), 3000)
    await files.lendMore(0)
    assert found(Path("/tight"))["a"] == b"one"
    assert "begun" not in DISK.names()


async def what_finds_no_room_changes_nothing() -> None:
    DISK.fresh(400_000)
    _files, root = await begin()
    write(root / DATABASE, b"o" * 50_000)
    write(root / "fresh", b"n" * 250_000)
    free = shutil.disk_usage(root).free
    assert free == shutil.disk_usage(root / "fresh").free
    assert 0 < free < 200_000, free
    for made in (
        lambda: (root / "fresh").replace(root / DATABASE),
        lambda: write(root / "more", b"m" * 200_000),
    ):
        assert refusal(made) == ENOSPC
    assert (root / DATABASE).read_bytes() == b"o" * 50_000
    assert (root / "fresh").stat().st_size == 250_000
    (root / "more").unlink()
    DISK.setQuota(800_000)
    (root / "fresh").replace(root / DATABASE)
    assert (root / DATABASE).read_bytes() == b"n" * 250_000
    assert DISK.size(f"glimmers/{JOURNAL}") == 0


async def names_are_as_in_any_folder() -> None:
    DISK.fresh()
    files, root = await begin(2)
    write(root / DATABASE, b"old")
    assert refusal(lambda: (root / DATABASE).rename(root / "elsewhere")) == EPERM
    write(root / "a", b"one")
    with (root / "a").open("rb") as still:
        write(root / "b", b"two")
        (root / "b").replace(root / "a")
        assert still.read() == b"one"  # who has it open goes on reading it
        assert (root / "a").read_bytes() == b"two"
        # Two were lent, and both are in use.
        assert refusal(lambda: write(root / "c", b"three")) == ENOSPC
    write(root / "c", b"three")
    with (root / DATABASE).open("rb"):
        assert refusal(lambda: (root / "c").replace(root / DATABASE)) == EBUSY
    await files.lendMore(3)
    write(root / "snapshots" / "d", b"4" * 5000)
    assert sorted(os.listdir(root)) == ["a", "c", DATABASE, "snapshots"]
    assert os.listdir(root / "snapshots") == ["d"]
    assert refusal((root / "snapshots").rmdir) == ENOTEMPTY
    blob = await files.blobOf("snapshots/d")
    assert (await blob.text()) == "4" * 5000
    for path in (root / "a", root / "c", root / "snapshots" / "d"):
        path.unlink()
    (root / "snapshots").rmdir()
    assert os.listdir(root) == [DATABASE]
    await files.lendMore(20)
    await files.lendMore(1)
    assert DISK.names().count("/pool/") == 12


async def a_database_can_live_in_any_of_them() -> None:
    DISK.fresh()
    _files, root = await begin()
    with closing(sqlite3.connect(root / "snapshots" / "one.db")) as conn:
        conn.execute("CREATE TABLE words (word)")
        for word in range(50):
            with conn:
                conn.execute("INSERT INTO words VALUES (?)", (f"{word}" * 300,))
        with closing(sqlite3.connect(root / "two.db")) as copy:
            conn.backup(copy, pages=2)
        with suppress(ZeroDivisionError), conn:
            conn.execute("DELETE FROM words")
            conn.execute("SELECT 1").fetchone()[0] / 0
    DISK.kill()
    _files, root = await begin()
    for name in ("snapshots/one.db", "two.db"):
        with closing(sqlite3.connect(f"file:{root / name}?mode=ro", uri=True)) as conn:
            assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert conn.execute("SELECT count(*) FROM words").fetchone() == (50,)
    assert sorted(found(root)) == ["snapshots/one.db", "two.db"]


async def main() -> None:
    await any_power_cut_leaves_what_was_or_what_is(400)
    await a_replaced_database_is_the_old_one_or_the_new_one()
    await one_that_failed_is_finished_by_the_next_opening()
    await files_that_could_not_be_opened_can_be_asked_for_again()
    await a_file_without_room_for_a_name_is_in_nobodys_way()
    await what_finds_no_room_changes_nothing()
    await names_are_as_in_any_folder()
    await a_database_can_live_in_any_of_them()
    print("all of it")
