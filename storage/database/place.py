"""Whether a name still leads to the file that is open under it.

A file that was deleted, moved away or replaced can be written on for as long as somebody has it
open: SQLite says that all is well, and nobody ever finds again what went there.
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
        """Whether the name leads to the file that was opened, and its log's name to its log."""
        try:
            self.check()
        except JournalGoneError:
            return False
        return True

    @property
    def is_own_file(self) -> bool:
        """Whether at least the database itself is where it was."""
        return self._file is not None and _identity(self._database) == self._file

    def check(self, doing: Doing = KEEPING) -> None:
        """Costs two look-ups of a name; call it after a commit and before saying that something is
        kept.

        Raises:
            JournalGoneError: the name leads to another file by now, or to none; or its log's does.
        """
        if sys.platform in ("emscripten", "win32"):
            return  # one page has a browser's files; Windows lets no open file be moved or deleted
        log = _identity(self._log)
        if self._log_file is None:
            self._log_file = log  # SQLite makes it with the first commit
        if _identity(self._database) != self._file or log != self._log_file:
            raise JournalGoneError(doing=doing)


def _identity(path: Path) -> _Identity | None:
    """Device and inode; None where there is no such file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
