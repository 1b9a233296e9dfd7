"""Backing up and restoring give others a turn, and can be stopped at each step."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.core.errors import BackupError, NoRoomError
from app.core.glimmers import Draft
from app.core.photos import PhotoId
from app.core.when.times import at_moment
from storage import steps
from storage.care.doctor import look_over, look_over_photos
from storage.exchange import opened as opened_module
from storage.exchange.backup import backing_up
from storage.exchange.restore import (
    Restored,
    bringing_beside,
    bringing_in_place,
    looking,
    merge,
    replace,
)
from storage.exchange.shelves import InFolder
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.steps import Step, Steps, finished, in_turns
from storage.vault import DATABASE
from tests.storage.filled import NOW, READ_ME, stored, target
from tests.storage.test_restore import all_of, photos_of

_Result = TypeVar("_Result")


@pytest.fixture
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a browser."""
    monkeypatch.setattr(steps, "THREADS", False)


def in_browser(work: Steps[_Result]) -> tuple[_Result | None, int]:
    """What comes of it, and how many turns another task had meanwhile."""

    async def both() -> tuple[_Result | None, int]:
        turns, ends = 0, False

        async def other() -> None:
            nonlocal turns
            while not ends:
                turns += 1
                await asyncio.sleep(0)

        task = asyncio.ensure_future(other())
        result = await in_turns(work)
        ends = True
        await task
        return result, turns

    return asyncio.run(both())


def backing(folder: Path, file: Path) -> Steps[Any]:
    return backing_up(
        folder / DATABASE,
        in_folder(folder),
        target(file, folder),
        now=NOW,
        app="1.2.3",
        read_me=READ_ME,
    )


def test_a_backup_in_turns_is_byte_for_byte_the_same(folder, file, tmp_path, no_threads):
    made, turns = in_browser(backing(folder, tmp_path / "in turns.zip"))

    assert made is not None
    assert turns > 7, "one for each file of a photo, and more"
    assert (tmp_path / "in turns.zip").read_bytes() == file.read_bytes()


class Waiting(InFolder):
    """Shelves that keep a file only when they are waited for, as a browser's do."""

    def put(self, id: PhotoId, content: bytes, *, thumbnail: bool) -> Any:
        async def later() -> None:
            await asyncio.sleep(0)
            super(Waiting, self).put(id, content, thumbnail=thumbnail)

        return later()


@pytest.mark.parametrize("in_place", [False, True])
def test_a_restore_in_turns_brings_the_same(folder, file, tmp_path, no_threads, in_place):
    there = tmp_path / "there"
    shelves = Waiting(in_folder(there))

    with ExitStack() as held:
        if in_place:
            work = bringing_in_place(there / DATABASE, shelves, file, now=NOW)
        else:
            journal = held.enter_context(closing(open_in_folder(there, now=NOW)))
            work = bringing_beside(journal, there / DATABASE, shelves, file, now=NOW)
        found, turns = in_browser(work)

    assert found is not None
    assert found.compared.new == 4
    assert turns > 10
    assert (all_of(there), photos_of(there)) == (all_of(folder), photos_of(folder))


def test_a_photo_that_is_deleted_here_meanwhile_stays_for_what_comes(folder, file, tmp_path):
    there = tmp_path / "there"
    store = in_folder(there)
    with closing(open_in_folder(there, now=NOW)) as journal:
        heron = stored(there, b"the heron" * 40)
        own = journal.keep(Draft(when=at_moment(NOW), note="its own"), at=NOW, photos=[heron])
        for path in there.glob("photos/*/*.jpg"):
            os.utime(path, (0, 0))

        class Meanwhile(InFolder):
            def put(self, id: PhotoId, content: bytes, *, thumbnail: bool) -> None:
                if heron.id in journal.photos.in_use():
                    journal.erase(own.id, at=NOW)
                    asyncio.run(store.sweep(journal.photos.to_sweep()))
                super().put(id, content, thumbnail=thumbnail)

        finished(bringing_beside(journal, there / DATABASE, Meanwhile(store), file, now=NOW))

    assert photos_of(there) == photos_of(folder)
    assert look_over_photos(look_over(there, repair=False, now=NOW)).ok


def test_what_cannot_be_kept_is_told_where_it_was_asked_for(folder, file, tmp_path, no_threads):
    class Full(InFolder):
        def put(self, id: PhotoId, content: bytes, *, thumbnail: bool) -> Any:
            async def later() -> None:
                raise OSError(28, "full")

            return later()

    there = tmp_path / "there"
    with closing(open_in_folder(there, now=NOW)) as journal:
        work = bringing_beside(journal, there / DATABASE, Full(in_folder(there)), file, now=NOW)
        with pytest.raises(NoRoomError):
            in_browser(work)

    assert all_of(there) == [[], []]
    assert not list(there.glob("glimmers-copy-*"))


def test_a_damaged_file_is_told_without_threads_too(folder, file, no_threads):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    with pytest.raises(BackupError) as told:
        in_browser(looking(folder / DATABASE, file, now=NOW))

    assert told.value.why == "damaged"


def merged(folder: Path, file: Path, progress: steps.Progress) -> Restored | None:
    with closing(open_in_folder(folder, now=NOW)) as journal:
        return merge(
            journal, folder / DATABASE, in_folder(folder), file, now=NOW, progress=progress
        )


def replaced(folder: Path, file: Path, progress: steps.Progress) -> Restored | None:
    return replace(folder / DATABASE, in_folder(folder), file, now=NOW, progress=progress)


@pytest.mark.parametrize("bring", [merged, replaced])
def test_stopped_at_any_step_the_journal_is_as_it_was(file, tmp_path, bring: Callable[..., Any]):
    there = tmp_path / "there"
    with closing(open_in_folder(there, now=NOW)) as journal:
        journal.keep(Draft(when=at_moment(NOW), note="of this device"), at=NOW)
    before = all_of(there)
    told: list[tuple[int, int]] = []

    for stop in range(1000):
        told.clear()

        def progress(done: int, of: int, stop: int = stop) -> bool:
            told.append((done, of))
            return len(told) <= stop

        if bring(there, file, progress) is not None:
            break
        assert all_of(there) == before, stop
        assert not list(there.glob("glimmers-copy-*")), stop

    assert stop > 10
    assert told == sorted(told)
    assert 0 < told[-1][0] <= told[-1][1]
    assert look_over_photos(look_over(there, repair=False, now=NOW)).ok
    assert len(all_of(there)[0]) == (5 if bring is merged else 4)


def test_stopping_does_not_wait_until_all_of_the_file_was_read(folder, file, monkeypatch):
    read: list[int] = []

    def slowly(_whole: object) -> Iterator[int]:
        for _ in range(2000):
            time.sleep(0.005)
            read.append(1)
            yield 1

    monkeypatch.setattr(opened_module._Whole, "_pieces", slowly)

    assert finished(looking(folder / DATABASE, file, now=NOW), lambda _done, _of: False) is None
    assert len(read) < 2000


def test_work_that_is_closed_cleans_up_before_anything_else_is_done():
    done = []

    def work() -> Generator[Step, None, str]:
        try:
            yield Step(1, 2)
            yield Step(2, 2)
        finally:
            done.append("cleaned up")
        return "result"

    assert finished(work(), lambda done, _of: done < 2) is None
    assert finished(work()) == "result"
    assert done == ["cleaned up"] * 2


def test_a_step_that_has_no_news_tells_what_the_one_before_told():
    def work() -> Generator[Step | None, None, str]:
        yield None
        yield Step(1, 2)
        yield None
        return "result"

    told: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> bool:
        told.append((done, of))
        return True

    assert finished(work(), progress) == asyncio.run(in_turns(work(), progress)) == "result"
    assert told == [(0, 0), (1, 2), (1, 2)] * 2
