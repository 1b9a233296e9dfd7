"""The one way from the models into the journal: change it, make it durable, translate errors."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from app.core.errors import KEEPING, Doing, GlimmersError, UnknownReasonError

if TYPE_CHECKING:
    from storage.journal import Journal

_log = logging.getLogger(__name__)

T = TypeVar("T")


async def write(
    journal: Journal,
    flush: Callable[[], Awaitable[None]],
    change: Callable[[Journal], T],
    *,
    doing: Doing = KEEPING,
    undo: Callable[[Journal, T], object] | None = None,
) -> T:
    """Change the journal; returns what `change` returns, once it would survive a power cut.

    `undo` is called when the change was committed but could not be made durable. Without it, the
    person reads that it failed and sees the change all the same.

    Raises:
        GlimmersError: whatever went wrong; it is in the log already.
    """
    try:
        done = change(journal)
        try:
            await flush()
        except Exception:
            if undo:
                with contextlib.suppress(GlimmersError):
                    undo(journal, done)
            raise
    except Exception as error:
        raise translated_error(error, doing) from error
    return done


def translated_error(error: Exception, doing: Doing) -> GlimmersError:
    """The error of ours for any error, which is written to the log; one of ours is returned as it
    is and logged once.

    An error that nobody foresaw is a bug: it is logged with its traceback and returned as
    `UnknownReasonError`.
    """
    if isinstance(error, GlimmersError):
        if not error.logged:
            _log.warning("refused: %s", doing.what, exc_info=error)
            error.logged = True
        return error
    if isinstance(error, OSError):
        # Imported here because it is loaded with the journal, not with the first screen.
        from storage.database.refusals import why_refused

        _log.warning("the system refused: %s", doing.what, exc_info=error)
        known: GlimmersError = why_refused(error, doing)
    else:
        _log.error("failed: %s", doing.what, exc_info=error)
        known = UnknownReasonError(doing)
    known.logged = True
    return known
