"""The way out and back, as far as a home has one: backups, exports, the journal's copies of itself,
and erasing everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from app.core.ports import Went as Went

if TYPE_CHECKING:
    # In a browser none of these is loaded before somebody asks for it.
    from app.core.exchange.leaving import Exported as Exported
    from app.core.exchange.leaving import Form as Form
    from storage.everything import Erased as Erased
    from storage.exchange.backup import BackedUp as BackedUp
    from storage.exchange.restore import Restored as Restored
    from storage.snapshots.going_back import Difference as Difference
    from storage.snapshots.naming import Snapshot as Snapshot

Progress = Callable[[int, int], bool]
"""Is told how much of how much is done, and answers whether to go on. May be called on any thread.
"""


_Made = TypeVar("_Made", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved(Generic[_Made]):
    """A file that was made, and where a person finds it."""

    made: _Made
    """What is in it."""
    name: str
    """Of its file."""
    went: Went
    folder: str = ""
    """Which, where it went into one."""


class BackupFile(Protocol):
    """A file that somebody chose, not looked into yet."""

    @property
    def name(self) -> str:
        """Of the file, without its folder; "" where the system does not tell."""


class Exchange(Protocol):
    """One for each session. What goes wrong is raised as a `GlimmersError`; then the journal is as
    it was, unless a verb says otherwise.

    While `go_back` and `erase` run, and `replace` once the file was checked, nobody can have the
    journal open: the home closes it for all of its sessions, and whoever asks for it again waits
    until they are over, whatever came of them.
    """

    choose_address: str | None
    """Browsers open pickers only within the person's tap. Where this is not None, the button that
    calls `choose` has it as its `url`.
    """

    async def size(self) -> int:
        """About how many bytes a backup would have now."""

    async def back_up(self, *, passphrase: str, progress: Progress) -> Saved[BackedUp] | None:
        """Make one, sealed unless the passphrase is empty; None where it was stopped, or the person
        would rather not say where it goes. Nothing of it stays then.
        """

    async def export(self, form: Form, *, progress: Progress) -> Saved[Exported] | None:
        """Make one zip of files that open without Glimmers; None as for `back_up`."""

    async def choose(self) -> BackupFile | None:
        """What the person picks; None when they would rather not."""

    async def look(
        self, file: BackupFile, *, passphrase: str, progress: Progress
    ) -> Restored | None:
        """What it would bring, and nothing is changed; None where it was stopped."""

    async def merge(
        self, file: BackupFile, *, passphrase: str, progress: Progress
    ) -> Restored | None:
        """Add it to what is here; None where it was stopped."""

    async def replace(
        self, file: BackupFile, *, passphrase: str, progress: Progress
    ) -> Restored | None:
        """Put it in place of what is here, which becomes a copy to go back to."""

    async def snapshots(self) -> Sequence[Snapshot]:
        """The copies that the journal has made of itself, newest first."""

    async def difference(self, snapshot: Snapshot) -> Difference:
        """What going back to one would change; where the journal is damaged, beside what a repair
        would save of it.
        """

    async def go_back(self, snapshot: Snapshot) -> None:
        """Put a copy in the journal's place, which becomes one itself before, or is set aside where
        it is damaged.
        """

    async def erase(self, *, progress: Progress) -> Erased:
        """Delete everything that was kept here, and what is planned. Once begun it is not stopped:
        the answers of `progress` are not asked for.

        Raises:
            BackgroundError: all of it is deleted, but for what starts reminders by itself.
        """
