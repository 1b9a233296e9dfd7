"""The way out for pictures and words: the system's share sheet, a file, the clipboard."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.errors import NotSharedError
from app.core.ports import GoneOut

if TYPE_CHECKING:
    from app.platform.page_bridge import PageBridge

_log = logging.getLogger(__name__)

_TYPES = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
_OUTCOMES: dict[ft.ShareResultStatus, GoneOut] = {
    ft.ShareResultStatus.SUCCESS: "shared",
    ft.ShareResultStatus.DISMISSED: "dismissed",
    ft.ShareResultStatus.UNAVAILABLE: "offered",
}


class FlutterShareSheet:
    """By way of Flet; one for each session. A desk's browser has no sheet for files and saves
    instead."""

    def __init__(self, *, has_sheet: bool, write: Callable[[Path, bytes], None]) -> None:
        """`write` puts a picture where a person named a file, on a desk whose window is ours."""
        self._has_sheet = has_sheet
        self._write = write
        # Held on to: Flet forgets a service to which nothing leads.
        self._share: ft.Share | None = None
        self._picker: ft.FilePicker | None = None

    async def share(self, picture: bytes, *, name: str, text: str = "") -> GoneOut:
        """See `ShareSheet`."""
        file = ft.ShareFile.from_bytes(
            picture, mime_type=_TYPES.get(name.rpartition(".")[2]), name=name
        )
        outcome = await self._offered(
            lambda sheet: sheet.share_files(
                [file], text=text or None, mail_to_fallback_enabled=False
            )
        )
        return outcome or await self.save(picture, name=name)

    async def save(self, picture: bytes, *, name: str) -> GoneOut:
        """See `ShareSheet`.

        Raises:
            GlimmersError: why it could not be written where the person said.
        """
        self._picker = self._picker or ft.FilePicker()
        page = self._picker.page
        by_system = page.web or (
            page.platform is not None and page.platform.is_mobile()
        )  # which wants the bytes, and tells a page no path
        try:
            where = await self._picker.save_file(
                file_name=name, src_bytes=picture if by_system else None
            )
        except Exception as error:
            raise NotSharedError from error
        if where and not by_system:
            self._write(Path(where), picture)
        return "saved" if where or page.web else "dismissed"

    async def share_text(self, text: str) -> GoneOut:
        """See `ShareSheet`."""
        outcome = await self._offered(
            lambda sheet: sheet.share_text(
                text, mail_to_fallback_enabled=False, download_fallback_enabled=False
            )
        )
        return outcome or await self.copy(text)

    async def copy(self, text: str) -> GoneOut:
        """See `ShareSheet`."""
        try:
            await ft.Clipboard().set(text)
        except Exception as error:
            raise NotSharedError("words") from error
        return "copied"

    async def _offered(
        self, offer: Callable[[ft.Share], Awaitable[ft.ShareResult]]
    ) -> GoneOut | None:
        """What became of it in the share sheet; None where there is none. Linux says so only by
        refusing.
        """
        if not self._has_sheet:
            return None
        self._share = self._share or ft.Share()
        try:
            return _OUTCOMES[(await offer(self._share)).status]
        except Exception:
            _log.info("there is no share sheet for this here", exc_info=True)
            return None


class BrowserShareSheet:
    """By way of the page, which hands over files by reference."""

    def __init__(self, bridge: PageBridge) -> None:
        self._bridge = bridge

    async def share(self, picture: Any, *, name: str, text: str = "") -> GoneOut:
        """See `ShareSheet`; `picture` is a Blob."""
        from app.platform.page_bridge import PageRefusedError

        try:
            return await self._bridge.share(picture, name=name, text=text)
        except PageRefusedError as error:
            raise NotSharedError from error

    async def save(self, picture: Any, *, name: str) -> GoneOut:
        """See `ShareSheet`; `picture` is a Blob."""
        from app.platform.page_bridge import PageRefusedError

        try:
            return await self._bridge.save(picture, name=name)
        except PageRefusedError as error:
            raise NotSharedError from error

    async def share_text(self, text: str) -> GoneOut:
        """See `ShareSheet`."""
        return await self._told(self._bridge.share_text, text)

    async def copy(self, text: str) -> GoneOut:
        """See `ShareSheet`."""
        return await self._told(self._bridge.copy_text, text)

    async def _told(self, way: Callable[[str], Awaitable[GoneOut]], text: str) -> GoneOut:
        from app.platform.page_bridge import PageRefusedError

        try:
            return await way(text)
        except PageRefusedError as error:
            raise NotSharedError("words") from error
