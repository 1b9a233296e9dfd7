"""A folder of files that no other user of this machine can read, replace or put there."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

_BY_DESCRIPTOR = os.open in os.supports_dir_fd
"""Windows has neither modes nor this; there, what lies in a person's own profile is readable by
them alone."""


class PrivateFolder:
    """`path`, of mode 0700 and ours, made when it is first written to; files in it have mode 0600.

    Every verb raises OSError where the folder cannot be had, is a link, or belongs to somebody
    else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, text: str) -> Path:
        """Write a new file; what lies under its name, were it a link, is taken away and not written
        through."""
        with self._opened(make=True) as folder:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._in(folder, name), dir_fd=folder)
            how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
            with open(
                os.open(self._in(folder, name), how, 0o600, dir_fd=folder), "w", encoding="utf-8"
            ) as file:
                file.write(text)
        return self.path / name

    def read(self, name: str) -> str:
        """What a file holds that we wrote."""
        with self._opened() as folder:
            how = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            with open(
                os.open(self._in(folder, name), how, dir_fd=folder), encoding="utf-8"
            ) as file:
                _must_be_ours(os.fstat(file.fileno()), stat.S_ISREG)
                return file.read()

    def names(self) -> list[str]:
        """Of all that lies here."""
        with self._opened() as folder:
            return os.listdir(self.path if folder is None else folder)

    def remove(self, name: str) -> None:
        """Take a file away, where it is still there."""
        with contextlib.suppress(FileNotFoundError), self._opened() as folder:
            os.unlink(self._in(folder, name), dir_fd=folder)

    def _in(self, folder: int | None, name: str) -> Path | str:
        return self.path / name if folder is None else name

    @contextlib.contextmanager
    def _opened(self, *, make: bool = False) -> Iterator[int | None]:
        """The folder's descriptor: whatever is put in its place meanwhile, this is the one that was
        looked at."""
        if make:
            for missing in reversed(
                [path for path in (self.path, *self.path.parents) if not os.path.lexists(path)]
            ):
                missing.mkdir(mode=0o700, exist_ok=True)
        if not _BY_DESCRIPTOR:
            yield None
            return
        folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _must_be_ours(os.fstat(folder), stat.S_ISDIR)
            if stat.S_IMODE(os.fstat(folder).st_mode) != 0o700:
                os.fchmod(folder, 0o700)
            yield folder
        finally:
            os.close(folder)


def _must_be_ours(found: os.stat_result, is_kind: Callable[[int], bool]) -> None:
    if not is_kind(found.st_mode) or (sys.platform != "win32" and found.st_uid != os.geteuid()):
        raise PermissionError("a private file or folder is not ours")
