"""The darkroom of a browser: its own canvas, in Python's worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.core.glimmers import Pathway
from app.core.photos import Attached, PhotoId
from app.core.ports import PhotoStore, PictureKind
from app.imaging import canvas

if TYPE_CHECKING:
    from app.core.drawing.collage import Collage
    from app.core.drawing.month import Shape
    from app.core.lookback.sky import PlacedLight


class CanvasDarkroom:
    """See `app.core.ports.Darkroom`. What draws is loaded with the first picture: photos come in
    without it."""

    def __init__(self, store: PhotoStore) -> None:
        self.store = store
        self.bring_in = canvas.bring_in
        self._previewed = ""

    async def render(self, collage: Collage, *, kind: PictureKind = "jpeg") -> Any:
        """A finished picture of a collage."""
        from app.core.drawing import sheet

        measure = await canvas.measured(sheet.FONTS, collage.caption)
        return await canvas.draw(sheet.sheet_of(collage, measure), self._photo, kind=kind)

    async def card(
        self, words: str, when: str, *, photo: Attached | None, night: bool, pathway: Pathway | None
    ) -> Any:
        """A glimmer as a picture."""
        from app.core.drawing import card
        from app.core.drawing.layout import PhotoShape

        measure = await canvas.measured(card.FONTS, f"{card.for_card(words)} {when}")
        shape = PhotoShape.of(photo.photo) if photo else None
        drawing = card.card(words, when, measure=measure, photo=shape, night=night, pathway=pathway)
        return await canvas.draw(drawing, self._photo)

    async def month(
        self,
        lights: Sequence[PlacedLight],
        name: str,
        *,
        shape: Shape,
        night: bool,
        mirrored: bool,
    ) -> Any:
        """A month of lights as a picture."""
        from app.core.drawing import month

        measure = await canvas.measured(month.FONTS, name)
        drawing = month.month(
            lights, name, measure=measure, shape=shape, night=night, mirrored=mirrored
        )
        return await canvas.draw(drawing, self._photo)

    def preview(self, picture: Any) -> str:
        """An address of the Blob; that of the picture before ends, as one is looked at at a
        time."""
        import js

        if self._previewed:
            js.URL.revokeObjectURL(self._previewed)
        self._previewed = str(js.URL.createObjectURL(picture))
        return self._previewed

    async def _photo(self, id: str) -> Any:
        return await self.store.read(PhotoId(id))
