"""The log: every error reaches it, nothing a person wrote does."""

from __future__ import annotations

import logging
import os
import traceback
from pathlib import Path

NAME = "glimmers.log"


_OURS = ("app", "storage", "__main__")
"""Loggers whose messages are fixed sentences of this app."""


class _Wordless(logging.Formatter):
    """Writes where an error happened and its kind, not its message: a message may quote what a
    person wrote.

    Others' messages do so too (asyncio tells a lost task with its exception and a callback with its
    arguments), so of those only the place is written.
    """

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.partition(".")[0] in _OURS
        what = (
            record.getMessage()
            if ours
            else f"a message from {Path(record.pathname).name}:{record.lineno}"
        )
        lines = [f"{self.formatTime(record)} {record.levelname} {record.name}: {what}"]
        if record.exc_info and record.exc_info[1]:
            lines += _places(record.exc_info[1])
        return "\n".join(lines)


def _places(error: BaseException) -> list[str]:
    lines: list[str] = []
    todo, seen = [error], set[int]()
    while todo:
        error = todo.pop(0)
        if id(error) in seen:
            continue
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames
        ]
        lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
        before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        todo += [before] if before else []
        todo += error.exceptions if isinstance(error, BaseExceptionGroup) else []
    return lines


def to_file(folder: Path) -> None:
    """Log warnings and errors to a file of the journal's folder, readable by its owner alone."""
    # Loaded here: it brings sockets and pickles with it, which a browser would wait for in vain.
    from logging.handlers import RotatingFileHandler

    class PrivateFile(RotatingFileHandler):
        def _open(self):  # type: ignore[no-untyped-def]
            for missing in reversed(
                [path for path in Path(self.baseFilename).parents if not path.exists()]
            ):
                missing.mkdir(mode=0o700, exist_ok=True)
            os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
            return super()._open()

    _use(PrivateFile(folder / NAME, maxBytes=500_000, backupCount=1, encoding="utf-8", delay=True))


def to_console() -> None:
    """Log to the browser's console, where there are no files to log to."""
    _use(logging.StreamHandler())


def let_go() -> None:
    """Close the log's file, which may then be deleted; the next message begins another."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.FileHandler):
            handler.close()


def _use(handler: logging.Handler) -> None:
    handler.setFormatter(_Wordless())
    # A log that cannot be written must not get between a person and their glimmer.
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
