"""Run in Pyodide by `run.mjs`, over files in memory: the journal's copies of itself, going back to
one, and erasing everything, in a browser's files.
"""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import gettempdir
from types import SimpleNamespace
from typing import Any

import js
import pyodide_js
from pyodide.ffi import JsException

from app.core.errors import (
    BACKING_UP,
    BusyJournalError,
    DataClearedError,
    Doing,
    GlimmersError,
    NoRoomError,
)
from app.core.glimmers import Draft, GlimmerId
from app.core.photos import Photo, PhotoId
from app.core.when.times import at_moment
from app.homes import browser_copies, browser_exchange
from app.homes.browser_copies import BrowserCopies, go_on_erasing
from app.homes.browser_exchange import BrowserBackups
from storage import photos_in_browser
from storage.connection import SCHEMA, shape
from storage.database.set_aside import found
from storage.exchange import shelves_in_browser
from storage.exchange.backup import backing_up
from storage.exchange.restore import bringing_in_place
from storage.exchange.shelves import InFolder
from storage.exchange.shelves_in_browser import InBrowser
from storage.journal import Journal
from storage.opening import files_for_snapshots, open_journal
from storage.photos import PhotoStore
from storage.rows.stamps import new_id
from storage.saving import Target
from storage.snapshots.folder import Snapshots
from storage.steps import finished
from storage.vault import BEFORE, BROWSER_ROOT, DATABASE, Vault, in_browser

DISK = js.glimmersDisk
NOW = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
CANARY = "Zitronenfalter"
FILE = Path(BROWSER_ROOT, DATABASE)


async def files() -> Vault:
    """As a page that was opened anew has them."""
    if FILE.parent.exists():
        pyodide_js.FS.unmount(BROWSER_ROOT)
    return await in_browser()


async def begin() -> tuple[Vault, Journal]:
    vault = await files()
    return vault, await open_journal(vault, now=NOW, after_erasing=lambda _journal: None)


def keep(journal: Journal, note: str, at: datetime = NOW) -> GlimmerId:
    return journal.keep(Draft(when=at_moment(at), note=note), at=at).id


def notes(file: Path) -> list[str]:
    """In a file that is sound."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [str(note) for (note,) in conn.execute("SELECT note FROM glimmers ORDER BY number")]


async def here(vault: Vault) -> Snapshots:
    await files_for_snapshots(vault, now=NOW)
    return Snapshots(FILE, copying=vault.copying)


def content(file: Path) -> bytes:
    return file.read_bytes()


def write_into_folder(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)


def damage(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * 40_000)


def no_room(work: Callable[[], object]) -> bool:
    try:
        work()
    except NoRoomError:
        return True
    return False


def told(snapshots: Snapshots) -> list[tuple[str, int]]:
    return [(each.why, each.glimmers) for each in snapshots.all()]


def copies(vault: Vault, *journals: Journal) -> BrowserCopies:
    """As the app has them, with these journals open."""

    async def the_vault() -> Vault:
        return vault

    @asynccontextmanager
    async def alone() -> AsyncIterator[None]:
        for journal in journals:
            journal.close()
        yield

    around: Any = SimpleNamespace(vault=the_vault, alone=alone, forget_the_rest=nothing_else)
    return BrowserCopies(around)


async def nothing_else() -> None:
    """No page is here that keeps anything."""


async def killed_at_every_place(
    prepare: Callable[[], Awaitable[Any]],
    work: Callable[[Any], Awaitable[object]],
    look: Callable[[bool], Awaitable[bool]],
    *,
    each: int,
) -> None:
    """Both what was and what is come to be seen, as `look` tells, and nothing else."""
    seen = set()
    for operations in range(0, 10_000, each):
        prepared = await prepare()
        DISK.failAfter(operations)
        done = False
        with suppress(GlimmersError, OSError, sqlite3.Error, JsException):
            await work(prepared)
            done = True
        if operations % (2 * each):
            DISK.cutPower(operations)
        else:
            DISK.kill()
        seen.add(await look(done))
        if done:
            break
    assert done
    assert seen == {False, True}, seen


async def an_update_of_the_tables_makes_one_first() -> None:
    DISK.fresh()
    for name in (DATABASE, BEFORE, f"{BEFORE}.new"):
        DISK.putFile(f"glimmers/{name}", "tests/storage/fixtures/schema-1.db")
    vault, journal = await begin()
    journal.close()
    words = notes(FILE)
    snapshots = await here(vault)
    assert [each.why for each in snapshots.all()] == ["shape", "shape"]
    assert "before" not in DISK.names()
    for each in snapshots.all():
        assert notes(snapshots.path(each)) == words
    with closing(sqlite3.connect(snapshots.path(each))) as conn:
        assert shape(conn) == 1 < SCHEMA


async def one_is_made_while_others_keep() -> None:
    DISK.fresh()
    vault, journal = await begin()
    for number in range(60):
        keep(journal, f"{number}: " + "long words " * 1000)
    snapshots = await here(vault)
    steps = snapshots.day_in_steps(now=NOW)
    count, turns = 60, 0
    for _ in steps:
        turns += 1
        if turns < 30:
            keep(journal, f"{count}: " + "short words")
            count += 1
    (made,) = snapshots.all()
    in_it = notes(snapshots.path(made))
    assert turns > 8
    assert len(in_it) == made.glimmers > 62
    assert [int(note.split(":")[0]) for note in in_it] == list(range(len(in_it)))
    assert len(notes(FILE)) == count

    for _ in snapshots.day_in_steps(now=NOW):
        raise AssertionError("the day has one")
    steps = snapshots.day_in_steps(now=NOW + timedelta(days=1))
    next(steps)
    next(steps)
    steps.close()
    assert snapshots.all() == [made]
    assert [path.name for path in snapshots.folder.iterdir()] == [made.name]
    journal.close()


async def looked_after(vault: Vault, journal: Journal) -> None:
    """As the app does it when something was deleted for good."""
    erased = asyncio.Event()
    erased.set()

    async def write(change: Callable[[Journal], object], *, doing: Doing) -> None:
        change(journal)
        await vault.flush()

    opened: Any = SimpleNamespace(journal=journal, is_closed=False, write=write)
    browser_copies.LOOK_EVERY = 0.01
    caring = asyncio.ensure_future(browser_copies.care_for(opened, vault, erased))
    await asyncio.sleep(0.5)
    opened.is_closed = True
    await caring


async def what_is_deleted_for_good_goes_where_there_is_no_room_too() -> None:
    DISK.fresh()
    vault, journal = await begin()
    gone = keep(journal, CANARY * 1000)
    keep(journal, "stays")
    await vault.lend_more(2)
    Snapshots(FILE, copying=vault.copying).take("day", now=NOW)
    left = Path(BROWSER_ROOT, "glimmers-backup-of-an-earlier-visit", "made")
    write_into_folder(left, b"a backup")
    journal.remove(gone, at=NOW)
    journal.erase(gone, at=NOW)
    await vault.flush()
    DISK.setQuota(DISK.used())
    assert DISK.holds(CANARY)
    await looked_after(vault, journal)
    assert not DISK.holds(CANARY)
    assert left.name not in {path.name for path in FILE.parent.rglob("*")}
    assert notes(FILE) == ["stays"]
    journal.close()


async def what_is_deleted_for_good_goes_from_all() -> None:
    DISK.fresh()
    vault, journal = await begin()
    gone = keep(journal, CANARY)
    keep(journal, "stays")
    snapshots = await here(vault)
    for day in range(3):
        snapshots.each_day(now=NOW + timedelta(days=day), at_leisure=False)
    journal.remove(gone, at=NOW)
    journal.erase(gone, at=NOW)
    await vault.flush()
    assert DISK.holds(CANARY)

    await looked_after(vault, journal)
    assert not DISK.holds(CANARY)
    assert [each.glimmers for each in snapshots.all()] == [1, 1, 1, 1]  # and one of today
    journal.close()


async def one_that_finds_no_files_is_not_asked_for_again_at_once() -> None:
    tries = 0

    async def lend_more(_free: int) -> None:
        nonlocal tries
        tries += 1
        raise NoRoomError

    opened: Any = SimpleNamespace(is_closed=False)
    vault: Any = SimpleNamespace(is_lost=lambda: False, lend_more=lend_more)
    erased = asyncio.Event()
    erased.set()
    browser_copies.LOOK_EVERY = 60
    caring = asyncio.ensure_future(browser_copies.care_for(opened, vault, erased))
    for _ in range(20):
        await asyncio.sleep(0)
    assert tries == 1
    erased.set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert tries == 2
    caring.cancel()


async def a_backup_that_was_only_begun_goes_with_the_next_visit() -> None:
    DISK.fresh()
    vault, journal = await begin()
    keep(journal, CANARY * 1000)
    await vault.flush()
    await vault.lend_more(8)
    target = Target(path=browser_exchange._name(), replace=True, doing=BACKING_UP)
    photos = PhotoStore(Path("/none"), served=False)
    steps = backing_up(FILE, photos, target, now=NOW, app="1", read_me="")
    next(steps)
    DISK.kill()
    vault, journal = await begin()
    await vault.lend_more(8)
    begun = [path for path in FILE.parent.rglob("*.half") if path.is_file()]
    assert len(begun) == 1
    browser_exchange._VISIT = "another"
    browser_exchange.forget_earlier()
    assert not begun[0].exists()
    assert notes(FILE) == [CANARY * 1000]
    with suppress(OSError):
        steps.close()
    journal.close()


async def going_back_is_done_or_not_begun() -> None:
    async def prepare() -> tuple[Vault, Any, Any]:
        DISK.fresh()
        vault, journal = await begin()
        keep(journal, "first " * 5000)
        made = (await here(vault)).take("day", now=NOW)
        keep(journal, "second " * 5000)
        await vault.flush()
        return vault, copies(vault, journal), made

    async def work(prepared: tuple[Vault, Any, Any]) -> None:
        _vault, port, made = prepared
        change = await port.difference(made)
        assert (change.now, change.then, change.gone) == (2, 1, 1)
        await port.go_back(made)

    async def look(done: bool) -> bool:
        vault, journal = await begin()
        journal.close()
        words, why = [note.split()[0] for note in notes(FILE)], told(await here(vault))
        assert words in (["first", "second"], ["first"]), words
        went = words == ["first"]
        assert went or not done
        assert why[0] == ("day", 1), why
        assert ("back", 2) in why or not went, why
        assert DISK.names().count("/pool/") <= 16, DISK.names()
        return went

    await killed_at_every_place(prepare, work, look, each=9)


async def a_damaged_one_is_set_aside() -> None:
    DISK.fresh()
    vault, journal = await begin()
    for number in range(300):
        keep(journal, f"{number} " + "words " * 50)
    made = (await here(vault)).take("day", now=NOW)
    keep(journal, "after it")
    journal.close()
    damage(FILE)
    port = copies(vault)
    change = await port.difference(made)
    assert change.then == 300
    await port.go_back(made)
    assert len(notes(FILE)) == 300
    (damaged,) = found(FILE.parent)
    assert damaged.read_bytes()[4096:5000] == b"\xff" * 904
    DISK.kill()
    vault, journal = await begin()
    keep(journal, "and on")
    await here(vault)
    now = datetime.now(UTC)
    for days in range(1, 34):  # as long as the bin keeps what lies in it
        journal.begin_day(now=now + timedelta(days=days))
        assert bool(found(FILE.parent)) == (days < 32), days
        journal.sweep_set_aside(now=now + timedelta(days=days))
    journal.close()


async def a_backup_takes_the_place_of_a_damaged_one() -> None:
    DISK.fresh()
    vault, journal = await begin()
    for number in range(100):
        keep(journal, f"{number} " + "words " * 50)
    await vault.lend_more(8)
    photos, backup = PhotoStore(Path("/none"), served=False), Path(gettempdir(), "backup")
    target = Target(path=backup, replace=True, doing=BACKING_UP)
    assert finished(backing_up(FILE, photos, target, now=NOW, app="1", read_me=""))
    journal.close()
    log = FILE.with_name(f"{DATABASE}-journal")
    for file, harm in ((FILE, b"\xff" * 100), (log, b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" * 99)):
        with file.open("r+b" if file.exists() else "wb") as opened:
            opened.write(harm)
    torn = content(FILE)

    steps = bringing_in_place(
        FILE, InFolder(photos), backup, now=NOW, journal_mode=vault.journal_mode
    )
    assert finished(steps)

    DISK.cutPower(7)
    _vault, journal = await begin()
    journal.close()
    await here(_vault)
    assert len(notes(FILE)) == 100
    (damaged,) = found(FILE.parent)
    assert content(damaged) == torn
    assert damaged.with_name(f"{damaged.name}-journal").stat().st_size == 8 * 99


async def what_a_backup_names_again_is_not_swept() -> None:
    DISK.fresh()
    unused, named_again, protected = (PhotoId(digit * 64) for digit in "abc")
    for id in (unused, named_again, protected):
        for ending in (".jpg", ".thumb.jpg"):
            DISK.putFile(f"glimmers/photos/{id}{ending}", "tests/opfs/copies.py")
    photos = await photos_in_browser.in_browser(is_served=lambda: True)
    InBrowser(photos, {}).make_young(named_again)
    await photos.protect(protected)
    assert await photos.sweep([unused, named_again, protected]) == (unused,)
    assert named_again in DISK.names()
    assert protected in DISK.names()
    assert unused not in DISK.names()


async def a_photo_that_comes_as_a_backup_begins_is_in_it() -> None:
    DISK.fresh()
    vault, journal = await begin()
    glimmer, late = keep(journal, "with a photo"), PhotoId("d" * 64)
    listed = 0

    @asynccontextmanager
    async def to_read(_photos: object) -> AsyncIterator[PhotoStore]:
        nonlocal listed
        listed += 1
        folder = Path(gettempdir(), f"listed{listed}")
        store = PhotoStore(folder, served=False)
        if listed == 1:  # and is kept while these are listed
            photo = Photo(id=late, width=4, height=3, media_type="image/jpeg", size=8)
            journal.photos.attach(glimmer, [photo], at=NOW)
        else:
            for thumbnail in (False, True):
                path = store.path(late, thumbnail=thumbnail)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"a photo.")
        yield store

    async def given(what: Any) -> Any:
        return what

    backups: Any = BrowserBackups.__new__(BrowserBackups)
    backups._around = SimpleNamespace(
        vault=lambda: given(vault),
        photos=lambda: given(None),
        opened=lambda: SimpleNamespace(journal=journal),
    )
    real, shelves_in_browser.to_read = shelves_in_browser.to_read, to_read  # type: ignore[assignment]  # photos that grow
    await vault.lend_more(8)
    made = await backups._backed_up(browser_exchange._name(), lambda _done, _of: True)
    shelves_in_browser.to_read = real
    journal.close()
    assert made is not None
    assert made.contents.photos == 1
    assert made.missing == ()


async def a_full_disk_is_told_and_leaves_nothing() -> None:
    for lies in (False, True):
        DISK.fresh()
        vault, journal = await begin()
        for number in range(40):
            keep(journal, f"{number} " + "words " * 2000)
        snapshots, at_once = await here(vault), Snapshots(FILE)
        DISK.setQuota(DISK.used() + 200_000, lies)
        assert no_room(functools.partial(at_once.take, "day", now=NOW))
        at_once.each_day(now=NOW, at_leisure=False)  # as in steps: only the log tells
        for _ in snapshots.day_in_steps(now=NOW):
            pass
        assert snapshots.all() == []
        assert not list(snapshots.folder.iterdir())
        keep(journal, "still")
        DISK.setQuota(1 << 30)
        assert snapshots.take("day", now=NOW).glimmers == 41
        journal.close()


async def erasing_leaves_nothing_wherever_it_is_cut_short() -> None:
    late = str(new_id(datetime.now(UTC) + timedelta(minutes=1)))

    async def prepare() -> tuple[Vault, Journal]:
        DISK.fresh()
        vault, journal = await begin()
        keep(journal, CANARY * 1000)
        await vault.flush()
        (await here(vault)).take("day", now=NOW)
        for name in ("photos/1.jpg", "photos/1.thumb.jpg", "glimmers-before.db", "anything"):
            DISK.putFile(f"glimmers/{name}", "tests/opfs/copies.py")  # which has the canary in it
        js.glimmersInbox.put(str(new_id(NOW)))
        return vault, journal

    async def work(prepared: tuple[Vault, Journal]) -> None:
        vault, journal = prepared
        shown: list[tuple[int, int]] = []
        erased = await copies(vault, journal).erase(
            progress=lambda done, of: not shown.append((done, of))
        )
        assert erased.files > 6
        assert shown[-1][0] < shown[-1][1]

    async def look(done: bool) -> bool:
        js.glimmersInbox.put(late)
        vault = await files()
        began = vault.is_erasing()
        if began:
            await go_on_erasing(vault, nothing_else)
        journal = await open_journal(vault, now=NOW, after_erasing=lambda _journal: None)
        journal.close()
        gone = not notes(FILE)
        inbox = [each["id"] for each in json.loads(await js.glimmersInbox.waiting())]
        assert late in inbox, inbox
        assert gone or not done, began
        assert DISK.holds(CANARY) != gone, (gone, began, done, DISK.names())
        assert gone == (len(inbox) == 1), inbox
        copies_here = told(await here(vault))
        assert copies_here == ([] if gone else [("day", 1)]), copies_here
        await js.glimmersInbox.forget(json.dumps(inbox))
        return gone

    await killed_at_every_place(prepare, work, look, each=5)

    def cut_short(_done: int, _of: int) -> bool:
        raise ValueError

    vault, journal = await prepare()
    with suppress(GlimmersError):
        await copies(vault, journal).erase(progress=cut_short)
    assert vault.is_erasing()
    assert DISK.holds(CANARY)  # in what is no journal
    js.glimmersInbox.put(late)
    await go_on_erasing(vault, nothing_else)  # in the same visit
    assert not vault.is_erasing()
    assert not DISK.holds(CANARY)
    assert late in await js.glimmersInbox.waiting()
    journal = await open_journal(vault, now=NOW, after_erasing=lambda _journal: None)
    keep(journal, "the first")
    journal.close()


async def nothing_is_erased_before_a_replacement_is_finished() -> None:
    """In the visit in which it failed: the next one finishes it, or takes it back."""
    refused = operations = 0
    while refused < 3:
        operations += 7
        DISK.fresh()
        vault, journal = await begin()
        keep(journal, "first " * 5000)
        made = (await here(vault)).take("day", now=NOW)
        keep(journal, "second " * 5000)
        await vault.flush()
        port = copies(vault, journal)
        DISK.failAfter(operations)
        with suppress(GlimmersError, OSError, sqlite3.Error, JsException):
            await port.go_back(made)
            raise AssertionError("no replacement was left unfinished")
        DISK.failAfter(1_000_000)
        told: GlimmersError | None = None
        try:
            await port.erase(progress=lambda _done, _of: True)
        except GlimmersError as error:
            told = error
        if not isinstance(told, BusyJournalError):
            continue  # nothing was left unfinished, or a disk that had just failed says so
        refused += 1
        assert told.why == "being replaced"
        DISK.kill()
        vault, journal = await begin()
        journal.close()
        assert [note.split()[0] for note in notes(FILE)] in (["first"], ["first", "second"])
        await copies(vault).erase(progress=lambda _done, _of: True)
        assert not DISK.holds("first first")


async def cleared_data_is_noticed_though_another_tab_tried_its_files() -> None:
    """As `build/page/lending.js` does, in the moment in which this one leaves its mark."""
    DISK.fresh()
    DISK.putFile("glimmers/open-page", "tests/opfs/copies.py")
    folder = await (await js.navigator.storage.getDirectory()).getDirectoryHandle("glimmers")
    await (await folder.getFileHandle("open-page")).createSyncAccessHandle()
    vault, journal = await begin()
    await vault.flush()
    assert "glimmers/open-page" in DISK.names()

    marks = {name for name in json.loads(DISK.names()) if "/open-" in name}
    (mark,) = marks - {"glimmers/open-page"}
    await folder.removeEntry(mark.removeprefix("glimmers/"))
    with suppress(DataClearedError):
        await vault.flush()
        raise AssertionError("nobody noticed")
    journal.close()


async def main() -> None:
    logging.disable()
    for test in (
        cleared_data_is_noticed_though_another_tab_tried_its_files,
        a_backup_takes_the_place_of_a_damaged_one,  # while none is taken to be open that was killed
        an_update_of_the_tables_makes_one_first,
        one_is_made_while_others_keep,
        what_is_deleted_for_good_goes_from_all,
        what_is_deleted_for_good_goes_where_there_is_no_room_too,
        one_that_finds_no_files_is_not_asked_for_again_at_once,
        a_backup_that_was_only_begun_goes_with_the_next_visit,
        going_back_is_done_or_not_begun,
        a_damaged_one_is_set_aside,
        what_a_backup_names_again_is_not_swept,
        a_photo_that_comes_as_a_backup_begins_is_in_it,
        a_full_disk_is_told_and_leaves_nothing,
        nothing_is_erased_before_a_replacement_is_finished,
        erasing_leaves_nothing_wherever_it_is_cut_short,
    ):
        await test()
        print(test.__name__)
