"""The app as it is put together: `app.main`, on a real folder, with the device's own clock."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import flet as ft
import pytest
from PIL import Image

from app import main as root
from app.core.errors import NewerJournalError, NotAJournalError
from app.core.exchange.inbox import from_json
from app.imaging.pillow_import import bring_in
from app.platform.reminding.android import AndroidNotifier
from app.ui import routes
from app.ui.look.theme import DAY, NIGHT, theme
from app.words.screens import words
from storage.inbox import FolderInbox
from storage.journal import BIN_DAYS, Journal
from storage.photos import in_folder
from storage.rows.stamps import new_id
from storage.vault import DATABASE
from tests.screen import Screen
from tests.told import advice

PHOTO = Path(__file__).parent.parent / "photos" / "gps.jpg"
SCHEMA_1 = Path(__file__).parent.parent / "storage" / "fixtures" / "schema-1.db"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("GLIMMERS_DATA", str(tmp_path))
    root._home.cache_clear()
    yield tmp_path
    root._home.cache_clear()


@asynccontextmanager
async def running() -> AsyncIterator[Screen]:
    screen = Screen()
    asyncio.get_running_loop().create_task(root.main(screen.page), context=screen._context.copy())
    await until(lambda: bool(screen.page.views))
    await asyncio.sleep(0.05)
    try:
        yield screen
    finally:
        await screen.fire(screen.page, "close")


async def until(true: Callable[[], bool], *, seconds: float = 5.0) -> float:
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "it never happened"
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


async def test_a_tap_is_in_the_file_when_kept_is_said(folder):
    async with running() as screen:
        await screen.tap("notice")
        await until(lambda: screen.has("Kept"))

        kept = Journal.look(folder / DATABASE).page()

    assert len(kept) == 1
    assert screen.page.title == "Glimmers"


async def test_the_first_run_is_where_nothing_was_ever_kept(folder):
    async with running() as first:
        before = first.has(words.ENOUGH)
        await first.tap("notice")
        await until(lambda: first.has("Kept"))
    async with running() as second:
        after = second.has(words.ENOUGH)

    assert (before, after) == (True, False)


async def test_two_windows_of_one_process_see_one_journal(folder):
    async with running() as one, running() as other:
        await one.tap("notice")
        await until(lambda: one.has("Kept"))
        await one.tap("Add words")
        await one.type("words", "steam over the cup")

        await until(lambda: other.has("steam over the cup"))


@pytest.mark.alone
async def test_what_the_terminal_keeps_is_on_the_screen_within_two_seconds(folder):
    async with running() as screen:
        await until(lambda: (folder / DATABASE).exists())
        await screen.tap("Look around first")
        environment = {**os.environ, "GLIMMERS_DATA": str(folder)}
        terminal = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "app",
            "keep",
            "from the terminal",
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
        )
        assert await terminal.wait() == 0

        took = await until(lambda: screen.has("from the terminal"))

    assert took < 2


def put_into_inbox(folder: Path, note: str) -> str:
    now = datetime.now().astimezone()
    at = now.isoformat(timespec="milliseconds")
    record = from_json({"v": 1, "id": new_id(now), "at": at, "note": note})
    FolderInbox(folder).put(record)
    return record.id


async def test_what_waited_in_the_inbox_is_there_when_the_app_opens(folder):
    id = put_into_inbox(folder, "kept by another hand")

    async with running() as screen:
        await until(lambda: screen.has("kept by another hand"))

        kept = Journal.look(folder / DATABASE).page()

    assert [glimmer.id for glimmer in kept] == [id]
    assert FolderInbox(folder).look() == []


async def test_android_is_told_where_the_journal_lies_as_soon_as_it_is_open(folder, monkeypatch):
    told: list[Path] = []

    async def lend_inbox(_self: object, journal: Path) -> bool:
        told.append(journal)
        return True

    monkeypatch.setenv("FLET_PLATFORM", "android")
    monkeypatch.setattr(AndroidNotifier, "lend_inbox", lend_inbox)

    opened = await root._home().open()
    await until(lambda: bool(told))
    opened.close()

    assert told == [folder]


async def test_what_waited_with_a_photo_comes_in_with_it_once_the_app_is_there(folder):
    id = put_into_inbox(folder, "kept with a photo")
    (folder / "inbox" / f"{id}.0").write_bytes(PHOTO.read_bytes())
    record = folder / "inbox" / f"{id}.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | {"photos": [f"{id}.0"]}))

    async with running() as screen:
        await until(lambda: screen.has("kept with a photo"))

        parts = Journal.look(folder / DATABASE).parts([id])

    assert len(parts[id].photos) == 1
    assert list((folder / "inbox").iterdir()) == []


@pytest.mark.alone
async def test_what_comes_into_the_inbox_is_on_the_screens_within_two_seconds(folder):
    async with running() as one, running() as other:
        await until(lambda: root._home()._opened is not None)
        await one.tap("Look around first")
        put_into_inbox(folder, "kept by another hand")

        took = await until(
            lambda: one.has("kept by another hand") and other.has("kept by another hand")
        )
        journal = Journal.look(folder / DATABASE)

    assert took < 2
    assert journal.count() == 1


async def test_where_it_is_kept_tells_what_waits_there_and_did_not_come_in(folder):
    (folder / "inbox").mkdir()
    for name, text in ((new_id(datetime.now(UTC)), '{"v": 2}'), ("notes", "{"), ("more", "[]")):
        (folder / "inbox" / f"{name}.json").write_text(text)

    async with running() as screen:
        await screen.go(routes.WHERE)
        await until(lambda: screen.has(str(folder)))

        assert screen.has(
            f"In {folder}, on this device. Nothing is sent anywhere. One glimmer that was kept "
            "beside your journal is for a later Glimmers to take in. It is safe there until then. "
            "2 things beside your journal cannot be read as glimmers. They are left as "
            "they are."
        )

    assert len(FolderInbox(folder).look()) == 3


async def test_an_inbox_that_cannot_be_looked_into_keeps_nobody_from_opening(folder, tmp_path):
    (folder / "inbox").symlink_to(tmp_path)

    async with running() as screen:
        await screen.tap("notice")
        await until(lambda: screen.has("Kept"))


async def test_two_windows_that_begin_with_a_journal_of_an_earlier_shape_open_it_once(folder):
    shutil.copy(SCHEMA_1, folder / DATABASE)

    one, other = await asyncio.gather(root._home().open(), root._home().open())

    assert one is other
    assert one.journal.count() == 18
    one.journal.close()


async def test_a_journal_that_could_not_be_opened_is_asked_for_again(folder):
    (folder / DATABASE).write_bytes(b"not a journal at all" * 100)
    with pytest.raises(NotAJournalError):
        await root._home().open()
    (folder / DATABASE).unlink()

    opened = await root._home().open()

    assert opened.journal.count() == 0
    opened.journal.close()


async def test_a_window_left_open_sweeps_the_bin_when_a_day_begins(folder):
    async with running() as screen:
        await until(lambda: root._home()._opened is not None)
        journal = root._home()._opened.journal
        await screen.tap("notice")
        await until(lambda: screen.has("Kept"))
        (glimmer,) = journal.page()
        long_ago = datetime.now().astimezone() - timedelta(days=BIN_DAYS + 1)
        journal.remove(glimmer.id, at=long_ago)
        removed_at = long_ago.astimezone(UTC).isoformat(timespec="milliseconds")
        journal._conn.execute(
            "UPDATE glimmers SET removed_at = ?, removed_lived = removed_lived - ?",
            (removed_at, BIN_DAYS),
        )
        journal._begun_on = long_ago.date()

        await until(lambda: journal.page(bin=True) == [])


async def test_a_window_that_was_closed_listens_no_more(folder):
    async with running() as one:
        async with running():
            journal = root._home()._opened.journal
            both = len(journal._listeners)
        await one.settle()

        assert (both, len(journal._listeners)) == (
            4,
            2,
        )  # two each: the timeline, and the card of the last tap


async def test_a_journal_from_a_newer_glimmers_is_told_and_left_alone(folder):
    Journal.open(folder / DATABASE).close()
    data = bytearray((folder / DATABASE).read_bytes())
    data[60:64] = (99).to_bytes(4, "big")
    (folder / DATABASE).write_bytes(data)

    async with running() as screen:
        await until(lambda: screen.has(advice(NewerJournalError())))
        await screen.tap("notice")
        await until(lambda: len(FolderInbox(folder).look()) == 1)

    assert (folder / DATABASE).read_bytes() == bytes(data)


async def test_the_app_wears_its_own_fonts_and_colours(folder):
    async with running() as screen:
        fonts = screen.page.fonts
        themes = (screen.page.theme, screen.page.dark_theme)

    assert all((root.ASSETS / file).is_file() for file in fonts.values())
    assert themes == (theme(DAY), theme(NIGHT))


async def test_a_journal_taken_away_while_it_is_open_is_told_and_saved_again(folder):
    async with running() as one, running() as other:
        await one.tap("notice")
        await until(lambda: one.has("Kept"))
        shutil.rmtree(folder)

        await until(
            lambda: one.has(words.JOURNAL_GONE_TITLE) and other.has(words.JOURNAL_GONE_TITLE)
        )
        told = " ".join(one.live())
        await one.tap(words.SAVE_AGAIN)
        gone = words.JOURNAL_GONE_TITLE
        await until(lambda: not (one.has(gone) or other.has(gone)))
        await other.tap("notice")
        await until(lambda: other.has("Kept"))

    assert len(Journal.look(folder / DATABASE).page()) == 2
    assert told == (
        "The file of your journal was moved, replaced or deleted while Glimmers had it "
        "open, so nothing more can be kept in it. "
        "What you wrote is not lost. Your journal is still open here and can be saved to "
        f"its place again. Leave Glimmers open until then. {words.CAN_BE_KEPT}"
    )


async def test_whoever_follows_the_advice_to_move_a_broken_journal_away_finds_the_photos_again(
    folder,
):
    photo = Image.new("RGB", (60, 40), (120, 90, 40))
    photo.save(folder / "chosen.jpg")
    await in_folder(folder).put(bring_in(folder / "chosen.jpg"))
    (folder / DATABASE).write_bytes(b"not a journal at all" * 100)

    async with running() as screen:
        await until(lambda: screen.has("move this one away to begin a new journal"))
        (folder / DATABASE).rename(folder / "moved-away.db")
        await screen.tap(words.TRY_AGAIN)
        await until(lambda: not screen.has(words.TROUBLE_TITLE))
        await screen.go(routes.WHERE)
        await until(lambda: screen.holds("unnamed"))
        await screen.tap("unnamed")
        await until(lambda: screen.holds(words.keep_unnamed(1)))
        await screen.tap(words.keep_unnamed(1))
        await until(lambda: screen.has(words.unnamed_kept(1)))
        await screen.tap(words.LOOK_BACK)
        on_screen = [
            str(image.src) for image in screen.every(ft.Image) if "_photo" in str(image.src)
        ]

    journal = Journal.look(folder / DATABASE)
    (glimmer,) = journal.page()
    assert len(journal.parts([glimmer.id])[glimmer.id].photos) == 1
    assert on_screen
