"""The app's own folder: it makes a snapshot on each day of use, and takes out of them what is
deleted for good, beside a person who goes on keeping.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.glimmers import Draft, Glimmer
from app.core.photos import Photo, PhotoId
from app.core.when.times import at_moment
from app.homes import folder as module
from app.homes.folder import Folder
from app.state.opening import Opened
from storage.journal import Journal
from storage.snapshots.folder import Snapshots
from storage.vault import DATABASE

NOW = datetime(2026, 11, 24, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture(autouse=True)
def at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's journal is here, and its snapshots are looked after without a wait."""
    monkeypatch.setenv("GLIMMERS_DATA", str(tmp_path))
    monkeypatch.setattr(module, "SNAPSHOT_AFTER", 0.0)
    monkeypatch.setattr(module, "LOOK_EVERY", 0.05)


@asynccontextmanager
async def opened_by_the_app() -> AsyncIterator[Opened]:
    home = Folder()
    opened = await home.open()
    try:
        yield opened
    finally:
        home._caring.cancel()
        with suppress(asyncio.CancelledError):
            await home._caring
        opened.journal.close()


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / DATABASE)


async def until(true: Callable[[], bool]) -> None:
    for _ in range(1500):
        if true():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it did not come true within half a minute")


def draft(note: str, **names: tuple[str, ...]) -> Draft:
    return Draft(when=at_moment(NOW), note=note, **names)  # type: ignore[arg-type]


def photo() -> Photo:
    return Photo(id=PhotoId("a" * 64), width=4, height=3, media_type="image/jpeg", size=1)


def notes(snapshots: Snapshots) -> list[str]:
    (made,) = snapshots.all()
    with closing(sqlite3.connect(snapshots.path(made))) as conn:
        return [note for (note,) in conn.execute("SELECT note FROM glimmers ORDER BY number")]


async def test_the_app_makes_one_a_day_and_takes_out_what_is_deleted(snapshots):
    async with opened_by_the_app() as opened:

        def two(journal: Journal) -> Glimmer:
            journal.keep(draft("stays", people=("Bo", "Admiral")), at=NOW)
            return journal.keep(draft("Zitronenfalter"), at=NOW, photos=[photo()])

        gone = await opened.write(two)
        await until(lambda: bool(snapshots.all()))
        assert notes(snapshots) == ["stays", "Zitronenfalter"]

        await opened.write(lambda journal: journal.erase(gone.id, at=NOW))
        await until(lambda: notes(snapshots) == ["stays"])
        assert await opened.photos_to_sweep() == {photo().id}

        await opened.write(lambda journal: journal.names.remove("person", "Admiral", at=NOW))
        await until(lambda: not opened.journal.erased().names)
        (made,) = snapshots.all()
        content = snapshots.path(made).read_bytes()
        assert b"Admiral" not in content
        assert b"Bo" in content


async def test_what_another_program_was_killed_over_is_taken_out_while_the_app_runs(
    tmp_path, snapshots
):
    async with opened_by_the_app() as opened:
        await opened.write(lambda journal: journal.keep(draft("stays"), at=NOW))
        gone = await opened.write(lambda journal: journal.keep(draft("Zitronenfalter"), at=NOW))
        await until(lambda: bool(snapshots.all()))
        with closing(Journal.open(tmp_path / DATABASE)) as another:
            another.erase(gone.id, at=NOW)  # and no more

        await until(lambda: notes(snapshots) == ["stays"])


async def test_a_photo_that_a_snapshot_shows_is_not_swept(snapshots):
    async with opened_by_the_app() as opened:
        glimmer = await opened.write(
            lambda journal: journal.keep(draft(""), at=NOW, photos=[photo()])
        )
        await until(lambda: bool(snapshots.all()))

        await opened.write(lambda journal: journal.photos.detach(glimmer.id, photo().id, at=NOW))
        for day in range(25, 29):
            opened.journal.begin_day(now=NOW.replace(day=day))

        assert opened.journal.photos.to_sweep() == {photo().id}
        assert await opened.photos_to_sweep() == frozenset()


async def test_where_it_is_kept_says_how_many_copies_there_are(snapshots):
    async with opened_by_the_app() as opened:
        home = Folder()
        assert "copies" not in await home.where()
        await opened.write(lambda journal: journal.keep(draft("stays"), at=NOW))
        await until(lambda: bool(snapshots.all()))
        snapshots.take("restore", now=NOW)

        said = await home.where()

    assert "There are 2 copies of your journal beside it." in said
    assert "The latest was made on 24 November 2026." in said
