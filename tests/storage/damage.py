"""Journals to break, ways to break them, and a judge of what came of it.

`python -m tests.storage.damage [FLIPS] [CUTS] [SEED]` hurts a journal that often and counts the outcomes.
"""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.core.glimmers import Draft, Edit, Glimmer, GlimmerId
from app.core.photos import KeptCollage, Parts, Photo, Picture
from app.core.when import at_moment
from app.core.when_words import understand
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.vault import DATABASE

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
_WORDS = [
    "sang",
    "rain",
    "kitchen",
    "light",
    "letter",
    "moss",
    "harbour",
    "bread",
    "laughter",
    "window",
    "snow",
    "train",
    "apple",
    "quiet",
    "river",
    "owl",
]
_LOG = DATABASE + "-wal"


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything a journal was told."""

    glimmers: dict[GlimmerId, tuple[Glimmer, Parts]]
    collages: tuple[KeptCollage, ...]
    choices: dict[str, object]


def make_journal(folder: Path, *, glimmers: int = 120, seed: int = 1, log: bool = False) -> Kept:
    """A journal with some of everything over many pages; with `log` its last third lies in a log, as a kill leaves it."""
    rng = random.Random(seed)
    photos = [_photo(folder, number) for number in range(6)]
    journal = open_in_folder(folder, now=NOW)
    journal._conn.execute("PRAGMA synchronous = OFF")
    with closing(journal):
        for number in range(glimmers):
            if log and number == glimmers * 2 // 3:
                journal._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            _keep(journal, number, rng, photos)
        journal.keep_collage({"photos": [photos[0].id], "caption": "harbour"}, photos[5].id, at=NOW)
        journal.prefer("southern", True)
        kept = read_all(journal)
        left = {name: (folder / name).read_bytes() for name in (DATABASE, _LOG)}
    if log:
        for name, data in left.items():
            (folder / name).write_bytes(data)
            (folder / name).chmod(0o600)
        (folder / (DATABASE + "-shm")).unlink(missing_ok=True)
    return kept


def _photo(folder: Path, number: int) -> Photo:
    display = b"\xff\xd8" + bytes((number,)) * 3000 + b"\xff\xd9"
    id = asyncio.run(in_folder(folder).put(Picture(display=display, thumbnail=display[:400] + b"\xff\xd9", width=40, height=30)))
    return Photo(id=id, width=40, height=30, media_type="image/jpeg", size=len(display))


def _keep(journal: Journal, number: int, rng: random.Random, photos: list[Photo]) -> None:
    at = NOW - timedelta(minutes=7 * number)
    when = understand(f"{2000 + number % 20}", now=NOW) if number % 5 == 4 else at_moment(at)
    length = 900 if number % 17 == 3 else rng.randrange(4, 30)  # the long ones go on in pages of their own
    note = f"glimmer {number} " + " ".join(f"{rng.choice(_WORDS)}{rng.randrange(90)}" for _ in range(length))
    glimmer = journal.keep(Draft(when=when, note=note if number % 9 else "", loved=number % 3 == 0), at=at)
    if number % 4 == 0:
        journal.change(glimmer.id, Edit(people=("Noor", "Émile"), places=("Porto",), tags=(f"tag {number % 3}",)), at=at)
    if number % 10 == 1:
        journal.attach(glimmer.id, rng.sample(photos[:5], 2), at=at)
    if number % 11 == 5:
        journal.remove(glimmer.id, at=NOW)


def read_all(journal: Journal) -> Kept:
    """Everything that a journal answers."""
    found = [*_pages(journal, bin=False), *_pages(journal, bin=True)]
    parts = journal.parts([glimmer.id for glimmer in found])
    return Kept(
        glimmers={glimmer.id: (glimmer, parts[glimmer.id]) for glimmer in found},
        collages=tuple(journal.collages()),
        choices={name: journal.preference(name, None) for name in ("southern",)},
    )


def _pages(journal: Journal, *, bin: bool) -> Iterator[Glimmer]:
    page = journal.page(bin=bin)
    while page:
        yield from page
        page = journal.page(before=page[-1].id, bin=bin)


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """The journal in `folder`, as any command opens it."""
    with closing(open_in_folder(folder, now=NOW)) as journal:
        yield journal


def copied(made: Path, folder: Path) -> Path:
    """A copy of a journal's folder to break; returns its database."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder / DATABASE


def flip(file: Path, bit: int) -> None:
    """Turn one bit of a file over, counted from its start, the lowest of each byte first."""
    with file.open("r+b") as opened_file:
        opened_file.seek(bit // 8)
        (before,) = opened_file.read(1)
        opened_file.seek(bit // 8)
        opened_file.write(bytes((before ^ 1 << bit % 8,)))


def cut(file: Path, size: int) -> None:
    """Let the file end after `size` bytes."""
    with file.open("r+b") as opened_file:
        opened_file.truncate(size)
