"""The darkroom of a device: Pillow, off the loop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app.core.drawing.card import card
from app.core.drawing.collage import Collage
from app.core.drawing.layout import PhotoShape
from app.core.drawing.marks import Drawing
from app.core.drawing.month import Shape, month
from app.core.drawing.sheet import sheet_of
from app.core.glimmers import Pathway
from app.core.lookback.sky import PlacedLight
from app.core.photos import Attached, PhotoId
from app.core.ports import PhotoStore, PictureKind
from app.imaging.pillow_pen import draw, measure
from app.imaging.pillow_workers import Imaging


class Files(PhotoStore, Protocol):
    """A photo store whose photos are files."""

    def path(self, id: PhotoId) -> Path:
        """Where the file of a photo is, if it is there."""


class PillowDarkroom(Imaging):
    """See `app.core.ports.Darkroom`; at most two photos at a time, whichever session asks."""

    def __init__(self, store: Files) -> None:
        super().__init__()
        self.store: PhotoStore = store
        self._path = store.path

    async def render(self, collage: Collage, *, kind: PictureKind = "jpeg") -> bytes:
        """A finished picture of a collage."""
        return await self.run(self._render, collage, kind)

    async def card(
        self, words: str, when: str, *, photo: Attached | None, night: bool, pathway: Pathway | None
    ) -> bytes:
        """A glimmer as a picture."""
        return await self.run(self._card, words, when, photo=photo, night=night, pathway=pathway)

    async def month(
        self,
        lights: Sequence[PlacedLight],
        name: str,
        *,
        shape: Shape,
        night: bool,
        mirrored: bool,
    ) -> bytes:
        """A month of lights as a picture."""
        return await self.run(
            self._month, lights, name, shape=shape, night=night, mirrored=mirrored
        )

    def preview(self, picture: bytes) -> bytes:
        """Images on the screen take bytes."""
        return picture

    def _render(self, collage: Collage, kind: PictureKind) -> bytes:
        return self._drawn(sheet_of(collage, measure), kind)

    def _card(
        self, words: str, when: str, *, photo: Attached | None, night: bool, pathway: Pathway | None
    ) -> bytes:
        shape = PhotoShape.of(photo.photo) if photo else None
        return self._drawn(
            card(words, when, measure=measure, photo=shape, night=night, pathway=pathway), "jpeg"
        )

    def _month(
        self,
        lights: Sequence[PlacedLight],
        name: str,
        *,
        shape: Shape,
        night: bool,
        mirrored: bool,
    ) -> bytes:
        drawing = month(lights, name, measure=measure, shape=shape, night=night, mirrored=mirrored)
        return self._drawn(drawing, "jpeg")

    def _drawn(self, drawing: Drawing, kind: PictureKind) -> bytes:
        return draw(drawing, lambda photo: self._path(PhotoId(photo)), kind=kind)
