"""One glimmer on its way out, as words or as a picture: made, looked at, and only then shared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal

from app.core.glimmers import Pathway
from app.core.ports import ShareSheet
from app.state.leaving_picture import LeavingPicture

if TYPE_CHECKING:
    from app.core.photos import Attached
    from app.core.ports import Darkroom

Form = Literal["picture", "words"]
FILE = "glimmer.jpg"
"""The name of a shared picture: it says nothing of when or of whom."""


class Sharing(LeavingPicture):
    """What would be shared, exactly as others would get it. Nothing leaves before `share` or
    `save`.
    """

    def __init__(
        self,
        *,
        words: str,
        when: str,
        pathway: Pathway | None,
        photo: Attached | None,
        night: bool,
        open_darkroom: Callable[[], Awaitable[Darkroom]],
        sheet: ShareSheet,
    ) -> None:
        """`words` and `when` as they are to be read by others; `photo` is the cover."""
        super().__init__(open_darkroom=open_darkroom, sheet=sheet, file=FILE)
        self._words = words
        self._when = when
        self._pathway = pathway
        self._photo = photo
        self.has_photo = photo is not None
        self.has_day = bool(when)
        self.form: Form = "picture"
        self.with_day = self.has_day
        """Whether its day is in the picture, or below the words; never where it has none."""
        self.with_photo = photo is not None
        self.night = night

    @property
    def text(self) -> str:
        """The words as they would be shared."""
        return "\n\n".join(
            part for part in (self._words, self._when if self.with_day else "") if part
        )

    async def _draw(self, darkroom: Darkroom) -> Any:
        return await darkroom.card(
            self._words,
            self._when if self.with_day else "",
            photo=self._photo if self.with_photo else None,
            night=self.night,
            pathway=self._pathway,
        )

    async def choose(
        self,
        *,
        form: Form | None = None,
        with_day: bool | None = None,
        with_photo: bool | None = None,
        night: bool | None = None,
    ) -> None:
        """Change the form or the look; what is not given stays as it is."""
        self.form = form or self.form
        if with_day is not None:
            self.with_day = with_day and self.has_day
        self.with_photo = self.with_photo if with_photo is None else with_photo
        self.night = self.night if night is None else night
        self.outcome = self.problem = None
        if form is None or (form == "picture" and self.picture is None):
            await self.make()

    async def share(self) -> None:
        """Open the system's share sheet with it; where there is none, words are copied and pictures
        saved, as `outcome` says.
        """
        if self.form == "words":
            await self._go(lambda: self._sheet.share_text(self.text))
        else:
            await super().share()

    async def copy(self) -> None:
        """Put the words into the clipboard."""
        await self._go(lambda: self._sheet.copy(self.text))
