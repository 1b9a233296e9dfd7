"""Reminders on Android: planned through the Java part in native/, or shown by Plyer while Glimmers
runs if that is missing."""

from __future__ import annotations

import asyncio
import functools
import importlib.util
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from app.core.errors import NotShownError
from app.core.ports import Clock, Permission, Reach, SettingsPage
from app.core.reminders import Nudge
from app.platform.reminding.android_java import CHANNEL, ID, NEW_TASK, TAG, java_class, link_intent
from app.platform.reminding.in_process import InProcess
from app.words.nudges import said
from app.words.prompts import prompt_words

T = TypeVar("T")

LINK = "glimmers://app/capture"

_JAVA_PART = "app.glimmers.nudges.Reminders"
_POST = "android.permission.POST_NOTIFICATIONS"
_ASKED = 7301

A_MOMENT = 0.1
"""Seconds between two polls of what the system has done."""
SOON = 20
"""Polls after which the system's question, or a notification, should be there."""
MOST_POLLS = 3000
"""Polls that the system's question may stay unanswered: five minutes."""


class AndroidNotifier:
    """Reminders through Android's own alarms, or while Glimmers runs, or not at all: as far as this
    build can."""

    platform: Literal["android"] = "android"

    def __init__(self, clock: Clock) -> None:
        """Looks for what this build has, which takes a moment on a phone; may be made on any
        thread."""
        self._phone = find_phone()
        self._in_turn = asyncio.Lock()
        self._in_process = InProcess(self.show, clock)
        self._running: asyncio.Task[None] | None = None

    @property
    def reach(self) -> Reach:
        """With the app closed if the Java part is in this build."""
        if self._phone is None:
            return "none"
        return "closed" if self._phone.java_part else "open"

    async def permission(self) -> Permission:
        """What the system's settings say now; "unasked" as long as its question was never shown."""
        return await self._off_loop(self._phone.permission) if self._phone else "denied"

    async def ask(self) -> Permission:
        """Show the system's question, which Android 13 and later have, and wait for the answer.

        After two refusals Android shows it no more; then this is "denied" at once.
        """
        phone = self._phone
        if phone is None:
            return "denied"
        before = await self._off_loop(phone.permission)
        if before == "granted" or not await self._off_loop(phone.ask):
            return before
        # No listener can be written in Python here; but while a question stands before it, our
        # window has no focus.
        if await self._until(functools.partial(phone.is_covered, covered=True), polls=SOON):
            await self._until(functools.partial(phone.is_covered, covered=False), polls=MOST_POLLS)
        return await self._off_loop(phone.permission)

    async def replace_all(self, nudges: Sequence[Nudge]) -> None:
        """Hand the plan to the Java part; without it, to the loop that shows while Glimmers runs.
        Never to both.

        One reminder may outlive this: an alarm is inexact, and a reminder whose minute has come may
        still be held back by the system when Glimmers plans again. The Java part keeps it as long
        as the plan behind it has not changed.
        """
        if self._phone is None:
            return
        async with self._in_turn:
            if self._phone.java_part:
                await self._off_loop(self._phone.plan, "\n".join(map(line, nudges)))
            else:
                self._in_process.replace_all(nudges)
                if self._running is None or self._running.done():
                    self._running = asyncio.create_task(self._in_process.run())

    async def show(self, nudge: Nudge) -> None:
        """Show this one now, and look whether it is there.

        Raises:
            NotShownError: not allowed, refused, or taken and not shown.
        """
        phone = self._phone
        if phone is None:
            raise NotShownError("build")
        try:
            before = time.time()
            if not await self._off_loop(phone.show, nudge):
                raise NotShownError("android denied")
            shown = await self._until(functools.partial(phone.is_shown, since=before), polls=SOON)
        except phone.java_error as error:
            raise NotShownError("android refused") from error
        if not shown:
            raise NotShownError("android kept it")

    async def open_settings(self, what: SettingsPage = "notifications") -> bool:
        """Open the phone's settings for Glimmers' notifications, or those of battery saving; False
        when there are none."""
        return await self._off_loop(self._phone.open_settings, what) if self._phone else False

    async def advice(self) -> str:
        """How this brand of phone is told to leave reminders alone."""
        return settings_advice(await self._off_loop(self._phone.brand) if self._phone else "")

    async def last_shown(self) -> datetime | None:
        """When the last one was handed to the system, by this or an earlier run of Glimmers, or
        with it closed."""
        return await self._off_loop(self._phone.last_shown) if self._phone else None

    # Beside the Notifier --------------------------------------------------------------------------

    async def offer_shortcut(self) -> bool:
        """Have a long press on the app's icon offer "Notice a glimmer"; False where that cannot be
        (before Android 7.1)."""
        return await self._off_loop(self._phone.offer_shortcut) if self._phone else False

    async def lend_inbox(self, journal: Path) -> bool:
        """Tell the Java part in which folder the journal lies, so that one press keeps a moment
        there with the app closed; False where it is not in this build.
        """
        phone = self._phone
        return await self._off_loop(phone.lend_inbox, str(journal)) if phone else False

    # Details --------------------------------------------------------------------------------------

    async def _off_loop(self, work: Callable[..., T], *given: Any) -> T:
        """Do it on another thread: Android answers through its own processes, and those may be
        busy."""
        return await asyncio.to_thread(_attached, work, *given)

    async def _until(self, look: Callable[[], bool], *, polls: int) -> bool:
        for _ in range(polls):
            if await self._off_loop(look):
                return True
            await asyncio.sleep(A_MOMENT)
        return False


# What is said -------------------------------------------------------------------------------------


def link(nudge: Nudge) -> str:
    """Where a tap leads."""
    return f"{LINK}?prompt={quote(nudge.prompt, safe='')}" if nudge.prompt else LINK


def line(nudge: Nudge) -> str:
    """A nudge as the Java part reads it (native/…/Nudge.java): wall time, title, body and link in
    ASCII, parted by tabs.

    Its words are those of the language in which it was planned, and wait on the phone like that:
    every opening of Glimmers plans anew, and from then on it says them in the language of then.
    """
    when = nudge.wall.isoformat(sep=" ", timespec="minutes")
    said = (prompt_words.TITLE, prompt_words.lock_screen_text(nudge.prompt), link(nudge))
    return "\t".join([when, *map(_escaped, said)])


def _escaped(text: str) -> str:
    units = text.encode("utf-16-be", errors="replace")
    numbers = [units[at] << 8 | units[at + 1] for at in range(0, len(units), 2)]
    return "".join(
        chr(unit) if 0x20 <= unit < 0x7F and unit != ord("\\") else f"\\u{unit:04x}"
        for unit in numbers
    )


# Settings -----------------------------------------------------------------------------------------

_MAKERS = {
    "samsung": "samsung",
    **dict.fromkeys(("xiaomi", "redmi", "poco"), "xiaomi"),
    **dict.fromkeys(("huawei", "honor"), "huawei"),
    "oneplus": "oneplus",
    **dict.fromkeys(("oppo", "realme"), "oppo"),
    **dict.fromkeys(("vivo", "iqoo"), "vivo"),
}
"""Whose menus a brand has."""


def settings_advice(brand: str) -> str:
    """What to change when reminders come late or not at all, as menus of this brand (Android's
    `Build.MANUFACTURER`) say it."""
    known = set(brand.casefold().split())
    maker = next((maker for name, maker in _MAKERS.items() if name in known), None)
    return said.BATTERY_ELSEWHERE if maker is None else said.BATTERY[maker]


# The phone ----------------------------------------------------------------------------------------


def _attached(work: Callable[..., T], *given: Any) -> T:
    """Java's runtime ends the whole app when a thread it knows goes away without having been let
    go."""
    try:
        return work(*given)
    finally:
        import jnius

        jnius.detach()


def _may_import_jnius(environment: Mapping[str, str]) -> bool:
    """Whether Flet's own pyjnius is in this build. The import of any other ends the process, which
    no `except` can catch."""
    ready = environment.get("FLET_JNI_READY") == "1" and environment.get(
        "MAIN_ACTIVITY_HOST_CLASS_NAME"
    )
    return bool(ready) and importlib.util.find_spec("jnius") is not None


def find_phone(environment: Mapping[str, str] = os.environ) -> Phone | None:
    """The Android we run on; None if this is none, or no bridge to it is in this build."""
    if not _may_import_jnius(environment):
        return None
    from jnius import JavaException

    holder = java_class(environment["MAIN_ACTIVITY_HOST_CLASS_NAME"])
    activity = holder.mActivity
    if activity is None:
        return None
    # Activities come and go; what is kept for long is the application's context.
    context = activity.getApplicationContext()
    try:
        # Asking the bridge for a class that is not there ends the process; asking the loader does
        # not.
        activity.getClass().getClassLoader().loadClass(_JAVA_PART)
        java_part = java_class(_JAVA_PART)
    except JavaException:
        java_part = None
    return Phone(
        holder, context, java_part, java_class("android.os.Build$VERSION").SDK_INT, JavaException
    )


@dataclass(frozen=True, slots=True)
class Phone:
    """Android as far as reminders need it. Everything here may wait for the system: not to be
    called on the loop."""

    holder: Any
    """Flet's class with the activity of the moment."""
    context: Any
    java_part: Any
    """`app.glimmers.nudges.Reminders`, or None."""
    sdk: int
    java_error: type[Exception]

    def permission(self) -> Permission:
        """See `Notifier.permission`."""
        if self._allowed():
            return "granted"
        if (
            self.sdk < 33 or self._granted()
        ):  # there is no question, or it was answered and a switch was turned off since
            return "denied"
        return "denied" if self._preferences().getBoolean("asked", False) else "unasked"

    def ask(self) -> bool:
        """Have the system show its question; False where it has none."""
        activity = self.holder.mActivity
        if activity is None or self.sdk < 33 or self._granted():
            return False
        self._preferences().edit().putBoolean("asked", True).commit()
        if self.java_part:
            self.java_part.ask(activity)
        else:
            activity.requestPermissions([_POST], _ASKED)
        return True

    def is_covered(self, *, covered: bool) -> bool:
        """Whether something stands before our window, or `covered=False`: whether nothing does any
        more."""
        activity = self.holder.mActivity
        return (activity is None or not activity.hasWindowFocus()) is covered

    def plan(self, lines: str) -> None:
        """Replace what is planned."""
        self.java_part.plan(self.context, lines)

    def show(self, nudge: Nudge) -> bool:
        """Show it; False when the person does not allow it."""
        if self.java_part:
            return bool(self.java_part.show(self.context, line(nudge)))
        if not self._allowed():
            return False
        from app.platform.reminding import android_shim

        android_shim.notify(
            prompt_words.TITLE,
            prompt_words.lock_screen_text(nudge.prompt),
            link(nudge),
            holder=self.holder,
            context=self.context,
        )
        self._preferences().edit().putLong("shown", int(time.time() * 1000)).commit()
        return True

    def is_shown(self, *, since: float) -> bool:
        """Whether a reminder of ours lies in the system's list that came there since then (seconds
        since 1970)."""
        ours = (
            found
            for found in self._notifications().getActiveNotifications()
            if found.getTag() == TAG and found.getId() == ID
        )
        return any(found.getPostTime() >= int(since * 1000) for found in ours)

    def last_shown(self) -> datetime | None:
        """See `Notifier.last_shown`; both ways of showing write it down in one place."""
        milliseconds = self._preferences().getLong("shown", 0)
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None

    def offer_shortcut(self) -> bool:
        """Replace the app's dynamic shortcuts by the one we have."""
        if self.sdk < 25:
            return False
        from jnius import cast

        manager = self.context.getSystemService("shortcut")
        if manager is None:
            return False
        icon = java_class("android.graphics.drawable.Icon").createWithResource(
            self.context, self.context.getApplicationInfo().icon
        )
        shortcut = java_class("android.content.pm.ShortcutInfo$Builder")(self.context, "notice")
        shortcut.setShortLabel(said.SHORTCUT).setIcon(icon).setIntent(
            link_intent(self.context, LINK)
        )
        shortcuts = java_class("java.util.ArrayList")()
        shortcuts.add(shortcut.build())
        return bool(
            cast("android.content.pm.ShortcutManager", manager).setDynamicShortcuts(
                cast("java.util.List", shortcuts)
            )
        )

    def lend_inbox(self, journal: str) -> bool:
        """See `AndroidNotifier.lend_inbox`; it is on the phone's disk when this returns."""
        if not self.java_part:
            return False
        java_class("app.glimmers.nudges.Inbox").tell(self.context, journal)
        return True

    def open_settings(self, what: SettingsPage) -> bool:
        """Open a page of the settings; where a phone has not got it, the app's own page."""
        package = self.context.getPackageName()
        intent = java_class("android.content.Intent")
        if what == "notifications":
            page = intent("android.settings.APP_NOTIFICATION_SETTINGS")
            page.putExtra("android.provider.extra.APP_PACKAGE", package)
            page.putExtra("app_package", package)  # both of these: before Android 8
            page.putExtra("app_uid", self.context.getApplicationInfo().uid)
        else:
            page = intent("android.settings.IGNORE_BATTERY_OPTIMIZATION_SETTINGS")
        uri = java_class("android.net.Uri").parse(f"package:{package}")
        for found in (page, intent("android.settings.APPLICATION_DETAILS_SETTINGS", uri)):
            with suppress(self.java_error):  # ActivityNotFoundException: makers leave pages out
                self.context.startActivity(found.addFlags(NEW_TASK))
                return True
        return False

    def brand(self) -> str:
        """Who made the phone, and what it is sold as."""
        build = java_class("android.os.Build")
        return f"{build.MANUFACTURER} {build.BRAND}"

    def _allowed(self) -> bool:
        if self.java_part:
            return bool(self.java_part.allowed(self.context))
        manager = self._notifications()
        if not manager.areNotificationsEnabled():
            return False
        channel = manager.getNotificationChannel(CHANNEL) if self.sdk >= 26 else None
        return channel is None or channel.getImportance() != 0

    def _granted(self) -> bool:
        return bool(self.context.checkSelfPermission(_POST) == 0)

    def _notifications(self) -> Any:
        from jnius import cast

        return cast(
            "android.app.NotificationManager", self.context.getSystemService("notification")
        )

    def _preferences(self) -> Any:
        return self.context.getSharedPreferences(CHANNEL, 0)
