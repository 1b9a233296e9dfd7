"""One session's models, put together: a tab, a window, a phone; with everything that this home of
the journal has for them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from app.core.photos import PhotoId
from app.core.ports import Clock
from app.state.capture import Capture
from app.state.opening import Opened, Opening
from app.state.photos import Photos
from app.state.preferences import Preferences
from app.state.timeline import Timeline
from app.state.viewfinder import Viewfinder
from app.ui.models import Models

if TYPE_CHECKING:
    from app.core.ports import (
        Background,
        Darkroom,
        Inbox,
        Notifier,
        PhotoSource,
        ShareSheet,
    )
    from app.state.calendar import Calendar
    from app.state.collages.kept import Collages
    from app.state.contacts import Contacts
    from app.state.exchange import Exchange
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


class Home(Protocol):
    """Where the journal lives, and what else differs with that; see `app.homes`."""

    @property
    def previous_version(self) -> Callable[[], Awaitable[Any]] | None:
        """Goes back to the app before its last update; None where there is no such way."""

    @property
    def newest_version(self) -> Callable[[], Awaitable[Any]] | None:
        """Tries that update again; likewise."""

    @property
    def text_scale(self) -> float:
        """The person's, as far as it is known before anything is drawn."""

    @property
    def notifier(self) -> Notifier:
        """Shows reminders as far as they reach here."""

    @property
    def background(self) -> Background | None:
        """What lets reminders come with Glimmers closed, where that is asked of the system by
        itself; None where the notifier does all there is to do.
        """

    async def open(self) -> Opened:
        """The journal; asked again after a refusal."""

    def inbox(self) -> Inbox:
        """Where a tap is kept while the journal cannot be opened."""

    @property
    def hide(self) -> Callable[[], Awaitable[None]] | None:
        """Covers everything that shows, at once and by itself; None where the screens do it."""

    @property
    def save_again(self) -> Callable[[], Awaitable[None]] | None:
        """Writes a journal whose file was taken away to its place again; None where
        that cannot be.
        """

    async def darkroom(self) -> Darkroom:
        """What this platform does with photos."""

    def photo_address(self, id: PhotoId, thumbnail: bool) -> str:
        """What the screen loads a photo from."""

    def photo_source(self, viewfinder: Viewfinder) -> PhotoSource:
        """Where this session's photos come from; the viewfinder is for those that have a camera and
        no app for it.
        """

    def share_sheet(self) -> ShareSheet:
        """This session's way out for pictures and words."""

    def exchange(self) -> Exchange | None:
        """This session's way out and back; None where there is none yet."""

    async def where(self) -> str:
        """In a sentence, where the journal lies."""

    async def ask_to_stay(self) -> None:
        """Ask for what is kept never to be cleared, where somebody must be asked."""

    async def remember_look(self, look: str) -> None:
        """The next start wears this look from its first moment."""


@dataclass(frozen=True, slots=True)
class Session:
    """The models, and what happens to all of them at once."""

    models: Models
    resume: Callable[[], None]
    """The app is looked at again: time, zone and settings may have changed meanwhile."""
    end: Callable[[], None]
    """Nobody looks any more: hear of no more changes."""


_Model = TypeVar("_Model")


class _Once(Generic[_Model]):
    """Makes something when it is first asked for, and hands out the same one from then on."""

    def __init__(self, make: Callable[[], _Model]) -> None:
        self._make = make
        self.made: _Model | None = None
        """What it made; None as long as nobody asked."""

    def __call__(self) -> _Model:
        if self.made is None:
            self.made = self._make()
        return self.made


class _Later:
    """The models that no first picture shows; their code is loaded with the first of each."""

    def __init__(
        self,
        home: Home,
        clock: Clock,
        opening: Opening,
        photos: Photos,
        preferences: Preferences,
        sheet: ShareSheet,
    ) -> None:
        self.home, self.clock, self.opening = home, clock, opening
        self.photos, self.preferences, self.sheet = photos, preferences, sheet
        self.reminders, self.collages = _Once(self._reminders), _Once(self._collages)
        self.names, self.unnamed = _Once(self._names), _Once(self._unnamed)
        self.shared, self.yours = _Once(self._shared), _Once(self._yours)
        self.finder, self.calendar = _Once(self._finder), _Once(self._calendar)
        self.memories = _Once(self._memories)
        self.hard, self.contacts = _Once(self._hard), _Once(self._contacts)
        self.sky, self.nourishing = _Once(self._sky), _Once(self._nourishing)

    def detach(self) -> None:
        """The session has ended."""
        for later in (
            *(self.reminders, self.collages, self.names, self.unnamed),
            *(self.finder, self.calendar, self.hard, self.sky),
            *(self.memories, self.nourishing, self.contacts),
        ):
            if later.made is not None:
                later.made.detach()

    def resume(self) -> None:
        """The app is looked at again."""
        if self.opening.done:
            self.preferences.catch_up()
            if self.reminders.made is not None:
                self.reminders.made.replan()

    def _reminders(self) -> Reminders:
        from app.state.reminders import Reminders

        made = Reminders(
            self.clock,
            self.home.notifier,
            order=self.preferences.prompt_order,
            background=self.home.background,
        )
        if self.opening.opened:  # a page asks for them before their turn has come
            made.attach(self.opening.opened)
        return made

    def _collages(self) -> Collages:
        from app.state.collages.kept import Collages

        return Collages(
            self.opening,
            self.clock,
            open_darkroom=self.home.darkroom,
            address=self.photos.address,
            sheet=self.sheet,
        )

    def _names(self) -> Names:
        from app.state.names import Names

        return Names(self.opening, self.clock)

    def _finder(self) -> Finder:
        from app.state.finding import Finder

        return Finder(self.opening, self.clock, self.opening.lose)

    def _calendar(self) -> Calendar:
        from app.state.calendar import Calendar

        return Calendar(self.opening, self.clock, self.opening.lose)

    def _hard(self) -> Hard:
        from app.state.hard import Hard

        return Hard(self.opening, self.clock, self.opening.lose)

    def _contacts(self) -> Contacts:
        from app.state.contacts import Contacts

        return Contacts(self.opening, self.clock, self.opening.lose)

    def _sky(self) -> Sky:
        from app.state.sky import Sky

        return Sky(self.opening, self.clock, self.opening.lose)

    def _memories(self) -> Memories:
        from app.state.memories import Memories

        return Memories(self.opening, self.clock, self.opening.lose)

    def _nourishing(self) -> WhatNourishes:
        from app.state.nourishing import WhatNourishes

        return WhatNourishes(self.opening, self.clock, self.opening.lose)

    def _unnamed(self) -> Unnamed:
        from app.state.unnamed import Unnamed

        return Unnamed(self.opening, self.clock, open_darkroom=self.home.darkroom)

    def _shared(self) -> Shared:
        from app.state.shared import Shared

        return Shared(self.opening, self.clock, self.photos, inbox=self.home.inbox)

    def _yours(self) -> Yours | None:
        exchange = self.home.exchange()
        if exchange is None:
            return None
        from app.state.yours import Yours

        return Yours(self.opening, self.clock, exchange)


def session_of(
    home: Home,
    clock: Clock,
    *,
    phone: bool,
    new_here: bool,
    on_open: Callable[[Models, Opened], None],
) -> Session:
    """Make the models; nothing is opened yet.

    `on_open` is called once the models have the journal.
    """
    viewfinder, sheet = Viewfinder(), home.share_sheet()
    timeline, preferences = Timeline(clock), Preferences(clock, on_look=home.remember_look)
    source = home.photo_source(viewfinder)
    photos = Photos(clock, source, open_darkroom=home.darkroom, address=home.photo_address)

    def attach(opened: Opened) -> None:
        for model in (preferences, timeline, photos, capture):
            model.attach(opened)
        if later.reminders.made is not None:
            later.reminders.made.attach(opened)
        if later.memories.made is not None:
            later.memories.made.attach(opened)
        on_open(models, opened)

    def detach() -> None:
        timeline.detach()
        capture.detach()
        later.detach()

    opening = Opening(
        home.open,
        new_here=new_here,
        on_open=attach,
        on_failure=detach,
        on_close=lambda: capture.leave(),
    )
    timeline.on_damaged = opening.lose
    capture = Capture(
        opening,
        clock,
        after_first=home.ask_to_stay,
        choose_photos=photos.choose,
        inbox=home.inbox,
    )
    later = _Later(home, clock, opening, photos, preferences, sheet)
    models = _models(home, later, capture, timeline, viewfinder, phone=phone)
    return Session(models, later.resume, detach)


def _models(
    home: Home,
    later: _Later,
    capture: Capture,
    timeline: Timeline,
    viewfinder: Viewfinder,
    *,
    phone: bool,
) -> Models:
    return Models(
        opening=later.opening,
        capture=capture,
        timeline=timeline,
        preferences=later.preferences,
        photos=later.photos,
        viewfinder=viewfinder,
        sheet=later.sheet,
        reminders=later.reminders,
        collages=later.collages,
        names=later.names,
        finder=later.finder,
        calendar=later.calendar,
        memories=later.memories,
        contacts=later.contacts,
        hard=later.hard,
        sky=later.sky,
        nourishing=later.nourishing,
        unnamed=later.unnamed,
        shared=later.shared,
        yours=later.yours,
        phone=phone,
        text_scale=home.text_scale,
        kept_where=home.where,
        previous_version=home.previous_version,
        newest_version=home.newest_version,
        save_again=home.save_again,
        hide=home.hide,
    )
