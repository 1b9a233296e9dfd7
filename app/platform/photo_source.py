"""Where photos come from in a browser: its picker, its camera, the clipboard, and what is dropped
on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.errors import NoCameraError
from app.platform.page_bridge import PageBridge, PageRefusedError

_CAMERA_REFUSALS = ("denied", "none", "busy")
"""What a page says of a camera that it did not get: cases of `NoCameraError`."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A photo that somebody chose, not opened yet."""

    handle: Any
    """A File or Blob of the browser; imaging knows what to do with it."""

    def __repr__(self) -> str:
        return "Chosen()"  # a file's name may say more than a log should know


class BrowserPhotoSource:
    """By way of the page, which hands over files by reference: none of their bytes comes here.

    Browsers open pickers only within the person's tap, and Safari forgets it on the way to Python.
    So the button that calls `choose` or `take` gets `choose_address` or `take_address` as its
    `url`: Flutter "opens" that in the very tap, and the page opens the picker instead
    (`build/page/photos.js`). The call that follows is given what that picker brings.
    """

    choose_address: str | None = "glimmers:choose"
    choose_one_address: str | None = "glimmers:choose-one"
    take_address: str | None = "glimmers:take"

    def __init__(
        self, bridge: PageBridge, on_arrival: Callable[[list[Chosen]], None] | None = None
    ) -> None:
        self._bridge = bridge
        self.on_arrival = on_arrival
        """Hears of photos that were pasted or dropped while `want(True)` holds."""
        self.has_camera = False
        """Whether `take` can work here; certain once `begin` is done."""
        bridge.on_files = self._arrived

    async def begin(self) -> None:
        """Make the page ready; to be done before the first button for photos is on the screen."""
        self.has_camera = (await self._bridge.call("photo_source"))["camera"] != "none"

    async def want(self, wanted: bool) -> None:
        """Whether what is pasted or dropped now has a glimmer to go to."""
        await self._bridge.call("want_photos", wanted=wanted)

    async def choose(self, *, many: bool = True) -> list[Chosen]:
        """What the person picks; empty when they would rather not."""
        answer = await self._bridge.call("choose_photos", timeout_s=None, many=many)
        return [Chosen(file) for file in answer["files"]]

    async def take(self) -> Chosen | None:
        """A photo taken now: by the phone's own camera, or at a desk in the page; None when they
        would rather not.

        Raises:
            NoCameraError: there is none, or it may not be used.
        """
        try:
            answer = await self._bridge.call("take_photo", timeout_s=None)
        except PageRefusedError as error:
            raise NoCameraError(error.reason if error.reason in _CAMERA_REFUSALS else "") from error
        return Chosen(answer["files"][0]) if answer["files"] else None

    def _arrived(self, files: list[Any]) -> None:
        if self.on_arrival is not None:
            self.on_arrival([Chosen(file) for file in files])
