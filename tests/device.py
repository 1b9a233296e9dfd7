"""A device to try the app on: a clock that is set by hand, a real journal, and a disk that can be
slow, full or missing.
"""

from __future__ import annotations

import asyncio
import functools
import shutil
import tempfile
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from app.core.errors import BackgroundError, GlimmersError, NotShownError
from app.core.glimmers import Draft, Glimmer
from app.core.photos import PhotoId
from app.core.ports import Background, Darkroom, GoneOut, Permission, Reach, SettingsPage
from app.core.reminders import Nudge
from app.core.when.grammar import understand
from app.imaging.pillow_darkroom import PillowDarkroom
from app.session import session_of
from app.state.exchange import Exchange
from app.state.opening import Opened
from app.state.viewfinder import Viewfinder
from app.ui.app import App
from app.ui.models import Models
from app.words.screens import words
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.photos import PhotoStore, in_folder
from storage.taking_in import Intake
from tests.screen import Screen

BERLIN = ZoneInfo("Europe/Berlin")


def at(wall: str) -> datetime:
    """A wall time in Berlin."""
    return datetime.fromisoformat(wall).replace(tzinfo=BERLIN)


class Clock:
    """Shows what it was set to."""

    def __init__(self, wall: str) -> None:
        self.time = at(wall)

    def now(self) -> datetime:
        """The time it shows."""
        return self.time

    def zone(self) -> str | None:
        """Berlin's."""
        return "Europe/Berlin"

    def passes(self, **amount: float) -> None:
        """Real time passes, whatever the wall clock makes of it."""
        self.time = (self.time.astimezone(UTC) + timedelta(**amount)).astimezone(BERLIN)


class Notifications:
    """A system that shows what it is given, as far as it is allowed."""

    platform: Literal["linux"] = "linux"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.reach: Reach | None = "open"
        self.allowed: Permission = "unasked"
        self.answers: Permission = "granted"
        """What the person answers when asked."""
        self.planned: tuple[Nudge, ...] = ()
        self.plans = 0
        self.asked_whether = 0
        self.refuses: GlimmersError | None = None
        """What it refuses a plan with."""
        self.shown: list[Nudge] = []
        self.hint = ""
        self.opened_settings: list[str] = []
        self._last: datetime | None = None

    async def permission(self) -> Permission:
        """As it was last answered."""
        self.asked_whether += 1
        return self.allowed

    async def ask(self) -> Permission:
        """The system's question."""
        self.allowed = self.answers
        return self.allowed

    async def replace_all(self, nudges: Sequence[Nudge]) -> None:
        """Another plan."""
        if self.refuses:
            raise self.refuses
        self.planned = tuple(nudges)
        self.plans += 1

    async def show(self, nudge: Nudge) -> None:
        """Shows it, if it may."""
        if self.allowed != "granted":
            raise NotShownError
        self.shown.append(nudge)
        self._last = self._clock.now()

    async def advice(self) -> str:
        """As this phone's maker calls it."""
        return self.hint

    async def open_settings(self, what: SettingsPage = "notifications") -> bool:
        """Opens them, and remembers which."""
        self.opened_settings.append(what)
        return True

    async def last_shown(self) -> datetime | None:
        """When it last did."""
        return self._last


class Computer:
    """A desk whose system starts what it is asked to, as far as it can."""

    def __init__(self, *, seen: bool = True) -> None:
        self.seen = seen
        self.files: list[str] = []
        self.asked: list[str] = []
        """What it was asked to do, in order."""
        self.cannot: BackgroundError | None = None
        """Why it starts nothing by itself at all."""
        self.refuses: BackgroundError | None = None
        """What it does not do as told."""

    def writes(self) -> list[str]:
        """Two files, in somebody's folder."""
        if self.cannot:
            raise self.cannot
        units = "/home/somebody/.config/systemd/user"
        return [f"{units}/glimmers-reminders-1a2b3c4d.{kind}" for kind in ("service", "timer")]

    def installed(self) -> list[str]:
        """What is there."""
        return list(self.files)

    def install(self) -> list[str]:
        """Takes it up, if it does."""
        self.asked.append("install")
        if self.refuses:
            raise self.refuses
        self.files = self.writes()
        return self.installed()

    def uninstall(self) -> list[str]:
        """Lets go of it, if it does."""
        self.asked.append("uninstall")
        if self.refuses:
            raise self.refuses
        found, self.files = self.files, []
        return found


@dataclass(frozen=True, slots=True)
class Picked:
    """A photo on this device."""

    handle: bytes


class Source:
    """A picker in which somebody has chosen already."""

    choose_address: str | None = None
    take_address: str | None = None

    def __init__(self) -> None:
        self.has_camera = True
        self.on_arrival: Callable[[list[Any]], None] | None = None
        self.wanted = False
        self.chosen: list[bytes] = []
        """What the person picks; without any they would rather not."""
        self.camera: bytes | GlimmersError | None = None

    async def begin(self) -> None:
        """Nothing to make ready."""

    async def want(self, wanted: bool) -> None:
        """Whether something may be dropped."""
        self.wanted = wanted

    async def choose(self, *, many: bool = True) -> list[Picked]:
        """As they chose."""
        return [Picked(photo) for photo in (self.chosen if many else self.chosen[:1])]

    async def take(self) -> Picked | None:
        """As the camera sees it."""
        if isinstance(self.camera, GlimmersError):
            raise self.camera
        return Picked(self.camera) if self.camera is not None else None

    def drops(self, *photos: bytes) -> None:
        """Somebody drops these on the page."""
        if self.wanted and self.on_arrival:
            self.on_arrival([Picked(photo) for photo in photos])


class Sheet:
    """A share sheet that takes everything."""

    def __init__(self) -> None:
        self.went: list[tuple[str, Any, str]] = []
        """How, what, and under which name or with which words."""
        self.outcome: GoneOut = "shared"

    async def share(self, picture: Any, *, name: str, text: str = "") -> GoneOut:
        """Takes a picture."""
        self.went.append(("share", picture, name))
        return self.outcome

    async def save(self, picture: Any, *, name: str) -> GoneOut:
        """Takes a picture as a file."""
        self.went.append(("save", picture, name))
        return "saved"

    async def share_text(self, text: str) -> GoneOut:
        """Takes words."""
        self.went.append(("text", text, ""))
        return self.outcome

    async def copy(self, text: str) -> GoneOut:
        """Takes words into a clipboard."""
        self.went.append(("copy", text, ""))
        return "copied"


def _folder_inbox(owner: object) -> FolderInbox:
    """In a real folder, which goes with its owner."""
    folder = tempfile.mkdtemp(prefix="glimmers-inbox-")
    weakref.finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    return FolderInbox(Path(folder))


class Device:
    """A home of the journal for tests. A Sunday evening, unless told otherwise."""

    previous_version = newest_version = save_again = None
    hide: Callable[[], Any] | None = None
    background: Background | None = None
    """What starts something by itself; phones and browsers have nothing of the kind."""

    def __init__(self, wall: str = "2026-11-22 18:42", *, journal: Journal | None = None) -> None:
        self.clock = Clock(wall)
        self.journal = journal or Journal.in_memory()
        self.disk = asyncio.Event()
        """Cleared, a flush waits until it is set."""
        self.disk.set()
        self.full: GlimmersError | None = None
        """What a flush fails with."""
        self.opens = asyncio.Event()
        self.opens.set()
        self.trouble: Exception | None = None
        """What opening fails with."""
        self.beside = _folder_inbox(self)
        """Where taps wait while the journal is not open."""
        self.intake: Intake | None = None
        """Takes in what was kept elsewhere, where there is such a place."""
        self.asked_to_stay = 0
        self.looks: list[str] = []
        self.notifications = Notifications(self.clock)
        self.source: Any = Source()
        self.picker: Callable[[Viewfinder], Any] | None = None
        """Makes another source of photos, one with our own viewfinder."""
        self.sheet = Sheet()
        self.way_out: Exchange | None = None

    async def flush(self) -> None:
        """Durable, as soon as the disk is."""
        await self.disk.wait()
        if self.full:
            raise self.full

    async def open(self) -> Opened:
        """The journal, or what stands in the way."""
        await self.opens.wait()
        if self.trouble:
            raise self.trouble
        opened = self.opened
        if self.beside.has_changed():
            await Intake(self.beside, now=self.clock.now).take_in(opened.write)
        return opened

    @property
    def opened(self) -> Opened:
        """The journal, without asking."""
        return Opened(journal=self.journal, flush=self.flush, intake=self.intake)

    async def ask_to_stay(self) -> None:
        """Notes that it was asked."""
        self.asked_to_stay += 1

    def inbox(self) -> FolderInbox:
        """A real folder."""
        return self.beside

    text_scale = 1.0
    """What the device knows of it before anything is drawn."""

    async def remember_look(self, look: str) -> None:
        """Notes the look."""
        self.looks.append(look)

    async def where(self) -> str:
        """Where things are kept."""
        return words.KEPT_HERE_FOLDER.format(place="/home/somebody/journal")

    @functools.cached_property
    def photo_store(self) -> PhotoStore:
        """The real one, in a folder of its own, which goes with the device."""
        folder = tempfile.mkdtemp(prefix="glimmers-photos-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return in_folder(Path(folder))

    async def open_darkroom(self) -> Darkroom:
        """Pillow and a folder."""
        return PillowDarkroom(self.photo_store)

    async def darkroom(self) -> Darkroom:
        """As a home calls it."""
        return await self.open_darkroom()

    def photo_source(self, viewfinder: Viewfinder) -> Any:
        """Where photos come from."""
        return self.picker(viewfinder) if self.picker else self.source

    def exchange(self) -> Exchange | None:
        """The one that was given to this device."""
        return self.way_out

    def share_sheet(self) -> Sheet:
        """Where they go."""
        return self.sheet

    @property
    def notifier(self) -> Notifications:
        """The system's."""
        return self.notifications

    def photo_address(self, id: PhotoId, thumbnail: bool) -> str:
        """Where the screen finds a photo."""
        return self.photo_store.address(id, thumbnail=thumbnail)

    def keeps(self, note: str = "", when: str = "now", **more: Any) -> Glimmer:
        """Keep something past the screens."""
        now = self.clock.now()
        return self.journal.keep(Draft(when=understand(when, now=now), note=note, **more), at=now)

    def keeps_many(self, count: int) -> None:
        """A glimmer a minute, the last one a minute ago."""
        now = self.clock.now()
        for ago in range(count, 0, -1):
            then = now - timedelta(minutes=ago)
            self.journal.keep(
                Draft(when=understand("now", now=then), note=f"number {count - ago}"), at=then
            )

    def models(self, *, new_here: bool = False) -> Models:
        """One session's models, nothing opened yet."""
        wired = session_of(
            self, self.clock, phone=True, new_here=new_here, on_open=lambda _models, _opened: None
        )
        return wired.models

    async def ready_models(self) -> Models:
        """One session's models, the journal open."""
        models = self.models()
        await models.opening.run()
        return models


class Session(Screen):
    """The whole app on a screen of a device."""

    def __init__(self, device: Device, *, new_here: bool = False, **screen: Any) -> None:
        super().__init__(**screen)
        self.device = device
        self.models: Models = self.run(lambda: device.models(new_here=new_here))

    @classmethod
    async def begin(cls, device: Device | None = None, **options: Any) -> Session:
        """Open the app and wait until it is still."""
        session = cls(device or Device(), **options)
        await session.mount(App, session.models)
        await session.open_journal()
        await session.plan_reminders()
        return session

    async def plan_reminders(self) -> None:
        """As `app.main` does once the journal is open."""
        if self.models.opening.done:
            reminders = self.models.reminders()
            self.run(lambda: reminders.attach(self.device.opened))
            self._planning = asyncio.get_running_loop().create_task(
                reminders.run(), context=self._context.copy()
            )
            await self.settle()

    async def open_journal(self) -> None:
        """As `app.main` does once the first screen is drawn."""
        self._opening = asyncio.get_running_loop().create_task(
            self.models.opening.run(), context=self._context.copy()
        )
        await self.settle()

    async def second_passes(self) -> None:
        """As `app.main` does each second."""

        def tick() -> None:
            if self.models.opening.done:
                self.models.timeline.tick()
                self.models.preferences.begin_day()

        await self.run_and_settle(tick)
