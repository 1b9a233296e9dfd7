"""Backups and exports in a browser: made and brought back by the same code as elsewhere, in turns,
so that keeping goes on; files go to the page and come from it by reference.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app import __version__
from app.core.errors import (
    BACKING_UP,
    RESTORING,
    SAVING_EXPORT,
    BusyJournalError,
    DiskError,
    Doing,
    NoRoomError,
    RefusedError,
)
from app.platform.clock import SystemClock
from app.state.exchange import BackupFile, Progress, Saved
from app.words.backups import backups
from storage.vault import BROWSER_ROOT

if TYPE_CHECKING:
    from app.core.exchange.leaving import Exported, Form
    from app.core.photos import PhotoId
    from app.platform.page_bridge import PageBridge
    from app.state.opening import Opened
    from storage import photos as in_folders
    from storage.exchange.backup import BackedUp
    from storage.exchange.restore import Restored
    from storage.photos_in_browser import PhotoStore
    from storage.vault import Vault

_Made = TypeVar("_Made")

_ON_ITS_WAY = "glimmers-backup-"
"""How the name of a folder begins in which a file is made, opened, or lies for the page to take.
What is in it goes before one that is made `_TAKEN_AFTER` it, or with the next visit: each visit has
a folder of its own, so that also what a visit has only begun is known by it.
"""
_TAKEN_AFTER = 600.0
"""Seconds after which the page has what it was given: nobody tells when a download is over."""
_VISIT = os.urandom(4).hex()
_FILES = 12
"""That may be needed at a time beside the journal: copies, what belongs to them, a snapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenFile:
    """A file that somebody chose in the page."""

    handle: Any = field(repr=False)
    """A File of the browser."""
    name: str = field(repr=False)
    """As the person knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the exchange has of the home that it belongs to."""

    bridge: PageBridge
    vault: Callable[[], Awaitable[Vault]]
    opened: Callable[[], Opened]
    """The journal that is open, or raises `BusyJournalError`."""
    photos: Callable[[], Awaitable[PhotoStore]]
    alone: Callable[[], AbstractAsyncContextManager[None]]
    """Closes the journal for as long as nobody may have it."""
    copies_at_rest: Callable[[], AbstractAsyncContextManager[None]]
    """Nobody else makes a copy of it meanwhile."""
    forget_the_rest: Callable[[], Awaitable[None]]
    """Deletes what the page keeps elsewhere."""


class Part:
    """A part of `app.state.exchange.Exchange`."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around


class BrowserBackups(Part):
    """The part of `app.state.exchange.Exchange` that is about backups and exports."""

    choose_address: str | None = "glimmers:choose-backup"

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._ready = asyncio.ensure_future(self._be_ready())

    async def _be_ready(self) -> None:
        """The page knows `choose_address` before there is a button that has it."""
        from app.platform.page_bridge import PageRefusedError

        with contextlib.suppress(PageRefusedError):
            await self._around.bridge.call("backup_ready")

    # A backup -------------------------------------------------------------------------------------

    async def size(self) -> int:
        """See `Exchange`."""
        from storage.exchange.backup import size_of
        from storage.exchange.shelves_in_browser import to_read

        await self._ready
        vault = await self._around.vault()
        async with to_read(await self._around.photos()) as photos:
            return size_of(vault.database, photos)

    async def back_up(self, *, passphrase: str, progress: Progress) -> Saved[BackedUp] | None:
        """See `Exchange`."""
        name = backups.file_name(SystemClock().now().date(), sealed=bool(passphrase))
        return await self._saved(name, lambda: self._made(passphrase, progress), BACKING_UP)

    async def _saved(
        self, name: str, make: Callable[[], Awaitable[tuple[Path, _Made] | None]], doing: Doing
    ) -> Saved[_Made] | None:
        """A file that `make` makes, handed over to the page."""
        place = await self._around.bridge.call("place_backup", timeout_s=None, name=name)
        if place["went"] == "nowhere":
            return None
        try:
            with contextlib.suppress(NoRoomError):
                await self._make_room(doing)
            _forget_on_its_way(older_than=_TAKEN_AFTER)
            try:
                await self._make_room(doing)
                made = await make()
            except NoRoomError as error:
                if not _on_their_way():
                    raise
                # It may be downloaded still, and would end there half.
                minutes = round(_TAKEN_AFTER / 60)
                raise NoRoomError("on its way", doing=doing, minutes=minutes) from error
            if made is None:
                await self._around.bridge.call("drop_backup_place")
                return None
        except BaseException:
            await self._around.bridge.call("drop_backup_place")
            raise
        file, about = made
        await self._handed_over(file, name, doing)
        if place["went"] == "chosen":  # then the page has written all of it
            _forget(file)
        return Saved(made=about, name=place["name"], went=place["went"])

    async def _made(self, passphrase: str, progress: Progress) -> tuple[Path, BackedUp] | None:
        """The file, whole, where the page can take it from."""
        from storage.exchange.sealing_in_browser import seal

        plain = _name()
        if not passphrase:
            about = await self._backed_up(plain, progress)
            return (plain, about) if about else None
        about, sealed = await self._backed_up(plain, _part(progress, 0, 2)), _name()
        try:
            if about and await seal(plain, sealed, _key(passphrase), _part(progress, 1, 2)):
                return sealed, about
            return None
        finally:
            _forget(plain)

    async def _backed_up(self, file: Path, progress: Progress) -> BackedUp | None:
        from storage.exchange.backup import backing_up
        from storage.saving import BackupTargetError, Target
        from storage.steps import in_turns

        vault = await self._around.vault()
        # Under a name that nobody has: there is no `os.link` here, by which one is claimed.
        target = Target(path=file, replace=True, doing=BACKING_UP, refusal=BackupTargetError)
        async with self._photos_to_read() as photos:
            steps = backing_up(
                vault.database,
                photos,
                target,
                now=SystemClock().now(),
                app=__version__,
                read_me=backups.read_me(),
                copying=vault.copying,
            )
            return await in_turns(steps, progress)

    @asynccontextmanager
    async def _photos_to_read(self) -> AsyncIterator[in_folders.PhotoStore]:
        """All that the journal has by now."""
        from storage.exchange.shelves_in_browser import to_read

        store = await self._around.photos()
        while True:
            before = self._in_use()
            async with to_read(store) as photos:
                if self._in_use() - before:
                    continue  # it came while they were listed, and would be told as missing
                yield photos
                return

    def _in_use(self) -> frozenset[PhotoId]:
        """Photos that the journal has, as far as it is open: otherwise none can come either."""
        with contextlib.suppress(BusyJournalError):
            return self._around.opened().journal.photos.in_use()
        return frozenset()

    async def _handed_over(self, file: Path, name: str, doing: Doing) -> None:
        """Let the page take it. Nobody tells when a download has all of it, so it stays for now."""
        from app.platform.page_bridge import PageRefusedError

        vault = await self._around.vault()
        assert vault.blob_of is not None, "a browser's files can be handed out"
        try:
            blob = await vault.blob_of(file)
            await self._around.bridge.call("keep_backup", timeout_s=None, blob=blob, name=name)
        except PageRefusedError as error:
            _forget(file)
            if error.reason == "full":
                raise NoRoomError(doing=doing) from error
            raise DiskError(doing=doing) from error

    # An export ------------------------------------------------------------------------------------

    async def export(self, form: Form, *, progress: Progress) -> Saved[Exported] | None:
        """See `Exchange`."""
        from app.words.leaving import leaving

        name = leaving.file_name(form, SystemClock().now().date())
        return await self._saved(name, lambda: self._exported(form, progress), SAVING_EXPORT)

    async def _exported(self, form: Form, progress: Progress) -> tuple[Path, Exported] | None:
        from app.words.leaving import leaving
        from storage.exchange.leaving import ExportTargetError, exporting
        from storage.saving import Target
        from storage.steps import in_turns

        vault, file, now = await self._around.vault(), _name(), SystemClock().now()
        target = Target(path=file, replace=True, doing=SAVING_EXPORT, refusal=ExportTargetError)
        wording = leaving.wording(form, now.date())
        async with self._photos_to_read() as photos:
            steps = exporting(
                vault.database,
                photos,
                target,
                form,
                now=now,
                wording=wording,
                copying=vault.copying,
            )
            exported = await in_turns(steps, progress)
        return (file, exported) if exported else None

    # And back -------------------------------------------------------------------------------------

    async def choose(self) -> BackupFile | None:
        """See `Exchange`."""
        files = (await self._around.bridge.call("choose_backup", timeout_s=None))["files"]
        return ChosenFile(handle=files[0], name=str(files[0].name)) if files else None

    async def look(
        self, file: BackupFile, *, passphrase: str, progress: Progress
    ) -> Restored | None:
        """See `Exchange`."""
        from storage.exchange.restore import looking
        from storage.steps import in_turns

        database = (await self._around.vault()).database
        async with self._opened_file(file, passphrase, progress) as (plain, told):
            if plain is None:
                return None
            here = None
            with contextlib.suppress(BusyJournalError):  # one that cannot be opened, say
                here = self._around.opened().journal
            steps = looking(database, plain, now=SystemClock().now(), here=here)
            return await in_turns(steps, told)

    async def merge(
        self, file: BackupFile, *, passphrase: str, progress: Progress
    ) -> Restored | None:
        """See `Exchange`."""
        photos = await self._around.photos()
        async with self._opened_file(file, passphrase, progress) as (plain, told):
            if plain is None:
                return None
            async with self._around.copies_at_rest():
                found = await self._merged(plain, photos, told)
        await photos.lend_all()
        return found

    async def _merged(self, plain: Path, photos: PhotoStore, progress: Progress) -> Restored | None:
        from storage.exchange.restore import bringing_beside
        from storage.exchange.shelves_in_browser import InBrowser
        from storage.steps import in_turns

        vault, shelves = await self._around.vault(), await InBrowser.of(photos)
        opened = self._around.opened()
        with contextlib.ExitStack() as held:
            steps = bringing_beside(
                opened.journal,
                vault.database,
                shelves,
                plain,
                now=SystemClock().now(),
                copying=vault.copying,
                # What came is shown once it is durable; what is kept before, at once.
                before_writing=lambda: held.enter_context(opened.untold()),
            )
            found = await in_turns(steps, progress)
            await opened.flush()
        return found

    async def replace(
        self, file: BackupFile, *, passphrase: str, progress: Progress
    ) -> Restored | None:
        """See `Exchange`."""
        from storage.exchange.restore import bringing_in_place
        from storage.exchange.shelves_in_browser import InBrowser
        from storage.steps import in_turns

        vault, photos = await self._around.vault(), await self._around.photos()
        async with self._opened_file(file, passphrase, progress) as (plain, told):
            if plain is None:
                return None
            shelves = await InBrowser.of(photos)
            async with contextlib.AsyncExitStack() as held:

                async def alone() -> None:
                    await held.enter_async_context(self._around.alone())
                    await self._make_room(RESTORING)  # others may have given some back

                steps = bringing_in_place(
                    vault.database,
                    shelves,
                    plain,
                    now=SystemClock().now(),
                    journal_mode=vault.journal_mode,
                    copying=vault.copying,
                    before_replacing=alone,
                )
                found = await in_turns(steps, told)
                await vault.flush()
        await photos.lend_all()
        return found

    @asynccontextmanager
    async def _opened_file(
        self, file: BackupFile, passphrase: str, progress: Progress
    ) -> AsyncIterator[tuple[Path | None, Progress]]:
        """Where the chosen file can be read without its passphrase, and the progress of what
        follows; None where opening it was stopped.
        """
        from storage.exchange.sealing_in_browser import says_it_is_sealed, unseal
        from storage.lent_files import lent

        assert isinstance(file, ChosenFile), "it was chosen here"
        await self._make_room(RESTORING)
        async with lent([("backup", file.handle)]) as folder:
            source = folder / "backup"
            if not passphrase or not says_it_is_sealed(source):
                yield source, progress
                return
            plain = _name()
            try:
                done = await unseal(source, plain, _key(passphrase), _part(progress, 0, 2))
                yield plain if done else None, _part(progress, 1, 2)
            finally:
                _forget(plain)

    async def _make_room(self, doing: Doing) -> None:
        """Have files to work in."""
        vault = await self._around.vault()
        try:
            await vault.lend_more(_FILES)
        except RefusedError as error:  # the files do not know what they are for
            raise type(error)(error.why, doing=doing, **error.data) from error


def forget_earlier() -> None:
    """Delete what earlier visits have left for the page to take."""
    _forget_on_its_way(but=f"{_ON_ITS_WAY}{_VISIT}")


def _forget_on_its_way(*, but: str = "-", older_than: float = 0.0) -> None:
    before = time.time() - older_than
    _forget(*(file for file in _on_their_way(but=but) if file.stat().st_mtime <= before))


def _on_their_way(*, but: str = "-") -> list[Path]:
    """Files that the page has been given, or had been, and of which nobody has heard since."""
    return [
        file
        for folder in Path(BROWSER_ROOT).glob(f"{_ON_ITS_WAY}*")
        if not folder.name.startswith(but)
        for file in folder.iterdir()
    ]


def _name() -> Path:
    folder = Path(BROWSER_ROOT, f"{_ON_ITS_WAY}{_VISIT}")
    folder.mkdir(exist_ok=True)
    return folder / os.urandom(4).hex()


def _forget(*files: Path) -> None:
    for file in files:
        file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # another is in it still
            file.parent.rmdir()


def _key(passphrase: str) -> Any:
    from storage.exchange.sealing import Passphrase

    return Passphrase(passphrase)


def _part(progress: Progress, number: int, of: int) -> Progress:
    """Of work in `of` parts that take about as long, the one after `number` others."""
    return lambda done, whole: progress(number * whole + done, of * whole)
