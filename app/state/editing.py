"""One glimmer being changed: every change is saved as it is made, and can be undone."""

from __future__ import annotations

import logging
from collections.abc import Callable

import flet as ft

from app.core.errors import GlimmersError, UnknownGlimmerError
from app.core.glimmers import Edit, Glimmer, Pathway
from app.core.ports import Clock
from app.core.when import When
from app.core.when_words import understand
from app.state.opening import Opened

_log = logging.getLogger(__name__)

_TYPED = ("note", "when")
"""Fields that are saved letter by letter; what was typed in one go is one change."""


class Editing(ft.Observable):
    """The glimmer on the page or on the card after a tap."""

    def __init__(self, glimmer: Glimmer, opened: Opened, clock: Clock) -> None:
        self._opened = opened
        self._clock = clock
        self._history: list[tuple[str, Glimmer]] = []
        self._saving = False
        self.glimmer = glimmer
        self.problem = ""
        """Why the last change was not saved, as a sentence."""
        self.when_typed = ""
        self.when_heard = ""
        """What was understood of the words in *When*, or why nothing was."""
        self.when_wrong = False
        self.version = 0
        """Goes up when the words change other than by typing, so that the box shows them."""

    @property
    def can_undo(self) -> bool:
        """Whether a change was made here."""
        return bool(self._history)

    async def write(self, note: str) -> None:
        """Save the words, as they stand in the box."""
        await self._save("note", Edit(note=note))

    async def choose(self, pathway: Pathway) -> None:
        """Say where the light was; the same again takes it back."""
        await self._save("pathway", Edit(pathway=None if self.glimmer.pathway == pathway else pathway))

    async def love(self) -> None:
        """Give it a heart, or take it back."""
        await self._save("loved", Edit(loved=not self.glimmer.loved))

    async def say_when(self, text: str) -> None:
        """Understand the words in *When*, and save them once they mean something."""
        self.when_typed = text
        if not text.strip():
            self.when_heard, self.when_wrong = "", False
            return
        try:
            when = self._understood(text)
        except GlimmersError as error:
            self.when_heard, self.when_wrong = error.sentence, True
            return
        self.when_heard, self.when_wrong = when.text, False
        await self._save("when", Edit(when=when))

    async def undo(self) -> None:
        """Take the last change back. What was typed in one go is one change."""
        if not self._history:
            return
        change = self._history.pop()
        _, before = change
        edit = Edit(note=before.note, pathway=before.pathway, loved=before.loved, when=before.when)
        if not await self._apply(edit):
            self._history.append(change)
            return
        self.when_typed = self.when_heard = ""
        self.when_wrong = False
        self.version += 1

    async def let_go(self) -> None:
        """Move it to the bin."""
        await self._run(lambda: self._opened.journal.remove(self.glimmer.id, at=self._clock.now()))

    async def put_back(self) -> None:
        """Take it out of the bin."""
        await self._run(lambda: self._opened.journal.put_back(self.glimmer.id, at=self._clock.now()))

    def refresh(self) -> bool:
        """Read it again after a change made elsewhere: another session, the terminal. False when it was deleted for good."""
        if self._saving:
            return True  # it is our own change that we are told of: the box has the words, and perhaps more of them by now
        try:
            found = self._opened.journal.get(self.glimmer.id)
        except UnknownGlimmerError:
            return False
        if found != self.glimmer:
            self.version += found.note != self.glimmer.note
            self.glimmer = found
        return True

    def _understood(self, text: str) -> When:
        southern = self._opened.journal.preference("southern", False)
        return understand(text, now=self._clock.now(), southern=southern, zone=self._clock.zone())

    async def _save(self, field: str, edit: Edit) -> None:
        before = self.glimmer
        if not await self._apply(edit):
            return
        goes_on = field in _TYPED and bool(self._history) and self._history[-1][0] == field
        if before != self.glimmer and not goes_on:
            self._history.append((field, before))

    async def _apply(self, edit: Edit) -> bool:
        return await self._run(lambda: self._opened.journal.change(self.glimmer.id, edit, at=self._clock.now()))

    async def _run(self, change: Callable[[], Glimmer]) -> bool:
        try:
            self._saving = True
            try:
                self.glimmer = change()
            finally:
                self._saving = False
            await self._opened.flush()
        except GlimmersError as error:
            _log.warning("a change was not saved", exc_info=True)
            self.problem = error.sentence
            return False
        self.problem = ""
        return True
