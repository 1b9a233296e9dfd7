"""What the person chose: the look, the hemisphere, the size of photos, which prompts are shown."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

import flet as ft

from app.core import reminders
from app.core.errors import CHOOSING, GlimmersError
from app.core.offers import ANSWERED, Offer, answered_from
from app.core.photos import ORIGINALS
from app.core.ports import Clock
from app.core.prompts import (
    HIDDEN,
    HIDDEN_KINDS,
    LEFT_OUT,
    OWN,
    PROMPTS,
    SHOWN,
    UNASKED,
    WRITTEN,
    Choices,
    Kind,
    Prompt,
    Sense,
    find,
    ids_from,
    next_prompt,
    order,
    own_prompt,
    seed_from,
    stored_choices,
    without_own,
)
from app.core.schedule import from_record
from app.state.opening import Opened
from app.words import hours

if TYPE_CHECKING:
    from storage.journal import Journal

_log = logging.getLogger(__name__)

Look = Literal["system", "day", "night"]

_HARD: tuple[Kind, ...] = ("hard",)

TWELVE_HOURS = "twelve_hours"
"""The journal's preference for clocks: true or false."""

MEMORIES = "memories"
"""The journal's preference whether memories come: true or false."""

Change = Callable[[Any], Any]
"""Makes the new value of a preference from the stored one (None: nothing is stored)."""


class Preferences(ft.Observable):
    """The preferences, which are stored in the journal."""

    def __init__(self, clock: Clock, *, on_look: Callable[[str], Awaitable[None]]) -> None:
        self._clock = clock
        self._on_look = on_look
        self._opened: Opened | None = None
        self._waiting: list[tuple[str, Change]] = []
        """Changes that are not in the journal yet: it was still opening, or the disk was full."""
        self._turn = asyncio.Lock()
        self._choosing = 0
        """Choices on their way to the disk."""
        self._seed = os.urandom(8).hex()
        self._seen: list[str] = []
        self._offered: str | None = None
        self.choices = stored_choices(lambda _name, default: default)
        """What the person chose about prompts."""
        self.answered: frozenset[Offer] = frozenset()
        """Offers that were taken or sent away, and are not shown again."""
        self.look: Look = "system"
        self.southern = False
        self.twelve_hours = False
        """Whether clocks are read as 6:42 PM; otherwise as 18:42."""
        self.originals = False
        self.memories = False
        """Whether a memory comes on Today."""
        self.hard_times = False
        """The person asked for prompts for hard times, and only such come. Written nowhere: the
        journal is no record of hard days.
        """
        self.prompt: Prompt | None = None
        self.prompt_day = ""
        self.problem: GlimmersError | None = None
        """Why the last choice could not be stored; it holds for this session only."""

    def attach(self, opened: Opened) -> None:
        """Read the preferences; write those that were chosen while the journal was opening."""
        self._opened = opened
        if self._waiting:
            self._write_aside()
        look = self._stored("look")
        self.look = look if look in get_args(Look) else "system"
        self.southern = self._stored("southern") is True
        self.twelve_hours = self._stored(TWELVE_HOURS) is True
        hours.show(twelve=self.twelve_hours)
        self.originals = self._stored(ORIGINALS) is True
        self.memories = self._stored(MEMORIES) is True
        self.choices = self._chosen()
        self.answered = answered_from(self._stored(ANSWERED))
        shown = self._stored(SHOWN)
        shown = shown if isinstance(shown, dict) else {}
        self._seed = seed_from(shown) or self._seed
        self._seen = list(ids_from(shown.get("seen")))
        if prompt := next(map(self.find, ids_from([shown.get("id")])), None):
            if shown.get("day") == self._today() and self.choices.allow(prompt, unasked=False):
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

    @property
    def hidden(self) -> tuple[str, ...]:
        """The ids that were refused, of prompts that there still are."""
        return tuple(id for id in self.choices.hidden if self.find(id))

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds that may come."""
        return frozenset(self.choices.kinds)

    @property
    def own(self) -> tuple[Prompt, ...]:
        """Those the person wrote, in the order in which they are stored."""
        return tuple(self.choices.own)

    def find(self, id: str | None) -> Prompt | None:
        """The prompt with this id, ours or one the person wrote; None if there is none."""
        return find(id) or next((prompt for prompt in self.own if prompt.id == id), None)

    def prompt_order(self, *, unasked: bool = True) -> tuple[str, ...]:
        """The ids of all prompts that may come `unasked`, as reminders do, or else of all that may
        come at all; in this person's own order.
        """
        try:
            choices = self._chosen()
        except GlimmersError:
            _log.warning("preferences could not be read again", exc_info=True)
            choices = self.choices
        return order(self._seed, choices, unasked=unasked)

    def begin_day(self) -> None:
        """A new day brings a new prompt; the same one stays all day."""
        if self.prompt_day != self._today():
            self.hard_times = False
            self._draw(unasked=True)

    def another(self) -> None:
        """The next prompt, which the person asks for."""
        self._draw(unasked=False)

    def ask_for_hard_times(self, *, asked: bool) -> None:
        """Show a prompt for hard times, also where that kind is switched off, and only such until
        the day is over or the person asks for all of them again (`asked` is False).
        """
        if asked == self.hard_times or self._opened is None:
            return
        self.hard_times = asked
        self._draw(unasked=not asked)

    @property
    def may_ask(self) -> bool:
        """Whether a prompt would come to a person who asks for one; the journal knows that."""
        return self._opened is not None and self._next(unasked=False)[0] is not None

    @property
    def may_ask_for_hard_times(self) -> bool:
        """Whether there is a prompt for hard times that was neither refused nor left out; the
        journal knows that.
        """
        choices = self._for_hard_times()
        allowed = (choices.allow(prompt, unasked=False) for prompt in PROMPTS)
        return self._opened is not None and any(allowed)

    def _for_hard_times(self) -> Choices:
        return dataclasses.replace(self.choices, kinds=_HARD)

    def offer(self, id: str | None) -> None:
        """Show the prompt of a reminder that was tapped. An id that is unknown, or that may not
        come unasked (any more), changes nothing: whoever made the link, it is not the person.
        """
        if self._opened is None:
            self._offered = id
            return
        self._heed()
        prompt = self.find(id)
        if prompt and self.choices.allow(prompt, unasked=True):
            offered = self._clock.now().astimezone(UTC).isoformat(timespec="seconds")
            self._remember(reminders.OFFERED, lambda _known: offered)
            self._show(prompt)

    def catch_up(self) -> None:
        """Show the prompt of the newest reminder since a prompt was last offered: it was not
        tapped, or could not be shown.
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
        """Hide this prompt, until the person shows all hidden prompts again in Settings."""
        if self.prompt is None:
            return
        id = self.prompt.id
        await self._choose((HIDDEN, lambda known: [*dict.fromkeys((*ids_from(known), id))]))
        self._settle()

    async def show_hidden(self) -> None:
        """Show all hidden prompts again."""
        await self._choose((HIDDEN, lambda _known: []))
        self._settle()

    async def choose_kind(self, kind: Kind, *, shown: bool) -> None:
        """Whether prompts of this kind are shown."""

        def change(known: Any) -> list[str]:
            return [*_without(kind)(known), *([] if shown else [kind])]

        await self._choose((HIDDEN_KINDS, change))
        self._settle()

    async def choose_unasked(self, kind: Kind, *, let: bool) -> None:
        """Whether prompts of this kind, one of `ASK_FIRST`, come unasked too."""

        def change(known: Any) -> list[str]:
            return [*_without(kind)(known), *([kind] if let else [])]

        await self._choose((UNASKED, change))
        self._settle()
        if not let and self.prompt and self.prompt.kind == kind:
            self._draw(unasked=True)  # what has come unasked goes too

    async def leave_out(self, sense: Sense, *, left_out: bool) -> None:
        """Whether prompts about this sense are left out."""

        def change(known: Any) -> list[str]:
            return [*_without(sense)(known), *([sense] if left_out else [])]

        await self._choose((LEFT_OUT, change))
        self._settle()

    async def write_own(self, text: str) -> Prompt:
        """Add a prompt in the person's own words.

        If there is one with the same words, that one is returned, and shown again if it was hidden.

        Raises:
            InvalidWordsError: see `own_prompt`; nothing was changed.
        """
        prompt = own_prompt(text, OWN + os.urandom(8).hex())
        if same := next(
            (other for other in self._chosen().own if other.written == prompt.written), None
        ):
            await self._choose((HIDDEN, _without(same.id)))
        else:
            # Other entries stay as they are, also those that this version cannot read.
            entry = {"id": prompt.id, "text": prompt.written}
            await self._choose(
                (WRITTEN, lambda known: [*(known if isinstance(known, list) else ()), entry])
            )
        self._settle()
        return same or prompt

    async def remove_own(self, id: str) -> None:
        """Delete a prompt the person wrote; one that is gone already changes nothing."""
        await self._choose((WRITTEN, lambda known: without_own(known, id)), (HIDDEN, _without(id)))
        self._settle()

    def _settle(self) -> None:
        """Read the choices again; if the prompt on the screen may not be shown any more, show
        another.
        """
        self._heed()
        drawn_from = self._drawn_from()
        prompt = self.prompt and self.find(self.prompt.id)
        if prompt is None or not drawn_from.allow(prompt, unasked=False):
            self._draw(unasked=True)

    def _drawn_from(self) -> Choices:
        return self._for_hard_times() if self.hard_times else self.choices

    def _draw(self, *, unasked: bool) -> None:
        if self._opened is None:
            return  # the journal knows which prompts were seen
        self._heed()
        if self.hard_times and not self.may_ask_for_hard_times:
            self.hard_times = False  # the last of them was refused
        prompt, self._seen = self._next(unasked=unasked)
        self._show(prompt)

    def _next(self, *, unasked: bool) -> tuple[Prompt | None, list[str]]:
        """The next prompt, and the ids seen in its round."""
        choices, seen = self._drawn_from(), self._seen_by_now()
        last = seen[-1] if seen else None

        def after(seen: list[str]) -> Prompt | None:
            return next_prompt(self._seed, choices, seen=seen, after=last, unasked=unasked)

        prompt = after(seen)
        if prompt and prompt.id in seen:
            # All of these were seen: begin again, but not with the last one. Others, which do not
            # come unasked, have had their turn all the same.
            round_over = {*order(self._seed, choices, unasked=unasked), last}
            seen = [*(id for id in seen if id not in round_over), *seen[-1:]]
            prompt = after(seen)
        return prompt, seen

    def _seen_by_now(self) -> list[str]:
        """Prompts seen in this round, the one on the screen last. Hidden ones stay in the list, for
        the case that they are shown again.
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

    # Offers ---------------------------------------------------------------------------------------

    def answer(self, offer: Offer) -> None:
        """It was taken or sent away: for good. Whether the disk takes that is only logged."""
        if offer not in self.answered:
            self.answered |= {offer}
            self._remember(ANSWERED, lambda known: [*dict.fromkeys((*ids_from(known), offer))])

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

    async def choose_clock(self, *, twelve: bool) -> None:
        """Whether an hour is shown as 6:42 PM, or as 18:42."""
        await self._choose((TWELVE_HOURS, lambda _known: twelve))
        self.twelve_hours = twelve
        hours.show(twelve=twelve)

    # Photos ---------------------------------------------------------------------------------------

    async def keep_originals(self, *, originals: bool) -> None:
        """Whether photos are stored at their full size."""
        await self._choose((ORIGINALS, lambda _known: originals))
        self.originals = originals

    # Memories -------------------------------------------------------------------------------------

    async def let_memories_come(self, *, come: bool) -> None:
        """Whether one comes on Today."""
        await self._choose((MEMORIES, lambda _known: come))
        self.memories = come

    # The journal ----------------------------------------------------------------------------------

    def _today(self) -> str:
        return self._clock.now().date().isoformat()

    def _stored(self, name: str) -> Any:
        """A preference, with changes that are not in the journal yet; None if it has no value."""
        value = self._opened.journal.preferences.get(name, None) if self._opened else None
        for waiting, change in self._waiting:
            if waiting == name:
                value = change(value)
        return value

    def _chosen(self) -> Choices:
        """What the person chose about prompts, as stored now."""
        return stored_choices(lambda name, _default: self._stored(name))

    def _heed(self) -> None:
        """Read the choices about prompts again; another session or the terminal may have changed
        them.
        """
        if self._choosing:
            return  # a choice is shown only once it is durable
        try:
            self.choices = self._chosen()
            self.answered |= answered_from(self._stored(ANSWERED))
        except GlimmersError:
            _log.warning("preferences could not be read again", exc_info=True)

    async def _choose(self, *changes: tuple[str, Change]) -> None:
        """Store choices. Returns once they are durable.

        If they cannot be stored, they hold for this session, and `problem` says so: a full disk
        must not keep a person from changing the look.
        """
        self._waiting += changes
        self._choosing += 1
        try:
            async with self._turn:  # one after the other, so that the last choice is shown last
                if self._opened:
                    await self._opened.write(self._write, doing=CHOOSING)
            self.problem = None
        except GlimmersError as error:
            self.problem = error
        finally:
            self._choosing -= 1

    def _remember(self, name: str, change: Change) -> None:
        """Store what was shown, without waiting for the disk; an error goes to the log only."""
        self._waiting.append((name, change))
        if self._opened:
            self._write_aside()

    def _write_aside(self) -> None:
        """Write to the journal at once, so that others read it, and flush to the disk later."""
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
        """Write the waiting changes. They are applied to what is stored now, not to what this
        session has read: another session may have changed it since.
        """
        for name in dict.fromkeys(name for name, _ in self._waiting):
            value = self._stored(name)
            if value != journal.preferences.get(name, None):
                journal.preferences.choose(name, value, at=self._clock.now())
            self._waiting = [waiting for waiting in self._waiting if waiting[0] != name]


def _without(id: str) -> Change:
    return lambda known: [other for other in ids_from(known) if other != id]
