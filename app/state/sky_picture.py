"""A month of lights as a picture on its way out: its shape, by day or by night, with its name or
without.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from app.core.lookback.sky import PlacedLight
from app.core.ports import ShareSheet
from app.state.leaving_picture import LeavingPicture

if TYPE_CHECKING:
    from app.core.drawing.month import Shape
    from app.core.ports import Darkroom

FILE = "sky.jpg"
"""The name of the picture: it says nothing of when."""


class SkyPicture(LeavingPicture):
    """The picture exactly as others would get it: lights, and no word of what was kept."""

    def __init__(
        self,
        *,
        lights: tuple[PlacedLight, ...],
        name: str,
        night: bool,
        mirrored: bool,
        open_darkroom: Callable[[], Awaitable[Darkroom]],
        sheet: ShareSheet,
    ) -> None:
        """`name` is that of the month; `mirrored`, days run from right to left."""
        super().__init__(open_darkroom=open_darkroom, sheet=sheet, file=FILE)
        self._lights = lights
        self._name = name
        self._mirrored = mirrored
        self.shape: Shape = "square"
        self.night = night
        self.with_name = True

    async def choose(
        self,
        *,
        shape: Shape | None = None,
        night: bool | None = None,
        with_name: bool | None = None,
    ) -> None:
        """Change what is given, and make the picture anew."""
        self.shape = shape or self.shape
        self.night = self.night if night is None else night
        self.with_name = self.with_name if with_name is None else with_name
        await self.make()

    async def _draw(self, darkroom: Darkroom) -> Any:
        return await darkroom.month(
            self._lights,
            self._name if self.with_name else "",
            shape=self.shape,
            night=self.night,
            mirrored=self._mirrored,
        )
