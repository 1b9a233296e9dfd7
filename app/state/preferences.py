"""What the person chose: the look, the hemisphere, and which prompts they want to see."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

import flet as ft

from app.core import reminders
from app.core.errors import CHOOSING, GlimmersError
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
from app.core.schedule import from_record
from app.state.opening import Opened

if TYPE_CHECKING:
    from storage.journal import Journal

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
        self._turn = asyncio.Lock()
        self._choosing = 0
        """Choices on their way to the disk."""
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
        self.problem: GlimmersError | None = None
        """Why the last choice may not outlast this session."""

    def attach(self, opened: Opened) -> None:
        """Read what was chosen before; write what was chosen while the journal was
        still opening.
        """
        self._opened = opened
        if self._waiting:
            self._write_aside()
        look = self._stored("look")
        self.look = look if look in get_args(Look) else "system"
        self.southern = self._stored("southern") is True
        self.originals = self._stored(ORIGINALS) is True
        self.hidden, self.kinds, self.own = self._chosen()
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

    # Prompts --------------------------------------------------------------------------------------

    def find(self, id: str | None) -> Prompt | None:
        """The prompt with this id, ours or one the person wrote; None for one we do not know,
        whoever asked.
        """
        return find(id) or next((prompt for prompt in self.own if prompt.id == id), None)

    def prompt_order(self) -> tuple[str, ...]:
        """The ids of all prompts that may be shown, in this person's own order."""
        try:
            hidden, kinds, own = self._chosen()
        except GlimmersError:
            _log.warning("preferences could not be read again", exc_info=True)
            hidden, kinds, own = self.hidden, self.kinds, self.own
        return order(self._seed, hidden=hidden, kinds=kinds, own=own)

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
        """Show this one, as a reminder that was tapped did; an id we do not know
        changes nothing.
        """
        if self._opened is None:
            self._offered = id
            return
        self._heed()
        if prompt := self.find(id):
            offered = self._clock.now().astimezone(UTC).isoformat(timespec="seconds")
            self._remember(reminders.OFFERED, lambda _known: offered)
            self._show(prompt)

    def catch_up(self) -> None:
        """Show the prompt of the newest reminder since the app was looked at last: nobody tapped
        it, or it could not come.
        """
        record = self._stored(reminders.PREFERENCE)
        if self._opened is None or not isinstance(record, dict) or record.get("on") is not True:
            return
        now = self._clock.now()
        assert now.tzinfo is not None
        nudge = reminders.latest(
            from_record(record), now=now, zone=now.tzinfo, prompts=self.prompt_order()
        )
        if nudge and nudge.instant > self._offered_until():
            self.offer(nudge.prompt)

    def _offered_until(self) -> datetime:
        return reminders.instant_from(self._stored(reminders.OFFERED)) or datetime.min.replace(
            tzinfo=UTC
        )

    async def not_this_one(self) -> None:
        """Never show this one again, until the person asks for it in Settings."""
        if self.prompt is None:
            return
        id = self.prompt.id
        await self._choose((HIDDEN, lambda known: [*dict.fromkeys((*ids_from(known), id))]))
        self._settle()

    async def show_hidden(self) -> None:
        """All that were refused, again."""
        await self._choose((HIDDEN, lambda _known: []))
        self._settle()

    async def choose_kind(self, kind: Kind, *, shown: bool) -> None:
        """Whether prompts of this kind are shown."""

        def change(known: Any) -> list[str]:
            others = [other for other in ids_from(known) if other != kind]
            return others if shown else [*others, kind]

        await self._choose((HIDDEN_KINDS, change))
        self._settle()

    async def write_own(self, text: str) -> Prompt:
        """Add a prompt in the person's own words.

        The same words again are the one there is, and bring it back if it was refused.

        Raises:
            InvalidWordsError: see `own_prompt`; nothing was changed.
        """
        prompt = own_prompt(text, OWN + os.urandom(8).hex())
        *_, own = self._chosen()
        if same := next((other for other in own if other.written == prompt.written), None):
            await self._choose((HIDDEN, _without(same.id)))
        else:
            # What is there stays as it is, even what this version cannot read.
            entry = {"id": prompt.id, "text": prompt.written}
            await self._choose(
                (WRITTEN, lambda known: [*(known if isinstance(known, list) else ()), entry])
            )
        self._settle()
        return same or prompt

    async def remove_own(self, id: str) -> None:
        """Delete a prompt the person wrote; one that is gone already changes nothing."""

        def change(known: Any) -> list[Any]:
            entries = known if isinstance(known, list) else ()
            return [
                entry
                for entry in entries
                if not (isinstance(entry, dict) and entry.get("id") == id)
            ]

        await self._choose((WRITTEN, change), (HIDDEN, _without(id)))
        self._settle()

    def _settle(self) -> None:
        """Take in what was chosen; a prompt that may not be shown any more gives way to one that
        may.
        """
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
        return next_prompt(
            seen=seen, hidden=self.hidden, seed=self._seed, kinds=self.kinds, own=self.own
        )

    def _seen_by_now(self) -> list[str]:
        """Those seen in this round, the one on the screen last; one that is hidden stays seen,
        should it come back.
        """
        here = [self.prompt.id] if self.prompt else []
        return [id for id in (*(id for id in self._seen if id not in here), *here) if self.find(id)]

    def _show(self, prompt: Prompt | None) -> None:
        self._seen = self._seen_by_now()
        self.prompt, self.prompt_day = prompt, self._today()
        shown = {
            "seed": self._seed,
            "seen": self._seen,
            "id": prompt.id if prompt else None,
            "day": self.prompt_day,
        }
        self._remember(SHOWN, lambda _known: shown)

    # The look -------------------------------------------------------------------------------------

    async def choose_look(self, look: Look) -> None:
        """Day, night, or as the device says."""
        await self._choose(("look", lambda _known: look))
        self.look = look
        await self._on_look(look)

    async def choose_hemisphere(self, *, southern: bool) -> None:
        """Which months are summer."""
        await self._choose(("southern", lambda _known: southern))
        self.southern = southern

    # Photos ---------------------------------------------------------------------------------------

    async def keep_originals(self, *, originals: bool) -> None:
        """Whether photos are stored at their full size."""
        await self._choose((ORIGINALS, lambda _known: originals))
        self.originals = originals

    # The journal ----------------------------------------------------------------------------------

    def _today(self) -> str:
        return self._clock.now().date().isoformat()

    def _stored(self, name: str) -> Any:
        """What the journal holds under this name, and what it has not taken yet on top; None for
        nothing.
        """
        value = self._opened.journal.preferences.get(name, None) if self._opened else None
        for waiting, change in self._waiting:
            if waiting == name:
                value = change(value)
        return value

    def _chosen(self) -> tuple[tuple[str, ...], frozenset[Kind], tuple[Prompt, ...]]:
        """Which prompts are refused, which kinds are shown, and those the person wrote, as stored
        now.
        """
        return (
            ids_from(self._stored(HIDDEN)),
            kinds_from(self._stored(HIDDEN_KINDS)),
            own_from(self._stored(WRITTEN)),
        )

    def _heed(self) -> None:
        """Take in what was chosen here, and what another session or the terminal chose
        meanwhile.
        """
        if self._choosing:
            return  # nothing is shown as chosen before it is durable
        try:
            self.hidden, self.kinds, self.own = self._chosen()
        except GlimmersError:
            _log.warning("preferences could not be read again", exc_info=True)

    async def _choose(self, *changes: tuple[str, Change]) -> None:
        """Make a choice last. Returns once it is durable and may be shown as chosen.

        What the disk refuses holds for this session, which `problem` says: a full disk must not
        stand between a person and the app for a choice of look.
        """
        self._waiting += changes
        self._choosing += 1
        try:
            async with self._turn:  # the last choice is the last one to be shown
                if self._opened:
                    await self._opened.write(self._write, doing=CHOOSING)
            self.problem = None
        except GlimmersError as error:
            self.problem = error
        finally:
            self._choosing -= 1

    def _remember(self, name: str, change: Change) -> None:
        """Remember what is shown: nobody waits for that, and nobody is told when it fails."""
        self._waiting.append((name, change))
        if self._opened:
            self._write_aside()

    def _write_aside(self) -> None:
        """Write at once, for whoever reads the journal next; the disk may take its time."""
        assert self._opened
        try:
            self._write(self._opened.journal)
        except GlimmersError:
            _log.warning("a preference was not kept", exc_info=True)
        else:
            self._flushing = asyncio.get_running_loop().create_task(self._flush(self._opened))

    async def _flush(self, opened: Opened) -> None:
        with contextlib.suppress(GlimmersError):  # it is in the log
            await opened.write(lambda _journal: None, doing=CHOOSING)

    def _write(self, journal: Journal) -> None:
        """Change what is stored now, not what it was when this session read it: another may have
        chosen too.
        """
        for name in dict.fromkeys(name for name, _ in self._waiting):
            value = self._stored(name)
            if value != journal.preferences.get(name, None):
                journal.preferences.choose(name, value, at=self._clock.now())
            self._waiting = [waiting for waiting in self._waiting if waiting[0] != name]


def _without(id: str) -> Change:
    return lambda known: [other for other in ids_from(known) if other != id]
