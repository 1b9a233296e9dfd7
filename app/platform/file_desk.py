"""How a large file of the person's goes out and comes in by way of Flet: in the windows of a desk,
on a phone, and on the page that `make run` serves.

Where it can be it goes by its path, so that memory does not grow with it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import tempfile
import weakref
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import flet as ft

from app.core.errors import RESTORING, NoRoomError, NotSharedError, RefusedError
from app.core.ports import Went

if TYPE_CHECKING:
    from app.platform.serving.handing_in import HandingIn

_SPARE = 64 << 20
"""Bytes that stay free beside a copy of what was chosen, for what is kept meanwhile."""

_ON_ITS_WAY = "glimmers-"
"""How the name of a folder begins in which a file lies until it was handed over."""


class FileHere:
    """A file that somebody chose."""

    def __init__(
        self, path: Path, *, name: str, bring: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """`bring` has yet to copy it to `path`, which goes with this."""
        self.name = name
        """As the person knows it."""
        self._path = path
        self._bring = bring
        if bring is not None:
            weakref.finalize(self, path.unlink, missing_ok=True)

    async def read_from(self) -> Path:
        """Where it can be read: the file itself, or a copy of it.

        Raises:
            OSError, NoRoomError: it could not be copied.
        """
        if self._bring is not None:
            bring, self._bring = self._bring, None
            try:
                await bring()
            except BaseException:
                self._bring = bring  # it can be tried again
                raise
        return self._path


class Desk(Protocol):
    """One for each session."""

    replaces: bool
    """Whether the person was asked before a file that is there is written over."""

    async def place_for(self, name: str) -> Path | None:
        """Where a file that the person wants to have, called `name`, is to be written; None when
        they would rather not.
        """

    def forget_earlier(self) -> None:
        """Delete what was left on its way when this program was ended, or nothing came of it."""

    async def hand_over(self, file: Path) -> tuple[Went, str] | None:
        """Give them what was written there. Where it went, and the folder if there is one to name;
        None when they would rather not after all, and then the file is gone.

        Raises:
            GlimmersError: that was not possible.
        """

    async def choose(self) -> FileHere | None:
        """What the person picks; None when they would rather not."""


class WindowDesk:
    """The system's own windows, which tell paths."""

    replaces = True

    def __init__(self) -> None:
        self._picker: ft.FilePicker | None = None

    async def place_for(self, name: str) -> Path | None:
        """See `Desk`."""
        self._picker = self._picker or ft.FilePicker()
        where = await self._picker.save_file(file_name=name)
        return Path(where) if where else None

    def forget_earlier(self) -> None:
        """Nothing is ever on its way."""

    async def hand_over(self, file: Path) -> tuple[Went, str] | None:
        """It lies where they said."""
        return "folder", str(file.parent)

    async def choose(self) -> FileHere | None:
        """See `Desk`."""
        self._picker = self._picker or ft.FilePicker()
        return _chosen(await self._picker.pick_files())


class PhoneDesk(WindowDesk):
    """The system's share sheet, by which a file is saved as well as sent; the picker makes a copy,
    which the system clears away.
    """

    replaces = False

    def __init__(self) -> None:
        super().__init__()
        self._share: ft.Share | None = None

    async def place_for(self, name: str) -> Path | None:
        """In a folder of its own for what is on its way."""
        return Path(tempfile.mkdtemp(prefix=_ON_ITS_WAY, dir=_temporary())) / name

    def forget_earlier(self) -> None:
        """Whoever ends the app under its share sheet leaves a file there."""
        for folder in _temporary().glob(f"{_ON_ITS_WAY}*"):
            shutil.rmtree(folder, ignore_errors=True)

    async def hand_over(self, file: Path) -> tuple[Went, str] | None:
        """By the share sheet, which has its own copy when it comes back."""
        self._share = self._share or ft.Share()
        try:
            outcome = await self._share.share_files([ft.ShareFile.from_path(str(file))])
        except Exception as error:
            raise NotSharedError("file") from error
        finally:
            _forget(file)
        return None if outcome.status is ft.ShareResultStatus.DISMISSED else ("chosen", "")


class PageDesk:
    """The page that this machine serves to its own browser: what goes out is written where
    downloads go; what comes in, the page hands in.
    """

    replaces = False

    def __init__(self, handing_in: HandingIn, place_for_copy: Callable[[], Path]) -> None:
        """`place_for_copy` makes the name of a file in which what was handed in may lie meanwhile,
        and which goes by itself should this program be killed.
        """
        self._handing_in = handing_in
        self._place_for_copy = place_for_copy
        self._picker: ft.FilePicker | None = None

    async def place_for(self, name: str) -> Path | None:
        """A free name among the downloads."""
        return _free(_downloads() / name)

    def forget_earlier(self) -> None:
        """Nothing is on its way out, and what was handed in goes by itself."""

    async def hand_over(self, file: Path) -> tuple[Went, str] | None:
        """It lies there."""
        return "folder", str(file.parent)

    async def choose(self) -> FileHere | None:
        """See `Desk`."""
        self._picker = self._picker or ft.FilePicker()
        picked = await self._picker.pick_files(cancel_upload_on_window_blur=False)
        if not picked:
            return None
        picker, one, copy = self._picker, picked[0], self._place_for_copy()
        bring = functools.partial(self._brought, picker, one, copy)
        return FileHere(copy, name=one.name, bring=bring)

    async def _brought(self, picker: ft.FilePicker, one: ft.FilePickerFile, copy: Path) -> None:
        """The page hands it in, once all of it is here."""
        if one.size > shutil.disk_usage(copy.parent).free - _SPARE:
            raise NoRoomError(doing=RESTORING)
        address, arrived = self._handing_in.expect(copy, size=one.size)

        def told(event: ft.FilePickerUploadEvent) -> None:
            if event.error and not arrived.done():
                arrived.set_exception(ConnectionError("the page could not hand it in"))

        picker.on_upload = told
        try:
            await picker.upload(
                [
                    ft.FilePickerUploadFile(
                        id=one.id, name=one.name, upload_url=address, method="PUT"
                    )
                ]
            )
            await arrived
        finally:
            arrived.cancel()  # where somebody has stopped it, no more is taken


def _chosen(picked: list[ft.FilePickerFile]) -> FileHere | None:
    """The one that was picked.

    Raises:
        RefusedError: the system does not say where it is.
    """
    if not picked:
        return None
    if not picked[0].path:
        raise RefusedError(doing=RESTORING)
    return FileHere(Path(picked[0].path), name=picked[0].name)


def _temporary() -> Path:
    return Path(os.environ.get("FLET_APP_STORAGE_TEMP") or tempfile.gettempdir())


def _downloads() -> Path:
    import platformdirs

    folder = Path(platformdirs.user_downloads_dir())
    return folder if folder.is_dir() else Path.home()


def _forget(file: Path) -> None:
    """A file that was on its way, and the folder that was made for it."""
    file.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        file.parent.rmdir()


def _free(path: Path) -> Path:
    """This name, or the same with the next number that nobody has."""
    found, number = path, 1
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return found
