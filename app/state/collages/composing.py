"""A collage in the making: its changes, undo, the finished picture, keeping and sharing it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.drawing.collage import MOST_CAPTION, Collage, make, spared
from app.core.drawing.collage_record import as_record
from app.core.drawing.layout import FEW_STEPS, STEPS, CanvasName, PhotoShape
from app.core.errors import CHANGING, KEEPING, MAKING_PICTURE, GlimmersError
from app.core.photos import CollageId, KeptCollage, Photo, PhotoId
from app.core.ports import Clock, GoneOut, ShareSheet
from app.state.opening import Opened
from app.state.writing import translated_error

if TYPE_CHECKING:
    from app.core.ports import Darkroom
    from storage.journal import Journal

BROWSER = sys.platform == "emscripten"
AT_ONCE = 0.05
"""If a new layout takes longer than these seconds, the old one is drawn faintly meanwhile."""
FEWEST = 2
"""Photos of a collage."""

Description = Mapping[str, str]
"""Descriptions of photos by their ids; photos without one are left out."""


class Composing(ft.Observable):
    """One collage, with every change of it. Changes are made one after the other; a new layout is
    computed on another thread.
    """

    def __init__(
        self,
        collage: Collage,
        opened: Opened,
        clock: Clock,
        *,
        open_darkroom: Callable[[], Awaitable[Darkroom]],
        sheet: ShareSheet,
        descriptions: Description,
        kept: KeptCollage | None = None,
    ) -> None:
        self._opened = opened
        self._clock = clock
        self._open_darkroom = open_darkroom
        self._sheet = sheet
        self._turn = asyncio.Lock()
        self._history: tuple[Collage, ...] = ()
        self._sights: dict[int, tuple[PhotoId, tuple[float, float] | None]] = {}
        """What had been said of a photo before the change at this place of the history."""
        self._field = ""
        """What the last change has changed, as long as more of the same belongs to it (a slider
        that is dragged, words that are typed); else empty.
        """
        self._task: asyncio.Task[None] | None = None
        self._finished: tuple[Collage, Any] | None = None
        self._as_kept = collage if kept else None
        self.collage = collage
        self.kept = kept
        self.descriptions = descriptions
        self.version = 0
        """Grows when the caption is changed other than by typing."""
        self.laying = False
        """A new layout is being computed."""
        self.busy = False
        """The picture is being made, or kept."""
        self.problem: GlimmersError | None = None
        self.not_saved = False
        """`problem` is about saving."""
        self.went: GoneOut | None = None
        """How the picture left the app last: shared, saved, or not."""

    @property
    def id(self) -> CollageId | None:
        """Of the kept collage; None until it is kept."""
        return self.kept.id if self.kept else None

    @property
    def is_kept(self) -> bool:
        """It is kept just as it is."""
        return self._as_kept == self.collage

    @property
    def is_finished(self) -> bool:
        """The picture of the collage as it is now has been made."""
        return self._finished is not None and self._finished[0] == self.collage

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._history)

    # Photos ---------------------------------------------------------------------------------------

    async def shuffle(self) -> None:
        """Another good layout; locked photos stay where they are."""
        await self._lay_out(
            lambda collage, steps: collage.shuffled(seed=collage.seed + 1, steps=steps)
        )

    async def swap(self, place: int, other: int) -> None:
        """Two photos change places."""
        await self._change(lambda collage: collage.swapped(place, other))

    async def drag(self, place: int, x: float, y: float) -> None:
        """A photo moves inside its frame, by so many pixels of the canvas."""
        await self._change(lambda collage: collage.dragged(place, x, y))

    async def nudge(self, place: int, x: float, y: float) -> None:
        """Move it by fractions of its frame, as buttons do."""

        def moved(collage: Collage) -> Collage:
            box = collage.layout.boxes[place]
            return collage.dragged(place, x * box.width, y * box.height)

        await self._change(moved, field=f"focus {place}")

    async def keep_in_sight(self, place: int, spot: tuple[float, float] | None) -> None:
        """This spot of a photo is seen wherever it is cropped, here and everywhere else; None: what
        a program found counts again. `undo` takes back both.
        """
        id = PhotoId(self.collage.layout.photos[place].id)
        try:
            before, after = await self._opened.write(
                lambda journal: self._said_of(journal, id, spot), doing=CHANGING
            )
        except GlimmersError as error:
            self.problem, self.not_saved = error, False
            return
        steps = len(self._history)
        await self._change(lambda collage: collage.replaced(place, PhotoShape.of(after)))
        if len(self._history) > steps:
            self._sights[steps] = (id, before.in_sight)

    async def lock(self, place: int, *, locked: bool) -> None:
        """Shuffling leaves this photo where it is, or no longer."""
        await self._change(lambda collage: collage.with_lock(place, locked))

    async def remove(self, place: int) -> None:
        """Remove this photo; two always stay."""
        if len(self.collage.layout.photos) > FEWEST:
            await self._lay_out(lambda collage, steps: collage.removed(place, steps=steps))

    async def replace(self, place: int, photo: PhotoShape, *, description: str = "") -> None:
        """Another photo in this frame."""
        self.descriptions = {**self.descriptions, photo.id: description}
        await self._change(lambda collage: collage.replaced(place, photo))

    async def use(self, photos: Sequence[PhotoShape], *, descriptions: Description) -> None:
        """Make it of exactly these photos; those that stay keep what was changed by hand."""
        self.descriptions = {**self.descriptions, **descriptions}
        wanted = {photo.id: photo for photo in photos}

        def used(collage: Collage, steps: int) -> Collage:
            here = {photo.id: photo for photo in collage.layout.photos}
            if here.keys() == wanted.keys():
                return collage
            new = [photo for photo in photos if photo.id not in here]
            gone = [
                place for place, photo in enumerate(collage.layout.photos) if photo.id not in wanted
            ]
            # If photos are in order of time, a new one may belong between two others.
            if len(gone) == len(here) or collage.in_order:
                return make_like(collage, [here.get(photo.id, photo) for photo in photos], steps)
            if len(new) == len(gone):
                for place, photo in zip(gone, new, strict=True):
                    collage = collage.replaced(place, photo)
                return collage
            for place in reversed(gone):
                collage = collage.removed(place, steps=steps)
            return collage.added(new, steps=steps) if new else collage

        await self._lay_out(used)

    # Paper ----------------------------------------------------------------------------------------

    async def on_canvas(self, name: CanvasName) -> None:
        """Paper of another shape."""
        if name != self.collage.layout.canvas.name:
            await self._lay_out(lambda collage, steps: spared(collage.on_canvas(name, steps=steps)))

    async def space(self, gap: int) -> None:
        """Another distance between photos, in pixels of the canvas."""
        await self._change(lambda collage: collage.spaced(gap), field="gap")

    async def round(self, corners: int) -> None:
        """Other corners, in pixels of the canvas."""
        await self._change(lambda collage: collage.rounded(corners), field="corners")

    async def on_paper(self, paper: str) -> None:
        """Another colour around the photos."""
        await self._change(lambda collage: collage.on_paper(paper))

    async def write(self, caption: str) -> None:
        """Words below the photos, as they are typed."""
        await self._change(
            lambda collage: collage.captioned(caption[:MOST_CAPTION]), field="caption"
        )

    async def keep_order(self, in_order: bool) -> None:
        """Whether the earlier of two photos is on the left or above."""
        await self._lay_out(lambda collage, steps: collage.ordered(in_order, steps=steps))

    async def show_whole(self, whole: bool) -> None:
        """Whether photos are shown uncropped, with more paper around them."""
        await self._change(lambda collage: collage.uncropped(whole))

    def settle(self) -> None:
        """End the current change: the next move of a slider is a change of its own for `undo`."""
        self._field = ""

    async def undo(self) -> None:
        """Take the last change back."""
        async with self._turn:
            if self._history:
                *before, last = self._history
                if (said := self._sights.pop(len(before), None)) and not await self._unsay(*said):
                    return
                self._history = tuple(before)
                self._become(last)
                self.version += 1
                self._field = ""

    # Out ------------------------------------------------------------------------------------------

    async def finish(self) -> None:
        """Make the picture before it is shared: a browser opens a share sheet only soon after a
        tap, and making the picture can take longer than that.
        """
        await self._work(self._picture)

    async def save(self) -> None:
        """Keep the collage and its picture; returns once both are durable."""
        await self._work(self._keep, saving=True)

    async def share(self) -> None:
        """Offer the picture to the system's share sheet."""
        name = self._name()

        async def offer() -> None:
            self.went = await self._sheet.share(await self._picture(), name=name)

        await self._work(offer)

    async def download(self) -> None:
        """Put the picture into a file."""
        name = self._name()

        async def put() -> None:
            self.went = await self._sheet.save(await self._picture(), name=name)

        await self._work(put)

    def stop(self) -> None:
        """Stop making the picture; nothing else changes."""
        if self._task:
            self._task.cancel()

    # Inside ---------------------------------------------------------------------------------------

    def _said_of(
        self, journal: Journal, id: PhotoId, spot: tuple[float, float] | None
    ) -> tuple[Photo, Photo]:
        """Say it; the photo before and after."""
        ((_, was),) = journal.photos.pictures(photos=[id], limit=1)
        journal.photos.keep_in_sight(id, spot, at=self._clock.now())
        ((_, now),) = journal.photos.pictures(photos=[id], limit=1)
        return was.photo, now.photo

    async def _unsay(self, id: PhotoId, spot: tuple[float, float] | None) -> bool:
        """Take back what was said of a photo; False, with `problem` set, if it could not be."""
        try:
            await self._opened.write(
                lambda journal: journal.photos.keep_in_sight(id, spot, at=self._clock.now()),
                doing=CHANGING,
            )
        except GlimmersError as error:
            self.problem, self.not_saved = error, False
            return False
        return True

    def _become(self, collage: Collage) -> None:
        self.collage = collage
        self.problem = self.went = None

    async def _change(self, change: Callable[[Collage], Collage], *, field: str = "") -> None:
        async def at_once(before: Collage) -> Collage:
            return change(before)

        await self._changed(at_once, field)

    async def _lay_out(self, change: Callable[[Collage, int], Collage]) -> None:
        await self._changed(lambda before: self._laid_out(before, change))

    async def _changed(
        self, change: Callable[[Collage], Awaitable[Collage]], field: str = ""
    ) -> None:
        async with self._turn:
            before = self.collage
            try:
                after = await change(before)
            except GlimmersError as error:
                self.problem, self.not_saved = error, False
                return
            if after == before:
                return
            if not field or field != self._field:
                self._history = (*self._history, before)
            self._field = field
            self._become(after)

    async def _laid_out(
        self, before: Collage, change: Callable[[Collage, int], Collage]
    ) -> Collage:
        if BROWSER:  # it has no threads; a layout of few steps is quick enough
            return change(before, FEW_STEPS)
        work = asyncio.ensure_future(asyncio.to_thread(change, before, STEPS))
        await asyncio.wait([work], timeout=AT_ONCE)
        self.laying = not work.done()
        try:
            return await work
        finally:
            self.laying = False

    async def _work(self, work: Callable[[], Awaitable[Any]], *, saving: bool = False) -> None:
        """Run this as a task that `stop` can cancel; does nothing while another is running."""
        if self.busy:
            return

        async def told() -> None:
            try:
                await work()
            except Exception as error:
                self.problem = translated_error(error, KEEPING if saving else MAKING_PICTURE)

        self.busy, self.not_saved = True, saving
        self.problem = self.went = None
        self._task = asyncio.create_task(told())
        try:
            await asyncio.wait([self._task])
        finally:
            self._task = None
            self.busy = False

    async def _picture(self) -> Any:
        collage = self.collage
        if self._finished is None or self._finished[0] != collage:
            darkroom = await self._open_darkroom()
            self._finished = collage, await darkroom.render(collage)
        return self._finished[1]

    async def _keep(self) -> None:
        collage = self.collage
        picture = await self._picture()
        darkroom = await self._open_darkroom()
        brought = await darkroom.bring_in(picture, originals=True)
        self._opened.check()
        stored = await darkroom.store.put(brought)
        record, at = as_record(collage), self._clock.now()

        def keep(journal: Journal) -> None:
            # Set before it is durable: trying again must change this one, and not keep a second.
            if self.kept is None:
                self.kept = journal.collages.keep(record, stored, at=at)
            else:
                self.kept = journal.collages.change(self.kept.id, record, stored, at=at)
            if self.kept.removed_at:  # let go in another window: whoever saves it now wants it
                self.kept = journal.collages.put_back(self.kept.id, at=at)

        await self._opened.write(keep)
        self._as_kept = collage

    def _name(self) -> str:
        return f"glimmers-collage-{self._clock.now():%Y-%m-%d}.jpg"


def make_like(collage: Collage, photos: Sequence[PhotoShape], steps: int) -> Collage:
    """A new layout of other photos, with the same paper, caption and canvas."""
    canvas = collage.layout.canvas
    like = make(
        photos,
        canvas,
        seed=collage.seed,
        in_order=collage.in_order,
        paper=collage.paper,
        caption=collage.caption,
        steps=steps,
    )
    return spared(like)


async def first_layout(photos: Sequence[PhotoShape], *, caption: str) -> Collage:
    """A new collage, laid out on another thread where there are threads.

    Raises:
        CollageError: there are none or too many.
    """
    if BROWSER:
        return spared(make(photos, caption=caption, steps=FEW_STEPS))
    return await asyncio.to_thread(lambda: spared(make(photos, caption=caption)))
