"""Collages: those that are kept, the one that is open, and choosing photos for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import flet as ft

from app.core.drawing.collage import Collage, PhotoShape, from_record
from app.core.errors import ERASING, PUTTING_BACK, REMOVING, Doing, GlimmersError
from app.core.photos import CollageId, KeptCollage, NameKind, PhotoId
from app.core.ports import Clock, ShareSheet
from app.state.collages.choosing import EVERY, Among, Choosing, Found
from app.state.collages.composing import Composing, first_layout
from app.state.opening import Opened, Opening
from app.state.paging import Read, read_again, read_on

if TYPE_CHECKING:
    from app.core.ports import Darkroom
    from storage.journal import Journal

NotOpened = Literal["gone", "unreadable"]
"""There is no such collage; or its record is damaged, or was written by a newer Glimmers."""

PAGE = 24
NEW = "new"
"""In an address, the collage that is not kept yet."""


class Collages(ft.Observable):
    """The kept collages as the screen shows them, and what can be done with one of them."""

    def __init__(
        self,
        opening: Opening,
        clock: Clock,
        *,
        open_darkroom: Callable[[], Awaitable[Darkroom]],
        address: Callable[..., str],
        sheet: ShareSheet,
    ) -> None:
        self._opening = opening
        self._clock = clock
        self._open_darkroom = open_darkroom
        self._address = address
        self._sheet = sheet
        self._stop: Callable[[], None] | None = None
        self._watching = self._watching_bin = False
        self.kept: tuple[KeptCollage, ...] | None = None
        """Newest first, as far as they were scrolled; None until they were read."""
        self.more = False
        self.bin: tuple[KeptCollage, ...] | None = None
        """Those in the bin, the latest first, as far as they were scrolled; None while the bin is
        not on the screen.
        """
        self.more_bin = False
        self.can_begin = False
        """Whether there are at least two photos."""
        self.composing: Composing | None = None
        """The collage on the screen."""
        self.waiting: tuple[Composing, ...] = ()
        """Collages with unsaved changes that have left the screen; the latest first."""
        self._let_go: frozenset[CollageId] = frozenset()
        """Collages that were let go here: their unsaved changes are not offered."""
        self.choosing: Choosing | None = None
        self.not_opened: tuple[str, NotOpened] | None = None
        """An address for which no collage could be opened, and why."""
        self.problem: GlimmersError | None = None

    @property
    def now(self) -> datetime:
        """Now, where the person is."""
        return self._clock.now()

    def address(self, id: str, *, thumbnail: bool = False) -> str:
        """What an image on the screen loads it from; empty for what is no photo of ours."""
        try:
            return self._address(PhotoId(id), thumbnail=thumbnail)
        except GlimmersError:
            return ""

    # What is kept ---------------------------------------------------------------------------------

    def watch(self, watching: bool) -> None:
        """Whether the list is on the screen; only then is it read."""
        self._watching = watching
        self._follow()

    def watch_bin(self, watching: bool) -> None:
        """Whether the bin is on the screen."""
        self._watching_bin = watching
        self.bin = None
        self._follow()

    def detach(self) -> None:
        """The session has ended."""
        self.watch(False)
        self.watch_bin(False)

    def next_page(self) -> None:
        """Read more of them."""
        opened = self._opening.opened
        if opened and self.kept and self.more:
            self.kept, self.more = read_on(_pages_of(opened.journal), self.kept, page=PAGE)

    def next_bin(self) -> None:
        """Read more of the bin."""
        opened = self._opening.opened
        if opened and self.bin and self.more_bin:
            self.bin, self.more_bin = read_on(
                _pages_of(opened.journal, bin=True), self.bin, page=PAGE
            )

    async def let_go(self, id: CollageId) -> bool:
        """Move it to the bin; `put_back` undoes that. False, with `problem` set, if it failed."""
        if not await self._run(
            lambda journal: journal.collages.remove(id, at=self._clock.now()), REMOVING
        ):
            return False
        self._let_go |= {id}
        return True

    async def put_back(self, id: CollageId) -> bool:
        """Undo letting it go."""
        self._let_go -= {id}
        return await self._run(
            lambda journal: journal.collages.put_back(id, at=self._clock.now()), PUTTING_BACK
        )

    async def erase(self, id: CollageId) -> bool:
        """Delete it for good, with its unsaved changes. False, with `problem` set, if it failed."""
        if not await self._run(
            lambda journal: journal.collages.erase(id, at=self._clock.now()), ERASING
        ):
            return False
        self.waiting = tuple(each for each in self.waiting if each.id != id)
        if self.composing and self.composing.id == id:
            self.composing = None
        return True

    # One of them ----------------------------------------------------------------------------------

    @property
    def begun(self) -> tuple[Composing, ...]:
        """Collages with unsaved changes, new ones among them; they last as long as the session."""
        unkept = (each for each in (self.composing, *self.waiting) if each and not each.is_kept)
        return tuple(each for each in unkept if each.id not in self._let_go)

    def enter(self, id: str, *, of: tuple[NameKind, str] | None = None) -> None:
        """Open the collage of an address: a kept one, or a new one (`NEW`). `of` is the kind and
        number of a name whose photos are offered for a new one.
        """
        opened = self._opening.opened
        if opened is None:
            return
        kind, name = (of[0], opened.journal.names.called(*of) or "") if of else (None, "")
        if id != NEW:
            self.choosing = None
            if self.composing is None or self.composing.id != id:
                waits = next((each for each in self.waiting if each.id == id), None)
                self._turn_to(waits or self._opened(CollageId(id), opened))
        elif name or (self.choosing is None and (self.composing is None or self.composing.id)):
            self.begin(kind=kind, name=name)

    def begin(self, *, kind: NameKind | None = None, name: str = "") -> None:
        """Choose photos for a new one: those of a name; else of this month, or of any time if this
        month has fewer than two.
        """
        opened = self._opening.opened
        if opened is None:
            return
        self._turn_to(None)
        self.choosing = Choosing(
            opened, self._clock, among=Among(kind=kind, name=name) if name else Among(time="month")
        )
        if not name and len(self.choosing.found) < 2:
            self.choosing.look(time="any")

    def go_on(self, one: Composing) -> None:
        """Go on with one that has unsaved changes."""
        self._turn_to(one)
        self.choosing = None

    def discard(self, one: Composing) -> None:
        """Drop the unsaved changes of one; `undo_discard` brings them back."""
        if self.composing is one:
            self.composing = None
        self.waiting = tuple(each for each in self.waiting if each is not one)

    def undo_discard(self, one: Composing) -> None:
        """Undo `discard`."""
        self.waiting = (one, *self.waiting)

    def choose_again(self, *, replacing: int | None = None) -> None:
        """Choose other photos for the open one, or one photo for the place `replacing`."""
        opened = self._opening.opened
        if self.composing and opened:
            chosen = (
                [PhotoId(photo.id) for photo in self.composing.collage.layout.photos]
                if replacing is None
                else []
            )
            self.choosing = Choosing(opened, self._clock, chosen=chosen, replacing=replacing)

    def leave_choosing(self) -> None:
        """Stop choosing; the collage stays as it is."""
        self.choosing = None

    def leave(self) -> None:
        """Close the open collage; unsaved changes stay in `waiting`."""
        self._turn_to(None)
        self.choosing = None

    async def use_chosen(self, *, caption: str = "") -> None:
        """Make a collage of the chosen photos, or change the open one; a new one gets `caption`."""
        choosing, opened = self.choosing, self._opening.opened
        if choosing is None or opened is None or not choosing.chosen:
            return
        found = choosing.in_order
        shapes, descriptions = (
            [PhotoShape.of(each.attached.photo) for each in found],
            _descriptions(found),
        )
        if self.composing is None:
            self.composing = self._composed(
                await first_layout(shapes, caption=caption), opened, descriptions
            )
        elif choosing.replacing is not None:
            await self.composing.replace(
                choosing.replacing, shapes[0], description=descriptions.get(shapes[0].id, "")
            )
        else:
            # Photos that are in no glimmer any more cannot be chosen here; they stay until they are
            # removed in the collage itself.
            lost = [
                photo for photo in self.composing.collage.layout.photos if photo.id in choosing.lost
            ]
            await self.composing.use([*lost, *shapes], descriptions=descriptions)
        self.choosing = None

    async def save(self) -> None:
        """Keep the open one."""
        composing = self.composing
        if composing:
            await composing.save()
            # It may have been closed meanwhile, and be among those that wait.
            self.waiting = tuple(each for each in self.waiting if not each.is_kept)

    # Inside ---------------------------------------------------------------------------------------

    def _turn_to(self, one: Composing | None) -> None:
        """Show this collage, or none; with unsaved changes, the one before goes to `waiting`."""
        waiting = (
            each
            for each in (self.composing, *self.waiting)
            if each and each is not one and not each.is_kept
        )
        self.waiting, self.composing = tuple(waiting), one

    def _opened(self, id: CollageId, opened: Opened) -> Composing | None:
        try:
            kept = opened.journal.collages.get(id)
        except GlimmersError:
            self.not_opened = id, "gone"
            return None
        collage = from_record(kept.record)
        if collage is None:
            self.not_opened = id, "unreadable"
            return None
        wanted = [PhotoId(photo.id) for photo in collage.layout.photos]
        found = [
            Found(attached, glimmer)
            for glimmer, attached in opened.journal.photos.pictures(photos=wanted, limit=EVERY)
        ]
        return self._composed(collage, opened, _descriptions(found), kept)

    def _composed(
        self,
        collage: Collage,
        opened: Opened,
        descriptions: Mapping[str, str],
        kept: KeptCollage | None = None,
    ) -> Composing:
        return Composing(
            collage,
            opened,
            self._clock,
            open_darkroom=self._open_darkroom,
            sheet=self._sheet,
            descriptions=descriptions,
            kept=kept,
        )

    def _follow(self) -> None:
        """Listen while anything of it is on the screen."""
        if self._stop:
            self._stop()
            self._stop = None
        opened = self._opening.opened
        if opened and (self._watching or self._watching_bin):
            self._stop = opened.listen(self._read)
            self._read()

    def _read(self) -> None:
        opened = self._opening.opened
        if opened and self._watching_bin:
            self.bin, self.more_bin = read_again(
                _pages_of(opened.journal, bin=True), self.bin, page=PAGE
            )
        if opened and self._watching:
            self.kept, self.more = read_again(_pages_of(opened.journal), self.kept, page=PAGE)
            self.can_begin = (
                len(
                    {
                        attached.photo.id
                        for _, attached in opened.journal.photos.pictures(limit=PAGE)
                    }
                )
                > 1
            )

    async def _run(self, change: Callable[[Journal], Any], doing: Doing) -> bool:
        opened = self._opening.opened
        if opened is None:
            return False
        try:
            await opened.write(change, doing=doing)
        except GlimmersError as error:
            self.problem = error
            return False
        self.problem = None
        return True


def _pages_of(journal: Journal, *, bin: bool = False) -> Read[KeptCollage]:
    return lambda before, limit: journal.collages.page(
        before.id if before else None, limit, bin=bin
    )


def _descriptions(found: Iterable[Found]) -> dict[str, str]:
    return {each.id: each.attached.description for each in found if each.attached.description}
