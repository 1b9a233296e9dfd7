"""What waits in the inbox of a home, in words."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.core.exchange.inbox import counted
from app.words.screens import words

if TYPE_CHECKING:
    from app.core.ports import Inbox

_log = logging.getLogger(__name__)


async def with_waiting(where: str, inbox: Inbox, *, opens_photos: bool) -> str:
    """The sentence that says where the journal lies, and what lies beside it and did not come in;
    for *Where it is kept*. `opens_photos` as for `counted`.
    """
    try:
        waits = counted(await inbox.waiting(), opens_photos=opens_photos)
    except Exception:  # it may not be there at all, as in a window that lends no storage
        _log.warning("the inbox could not be looked into", exc_info=True)
        return where
    told = (
        (words.waits_ready, waits.ready),
        (words.waits_shared, waits.shared),
        (words.waits_later, waits.later),
        (words.waits_unread, waits.unread),
    )
    return " ".join([where, *(sentence(n) for sentence, n in told if n)])
