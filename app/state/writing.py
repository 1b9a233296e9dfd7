"""The one way from the screens into the journal: change it, make it durable, put what went wrong in
words.
"""

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
    """Change the journal; returns what `change` does, once it would survive a power cut.

    `undo` takes back what was committed and did not become durable, where it must not be shown
    after it was said to have failed.

    Raises:
        GlimmersError: whatever went wrong, in words and in the log by now.
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
        raise in_words(error, doing) from error
    return done


def in_words(error: Exception, doing: Doing) -> GlimmersError:
    """What a person hears of an error, which is in the log by then; one that is in words already
    stays.

    An error nobody foresaw is a bug, and logged as one.
    """
    if isinstance(error, GlimmersError):
        if not error.logged:
            _log.warning("refused: %s", doing.what, exc_info=error)
            error.logged = True
        return error
    if isinstance(error, OSError):
        from storage.database.refusals import (
            why_refused,
        )  # loaded with the journal, not with the first screen

        _log.warning("the system refused: %s", doing.what, exc_info=error)
        known: GlimmersError = why_refused(error, doing)
    else:
        _log.error("failed: %s", doing.what, exc_info=error)
        known = UnknownReasonError(doing)
    known.logged = True
    return known
