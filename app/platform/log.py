"""The log: every error reaches it, nothing a person wrote does."""

from __future__ import annotations

import logging
import os
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

NAME = "glimmers.log"


class _Wordless(logging.Formatter):
    """Writes where an error happened and its kind, not its message: a message may quote what a person wrote."""

    def formatException(  # noqa: N802 - logging's own name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
            lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


class _PrivateFile(RotatingFileHandler):
    def _open(self):  # type: ignore[no-untyped-def]
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        return super()._open()


def to_file(folder: Path) -> None:
    """Log warnings and errors to a file of the journal's folder, readable by its owner alone."""
    _use(_PrivateFile(folder / NAME, maxBytes=500_000, backupCount=1, encoding="utf-8", delay=True))


def to_console() -> None:
    """Log to the browser's console, where there are no files to log to."""
    _use(logging.StreamHandler())


def _use(handler: logging.Handler) -> None:
    handler.setFormatter(_Wordless("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    # A log that cannot be written must not get between a person and their glimmer.
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
