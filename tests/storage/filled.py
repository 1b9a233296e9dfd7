"""A journal in a folder with something of everything in it, and photos of a few bytes."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.core.errors import BACKING_UP
from app.core.glimmers import Draft, Edit
from app.core.photos import Photo, Picture
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from storage.exchange.backup import BackedUp, Progress, back_up
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.saving import BackupTargetError, Target
from storage.vault import DATABASE

NOW = datetime(2026, 11, 29, 17, 4, 11, 250_000, tzinfo=ZoneInfo("Europe/Berlin"))
READ_ME = "Plain words."


def stored(folder: Path, content: bytes, *, width: int = 40, height: int = 30) -> Photo:
    """A photo in the store of this folder; its thumbnail is its end."""
    picture = Picture(display=content, thumbnail=content[-9:], width=width, height=height)
    return picture.stored_as(asyncio.run(in_folder(folder).put(picture)))


def fill(folder: Path) -> None:
    """Two photos in three glimmers, names, a vague time, the bin, a collage, something erased."""
    with closing(open_in_folder(folder, now=NOW)) as journal:
        heron, cake = stored(folder, b"the heron" * 40), stored(folder, b"the cake" * 30)
        tea = journal.keep(
            Draft(when=at_moment(NOW), note="tea with Noor, وقت الشاي", people=("Noor", "Émile")),
            at=NOW,
            photos=[heron, cake],
        )
        later = NOW + timedelta(hours=1)
        journal.photos.describe(tea.id, heron.id, "a heron on one leg", at=later)
        journal.change(tea.id, Edit(note="tea with Noor and Émile", tags=("warm",)), at=later)
        journal.keep(Draft(when=understand("1987", now=NOW), note="she sang", loved=True), at=NOW)
        journal.keep(Draft(when=understand("free:long ago", now=NOW)), at=NOW, photos=[cake])
        gone = journal.keep(Draft(when=at_moment(NOW), note="let go", places=("Elbe",)), at=NOW)
        journal.remove(gone.id, at=later)
        erased = journal.keep(Draft(when=at_moment(NOW), note="erased words"), at=NOW)
        journal.erase(erased.id, at=later)
        picture = stored(folder, b"a finished collage" * 20)
        journal.collages.keep({"seed": 7, "photos": [heron.id]}, picture.id, at=NOW)
        journal.preferences.choose("southern", True, at=later)


def target(file: Path, folder: Path) -> Target:
    """Where a backup goes."""
    return Target(
        path=file, journal=folder, doing=BACKING_UP, refusal=BackupTargetError, private=True
    )


def backed_up(
    folder: Path, file: Path, *, progress: Progress = lambda _done, _of: True
) -> BackedUp | None:
    """A backup of the journal in `folder`."""
    return back_up(
        folder / DATABASE,
        in_folder(folder),
        target(file, folder),
        now=NOW,
        app="1.2.3",
        read_me=READ_ME,
        progress=progress,
    )


def kept(journal: Journal, note: str) -> None:
    """One more."""
    journal.keep(Draft(when=at_moment(NOW), note=note), at=NOW)
