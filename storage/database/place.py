"""Whether the name of an open file still leads to that file.

A program can go on writing to a file that was deleted, moved or replaced after it was opened.
SQLite reports no error, and what is written is lost when the program ends.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.core.errors import KEEPING, Doing, JournalGoneError

_Identity = tuple[int, int]


class Place:
    """The name under which a journal was opened, and the file it led to then."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._log = database.with_name(database.name + "-wal")
        self._file = _identity(database)
        self._log_file: _Identity | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the names of the database and its log still lead to the files that are open."""
        try:
            self.check()
        except JournalGoneError:
            return False
        return True

    @property
    def is_own_file(self) -> bool:
        """Whether the name of the database still leads to the open file, whatever became of its
        log.
        """
        return self._file is not None and _identity(self._database) == self._file

    def check(self, doing: Doing = KEEPING) -> None:
        """Call it after a commit, before the person is told that something is kept. Costs two calls
        of `stat`.

        Raises:
            JournalGoneError: the name of the database or of its log leads to another file now, or
                to none.
        """
        if sys.platform in ("emscripten", "win32"):
            return  # only one page can open a browser's files; Windows does not let open files move
        log = _identity(self._log)
        if self._log_file is None:
            self._log_file = log  # SQLite creates it at the first commit
        if _identity(self._database) != self._file or log != self._log_file:
            raise JournalGoneError(doing=doing)


def _identity(path: Path) -> _Identity | None:
    """Device and inode; None where there is no such file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
