"""Small files outside the journal's folder: written whole or not at all, and taken away without a
trace.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from app.core.errors import BackgroundError
from app.words.lists import lists


def put(path: Path, content: bytes) -> bool:
    """Write a file for this person alone, with the folders above it; one that holds just that stays
    as it is. Whether anything was written.

    Raises:
        BackgroundError: it could not be written.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BackgroundError("not written", file=str(path)) from error
    return True


def there(paths: Iterable[Path]) -> tuple[str, ...]:
    """Which of them are there, links that lead nowhere included."""
    return tuple(str(path) for path in paths if os.path.lexists(path))


def take_away(paths: Iterable[Path], *, up_to: Path) -> None:
    """Delete these, and the folders above them, below `up_to`, that hold nothing any more.

    Raises:
        BackgroundError: something of it is still there, and `files` names it.
    """
    paths = tuple(paths)
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    left = there(paths)
    if left:
        raise BackgroundError("left", files=lists.all_of(left))
    for path in paths:
        for folder in path.parents:
            if not folder.is_relative_to(up_to) or folder == up_to:
                break
            with contextlib.suppress(OSError):  # somebody else has something there
                folder.rmdir()
