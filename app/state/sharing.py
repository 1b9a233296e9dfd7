"""One glimmer on its way out, as words or as a picture: made, looked at, and only then shared."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal

import flet as ft

from app.core.errors import GlimmersError
from app.core.glimmers import Pathway
from app.core.ports import GoneOut, ShareSheet

if TYPE_CHECKING:
    from app.core.photos import Attached
    from app.core.ports import Darkroom

_log = logging.getLogger(__name__)

Form = Literal["picture", "words"]
FILE = "glimmer.jpg"
"""The name of a shared picture: it says nothing of when or of whom."""


class Sharing(ft.Observable):
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
        self._words = words
        self._when = when
        self._pathway = pathway
        self._photo = photo
        self._open_darkroom = open_darkroom
        self._sheet = sheet
        self._wanted = 0
        self.has_photo = photo is not None
        self.has_day = bool(when)
        self.form: Form = "picture"
        self.with_day = self.has_day
        """Whether its day is in the picture, or below the words; never where it has none."""
        self.with_photo = photo is not None
        self.night = night
        self.picture: Any = None
        """The finished card; None while it is made."""
        self.preview: Any = None
        """What an image on the screen shows it from."""
        self.busy = False
        self.outcome: GoneOut | None = None
        self.problem: GlimmersError | None = None

    @property
    def text(self) -> str:
        """The words as they would be shared."""
        return "\n\n".join(
            part for part in (self._words, self._when if self.with_day else "") if part
        )

    async def make(self) -> None:
        """Make the card as it is chosen now; a card that was begun before and is not ready yet is
        discarded.
        """
        self._wanted += 1
        mine = self._wanted
        self.picture, self.outcome, self.problem = None, None, None
        try:
            darkroom = await self._open_darkroom()
            photo = self._photo if self.with_photo else None
            picture = await darkroom.card(
                self._words,
                self._when if self.with_day else "",
                photo=photo,
                night=self.night,
                pathway=self._pathway,
            )
        except GlimmersError as error:
            if mine == self._wanted:
                _log.warning("the card could not be made", exc_info=True)
                self.problem = error
            return
        except asyncio.CancelledError:
            raise
        except Exception:
            _log.exception("the card could not be made")
            if mine == self._wanted:
                self.problem = GlimmersError("picture")
            return
        if mine == self._wanted:
            self.picture, self.preview = picture, darkroom.preview(picture)

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
        elif self.picture is not None:
            await self._go(lambda: self._sheet.share(self.picture, name=FILE))

    async def copy(self) -> None:
        """Put the words into the clipboard."""
        await self._go(lambda: self._sheet.copy(self.text))

    async def save(self) -> None:
        """Put the picture into a file."""
        if self.picture is not None:
            await self._go(lambda: self._sheet.save(self.picture, name=FILE))

    async def _go(self, way: Callable[[], Awaitable[GoneOut]]) -> None:
        if self.busy:
            return
        self.busy, self.outcome, self.problem = True, None, None
        try:
            self.outcome = await way()
        except GlimmersError as error:
            _log.warning("nothing was shared", exc_info=True)
            self.problem = error
        finally:
            self.busy = False
