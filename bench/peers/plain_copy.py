"""The same bytes as in a backup, read, hashed by SHA-256, written and flushed to the disk, by a
program that does nothing else.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

_PIECE = 1 << 20


def into_one(files: Iterable[Path], out: Path) -> None:
    """One file of all of these."""
    digest = hashlib.sha256()
    with out.open("wb") as target:
        for path in files:
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
                    target.write(piece)
        target.write(digest.hexdigest().encode())
        target.flush()
        os.fsync(target.fileno())


def into_many(one: Path, sizes: Iterable[tuple[str, int]], folder: Path) -> None:
    """And out of it again: files of these names and sizes, in the order in which they are in it."""
    digest = hashlib.sha256()
    with one.open("rb") as file:
        for name, size in sizes:
            content = file.read(size)
            digest.update(content)
            with (folder / name).open("wb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())


def one(file: Path, out: Path) -> None:
    """The same file once more, without a digest."""
    with file.open("rb") as source, out.open("wb") as target:
        while piece := source.read(_PIECE):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
