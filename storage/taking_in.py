"""Takes what waits in an inbox into the journal: written, durable, and only then out of the inbox.

Whenever it is cut short, nothing is lost and nothing is there twice: the next time finds the same
records, and the journal knows by their ids what it has already, and what was deleted for good.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from app.core.errors import GlimmersError, RefusedError, UnknownReasonError
from app.core.exchange.inbox import InboxRecord, sorted_out
from app.core.exchange.taking_in import TakenIn
from app.core.glimmers import GlimmerId
from app.core.photos import ORIGINALS, Attached, PhotoId

if TYPE_CHECKING:
    from app.core.ports import Darkroom, Inbox
    from storage.inbox import FolderInbox
    from storage.journal import Journal

_log = logging.getLogger(__name__)

AGAIN_AFTER = 300.0
"""Seconds after which what could not be taken in, as on a full disk, is tried again."""


class Write(Protocol):
    """Changes the journal and returns once that would survive a power cut; `Opened.write` in
    `app.state.opening` is one.
    """

    def __call__(self, change: Callable[[Journal], TakenIn], /) -> Awaitable[TakenIn]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """What became of an inbox."""

    new: tuple[GlimmerId, ...] = ()
    """Glimmers that are in the journal since, in the order in which they were kept."""
    left: int = 0
    """How many records stay: of a later version, with photos, or none at all."""


def take_in_at_once(
    inbox: FolderInbox,
    journal: Journal,
    *,
    now: Callable[[], datetime],
    darkroom: Callable[[], Awaitable[Darkroom]],
) -> None:
    """The same for a terminal, which has no loop of its own, into a journal in a folder: there
    COMMIT has reached the disk. `darkroom` is asked for where photos wait.
    """

    async def write(change: Callable[[Journal], TakenIn], /) -> TakenIn:
        return change(journal)

    async def take_in() -> None:
        photos = PhotosIn(inbox, darkroom, originals=lambda: wants_originals(journal))
        intake = Intake(inbox, now=now, photos=photos)
        await intake.take_in(write)
        if intake.photos_wait:
            await intake.take_in_photos(write)

    asyncio.run(take_in())


def wants_originals(journal: Journal) -> bool:
    """Whether the person wants photos at full size."""
    return journal.preferences.get(ORIGINALS, False) is True


@dataclass(frozen=True, slots=True)
class _Brought:
    """The photos of a record, once they are stored."""

    photos: tuple[Attached, ...]
    """In the order of the record, each once."""
    unread: frozenset[str]
    """Names of those that cannot be read as photos, or that are no files of the inbox."""


class PhotosIn:
    """The photos that lie in the inbox of a folder, on their way into the journal's store."""

    def __init__(
        self,
        inbox: FolderInbox,
        darkroom: Callable[[], Awaitable[Darkroom]],
        *,
        originals: Callable[[], bool],
    ) -> None:
        """`originals`: whether the person wants photos at full size. Asked each time: the files in
        the inbox are deleted, and what is not kept of them is nowhere.
        """
        self._inbox = inbox
        self._darkroom = darkroom
        self._originals = originals

    async def bring_in(self, record: InboxRecord) -> _Brought:
        """Store the photos of this record, one after the other; the journal names none of them
        yet, and one that is stored already is not stored twice.

        Raises:
            RefusedError: the disk is full, say; another time there may be room.
        """
        darkroom, originals = await self._darkroom(), self._originals()
        photos: dict[PhotoId, Attached] = {}
        there = {path.name: path for path in await self._inbox.photos(record)}
        unread = set(record.photos).difference(there)
        for name, path in there.items():
            try:
                picture = await darkroom.bring_in(path, originals=originals)
            except RefusedError:
                raise
            except GlimmersError:
                unread.add(name)
                continue
            photo = picture.stored_as(await darkroom.store.put(picture))
            photos.setdefault(photo.id, Attached(photo=photo))
        return _Brought(tuple(photos.values()), frozenset(unread))

    async def has(self, record: InboxRecord) -> bool:
        """Whether the record is in the inbox still."""
        return await self._inbox.has(record)

    async def forget(self, id: GlimmerId, *, but: Collection[str]) -> None:
        """Take the record out of the inbox; photos that are called as in `but` stay, for the
        person.

        Raises:
            GlimmersError: something of it may still be there.
        """
        await self._inbox.forget([id], but=but)


class Intake:
    """The one way from an inbox into a journal; one for each inbox."""

    def __init__(
        self, inbox: Inbox, *, now: Callable[[], datetime], photos: PhotosIn | None = None
    ) -> None:
        """`now` tells the time (aware). Without `photos`, records that have some stay."""
        self._inbox = inbox
        self._now = now
        self._photos = photos
        self._turn = asyncio.Lock()
        self._photos_turn = asyncio.Lock()
        self._with_photos: list[InboxRecord] = []
        """Those that the last look has found."""
        self._failed_at: float | None = None
        """When the last time failed, by the clock that only goes forward."""

    def has_changed(self) -> bool:
        """Whether something may have come since the last time, or what the last time could not do
        is to be tried again; costs next to nothing.
        """
        if self._failed_at is not None and monotonic() - self._failed_at >= AGAIN_AFTER:
            return True
        return self._inbox.has_changed()

    @property
    def photos_wait(self) -> bool:
        """Whether `take_in` has left records that `take_in_photos` can take in."""
        return bool(self._with_photos)

    async def take_in(self, write: Write) -> Emptied:
        """Take in all that can be; one that is called meanwhile waits for its turn.

        Records that are new, that are in the journal already and those of glimmers that were
        deleted for good leave the inbox. What another app has shared stays until the person has
        seen it, and so do others. This never raises: what fails is logged, and the inbox stays as
        it is until the next time, which `has_changed` tells of.
        """
        async with self._turn:
            self._failed_at = None
            try:
                return await self._take_in(write)
            except Exception as error:
                if not (isinstance(error, GlimmersError) and error.logged):
                    _log.warning("the inbox could not be emptied", exc_info=True)
                self._failed_at = monotonic()
                return Emptied()

    async def take_in_photos(self, write: Write) -> Emptied:
        """Take in the records that have photos, each with its photos in one transaction. Photos
        take their time: nothing else waits for them, neither a tap nor `take_in`.

        What cannot be read as a photo keeps nothing back: its glimmer comes in without it, and its
        file stays in the inbox, of which `counted` tells. This never raises, as `take_in`.
        """
        async with self._photos_turn:
            try:
                return await self._take_in_photos(write)
            except Exception as error:
                if not (isinstance(error, GlimmersError) and error.logged):
                    _log.warning("photos in the inbox could not be taken in", exc_info=True)
                self._failed_at = monotonic()
                return Emptied()

    async def forget(self, id: GlimmerId) -> None:
        """Take the record of this glimmer out of the inbox, if it is there still.

        To be called before a glimmer is taken back without a trace (`Journal.forget`): its record
        would bring it back.

        Raises:
            GlimmersError, OSError: it may be there still.
        """
        async with self._turn:
            await self._inbox.forget([id])

    async def _take_in(self, write: Write) -> Emptied:
        found = await self._inbox.waiting()
        if not found:
            return Emptied()
        readable, _left = sorted_out(found)
        kept = [each for each in readable if not each.is_shared]
        records = [each for each in kept if not each.photos]
        self._with_photos = [each for each in kept if each.photos and self._photos is not None]
        new, done = await self._kept(records, write) if records else ([], [])
        if done:
            await self._inbox.forget(done)
        if len(done) < len(found):
            _log.warning("%d records stay in the inbox", len(found) - len(done))
        return Emptied(new=tuple(new), left=len(found) - len(done))

    async def _take_in_photos(self, write: Write) -> Emptied:
        photos = self._photos
        if photos is None:
            return Emptied()
        records, self._with_photos = self._with_photos, []
        new: list[GlimmerId] = []
        left = 0
        for each in records:
            try:
                brought = await photos.bring_in(each)
            except GlimmersError:
                raise
            except Exception:  # it must not hold the others back
                _log.exception("the photos of a record could not be taken in")
                left += 1
                continue
            parts = replace(each.record.parts, photos=brought.photos)
            whole = replace(each, record=replace(each.record, parts=parts))
            async with self._turn:
                # One that another program has taken in may have been taken back there since.
                if not await photos.has(each):
                    continue
                came, done = await self._kept([whole], write)
                new += came
                left += not done
                if done:
                    await photos.forget(each.id, but=brought.unread)
            if brought.unread:
                _log.warning("%d photos stay in the inbox", len(brought.unread))
        return Emptied(new=tuple(new), left=left)

    async def _kept(
        self, records: list[InboxRecord], write: Write
    ) -> tuple[list[GlimmerId], list[GlimmerId]]:
        """The ids of those that came in now, and of all that the journal need not be told of again.

        One that fails in a way nobody foresaw must not hold the others back for ever: then each is
        taken in by itself.
        """
        at = self._now()
        try:
            # Written also where all of them are here already: the time before may have ended
            # between the commit and the disk.
            taken = await write(
                lambda journal: journal.records.take_in(
                    [each.record for each in records], at=at, skip_refused=True
                )
            )
        except Exception as error:
            if _is_refusal(error):
                raise
            if len(records) == 1:
                _log.error("a record could not be taken in", exc_info=True)
                return [], []
            new, done = zip(*[await self._kept([each], write) for each in records], strict=True)
            return list(chain(*new)), list(chain(*done))
        refused = {each.place for each in taken.refused}
        done_now = [each.id for place, each in enumerate(records) if place not in refused]
        return list(taken.new), done_now


def _is_refusal(error: Exception) -> bool:
    """Whether the device refused, as it would refuse every record; anything else is a bug."""
    return isinstance(error, GlimmersError) and not isinstance(error, UnknownReasonError)
