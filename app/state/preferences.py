"""What the person chose: the look, the hemisphere, and which prompts they want to see."""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Literal, get_args

import flet as ft

from app.core import reminders
from app.core.errors import GlimmersError
from app.core.photos import ORIGINALS
from app.core.ports import Clock
from app.core.prompts import (
    HIDDEN,
    HIDDEN_KINDS,
    KINDS,
    OWN,
    SHOWN,
    WRITTEN,
    Kind,
    Prompt,
    find,
    ids_from,
    kinds_from,
    next_prompt,
    order,
    own_from,
    own_prompt,
    seed_from,
)
from app.state.opening import Opened

_log = logging.getLogger(__name__)

Look = Literal["system", "day", "night"]

Change = Callable[[Any], Any]
"""Makes the value to store from the one that is stored, None where nothing is."""


class Preferences(ft.Observable):
    """Choices, kept in the journal beside the glimmers."""

    def __init__(self, clock: Clock, *, on_look: Callable[[str], Awaitable[None]]) -> None:
        self._clock = clock
        self._on_look = on_look
        self._opened: Opened | None = None
        self._waiting: list[tuple[str, Change]] = []
        """What the journal has not taken yet: it was still opening, or the disk was full."""
        self._seed = os.urandom(8).hex()
        self._seen: list[str] = []
        self._offered: str | None = None
        self.hidden: tuple[str, ...] = ()
        self.kinds: frozenset[Kind] = frozenset(KINDS)
        self.own: tuple[Prompt, ...] = ()
        """Those the person wrote, oldest first."""
        self.look: Look = "system"
        self.southern = False
        self.originals = False
        self.prompt: Prompt | None = None
        self.prompt_day = ""

    def attach(self, opened: Opened) -> None:
        """Read what was chosen before; write what was chosen while the journal was still opening."""
        self._opened = opened
        self._write()
        look = self._stored("look")
        self.look = look if look in get_args(Look) else "system"
        self.southern = self._stored("southern") is True
        self.originals = self._stored(ORIGINALS) is True
        self._read()
        shown = self._stored(SHOWN)
        shown = shown if isinstance(shown, dict) else {}
        self._seed = seed_from(shown) or self._seed
        self._seen = list(ids_from(shown.get("seen")))
        if prompt := next(map(self.find, ids_from([shown.get("id")])), None):
            if shown.get("day") == self._today() and self._may_come(prompt):
                self.prompt, self.prompt_day = prompt, self._today()
            else:
                self._seen = [*(id for id in self._seen if id != prompt.id), prompt.id]
        offered, self._offered = self._offered, None
        if offered:
            self.offer(offered)
        else:
            self.catch_up()
        self.begin_day()

    # Prompts ---------------------------------------------------------------------------------------------------------

    def find(self, id: str | None) -> Prompt | None:
        """The prompt with this id, ours or one the person wrote; None for one we do not know, whoever asked."""
        return find(id) or next((prompt for prompt in self.own if prompt.id == id), None)

    def prompt_order(self) -> tuple[str, ...]:
        """The ids of all prompts that may be shown, in this person's own order."""
        self._heed()
        return order(self._seed, hidden=self.hidden, kinds=self.kinds, own=self.own)

    def begin_day(self) -> None:
        """A new day brings a new prompt; the same one stays all day."""
        if self.prompt_day != self._today():
            self.another()

    def another(self) -> None:
        """The next prompt."""
        if self._opened is None:
            return  # which were seen is in the journal
        self._heed()
        self._show(self._next())

    def offer(self, id: str | None) -> None:
        """Show this one, as a reminder that was tapped did; an id we do not know changes nothing."""
        if self._opened is None:
            self._offered = id
            return
        self._heed()
        if prompt := self.find(id):
            offered = self._clock.now().astimezone(UTC).isoformat(timespec="seconds")
            self._change(reminders.OFFERED, lambda _known: offered)
            self._show(prompt)

    def catch_up(self) -> None:
        """Show the prompt of the newest reminder since the app was looked at last: nobody tapped it, or it could not come."""
        record = self._stored(reminders.PREFERENCE)
        if self._opened is None or not isinstance(record, dict) or record.get("on") is not True:
            return
        now = self._clock.now()
        assert now.tzinfo is not None
        nudge = reminders.latest(reminders.from_record(record), now=now, zone=now.tzinfo, prompts=self.prompt_order())
        if nudge and nudge.instant > self._offered_until():
            self.offer(nudge.prompt)

    def _offered_until(self) -> datetime:
        return reminders.instant_from(self._stored(reminders.OFFERED)) or datetime.min.replace(tzinfo=UTC)

    def not_this_one(self) -> None:
        """Never show this one again, until the person asks for it in Settings."""
        if self.prompt is None:
            return
        id = self.prompt.id
        self._change(HIDDEN, lambda known: [*dict.fromkeys((*ids_from(known), id))])
        self.another()

    def show_hidden(self) -> None:
        """All that were refused, again."""
        self._change(HIDDEN, lambda _known: [])
        self._settle()

    def choose_kind(self, kind: Kind, *, shown: bool) -> None:
        """Whether prompts of this kind are shown."""

        def change(known: Any) -> list[str]:
            others = [other for other in ids_from(known) if other != kind]
            return others if shown else [*others, kind]

        self._change(HIDDEN_KINDS, change)
        self._settle()

    def write_own(self, text: str) -> Prompt:
        """Add a prompt in the person's own words; the same words again are the one there is, and bring it back if it was refused.

        Raises:
            InvalidWordsError: see `own_prompt`; nothing was changed.
        """
        prompt = own_prompt(text, OWN + os.urandom(8).hex())
        self._heed()
        if same := next((other for other in self.own if other.text == prompt.text), None):
            self._unhide(same.id)
        else:
            # What is there stays as it is, even what this version cannot read.
            entry = {"id": prompt.id, "text": prompt.text}
            self._change(WRITTEN, lambda known: [*(known if isinstance(known, list) else ()), entry])
        self._settle()
        return same or prompt

    def remove_own(self, id: str) -> None:
        """Delete a prompt the person wrote; one that is gone already changes nothing."""

        def change(known: Any) -> list[Any]:
            entries = known if isinstance(known, list) else ()
            return [entry for entry in entries if not (isinstance(entry, dict) and entry.get("id") == id)]

        self._change(WRITTEN, change)
        self._unhide(id)
        self._settle()

    def _unhide(self, id: str) -> None:
        self._change(HIDDEN, lambda known: [other for other in ids_from(known) if other != id])

    def _settle(self) -> None:
        """Take in what was chosen; a prompt that may not be shown any more gives way to one that may."""
        self._heed()
        if self.prompt is None or not (self.find(self.prompt.id) and self._may_come(self.prompt)):
            self.another()

    def _may_come(self, prompt: Prompt) -> bool:
        return prompt.kind in self.kinds and prompt.id not in self.hidden

    def _next(self) -> Prompt | None:
        self._seen = self._seen_by_now()
        prompt = self._after(self._seen)
        if prompt and prompt.id in self._seen:
            self._seen = self._seen[-1:]  # the round begins again, but not with the one just seen
            prompt = self._after(self._seen)
        return prompt

    def _after(self, seen: list[str]) -> Prompt | None:
        return next_prompt(seen=seen, hidden=self.hidden, seed=self._seed, kinds=self.kinds, own=self.own)

    def _seen_by_now(self) -> list[str]:
        """Those seen in this round, the one on the screen last; one that is hidden stays seen, should it come back."""
        here = [self.prompt.id] if self.prompt else []
        return [id for id in (*(id for id in self._seen if id not in here), *here) if self.find(id)]

    def _show(self, prompt: Prompt | None) -> None:
        self._seen = self._seen_by_now()
        self.prompt, self.prompt_day = prompt, self._today()
        shown = {"seed": self._seed, "seen": self._seen, "id": prompt.id if prompt else None, "day": self.prompt_day}
        self._change(SHOWN, lambda _known: shown)

    # The look --------------------------------------------------------------------------------------------------------

    async def choose_look(self, look: Look) -> None:
        """Day, night, or as the device says."""
        self.look = look
        self._change("look", lambda _known: look)
        await self._on_look(look)

    def choose_hemisphere(self, *, southern: bool) -> None:
        """Which months are summer."""
        self.southern = southern
        self._change("southern", lambda _known: southern)

    # Photos ----------------------------------------------------------------------------------------------------------

    def keep_originals(self, *, originals: bool) -> None:
        """Whether photos are stored at their full size."""
        self.originals = originals
        self._change(ORIGINALS, lambda _known: originals)

    # The journal -----------------------------------------------------------------------------------------------------

    def _today(self) -> str:
        return self._clock.now().date().isoformat()

    def _stored(self, name: str) -> Any:
        """What the journal holds under this name, and what it has not taken yet on top; None for nothing."""
        value = self._opened.journal.preference(name, None) if self._opened else None
        for waiting, change in self._waiting:
            if waiting == name:
                value = change(value)
        return value

    def _read(self) -> None:
        self.hidden = ids_from(self._stored(HIDDEN))
        self.kinds = kinds_from(self._stored(HIDDEN_KINDS))
        self.own = own_from(self._stored(WRITTEN))

    def _heed(self) -> None:
        """Take in what was chosen here, and what another session or the terminal chose meanwhile."""
        try:
            self._read()
        except GlimmersError:
            _log.warning("preferences could not be read again", exc_info=True)

    def _change(self, name: str, change: Change) -> None:
        """Change what is stored now, not what it was when this session read it: another may have chosen too."""
        self._waiting.append((name, change))
        self._write()

    def _write(self) -> None:
        if self._opened is None:
            return
        for name in dict.fromkeys(name for name, _ in self._waiting):
            try:
                value = self._stored(name)
                if value != self._opened.journal.preference(name, None):
                    self._opened.journal.prefer(name, value)
            except GlimmersError:
                # It holds for this session; a full disk must not stand between a person and the app for a choice of look.
                _log.warning("a preference was not kept", exc_info=True)
            else:
                self._waiting = [waiting for waiting in self._waiting if waiting[0] != name]
