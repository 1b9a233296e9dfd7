"""What differs from platform to platform, as far as the rest of the app can see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from app.core.photos import PhotoId, StoredFile
from app.core.reminders import Nudge

if TYPE_CHECKING:
    from app.core.drawing.collage import Collage
    from app.core.drawing.month import Shape
    from app.core.exchange.inbox import Found, InboxRecord
    from app.core.glimmers import Pathway
    from app.core.lookback.sky import PlacedLight
    from app.core.photos import Attached, Picture

Platform = Literal["android", "ios", "linux", "windows", "macos", "browser"]
Reach = Literal["closed", "open", "none"]
"""Reminders come with the app closed; only while it runs; not at all."""
Permission = Literal["granted", "denied", "unasked"]
SettingsPage = Literal["notifications", "battery"]
PictureKind = Literal["jpeg", "png"]


class Clock(Protocol):
    """Tells the time where the person is."""

    def now(self) -> datetime:
        """Now, aware, in the local zone."""

    def zone(self) -> str | None:
        """The zone's IANA name, or None where the device does not tell one."""


class Notifier(Protocol):
    """Shows reminders as far as this platform can; `reach` says how far.

    A notification holds the app's name and a prompt of ours, never words a person wrote: it may be
    read on a lock screen.
    """

    @property
    def platform(self) -> Platform:
        """Which platform this is."""

    @property
    def reach(self) -> Reach | None:
        """How far reminders reach here, as far as is known; None where that takes a look, until
        `permission` has looked.
        """

    async def permission(self) -> Permission:
        """Whether the system lets reminders through; asks nobody."""

    async def ask(self) -> Permission:
        """Show the system's question where there is one, and wait for the answer."""

    async def replace_all(self, nudges: Sequence[Nudge]) -> None:
        """Forget everything planned before and plan these, in the order of their instants."""

    async def show(self, nudge: Nudge) -> None:
        """Show this one now.

        Raises:
            NotShownError: the system refused, or nothing here can show it.
        """

    async def advice(self) -> str:
        """How this device is told to leave reminders alone; empty where none holds them back."""

    async def open_settings(self, what: SettingsPage = "notifications") -> bool:
        """Open the system's settings for Glimmers; False where they cannot be opened from here."""

    async def last_shown(self) -> datetime | None:
        """When (aware) one was last really handed to the system; None when none was, as far as is
        known.
        """


class Background(Protocol):
    """What a desk's own system starts every few minutes, so that reminders come with Glimmers
    closed. It lies outside the journal's folder, and only where somebody asked for it.

    All of it blocks, for seconds where the system is slow.
    """

    seen: bool
    """Whether this was ever tried on such a system."""

    def writes(self) -> Sequence[str]:
        """What `install` would write here: paths, or where a system has no files for it, names.

        Raises:
            BackgroundError: why nothing can be installed here.
        """

    def installed(self) -> Sequence[str]:
        """What of it is there now."""

    def install(self) -> Sequence[str]:
        """Write it, and have the system heed it; twice is the same. What is there then.

        Raises:
            BackgroundError: not done; nothing half-done stays.
        """

    def uninstall(self) -> Sequence[str]:
        """Take all of it away; what was there, nothing where nothing was.

        Raises:
            BackgroundError: its case is `left`: something is still there, and `files` names it.
        """


class Chosen(Protocol):
    """A photo that somebody chose, not opened yet."""

    @property
    def handle(self) -> Any:
        """What this platform's imaging opens: bytes, a path, or a file of the browser."""


class PhotoSource(Protocol):
    """Where photos come from: the system's picker, a camera, the clipboard, what is dropped.

    Browsers open pickers only within the person's tap. Where an `_address` is not None, the button
    that calls the verb of that name has it as its `url`, and the verb is given what that picker
    brings.
    """

    choose_address: str | None
    take_address: str | None

    @property
    def has_camera(self) -> bool:
        """Whether `take` can work here, as far as is known."""

    @property
    def on_arrival(self) -> Callable[[list[Any]], None] | None:
        """Hears of photos that were pasted or dropped."""

    @on_arrival.setter
    def on_arrival(self, hear: Callable[[list[Any]], None] | None) -> None: ...

    async def begin(self) -> None:
        """Make ready; to be done before the first button for photos is pressed."""

    async def want(self, wanted: bool) -> None:
        """Whether what is pasted or dropped now has a glimmer to go to."""

    async def choose(self, *, many: bool = True) -> Sequence[Chosen]:
        """What the person picks; empty when they would rather not."""

    async def take(self) -> Chosen | None:
        """A photo taken now; None when they would rather not.

        Raises:
            GlimmersError: there is no camera, or it may not be used.
        """


class PhotoStore(Protocol):
    """The photos of a journal: each once, under what it holds."""

    async def put(self, picture: Picture) -> PhotoId:
        """Store what imaging brought in, and return its id; durable then.

        Raises:
            NoRoomError, ReadOnlyError: nothing half-written stays.
        """

    def address(self, id: PhotoId, *, thumbnail: bool = False) -> str:
        """What an image on the screen loads it from."""

    async def read(self, id: PhotoId, *, thumbnail: bool = False) -> Any:
        """What this platform's imaging opens.

        Raises:
            PhotoNotHereError: its file is missing.
        """

    async def protect(self, id: PhotoId) -> None:
        """Keep this photo from the next sweep, also one of another window or program: the person
        may undo. Its age, by which `sweep` decides, begins anew.
        """

    async def sweep(self, let_go: Collection[PhotoId]) -> tuple[PhotoId, ...]:
        """Delete these, but nothing young: it may be about to be named again. Returns those of
        which nothing is left.

        Only what the journal named once and let go may be handed in: of any other file nobody knows
        whose it is.
        """

    async def unnamed(self, known: Collection[PhotoId]) -> tuple[PhotoId, ...]:
        """Photos whose files are here and that are not among `known`, in the order of their ids."""

    async def stored(self, id: PhotoId) -> StoredFile:
        """What the file of a photo tells about it.

        Raises:
            PhotoNotHereError: it is missing, or no picture.
        """

    async def discard(self, photos: Collection[PhotoId]) -> None:
        """Delete these files, however young: somebody has looked at them and asked for it."""


class Darkroom(Protocol):
    """What this platform does with photos: they come in, and finished pictures go out.

    Pictures are bytes, or in a browser Blobs.
    """

    store: PhotoStore
    """Where photos are kept, and found again."""

    async def bring_in(self, source: Any, *, originals: bool = False) -> Picture:
        """From what was chosen to a picture that the store takes; at full size if that is asked
        for.

        Raises:
            NotAPhotoError: nothing that can be shown.
            PhotoTooLargeError: more pixels than can be opened safely.
            PhotoFormatError: this device cannot decode it.
        """

    async def render(self, collage: Collage, *, kind: PictureKind = "jpeg") -> Any:
        """A finished picture of a collage, with nothing in it but the picture."""

    async def card(
        self, words: str, when: str, *, photo: Attached | None, night: bool, pathway: Pathway | None
    ) -> Any:
        """A glimmer as a JPEG: its words, when it was, its cover, and where the light was."""

    async def month(
        self,
        lights: Sequence[PlacedLight],
        name: str,
        *,
        shape: Shape,
        night: bool,
        mirrored: bool,
    ) -> Any:
        """A month of lights as a JPEG, with its name or without ("")."""

    def preview(self, picture: Any) -> Any:
        """What an image on the screen shows a finished picture from, until the next one is asked
        for.
        """


class Inbox(Protocol):
    """Where glimmers wait that were kept where the journal could not be reached: a folder beside
    it, or a database of the browser's. Others write into it too: see `docs/inbox-format.md`.
    """

    async def add(self, record: InboxRecord) -> None:
        """Put in a record that has no photos; durable when this returns.

        Raises:
            GlimmersError: nothing of it is there.
        """

    def has_changed(self) -> bool:
        """Whether something may have come since `waiting` looked last. Asked each second, so it
        costs next to nothing.
        """

    async def waiting(self) -> Sequence[Found]:
        """All that lies in it, in no order, whether it can be read here or not.

        Raises:
            GlimmersError, OSError: it cannot be looked into.
        """

    async def photos(self, record: InboxRecord) -> Sequence[Any]:
        """What imaging opens (`Chosen.handle`) for each photo of a record, in their order; one that
        is not there is left out.

        Raises:
            GlimmersError, OSError: it cannot be looked into.
        """

    def preview(self, handle: Any) -> str:
        """What an image on the screen loads such a photo from; "" where it cannot."""

    async def forget(self, keys: Collection[str]) -> None:
        """Take out what lies under these keys, with its photos; durable when this returns. What is
        not there is as good as taken out.

        Raises:
            GlimmersError, OSError: something of it may still be there.
        """


GoneOut = Literal["shared", "offered", "copied", "saved", "dismissed"]
"""What became of what was to leave: handed to another app, `offered` in the share sheet of a system
that does not tell what was chosen there, put into the clipboard or into a file, or none of these.
"""

Went = Literal["folder", "downloads", "chosen"]
"""Where a file of the person's went: into a folder that is named; where this browser puts what it
downloads; where the person said, in a window of the system that tells nobody else.
"""


class ShareSheet(Protocol):
    """The way out for pictures and words, which the person chooses each time."""

    async def share(self, picture: Any, *, name: str, text: str = "") -> GoneOut:
        """Offer a finished picture to the system's share sheet; where there is none, it is saved.

        Raises:
            NotSharedError: neither was possible.
        """

    async def save(self, picture: Any, *, name: str) -> GoneOut:
        """Put a finished picture into a file of this name, where the person says or where downloads
        go.

        Raises:
            NotSharedError: that was not possible.
        """

    async def share_text(self, text: str) -> GoneOut:
        """Offer words to the system's share sheet; where there is none, or it refuses, copy them.

        Raises:
            NotSharedError: neither was possible; its case is `words`.
        """

    async def copy(self, text: str) -> GoneOut:
        """Put words into the clipboard.

        Raises:
            NotSharedError: the clipboard may not be written; its case is `words`.
        """
