"""What the person chose: the look, the hemisphere, and which prompts they want to see."""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import flet as ft

from app.core.errors import GlimmersError
from app.core.ports import Clock
from app.core.prompts import PROMPTS, Prompt, find, next_prompt
from app.state.opening import Opened

_log = logging.getLogger(__name__)

Look = Literal["system", "day", "night"]


class Preferences(ft.Observable):
    """Choices, kept in the journal beside the glimmers."""

    def __init__(self, clock: Clock, *, on_look: Callable[[str], Awaitable[None]]) -> None:
        self._clock = clock
        self._on_look = on_look
        self._opened: Opened | None = None
        self._waiting: dict[str, Any] = {}
        """Chosen while the journal was still opening."""
        self._seed = os.urandom(8).hex()
        self._seen: list[str] = []
        self.hidden: tuple[str, ...] = ()
        self.look: Look = "system"
        self.southern = False
        self.prompt: Prompt | None = None
        self.prompt_day = ""

    def attach(self, opened: Opened) -> None:
        """Read what was chosen before; write what was chosen while the journal was still opening."""
        self._opened = opened
        waiting, self._waiting = self._waiting, {}
        for name, value in waiting.items():
            self._remember(name, value)
        read: Callable[[str, Any], Any] = opened.journal.preference
        self.look = read("look", self.look)
        self.southern = read("southern", self.southern)
        self.hidden = tuple(read("hidden_prompts", ()))
        shown = read("prompt", {})
        self._seed = shown.get("seed", self._seed)
        self._seen = shown.get("seen", [])
        prompt = find(shown.get("id"))
        if prompt and shown.get("day") == self._today() and prompt.id not in self.hidden:
            self.prompt, self.prompt_day = prompt, self._today()
        self.begin_day()

    def begin_day(self) -> None:
        """A new day brings a new prompt; the same one stays all day."""
        if self.prompt_day != self._today():
            self.another()

    def another(self) -> None:
        """The next prompt."""
        if self.prompt:
            self._seen = [id for id in self._seen if id != self.prompt.id] + [self.prompt.id]
        self._seen = [id for id in self._seen if id not in self.hidden and find(id)]
        if len(self._seen) >= len(PROMPTS) - len(self.hidden):
            self._seen = self._seen[-1:]  # the round begins again, but not with the one just seen
        self.prompt = next_prompt(seen=self._seen, hidden=self.hidden, seed=self._seed)
        self.prompt_day = self._today()
        self._remember("prompt", self._shown())

    def not_this_one(self) -> None:
        """Never show this one again, until the person asks for it in Settings."""
        if self.prompt is None:
            return
        # Another session may have refused some meanwhile.
        known = self._opened.journal.preference("hidden_prompts", ()) if self._opened else ()
        self.hidden = tuple(dict.fromkeys((*known, *self.hidden, self.prompt.id)))
        self._remember("hidden_prompts", list(self.hidden))
        self.another()

    def show_hidden(self) -> None:
        """All prompts again."""
        self.hidden = ()
        self._remember("hidden_prompts", [])
        if self.prompt is None:
            self.another()

    async def choose_look(self, look: Look) -> None:
        """Day, night, or as the device says."""
        self.look = look
        self._remember("look", look)
        await self._on_look(look)

    def choose_hemisphere(self, *, southern: bool) -> None:
        """Which months are summer."""
        self.southern = southern
        self._remember("southern", southern)

    def _today(self) -> str:
        return self._clock.now().date().isoformat()

    def _shown(self) -> dict[str, Any]:
        return {"seed": self._seed, "seen": self._seen, "id": self.prompt.id if self.prompt else None, "day": self.prompt_day}

    def _remember(self, name: str, value: Any) -> None:
        if self._opened is None:
            self._waiting[name] = value
            return
        try:
            self._opened.journal.prefer(name, value)
        except GlimmersError:
            # It holds for this session; a full disk must not stand between a person and the app for a choice of look.
            _log.warning("a preference was not kept", exc_info=True)
