"""A glimmer in the making: one tap, and it is kept."""

from __future__ import annotations

import logging
from datetime import datetime

import flet as ft

from app.core.errors import GlimmersError
from app.core.glimmers import Draft
from app.core.ports import Clock
from app.core.when import at_moment
from app.state.editing import Editing
from app.state.opening import Opening

_log = logging.getLogger(__name__)


class Capture(ft.Observable):
    """The large button and the card that follows it."""

    def __init__(self, opening: Opening, clock: Clock, *, first_run: bool) -> None:
        self._opening = opening
        self._clock = clock
        self.busy = False
        self.kept: Editing | None = None
        """What the last tap kept, while its card is shown."""
        self.problem = ""
        self.first_run = first_run
        """Nothing was ever kept on this device, and nobody has looked around yet."""

    async def keep(self) -> None:
        """Keep this moment; a second tap while keeping does nothing. Says so only once it is durable."""
        if self.busy:
            return
        at = self._clock.now()  # the moment of the tap, however long the rest takes
        self.busy = True
        self.problem = ""
        try:
            opened = await self._opening.ready()
            glimmer = opened.journal.keep(Draft(when=at_moment(at, zone=self._clock.zone())), at=at)
            await opened.flush()
        except GlimmersError as error:
            _log.warning("a glimmer was not kept", exc_info=True)
            self.problem = error.sentence
        except Exception:
            _log.exception("a glimmer was not kept")
            self.problem = GlimmersError("This could not be kept, for a reason Glimmers does not know.").sentence
        else:
            self.kept = Editing(glimmer, opened, self._clock)
            self.first_run = False
        finally:
            self.busy = False

    async def undo(self) -> None:
        """Take the tap back: wholly if nothing was added to it, otherwise into the bin."""
        kept = self.kept
        if kept is None or self.busy:
            return
        opened = await self._opening.ready()
        try:
            current = opened.journal.get(kept.glimmer.id)
            if current.as_tapped:
                opened.journal.forget(current.id)
            else:
                opened.journal.remove(current.id, at=self._clock.now())
            await opened.flush()
        except GlimmersError as error:
            _log.warning("undo failed", exc_info=True)
            self.problem = error.sentence
        self.kept = None

    def leave(self) -> None:
        """Let the card go; what it kept stays kept."""
        self.kept = None
        self.problem = ""

    def look_around(self) -> None:
        """See the app before keeping anything."""
        self.first_run = False

    @property
    def kept_at(self) -> datetime | None:
        """The instant of the last tap, while its card is shown."""
        return self.kept.glimmer.kept if self.kept else None
