"""The models a session's screens draw, gathered so that a route can hand them on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.ports import ShareSheet
from app.state.capture import Capture
from app.state.opening import Opening
from app.state.photos import Photos
from app.state.preferences import Preferences
from app.state.timeline import Timeline
from app.state.viewfinder import Viewfinder

if TYPE_CHECKING:
    from app.state.calendar import Calendar
    from app.state.collages.kept import Collages
    from app.state.contacts import Contacts
    from app.state.finding import Finder
    from app.state.hard import Hard
    from app.state.memories import Memories
    from app.state.names import Names
    from app.state.nourishing import WhatNourishes
    from app.state.reminders import Reminders
    from app.state.shared import Shared
    from app.state.sky import Sky
    from app.state.unnamed import Unnamed
    from app.state.yours import Yours


@dataclass(frozen=True, slots=True)
class Models:
    """One set for each session, made in `app.session`."""

    opening: Opening
    capture: Capture
    timeline: Timeline
    preferences: Preferences
    photos: Photos
    viewfinder: Viewfinder
    sheet: ShareSheet
    reminders: Callable[[], Reminders]
    """The same one each time; made when it is first asked for, which no first picture does."""
    collages: Callable[[], Collages]
    """Likewise."""
    names: Callable[[], Names]
    """Likewise."""
    finder: Callable[[], Finder]
    """Likewise."""
    calendar: Callable[[], Calendar]
    """Likewise."""
    memories: Callable[[], Memories]
    """Likewise."""
    contacts: Callable[[], Contacts]
    """Likewise."""
    hard: Callable[[], Hard]
    """Likewise."""
    sky: Callable[[], Sky]
    """Likewise."""
    nourishing: Callable[[], WhatNourishes]
    """Likewise."""
    unnamed: Callable[[], Unnamed]
    """Likewise."""
    shared: Callable[[], Shared]
    """Likewise."""
    yours: Callable[[], Yours | None]
    """Likewise; None where this home of the journal has no such way."""
    phone: bool
    """Whether the person would call the thing in their hand a phone."""
    text_scale: float
    """The person's, as far as it is known before anything is drawn."""
    kept_where: Callable[[], Awaitable[str]]
    """Says in a sentence where the journal lives on this platform."""
    previous_version: Callable[[], Awaitable[Any]] | None = None
    """Goes back to the app as it was before an update; None where there is no such way."""
    newest_version: Callable[[], Awaitable[Any]] | None = None
    """Tries that update again."""
    hide: Callable[[], Awaitable[None]] | None = None
    """Covers everything that shows, at once; None where the screens do that."""
    save_again: Callable[[], Awaitable[None]] | None = None
    """Writes a journal whose file was taken away to its place again; None where that cannot be."""
