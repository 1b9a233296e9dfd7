"""Photos chosen by the system's own picker, or taken, by way of Flet: on phones, and on a desk
whose screen is a browser's page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import flet as ft

from app.core.ports import Chosen


@dataclass(frozen=True, slots=True)
class PickedPhoto:
    """A photo that was picked, not opened yet."""

    handle: bytes | Path

    def __repr__(self) -> str:
        return "PickedPhoto()"  # its path or its bytes are nobody's business


class PickerSource:
    """One for each session."""

    choose_address: str | None = None
    take_address: str | None = None

    def __init__(
        self, *, by_path: bool, camera: Callable[[], Awaitable[bytes | None]] | None = None
    ) -> None:
        """`by_path`: the picker's files can be opened here; a page's cannot, so their bytes come
        over.

        `camera` shows what the camera sees until a photo is taken; None where there can be no
        camera.
        """
        self.on_arrival: Callable[[list[Chosen]], None] | None = None
        self.has_camera = camera is not None
        self._camera = camera
        self._by_path = by_path
        self._picker: ft.FilePicker | None = None

    async def begin(self) -> None:
        """Nothing to do."""

    async def want(self, wanted: bool) -> None:
        """Nothing is pasted or dropped by this way."""

    async def choose(self, *, many: bool = True) -> list[PickedPhoto]:
        """What the person picks; empty when they would rather not."""
        # Held on to: Flet forgets a service to which nothing leads.
        self._picker = self._picker or ft.FilePicker()
        # A quality of 0 leaves the file as it is; any other takes away when it was taken. iPhones
        # hand over JPEG by themselves.
        picked = await self._picker.pick_files(
            file_type=ft.FilePickerFileType.IMAGE,
            allow_multiple=many,
            with_data=not self._by_path,
            compression_quality=0,
            cancel_upload_on_window_blur=False,
        )
        return [
            PickedPhoto(Path(file.path) if self._by_path and file.path else file.bytes or b"")
            for file in picked or ()
            if file.path or file.bytes is not None
        ]

    async def take(self) -> PickedPhoto | None:
        """A photo taken now; None when they would rather not.

        Raises:
            NoCameraError: there is none after all, or it may not be used.
        """
        taken = await self._camera() if self._camera else None
        return PickedPhoto(taken) if taken else None
