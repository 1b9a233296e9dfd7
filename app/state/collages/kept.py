"""Collages: those that are kept, the one that is open, and choosing photos for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import flet as ft

from app.core.drawing.collage import Collage
from app.core.drawing.collage_record import from_record
from app.core.drawing.layout import MOST, PhotoShape
from app.core.errors import ERASING, PUTTING_BACK, REMOVING, Doing, GlimmersError
from app.core.photos import CollageId, KeptCollage, NameKind, PhotoId
from app.core.ports import Clock, ShareSheet
from app.core.when.times import sort_key
from app.state.collages.choosing import EVERY, Among, Choosing, Found
from app.state.collages.composing import FEWEST, Composing, first_layout
from app.state.opening import Opened, Opening
from app.state.paging import Read, read_again, read_on

if TYPE_CHECKING:
    from app.core.glimmers import Glimmer, GlimmerId
    from app.core.photos import Attached
    from app.core.ports import Darkroom
    from storage.journal import Journal

NotOpened = Literal["gone", "unreadable"]
"""There is no such collage; or its record is damaged, or was written by a newer Glimmers."""

PAGE = 24
SUGGESTED = 6
"""Photos at most of the collage that is made before anybody asked: so few that each is seen."""
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
        self.suggested: Composing | None = None
        """A collage of the person's own photos, made before anybody asked. It is kept or changed,
        or is gone with the session.
        """
        self._newest: tuple[Found, ...] = ()
        """The photos for it; none where collages are kept."""
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

    # One that is made already ---------------------------------------------------------------------

    @property
    def wants_one(self) -> bool:
        """Whether there is nothing to show yet, and photos enough to make it."""
        nothing = not self.kept or self._is_unsure
        return nothing and not self.begun and len(self._newest) >= FEWEST

    @property
    def _is_unsure(self) -> bool:
        """Whether `suggested` is on its way to the disk, or was refused there. The journal may have
        it by then, but it is kept only once it is durable.
        """
        one = self.suggested
        return one is not None and (one.busy or one.problem is not None)

    async def suggest(self) -> None:
        """Make `suggested`, of the newest photos: nothing of it is stored."""
        while self.suggested is None and len(found := self._newest) >= FEWEST:
            opened = self._opening.opened
            if opened is None:
                return
            one = await self._made_of(found, opened)
            # Another photo may have come meanwhile, or one of these may be gone.
            if found == self._newest and self.suggested is None:
                self.suggested = one

    async def keep_suggested(self) -> None:
        """Keep it as it is; why it could not be is its own `problem`."""
        if one := self.suggested:
            await one.save()
            if one.is_kept and self.suggested is one:
                self.suggested = None

    def change_suggested(self) -> None:
        """Open it, as a new one that is not kept yet."""
        if one := self.suggested:
            self.suggested = None
            self.go_on(one)

    async def _made_of(
        self, found: Iterable[Found], opened: Opened, caption: str = ""
    ) -> Composing:
        """A new collage of these photos, in the order of time."""
        ordered = sorted(found, key=lambda each: sort_key(each.glimmer.when))
        shapes = [PhotoShape.of(each.attached.photo) for each in ordered]
        collage = await first_layout(shapes, caption=caption)
        return self._composed(collage, opened, _descriptions(ordered))

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

    async def begin_of(self, id: GlimmerId) -> None:
        """Make a new one of the photos of a glimmer; see `begin_with`."""
        opened = self._opening.opened
        if opened is not None:
            parts = opened.journal.parts([id])[id]
            await self.begin_with([attached.photo.id for attached in parts.photos])

    async def begin_with(self, photos: Sequence[PhotoId]) -> None:
        """Make a new one of these photos; of a single one, choose others for it. One that was made
        of the same photos, and is not kept yet, is gone on with.
        """
        opened = self._opening.opened
        if opened is None:
            return
        choosing = Choosing(opened, self._clock, chosen=photos[:MOST])
        if not choosing.chosen:
            self.begin()
            return
        wanted = set(choosing.chosen)
        same = (each for each in self.begun if each.id is None and _ids_of(each) == wanted)
        self._turn_to(next(same, None))
        self.choosing = None
        if self.composing is None and len(wanted) < FEWEST:
            self.choosing = choosing
        elif self.composing is None:
            made = await self._made_of(choosing.in_order, opened)
            if self.composing is None and self.choosing is None:  # nothing else was opened since
                self.composing = made

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
            self.composing = await self._made_of(found, opened, caption)
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
            newest = _once(opened.journal.photos.pictures(limit=PAGE))
            self.can_begin = len(newest) >= FEWEST
            if not self._is_unsure:
                self._follow_newest(self._of_this_month(opened.journal) or newest)

    def _follow_newest(self, newest: tuple[Found, ...]) -> None:
        """What was made of other photos is made anew."""
        self._newest = () if self.kept else newest[:SUGGESTED]
        made_of = self.suggested.collage.layout.photos if self.suggested else ()
        if {photo.id for photo in made_of} != {each.id for each in self._newest}:
            self.suggested = None

    def _of_this_month(self, journal: Journal) -> tuple[Found, ...]:
        """The photos of this month, newest first; none where they are too few."""
        today = self._clock.now().date()
        found = _once(journal.photos.pictures(start=today.replace(day=1), end=today, limit=PAGE))
        return found if len(found) >= FEWEST else ()

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


def _ids_of(one: Composing) -> set[PhotoId]:
    return {PhotoId(photo.id) for photo in one.collage.layout.photos}


def _once(pictures: Iterable[tuple[Glimmer, Attached]]) -> tuple[Found, ...]:
    """Each photo once, in the newest of its glimmers."""
    found: dict[PhotoId, Found] = {}
    for glimmer, attached in pictures:
        found.setdefault(attached.photo.id, Found(attached, glimmer))
    return tuple(found.values())


def _descriptions(found: Iterable[Found]) -> dict[str, str]:
    return {each.id: each.attached.description for each in found if each.attached.description}
