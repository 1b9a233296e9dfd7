"""The journal's copies of itself in a browser: made on each day of use, in turns, so that keeping
goes on; gone back to; and deleted with everything else.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from app.core.errors import EMPTYING, ERASING, GlimmersError, NoRoomError
from app.core.photos import PhotoId
from app.homes.browser_exchange import BrowserBackups, Part, forget_earlier
from app.homes.caring import LOOK_EVERY
from app.platform.clock import SystemClock

if TYPE_CHECKING:
    from app.state.exchange import Progress
    from app.state.opening import Opened
    from storage.everything import Erased
    from storage.snapshots.folder import Snapshots
    from storage.snapshots.going_back import Difference
    from storage.snapshots.naming import Snapshot
    from storage.vault import Vault

_log = logging.getLogger(__name__)


async def care_for(opened: Opened, vault: Vault, erased: asyncio.Event) -> None:
    """Make copies of the journal that is open, until it is closed, and take out of them what is
    deleted for good, whenever `erased` is set. Cancelled, it leaves no half of a copy.
    """
    while not (opened.is_closed or vault.is_lost()):
        erased.clear()  # whatever comes of it: what cannot be done now is not tried at once again
        try:
            await _look_after(opened, vault)
        except Exception:  # tried again, and nobody waits for it
            _log.exception("snapshots could not be cared for")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(erased.wait(), LOOK_EVERY)


async def _look_after(opened: Opened, vault: Vault) -> None:
    from storage.snapshots.folder import Snapshots
    from storage.steps import in_turns

    # What goes needs no new files, and makes room; in a snapshot that cannot be written anew for
    # want of room, what was deleted for good goes with it.
    with contextlib.suppress(NoRoomError):
        await _snapshots(vault)
    forget_earlier()
    snapshots = Snapshots(vault.database, copying=vault.copying)
    # Also where nothing was deleted in this visit: an earlier one may have ended over it.
    gone = opened.journal.erased()
    await in_turns(snapshots.settling(gone))
    if gone.names:
        await opened.write(lambda journal: journal.settled(gone), doing=ERASING)
    now = SystemClock().now()
    await opened.write(lambda journal: journal.sweep_set_aside(now=now), doing=EMPTYING)
    snapshots = await _snapshots(vault)
    await in_turns(snapshots.day_in_steps(now=now))


class BrowserCopies(Part):
    """The part of `app.state.exchange.Exchange` that is about copies and erasing."""

    async def snapshots(self) -> Sequence[Snapshot]:
        """See `Exchange`."""
        return (await _snapshots(await self._around.vault())).all()[::-1]

    async def difference(self, snapshot: Snapshot) -> Difference:
        """See `Exchange`."""
        from storage.care.repair import difference_by_now

        vault = await self._around.vault()
        snapshots = await _snapshots(vault)
        found: Difference
        found, _damaged = difference_by_now(
            snapshots, snapshot, vault.database, now=SystemClock().now()
        )
        return found

    async def go_back(self, snapshot: Snapshot) -> None:
        """See `Exchange`."""
        from storage.snapshots.going_back import going_back
        from storage.steps import in_turns

        vault = await self._around.vault()
        async with self._around.alone():
            steps = going_back(
                await _snapshots(vault),
                snapshot,
                vault.database,
                now=SystemClock().now(),
                journal_mode=vault.journal_mode,
            )
            await in_turns(steps)
            await vault.flush()

    async def erase(self, *, progress: Progress) -> Erased:
        """See `Exchange`."""
        from storage.everything import Erased

        vault = await self._around.vault()
        assert vault.erase is not None, "a browser's files can all be deleted"
        async with self._around.alone():
            try:
                await vault.lend_more(0)
            except GlimmersError:  # erasing needs none, and says itself what is still there
                _log.warning("files are erased as they lie", exc_info=True)
            files = await vault.erase(progress)
            await _end_erasing(vault, self._around.forget_the_rest)
        return Erased(files=files, others=())


class BrowserExchange(BrowserBackups, BrowserCopies):
    """All of `app.state.exchange.Exchange`."""


async def go_on_erasing(vault: Vault, forget_the_rest: Callable[[], Awaitable[None]]) -> None:
    """Delete what is left where erasing everything was cut short."""
    assert vault.erase is not None, "a browser's files can all be deleted"
    await vault.erase(lambda _done, _of: None)
    await _end_erasing(vault, forget_the_rest)


async def _end_erasing(vault: Vault, forget_the_rest: Callable[[], Awaitable[None]]) -> None:
    await forget_the_rest()
    vault.end_erasing()


async def in_snapshots(vault: Vault, photos: frozenset[PhotoId]) -> frozenset[PhotoId]:
    """Which of these photos a copy of the journal still shows."""
    return (await _snapshots(vault)).named(photos)


async def made(vault: Vault) -> Sequence[Snapshot]:
    """The copies that there are, in the order in which they were made; none where nobody knows."""
    try:
        return (await _snapshots(vault)).all()
    except GlimmersError:
        _log.warning("the snapshots could not be looked for", exc_info=True)
        return ()


async def _snapshots(vault: Vault) -> Snapshots:
    from storage.opening import files_for_snapshots
    from storage.snapshots.folder import Snapshots

    await files_for_snapshots(vault, now=SystemClock().now())
    return Snapshots(vault.database, copying=vault.copying)
