"""One glimmer being changed: every change is saved as it is made, and can be undone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import flet as ft

from app.core.errors import (
    CHANGING,
    FORGETTING,
    PUTTING_BACK,
    REMOVING,
    Doing,
    GlimmersError,
    NotUnderstoodError,
    UnknownGlimmerError,
)
from app.core.glimmers import Edit, Glimmer, Pathway
from app.core.names import (
    BeingTyped,
    Mentions,
    being_typed,
    check_name,
    fold,
    given_by_hand,
    mentions,
    with_mentions,
)
from app.core.photos import NAME_KINDS, Attached, NameKind, Parts, PhotoId
from app.core.ports import Clock
from app.core.when.times import When, day_in_words
from app.state.opening import Opened

if TYPE_CHECKING:
    from app.core.exchange.record import Beside
    from storage.journal import Journal

_log = logging.getLogger(__name__)

_NAMES = frozenset(f"{kind} names" for kind in NAME_KINDS)
"""Fields that are lists of names."""
_TYPED = ("note", "when")
"""Fields that are saved while they are typed; what is typed in one go is undone as one change."""


class _Change(NamedTuple):
    """The field that was changed, and everything as it was before."""

    field: str
    glimmer: Glimmer
    parts: Parts
    by_hand: Mapping[NameKind, frozenset[str]]


class Editing(ft.Observable):
    """The glimmer on the page or on the card after a tap."""

    def __init__(self, glimmer: Glimmer, opened: Opened, clock: Clock, *, parts: Parts) -> None:
        self._opened = opened
        self._clock = clock
        self._history: list[_Change] = []
        self._saving = False
        self.glimmer = glimmer
        self.parts = parts
        self.beside: tuple[Beside, ...] = ()
        """Words that lost when another copy of the journal was merged, as far as `see_beside` has
        looked.
        """
        self.problem: GlimmersError | None = None
        """Why the last change was not saved."""
        self.when_typed = ""
        self.when_heard: When | None = None
        """The time that the words in *When* mean; None if there are none, or they mean none."""
        self.when_problem: NotUnderstoodError | None = None
        """Why they mean no time."""
        self.when_insisted = False
        """Whether the person was done with words that mean no time, and is told so."""
        self.when_version = 0
        """Grows when the words in *When* are changed other than by typing."""
        self._when_before = glimmer.when
        """The time as it was when the box was opened."""
        self.version = 0
        """Grows when the note is changed other than by typing, so that the text box shows it."""
        self.described_elsewhere = 0
        """Grows when another session describes a photo, so that the text box shows it."""
        self.caret: int | None = None
        """Where the cursor goes when the text box shows the new note, in code points; None: to the
        end.
        """
        self.completing: BeingTyped | None = None
        """The `@name` or `#tag` that is being typed in the words."""
        self.completions: tuple[str, ...] = ()
        """Known names it may be completed to."""
        self._completed = ""
        self._by_hand = self._not_in_words()
        """Folded names that were not taken from the note: they stay when the note changes."""

    @property
    def can_undo(self) -> bool:
        """Whether a change was made here."""
        return bool(self._history)

    # Words beside ---------------------------------------------------------------------------------

    def see_beside(self) -> None:
        """Look for words beside; a card after a tap has none, and does not look."""
        try:
            found = self._opened.journal.beside(self.glimmer.id)
        except GlimmersError:
            _log.warning("words beside a glimmer cannot be read", exc_info=True)
            return
        if found != self.beside:
            self.beside = found

    async def put_away(self, beside: Beside) -> None:
        """These words are not wanted beside it any more."""
        id, at = self.glimmer.id, self._clock.now()
        if await self._run(lambda: self._opened.journal.put_away(id, beside, at=at)):
            self.see_beside()

    async def take_in(self, beside: Beside) -> None:
        """Add these words below those that are there, and put them away: once, for two taps."""
        if beside not in self.beside:
            return
        self.beside = tuple(each for each in self.beside if each != beside)
        note = f"{self.glimmer.note.rstrip()}\n\n{beside.words}".lstrip()
        await self.write(note)
        if self.glimmer.note == note:
            self.version += 1
            await self.put_away(beside)
        self.see_beside()  # they are there again where that did not succeed

    # Words and time -------------------------------------------------------------------------------

    async def write(self, note: str, cursor: int | None = None) -> None:
        """Save the note as it stands in the text box, with the people, places and tags it mentions.

        `cursor` is the place of the cursor in code points; None: at the end.
        """
        before, after = self._mentioned(self.glimmer.note), self._mentioned(note)
        people, places, tags = (
            with_mentions(self.names(kind), before, after, kind, by_hand=self._by_hand[kind])
            for kind in NAME_KINDS
        )
        edit = Edit(note=note)
        if (people, places, tags) != (self.parts.people, self.parts.places, self.parts.tags):
            edit = Edit(note=note, people=people, places=places, tags=tags)
        await self._save("note", edit)
        if self.glimmer.note == note:  # only if it was saved: completing would save it too
            self._complete(note, cursor)

    async def complete(self, name: str) -> None:
        """Complete the name that is being typed to this one."""
        typing, note = self.completing, self.glimmer.note
        if typing is None:
            return
        start, end = typing.span
        self.completing, self.completions, self._completed = None, (), name
        before = f"{note[: start + 1]}{name} "
        completed = before + note[end:].removeprefix(" ")
        await self.write(completed, len(before))
        # If it was not saved, the text box stays as it is: its letters are nowhere else.
        if self.glimmer.note == completed:
            self.caret = len(before)
            self.version += 1

    async def choose(self, pathway: Pathway) -> None:
        """Choose the pathway; choosing the same again removes it."""
        await self._save(
            "pathway", Edit(pathway=None if self.glimmer.pathway == pathway else pathway)
        )

    async def love(self) -> None:
        """Give it a heart, or remove the heart."""
        await self._save("loved", Edit(loved=not self.glimmer.loved))

    # Another time ---------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """Now, where the person is."""
        return self._clock.now()

    @property
    def can_keep_when_words(self) -> bool:
        """Whether the words in *When* mean no time and can be kept as they are all the same."""
        return self.when_problem is not None and self._in_own_words() is not None

    def open_when(self) -> None:
        """The box for another time is opened: from here on words that mean nothing bring back the
        time that the glimmer has now.
        """
        self._when_before = self.glimmer.when
        self.when_insisted = False

    async def say_when(self, text: str) -> None:
        """Read the words in *When*, and save the time if they mean one.

        Otherwise the time is the one it was before: "May we never forget" was "May" on the way.
        """
        self.when_typed, self.when_insisted = text, False
        self.when_heard = self.when_problem = None
        if text.strip():
            try:
                self.when_heard = self._understood(text)
            except NotUnderstoodError as error:
                self.when_problem = error
        await self._save_when(self.when_heard or self._when_before)

    async def choose_day(self, day: date) -> None:
        """Say this day in the words of the box."""
        await self.put_when(day_in_words(day))

    async def put_when(self, text: str) -> None:
        """Say it in other words, which the box shows from now on."""
        self.when_version += 1
        await self.say_when(text)

    async def keep_when_words(self) -> None:
        """Keep the words in *When* as they are: a time that only the person can place."""
        when = self._in_own_words() if self.when_problem is not None else None
        if when is not None:
            self.when_heard, self.when_problem, self.when_insisted = when, None, False
            await self._save_when(when)

    def finish_when(self) -> bool:
        """The person is done with the box: whether it can close.

        Words that mean no time are refused once; after that it closes, and nothing of them is kept.
        """
        if self.when_problem is None or self.when_insisted:
            return True
        self.when_insisted = True
        return False

    # Who, where, what -----------------------------------------------------------------------------

    def names(self, kind: NameKind) -> tuple[str, ...]:
        """The people, places or tags of this glimmer."""
        return {"person": self.parts.people, "place": self.parts.places, "tag": self.parts.tags}[
            kind
        ]

    def name_id(self, kind: NameKind, name: str) -> str:
        """The number of a name in addresses."""
        return self._opened.journal.names.id_of(kind, name)

    def suggestions(self, kind: NameKind, typed: str) -> tuple[str, ...]:
        """Known names that begin with `typed`, without those that the glimmer has already."""
        here = {fold(name) for name in self.names(kind)}
        return tuple(
            name
            for name in self._opened.journal.names.completions(kind, typed)
            if fold(name) not in here
        )

    async def add_name(self, kind: NameKind, name: str) -> bool:
        """Add this person, place or tag. False, with `problem` set, if it was not saved or cannot
        be a name.
        """
        try:
            name = check_name(name)
        except GlimmersError as error:
            self.problem = error
            return False
        if not await self._set_names(kind, (*self.names(kind), name)):
            return False
        self._by_hand = {**self._by_hand, kind: self._by_hand[kind] | {fold(name)}}
        return True

    async def remove_name(self, kind: NameKind, name: str) -> None:
        """Remove it from this glimmer; the note stays as it is."""
        if await self._set_names(
            kind, [other for other in self.names(kind) if fold(other) != fold(name)]
        ):
            self._by_hand = {**self._by_hand, kind: self._by_hand[kind] - {fold(name)}}

    # Photos ---------------------------------------------------------------------------------------

    def photo(self, id: PhotoId) -> Attached | None:
        """One of its photos."""
        return next((one for one in self.parts.photos if one.photo.id == id), None)

    async def remove_photo(self, id: PhotoId) -> None:
        """Take a photo out; `undo` brings it back."""
        await self._change(
            "photos",
            lambda: self._opened.journal.photos.detach(self.glimmer.id, id, at=self._clock.now()),
        )

    async def move_photo(self, id: PhotoId, place: int) -> None:
        """Move a photo to another place, counted from 0; the first photo is the cover."""
        order = [one.photo.id for one in self.parts.photos if one.photo.id != id]
        order.insert(place, id)
        await self._change(
            "photos",
            lambda: self._opened.journal.photos.arrange(
                self.glimmer.id, order, at=self._clock.now()
            ),
        )

    async def describe_photo(self, id: PhotoId, text: str) -> None:
        """Set the description of a photo, for people who cannot see it."""
        await self._change(
            f"description {id}",
            lambda: self._opened.journal.photos.describe(
                self.glimmer.id, id, text, at=self._clock.now()
            ),
            typed=True,
        )

    async def keep_in_sight(self, id: PhotoId, spot: tuple[float, float] | None) -> None:
        """This spot of a photo is seen wherever it is cropped, in fractions from its upper left
        corner; None: what a program found counts again.
        """
        await self._change(f"sight {id}", lambda: self._kept_in_sight(id, spot))

    # All of it ------------------------------------------------------------------------------------

    async def undo(self) -> None:
        """Undo the last change. Letters typed one after the other are one change."""
        if not self._history:
            return
        change = self._history.pop()
        if not await self._run(lambda: self._restored(change), FORGETTING):
            self._history.append(change)
            return
        self._by_hand = change.by_hand
        self._when_before = self.glimmer.when
        self.when_typed, self.when_insisted = "", False
        self.when_heard = self.when_problem = None
        self.when_version += 1
        self.completing, self.completions, self.caret = None, (), None
        self.version += 1

    async def let_go(self) -> None:
        """Move it to the bin."""
        await self._run(
            lambda: self._opened.journal.remove(self.glimmer.id, at=self._clock.now()), REMOVING
        )

    async def put_back(self) -> None:
        """Take it out of the bin."""
        await self._run(
            lambda: self._opened.journal.put_back(self.glimmer.id, at=self._clock.now()),
            PUTTING_BACK,
        )

    def refresh(self) -> bool:
        """Read it again after another session or the terminal changed it. False if it was deleted
        for good.
        """
        if self._saving:
            # This call is about our own change. The text box has these words already, and perhaps
            # newer ones.
            return True
        try:
            found = self._opened.journal.get(self.glimmer.id)
            parts = self._opened.journal.parts([found.id])[found.id]
        except UnknownGlimmerError:
            return False
        if found != self.glimmer:
            if found.note != self.glimmer.note:
                self.completing, self.completions, self.caret = None, (), None
                self.version += 1
            if found.when != self.glimmer.when:
                self._when_before = found.when
            self.glimmer = found
        if parts != self.parts:
            names = [self.names(kind) for kind in NAME_KINDS]
            if any(
                (was := self.photo(one.photo.id)) and was.description != one.description
                for one in parts.photos
            ):
                self.described_elsewhere += 1
            self.parts = parts
            if names != [self.names(kind) for kind in NAME_KINDS]:
                self._heed_names_of_others()
        return True

    # Inside ---------------------------------------------------------------------------------------

    def _understood(self, text: str) -> When:
        from app.core.when.grammar import understand  # the grammar of dates is large

        southern = self._opened.journal.preferences.get("southern", False)
        return understand(text, now=self._clock.now(), southern=southern, zone=self._clock.zone())

    def _in_own_words(self) -> When | None:
        from app.core.when.grammar import LONGEST
        from app.core.when.ways.life import in_own_words

        try:
            return (
                in_own_words(self.when_typed.strip()) if len(self.when_typed) <= LONGEST else None
            )
        except NotUnderstoodError:
            return None

    async def _save_when(self, when: When) -> None:
        if when == self.glimmer.when:
            return
        await self._save("when", Edit(when=when))
        last = self._history[-1] if self._history else None
        if last and last.field == "when" and last.glimmer.when == self.glimmer.when:
            self._history.pop()  # it is as it was: there is nothing to undo

    def _not_in_words(self) -> Mapping[NameKind, frozenset[str]]:
        said = self._mentioned(self.glimmer.note)
        return {
            kind: frozenset(map(fold, given_by_hand(self.names(kind), said, kind)))
            for kind in NAME_KINDS
        }

    def _heed_names_of_others(self) -> None:
        """Forget the earlier names: another session may have renamed one everywhere, and undo must
        not bring the old name back.
        """
        new = self._not_in_words()
        self._by_hand = {
            kind: (self._by_hand[kind] & set(map(fold, self.names(kind)))) | new[kind]
            for kind in NAME_KINDS
        }
        parts = self.parts
        self._history = [
            change._replace(
                parts=replace(
                    change.parts, people=parts.people, places=parts.places, tags=parts.tags
                ),
                by_hand=self._by_hand,
            )
            for change in self._history
            if change.field not in _NAMES
        ]

    def _known_names(self) -> tuple[str, ...]:
        """Names of several words, which a note is searched for: those of this glimmer, and the one
        that was just completed.
        """
        here = tuple(name for kind in NAME_KINDS for name in self.names(kind) if " " in name)
        return (*here, self._completed) if self._completed else here

    def _mentioned(self, note: str) -> Mentions:
        return mentions(note, self._known_names())

    def _complete(self, note: str, cursor: int | None) -> None:
        typing = being_typed(note, len(note) if cursor is None else min(cursor, len(note)))
        known = (
            self._opened.journal.names.completions(typing.kind, typing.typed, 5) if typing else []
        )
        if typing and fold(typing.typed) in map(fold, known):
            known = []
        self.completing, self.completions = (typing, tuple(known)) if known else (None, ())

    async def _set_names(self, kind: NameKind, names: Sequence[str]) -> bool:
        given = tuple({fold(name): name for name in reversed(names)}.values())[::-1]
        edit = {"person": Edit(people=given), "place": Edit(places=given), "tag": Edit(tags=given)}[
            kind
        ]
        return await self._save(f"{kind} names", edit)

    async def _save(self, field: str, edit: Edit) -> bool:
        return await self._change(
            field,
            lambda: self._opened.journal.change(self.glimmer.id, edit, at=self._clock.now()),
            typed=field in _TYPED,
        )

    async def _change(
        self, field: str, change: Callable[[], Glimmer], *, typed: bool = False
    ) -> bool:
        before = _Change(field, self.glimmer, self.parts, self._by_hand)
        if not await self._run(change):
            return False
        goes_on = typed and bool(self._history) and self._history[-1].field == field
        if (before.glimmer, before.parts) != (self.glimmer, self.parts) and not goes_on:
            self._history.append(before)
        return True

    def _restored(self, change: _Change) -> Glimmer:
        """Write back what this change has changed, and nothing else: later changes of other fields
        stay.
        """
        field, was, parts = change.field, change.glimmer, change.parts
        if field.startswith("sight"):
            id = PhotoId(field.removeprefix("sight "))
            before = next(one.photo.in_sight for one in parts.photos if one.photo.id == id)
            return self._kept_in_sight(id, before)
        if field == "photos" or field.startswith("description"):
            return self._restore_photos(parts.photos)
        edit = {
            "note": Edit(note=was.note, people=parts.people, places=parts.places, tags=parts.tags),
            "pathway": Edit(pathway=was.pathway),
            "loved": Edit(loved=was.loved),
            "when": Edit(when=was.when),
            "person names": Edit(people=parts.people),
            "place names": Edit(places=parts.places),
            "tag names": Edit(tags=parts.tags),
        }[field]
        return self._opened.journal.change(self.glimmer.id, edit, at=self._clock.now())

    def _kept_in_sight(self, id: PhotoId, spot: tuple[float, float] | None) -> Glimmer:
        journal = self._opened.journal
        journal.photos.keep_in_sight(id, spot, at=self._clock.now())
        return journal.get(self.glimmer.id)

    def _restore_photos(self, photos: Sequence[Attached]) -> Glimmer:
        """Write back these photos; photos that were added since then stay, behind them."""
        journal, id, at = self._opened.journal, self.glimmer.id, self._clock.now()
        here = {one.photo.id: one.description for one in self.parts.photos}
        journal.photos.attach(id, [one.photo for one in photos if one.photo.id not in here], at=at)
        for one in photos:
            if here.get(one.photo.id, "") != one.description:
                journal.photos.describe(id, one.photo.id, one.description, at=at)
        return journal.photos.arrange(id, [one.photo.id for one in photos], at=at)

    async def _run(self, change: Callable[[], Glimmer], doing: Doing = CHANGING) -> bool:
        def saved(journal: Journal) -> None:
            self._saving = True
            try:
                self.glimmer = change()
                parts = journal.parts([self.glimmer.id])[self.glimmer.id]
                if parts != self.parts:
                    self.parts = parts
            finally:
                self._saving = False

        try:
            await self._opened.write(saved, doing=doing)
        except GlimmersError as error:
            self.problem = error
            return False
        self.problem = None
        return True
