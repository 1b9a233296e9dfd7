"""Backups, exports, copies and erasing where the journal lies in a folder: all of it on another
thread, while the app goes on keeping.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app import __version__
from app.core.errors import BACKING_UP, SAVING_EXPORT, BusyJournalError
from app.platform import log
from app.platform.clock import SystemClock
from app.state.exchange import BackupFile, Progress, Saved
from app.words.backups import backups
from app.words.leaving import leaving
from storage.vault import DATABASE

if TYPE_CHECKING:
    from app.core.exchange.leaving import Exported, Form
    from app.core.ports import Background
    from app.platform.file_desk import Desk
    from storage.everything import Erased
    from storage.exchange.backup import BackedUp
    from storage.exchange.restore import Restored
    from storage.exchange.sealing import Passphrase
    from storage.photos import PhotoStore
    from storage.snapshots.folder import Snapshots
    from storage.snapshots.going_back import Difference
    from storage.snapshots.naming import Snapshot

_log = logging.getLogger(__name__)

_Made = TypeVar("_Made")

_LOOK_EVERY = 0.1
"""Seconds between two looks whether somebody has stopped a file on its way."""


class FolderExchange:
    """See `app.state.exchange.Exchange`."""

    choose_address: str | None = None

    def __init__(
        self,
        folder: Path,
        photos: PhotoStore,
        *,
        alone: Callable[[], AbstractAsyncContextManager[None]],
        forget_reminders: Callable[[], Awaitable[None]],
        background: Background | None,
        desk: Desk,
    ) -> None:
        """`alone` closes the journal for as long as nobody may have it open; `background` is what
        erasing everything takes away as well.
        """
        self._folder, self._photos = folder, photos
        self._alone, self._forget_reminders = alone, forget_reminders
        self._background, self._desk = background, desk

    @property
    def _database(self) -> Path:
        return self._folder / DATABASE

    # A backup -------------------------------------------------------------------------------------

    async def size(self) -> int:
        """See `Exchange`."""
        from storage.exchange.backup import size_of

        return await asyncio.to_thread(size_of, self._database, self._photos)

    async def back_up(self, *, passphrase: str, progress: Progress) -> Saved[BackedUp] | None:
        """See `Exchange`."""
        name = backups.file_name(SystemClock().now().date(), sealed=bool(passphrase))
        return await self._saved(name, lambda path: self._back_up(path, _key(passphrase), progress))

    async def _saved(self, name: str, make: Callable[[Path], _Made | None]) -> Saved[_Made] | None:
        """A file that `make` makes on another thread, handed over."""
        self._desk.forget_earlier()
        path = await self._desk.place_for(name)
        if path is None:
            return None
        made = await asyncio.to_thread(make, path)
        if made is None:
            return None
        went = await self._desk.hand_over(path)
        return (
            None if went is None else Saved(made=made, name=path.name, went=went[0], folder=went[1])
        )

    def _back_up(
        self, path: Path, passphrase: Passphrase | None, progress: Progress
    ) -> BackedUp | None:
        from storage.exchange.backup import back_up
        from storage.saving import BackupTargetError, Target

        target = Target(
            path=path,
            replace=self._desk.replaces,
            journal=self._folder,
            doing=BACKING_UP,
            refusal=BackupTargetError,
            private=True,
        )
        return back_up(
            self._database,
            self._photos,
            target,
            now=SystemClock().now(),
            app=__version__,
            read_me=backups.read_me(),
            passphrase=passphrase,
            progress=progress,
        )

    # An export ------------------------------------------------------------------------------------

    async def export(self, form: Form, *, progress: Progress) -> Saved[Exported] | None:
        """See `Exchange`."""
        name = leaving.file_name(form, SystemClock().now().date())
        return await self._saved(name, lambda path: self._export(path, form, progress))

    def _export(self, path: Path, form: Form, progress: Progress) -> Exported | None:
        from storage.exchange.leaving import ExportTargetError, exporting
        from storage.saving import Target
        from storage.steps import finished

        target = Target(
            path=path,
            replace=self._desk.replaces,
            journal=self._folder,
            doing=SAVING_EXPORT,
            refusal=ExportTargetError,
            private=True,
        )
        now = SystemClock().now()
        wording = leaving.wording(form, now.date())
        steps = exporting(self._database, self._photos, target, form, now=now, wording=wording)
        return finished(steps, progress)

    # And back -------------------------------------------------------------------------------------

    async def choose(self) -> BackupFile | None:
        """See `Exchange`."""
        return await self._desk.choose()

    async def look(
        self, file: BackupFile, *, passphrase: str, progress: Progress
    ) -> Restored | None:
        """See `Exchange`."""
        from storage.exchange.restore import look

        path = await _path(file, progress)
        if path is None:
            return None
        return await asyncio.to_thread(
            look,
            self._database,
            path,
            now=SystemClock().now(),
            passphrase=_key(passphrase),
            progress=progress,
        )

    async def merge(
        self, file: BackupFile, *, passphrase: str, progress: Progress
    ) -> Restored | None:
        """See `Exchange`. As another program does it, so that keeping goes on beside it."""
        path = await _path(file, progress)
        if path is None:
            return None
        return await asyncio.to_thread(self._merge, path, _key(passphrase), progress)

    def _merge(
        self, path: Path, passphrase: Passphrase | None, progress: Progress
    ) -> Restored | None:
        from storage.exchange.restore import merge
        from storage.opening import open_in_folder

        now = SystemClock().now()
        journal = open_in_folder(self._folder, now=now)
        try:
            return merge(
                journal,
                self._database,
                self._photos,
                path,
                now=now,
                passphrase=passphrase,
                progress=progress,
            )
        finally:
            journal.close()

    async def replace(
        self, file: BackupFile, *, passphrase: str, progress: Progress
    ) -> Restored | None:
        """See `Exchange`."""
        from storage.exchange.restore import replace

        path = await _path(file, progress)
        if path is None:
            return None
        async with self._alone_later() as alone:
            return await asyncio.to_thread(
                replace,
                self._database,
                self._photos,
                path,
                now=SystemClock().now(),
                passphrase=_key(passphrase),
                progress=progress,
                before_replacing=alone,
            )

    @asynccontextmanager
    async def _alone_later(self) -> AsyncIterator[Callable[[], None]]:
        """Gives what closes the journal from another thread, as `alone` does, until the end."""
        loop, over = asyncio.get_running_loop(), False
        async with AsyncExitStack() as held:

            async def close() -> None:
                async with AsyncExitStack() as own:
                    await own.enter_async_context(self._alone())
                    if over:  # nobody waits for that thread any more
                        raise BusyJournalError
                    held.push_async_exit(own.pop_all())

            try:
                yield lambda: asyncio.run_coroutine_threadsafe(close(), loop).result()
            finally:
                over = True

    # Copies ---------------------------------------------------------------------------------------

    @property
    def _snapshots(self) -> Snapshots:
        from storage.snapshots.folder import Snapshots

        return Snapshots(self._database)

    async def snapshots(self) -> Sequence[Snapshot]:
        """See `Exchange`."""
        return (await asyncio.to_thread(self._snapshots.all))[::-1]

    async def difference(self, snapshot: Snapshot) -> Difference:
        """See `Exchange`."""
        from storage.care.repair import difference_by_now

        found: Difference
        found, _damaged = await asyncio.to_thread(
            difference_by_now, self._snapshots, snapshot, self._database, now=SystemClock().now()
        )
        return found

    async def go_back(self, snapshot: Snapshot) -> None:
        """See `Exchange`."""
        from storage.snapshots.going_back import go_back

        async with self._alone():
            await asyncio.to_thread(
                go_back, self._snapshots, snapshot, self._database, now=SystemClock().now()
            )

    # Everything -----------------------------------------------------------------------------------

    async def erase(self, *, progress: Progress) -> Erased:
        """See `Exchange`."""
        from app.platform.background.erasing import Uninstalling
        from storage.everything import erase

        async with self._alone():
            log.let_go()
            self._desk.forget_earlier()
            background = Uninstalling(self._background)
            erased = await asyncio.to_thread(
                erase, self._folder, progress=progress, first=background.uninstall
            )
            try:
                await self._forget_reminders()
            except Exception:  # the next opening plans none
                _log.warning("reminders could not be taken back", exc_info=True)
            if background.left:
                raise background.left
        return erased


def _key(passphrase: str) -> Passphrase | None:
    from storage.exchange.sealing import Passphrase

    return Passphrase(passphrase) if passphrase else None


async def _path(file: BackupFile, progress: Progress) -> Path | None:
    """Where it can be read; None where `progress` said to stop before it had been copied."""
    from app.platform.file_desk import FileHere

    assert isinstance(file, FileHere), "it was chosen here"
    coming = asyncio.ensure_future(file.read_from())
    try:
        while not coming.done():
            if not progress(0, 0):
                return None
            await asyncio.wait([coming], timeout=_LOOK_EVERY)
        return coming.result()
    finally:
        coming.cancel()
