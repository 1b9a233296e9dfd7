"""How long backing up and restoring take over a plain program that reads, hashes, writes and
flushes the same bytes, and how much memory they need; and how long snapshots take
(`bench.snapshots`).

A journal of 2,000 glimmers with 1,000 photos. Each byte is hashed for its part and for the whole,
on two processors where there are two that have nothing else to do.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from app.core.errors import BACKING_UP
from app.core.glimmers import Draft
from app.core.photos import Photo, Picture
from app.core.when.times import at_moment
from bench import snapshots
from bench.full_journal import BEGAN
from bench.measure import Measured, grown_by, side_by_side
from bench.peers import plain_copy
from storage.exchange.backup import back_up
from storage.exchange.restore import replace
from storage.exchange.sealing import Passphrase
from storage.journal import Journal
from storage.photos import PhotoStore, in_folder
from storage.saving import Target
from storage.vault import DATABASE

GLIMMERS, PHOTOS = 2_000, 1_000
MANY_PHOTOS = 3_000
PHOTO, THUMBNAIL = 400_000, 30_000
"""Bytes, as of a photo of a phone that was brought in."""
GROWTH_MB = 60
_RUNS = 5


def measures() -> list[Measured]:
    """Backing up open and sealed, restoring, memory, and snapshots."""
    with tempfile.TemporaryDirectory(prefix="glimmers-bench-") as made:
        folder = Path(made)
        fill(folder / "journal", GLIMMERS, PHOTOS)
        found = [*_times(folder), _growth(folder / "journal", PHOTOS)]
        shutil.rmtree(folder / "journal")
        fill(folder / "journal", GLIMMERS, MANY_PHOTOS)
        found.append(_growth(folder / "journal", MANY_PHOTOS))
    return [*found, *snapshots.measures()]


def fill(folder: Path, glimmers: int, photos: int) -> None:
    """A journal with so many of both; photos are noise, which nothing makes smaller."""
    folder.mkdir()
    store, chance = in_folder(folder), random.Random(1)
    with closing(Journal.open(folder / DATABASE)) as journal:
        for number in range(glimmers):
            at = BEGAN + timedelta(minutes=30 * number)
            own = [_photo(store, chance)] if number < photos else []
            if photos > glimmers and number < photos - glimmers:
                own.append(_photo(store, chance))
            words = f"sun on the wall, {number}, and the kettle singing"
            journal.keep(Draft(when=at_moment(at), note=words), at=at, photos=own)


def _photo(store: PhotoStore, chance: random.Random) -> Photo:
    picture = Picture(
        display=chance.randbytes(PHOTO), thumbnail=chance.randbytes(THUMBNAIL), width=40, height=30
    )
    return picture.stored_as(asyncio.run(store.put(picture)))


def _back_up(folder: Path, file: Path, passphrase: Passphrase | None = None) -> None:
    back_up(
        folder / DATABASE,
        in_folder(folder),
        Target(path=file, doing=BACKING_UP),
        now=BEGAN,
        app="bench",
        read_me="",
        passphrase=passphrase,
    )


def _times(made: Path) -> list[Measured]:
    journal, number = made / "journal", itertools.count()
    files = sorted([journal / DATABASE, *journal.glob("photos/*/*.jpg")])
    sizes = [(path.name, path.stat().st_size) for path in files]
    backup, one, secret = made / "backup.zip", made / "one", Passphrase("the robin sang")
    _back_up(journal, backup)
    plain_copy.into_one(files, one)

    def out() -> Path:
        return made / f"out-{next(number)}"

    def backs_up(passphrase: Passphrase | None) -> None:
        file = out()
        _back_up(journal, file, passphrase)
        file.unlink()

    def copies() -> None:
        file = out()
        plain_copy.into_one(files, file)
        file.unlink()

    def restores() -> None:
        folder = out()
        replace(folder / DATABASE, in_folder(folder), backup, now=BEGAN)
        shutil.rmtree(folder)

    def unpacks() -> None:
        folder = out()
        folder.mkdir()
        plain_copy.into_many(one, sizes, folder)
        shutil.rmtree(folder)

    what = f"{GLIMMERS:,} glimmers with {PHOTOS:,} photos, over reading, hashing, writing, flushing"
    return [
        side_by_side(
            f"backup of {what}", lambda: backs_up(None), copies, runs=_RUNS, limit=1.3, warm_up=1
        ),
        side_by_side(f"restore of {what}", restores, unpacks, runs=_RUNS, limit=1.5, warm_up=1),
        side_by_side(
            f"sealed backup of {what}",
            lambda: backs_up(secret),
            copies,
            runs=_RUNS,
            limit=2.0,
            warm_up=1,
        ),
    ]


def _growth(folder: Path, photos: int) -> Measured:
    """Of a process of its own, over what it has before it begins."""
    command = [sys.executable, "-m", "bench.yours", str(folder)]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return Measured(
        measure=f"memory that a sealed backup and its restore grow by at {photos:,} photos, MB",
        ours=float(told),
        peer=GROWTH_MB,
        limit=1.0,
        runs=1,
    )


def _grown(folder: Path) -> float:
    """Megabytes that it grows by; a small one comes first, so that what each loads is there."""
    with tempfile.TemporaryDirectory(prefix="glimmers-bench-") as made:
        small = Path(made, "small")
        fill(small, 1, 1)
        _out_and_back(small, Path(made, "first"))
        return grown_by(lambda: _out_and_back(folder, Path(made, "second")))


def _out_and_back(folder: Path, made: Path) -> None:
    made.mkdir()
    file, there, secret = made / "backup", made / "journal", Passphrase("the robin sang")
    _back_up(folder, file, secret)
    replace(there / DATABASE, in_folder(there), file, now=BEGAN, passphrase=secret)


if __name__ == "__main__":
    print(_grown(Path(sys.argv[1])))
