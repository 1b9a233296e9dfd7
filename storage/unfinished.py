"""Files and folders that are not finished yet, beside those that a person named: what a kill has
left is known by its name and by having no lock any more, and goes.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NAME = re.compile(r"\.glimmers-[0-9a-f]{16}\.half", re.ASCII)
_FOR = 86_400.0
"""Seconds after which it is left over, where the disk has no locks that tell."""
_PLAIN = getattr(os, "O_NOFOLLOW", 0)


def free_name(folder: Path) -> Path:
    """A name in this folder that nobody has."""
    return folder / f".glimmers-{os.urandom(8).hex()}.half"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """As long as this lasts nobody takes `path`, which was just made, for left over."""
    held = _held(path)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def sweep(folder: Path) -> None:
    """Delete what programs have left unfinished that were killed: it holds words and photos. What
    is somebody else's, or has another name, stays.
    """
    if sys.platform == "emscripten":  # a page cleans its own files up when it opens them
        return
    found: list[Path] = []
    with suppress(OSError):  # a folder that may be written and not be read
        found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    for path in found:
        with suppress(OSError):
            _delete_left_over(path)


def _delete_left_over(path: Path) -> None:
    status = path.lstat()
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        return
    if os.name != "nt" and status.st_uid != os.geteuid():
        return
    held = _held(path)
    try:
        if held is None and status.st_mtime > time.time() - _FOR:
            return
        if stat.S_ISDIR(status.st_mode):
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    finally:
        if held is not None:
            os.close(held)


def _held(path: Path) -> int | None:
    """A lock, which ends with the program; None where another has it, or the disk has no locks."""
    if sys.platform in ("win32", "emscripten"):
        return None
    import fcntl

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | _PLAIN)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
