"""Reminders on a desktop, while Glimmers runs: Plyer shows them, and D-Bus is asked whether there
is anybody to do so.

On Linux all of it ran against a real bus. Windows and macOS go through the same call of Plyer and
were never run from here.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import html
import importlib
import logging
import os
import shutil
import subprocess
import sys
import threading
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from app.core.errors import NotShownError
from app.core.ports import Clock, Permission, Platform, Reach, SettingsPage
from app.core.reminders import Nudge
from app.platform.clock import SystemClock
from app.platform.reminding.in_process import InProcess
from app.words.prompts import prompt_words

T = TypeVar("T")

ICON = Path(__file__).resolve().parents[3] / "assets" / "icon.png"

ON_SCREEN = 15
"""Seconds a reminder stays, where the desktop lets us say so. Whole ones: Plyer hands the number on
as it is."""
TIMEOUT_S = 5.0
"""Seconds for a program that may have to be started first."""
LIMIT = 15.0
"""Seconds until nobody waits any longer; D-Bus by itself would hold us for 25."""

_SERVER = "org.freedesktop.Notifications"
_SERVER_PATH = "/org/freedesktop/Notifications"


class NobodyShowsError(NotShownError):
    """No program on this desktop shows notifications."""


class NoMessengerError(NotShownError):
    """There is a program that shows notifications, and nothing here that can speak to it."""


class DesktopRefusedError(NotShownError):
    """The desktop was asked and did not take it."""


class NoAnswerError(NotShownError):
    """The desktop did not answer in time; whether it shows the reminder later nobody knows."""


class PlyerNotifier:
    """Shows reminders through Plyer, and plans them in this process: with Glimmers closed, none
    come.

    One for all sessions of a process, and for one event loop: two would show everything twice.
    """

    def __init__(
        self,
        *,
        app_name: str = "Glimmers",
        clock: Clock | None = None,
        claim: Callable[[Nudge], bool] = lambda _nudge: True,
    ) -> None:
        """`claim` tells, when one is due, whether it is ours to show: the terminal may remind from
        the same journal."""
        self._app_name = app_name
        self._clock = clock or SystemClock()
        self._in_process = InProcess(self.show, self._clock, claim=claim)
        self._loop: asyncio.Task[None] | None = None
        self._last_shown: datetime | None = None
        self._reach: Reach | None = None
        self._worker: threading.Thread | None = None
        self._turn = asyncio.Lock()

    @property
    def platform(self) -> Platform:
        """Linux, or what is like it; Windows; macOS."""
        return _platform()

    @property
    def reach(self) -> Reach | None:
        """Open where something shows notifications, as it was when it was last tried; None before
        that."""
        return self._reach

    async def permission(self) -> Permission:
        """Granted: a desktop asks nobody. Who switched us off in its settings is not told to us
        either; `show` cannot know.

        Looks again whether anything shows notifications, for `reach`.
        """
        try:
            self._reach = await self._off_the_loop(_looked_for_reach)
        except NotShownError:
            self._reach = "none"
        return "granted"

    async def ask(self) -> Permission:
        """As `permission`: there is no question to show."""
        return await self.permission()

    async def replace_all(self, nudges: Sequence[Nudge]) -> None:
        """Forget everything planned before, and show these at their times for as long as this event
        loop runs."""
        self._in_process.replace_all(nudges)
        if self._loop is None or self._loop.done():
            self._loop = asyncio.create_task(self._in_process.run(), name="reminders")

    async def show(self, nudge: Nudge) -> None:
        """Show this one now.

        Raises:
            NobodyShowsError: no program shows notifications here.
            NoMessengerError: neither Python's `dbus` nor notify-send is here.
            DesktopRefusedError: the desktop did not take it.
            NoAnswerError: it did not answer in time, or still owes the answer to the last one.
        """
        body = prompt_words.lock_screen_text(nudge.prompt)
        try:
            await self._off_the_loop(lambda: deliver(self._app_name, body, app_name=self._app_name))
        except (NobodyShowsError, NoMessengerError):
            self._reach = "none"
            raise
        self._reach = "open"
        self._last_shown = self._clock.now().astimezone(UTC)

    async def advice(self) -> str:
        """Nothing: no desktop holds a running program's reminders back to save its battery."""
        return ""

    async def open_settings(self, what: SettingsPage = "notifications") -> bool:  # noqa: ARG002  # the port's
        """False: every desktop has its own."""
        return False

    async def last_shown(self) -> datetime | None:
        """When the desktop last took one from this process."""
        return self._last_shown

    async def _off_the_loop(self, work: Callable[[], T]) -> T:
        """Do it on a thread of its own, one at a time.

        A daemon thread, since one that hangs must not keep the app from ending; and no second one
        before it has come back.

        Raises:
            NoAnswerError: after `LIMIT` seconds.
        """
        async with self._turn:
            if self._worker and self._worker.is_alive():
                raise NoAnswerError
            loop = asyncio.get_running_loop()
            answer: asyncio.Future[T] = loop.create_future()

            def settle(value: T | None, error: Exception | None) -> None:
                self._worker = None
                if answer.done():
                    return  # nobody waits any more
                if error:
                    answer.set_exception(error)
                else:
                    answer.set_result(value)  # type: ignore[arg-type]  # without an error there is a value

            def run() -> None:
                value, problem = None, None
                try:
                    value = work()
                except Exception as error:
                    problem = error
                with contextlib.suppress(
                    RuntimeError
                ):  # the loop has ended, and with it whoever waited
                    loop.call_soon_threadsafe(settle, value, problem)

            self._worker = threading.Thread(target=run, name="reminders", daemon=True)
            self._worker.start()
            try:
                return await asyncio.wait_for(answer, LIMIT)
            except TimeoutError as error:
                raise NoAnswerError from error


def deliver(title: str, body: str, *, app_name: str) -> None:
    """Have the desktop show this, and come back when it has taken it. Blocks, for many seconds if
    the desktop hangs.

    Both texts arrive letter by letter, but for what no text can hold: control characters are left
    out and lone surrogates become U+FFFD. Through notify-send, a text that begins with a dash has
    an invisible U+200B before it.

    Raises:
        NotShownError: as `PlyerNotifier.show`.
    """
    try:
        _backend()(_clean(title), _clean(body), app_name)
    except NotShownError:
        raise
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        raise NoAnswerError from error
    # Plyer and what is below it raise what they like: DBusException, NotImplementedError, OSError,
    # TypeError, ValueError.
    except Exception as error:
        raise DesktopRefusedError from error


def _clean(text: str) -> str:
    """What can be sent as text at all: D-Bus closes the connection over anything else, and a
    process takes no NUL."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(
        character for character in whole if character in "\n\t" or not _is_control(character)
    )


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"


def _platform() -> Platform:
    return {"win32": "windows", "cygwin": "windows", "darwin": "macos"}.get(sys.platform, "linux")  # type: ignore[return-value]


def _backend() -> Callable[[str, str, str], None]:
    """Takes title, body and the app's name."""
    return _through_linux if _platform() == "linux" else _through_system


def _looked_for_reach() -> Reach:
    """Whether anything shows notifications here; starts what is only started when needed. Blocks
    for seconds."""
    try:
        if _platform() != "linux":
            _plyer_of_system()
        else:
            _messenger()
            with _session_bus(TIMEOUT_S) as bus:
                bus.capabilities()
    except Exception:  # whatever it was: nothing can be promised
        return "none"
    return "open"


# Windows and macOS --------------------------------------------------------------------------------
# Not run here. What is known from Plyer's source: on Windows a balloon is shown by a thread of
# Plyer's, whose errors reach nobody, so that a reminder counts as shown once it was started; the
# icon would have to be an .ico; 63 and 255 UTF-16 units fit. On macOS pyobjus is needed, and a
# program that is no app bundle may be given no notification centre.


def _through_system(title: str, body: str, app_name: str) -> None:
    if _platform() == "windows":
        title, body = _first_units(title, 63), _first_units(body, 255)
    _plyer_of_system().notify(
        title=title, message=body, app_name=app_name, app_icon="", timeout=ON_SCREEN
    )


def _plyer_of_system() -> Any:
    # Not through `plyer.notification`: that prints what goes wrong and hands out something that
    # cannot notify.
    name = "win" if _platform() == "windows" else "macosx"
    return importlib.import_module(f"plyer.platforms.{name}.notification").instance()


def _first_units(text: str, units: int) -> str:
    """As much of the text as fits into so many UTF-16 units, no character cut in two."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def has_session_bus() -> bool:
    """Whether the session that this program was started in is still there. Linux only; blocks for
    seconds.
    """
    try:
        with _session_bus(TIMEOUT_S):
            return True
    except Exception:  # whatever it was: there is none to be spoken to
        return False


# Linux --------------------------------------------------------------------------------------------


def _through_linux(title: str, body: str, app_name: str) -> None:
    messenger = _messenger()
    # Plyer comes back without an error when notify-send found nobody to give it to. So the bus is
    # asked first, and the server itself: one that cannot be started, or hangs, is told from one
    # that is there.
    try:
        with _session_bus(TIMEOUT_S) as bus:
            if not bus.has_server():
                raise NobodyShowsError
            capabilities = bus.capabilities()
    except (NotShownError, TimeoutError):
        raise
    except Exception as error:  # no bus, no answer that is one, or the server could not be started
        raise NobodyShowsError from error
    # Only the body, and only where the server says that it reads it as markup: elsewhere "&amp;"
    # would be seen as it stands. What reads the body is the server, so that it makes no difference
    # which way it comes there.
    if "body-markup" in capabilities:
        body = html.escape(body, quote=False)
    messenger(title, body, app_name)


def _messenger() -> Callable[[str, str, str], None]:
    """One of Plyer's two ways.

    Chosen here: Plyer would take a folder named /app, which any container may have, for the sandbox
    of Flatpak, and then pastes the text between quotes, where an apostrophe ends it. A Flatpak that
    may talk to the server takes these ways too. It also warns on stderr about what is not
    installed.

    Raises:
        NoMessengerError: neither is here.
    """
    with contextlib.suppress(ImportError):
        importlib.import_module("dbus")
        return _by_dbus
    if shutil.which("notify-send"):
        return _by_notify_send
    raise NoMessengerError


def _by_dbus(title: str, body: str, app_name: str) -> None:
    import dbus
    from plyer.platforms.linux.notification import NotifyDbus

    # That a server does not tell its types is handled below; dbus would write it to stderr.
    logging.getLogger("dbus.proxies").setLevel(logging.CRITICAL)
    # One connection is kept for the process, as desktops take a notification back when its sender
    # leaves. If it broke, it would stay broken, which only a question brings to light, and libdbus
    # would end the process with it.
    bus = dbus.SessionBus()
    try:
        bus.set_exit_on_disconnect(False)
        bus.name_has_owner(_SERVER)
    except dbus.DBusException:
        bus.close()
        dbus.SessionBus().set_exit_on_disconnect(False)

    class Typed(NotifyDbus):  # type: ignore[misc]
        """Says of everything what type it is: of an empty list nobody can guess it, and not every
        server tells."""

        def _notify(self, *, timeout: int, hints: Mapping[str, Any], **rest: Any) -> None:
            typed = dbus.Dictionary(dict(hints), signature="sv")
            super()._notify(
                timeout=timeout,
                hints=typed,
                actions=dbus.Array(signature="s"),
                replaces_id=dbus.UInt32(0),
                **rest,
            )

    # Transient: a question that was not seen is gone, and does not wait in a pile for the evening.
    hints = {"transient": True}
    Typed().notify(
        title=title,
        message=body,
        app_name=app_name,
        app_icon=_icon(),
        timeout=ON_SCREEN,
        hints=hints,
    )


def _by_notify_send(title: str, body: str, app_name: str) -> None:
    _plyer_with_exit_codes()
    from plyer.platforms.linux.notification import NotifySendNotification

    class Named(NotifySendNotification):  # type: ignore[misc]
        """Hands on icon and time, which the facade calls otherwise than this way of Plyer's."""

        def _notify(self, *, app_icon: str, timeout: int, **rest: Any) -> None:
            super()._notify(
                icon=app_icon, expire_time=str(timeout * 1000), hint="int:transient:1", **rest
            )

    # notify-send reads backslashes of the body as in C.
    body = body.replace("\\", "\\\\")
    Named().notify(
        title=_no_option(title),
        message=_no_option(body),
        app_name=app_name,
        app_icon=_icon(),
        timeout=ON_SCREEN,
    )


def _no_option(text: str) -> str:
    """Plyer names no end of the options, so that a text with a dash in front would be read as one,
    and lost."""
    return f"\u200b{text}" if text.startswith("-") else text


@functools.cache
def _plyer_with_exit_codes() -> None:
    """Plyer throws away how notify-send ended, and waits for ever. Its module is given a
    `subprocess` that does neither."""
    from plyer.platforms.linux import notification

    def call(command: Sequence[str]) -> int:
        # As UTF-8, which notify-send hands on as it is: Python itself would write no more than the
        # locale has letters for.
        words = [word.encode() for word in command]
        return subprocess.run(  # noqa: S603 - Plyer's own command, and no shell
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT, check=True
        ).returncode

    ours = types.ModuleType("subprocess")
    vars(ours).update(vars(subprocess), call=call)
    notification.subprocess = ours


def _icon() -> str:
    return ICON.as_uri() if ICON.is_file() else ""


class _SessionBus:
    """A connection to the session's bus; jeepney speaks D-Bus in plain Python, whether Python's
    `dbus` is there or not."""

    def __init__(self, connection: Any, timeout_s: float) -> None:
        self._connection = connection
        self._timeout_s = timeout_s

    def has_server(self) -> bool:
        """Whether somebody shows notifications, or can be started to."""
        from jeepney.bus_messages import message_bus

        (owned,) = self._answer(message_bus.NameHasOwner(_SERVER))
        if owned:
            return True
        (startable,) = self._answer(message_bus.ListActivatableNames())
        return _SERVER in startable

    def capabilities(self) -> list[str]:
        """What the server can do, in the words of the Desktop Notifications Specification. It is
        started if need be."""
        from jeepney import DBusAddress, new_method_call

        server = DBusAddress(_SERVER_PATH, bus_name=_SERVER, interface=_SERVER)
        (capabilities,) = self._answer(new_method_call(server, "GetCapabilities"))
        return list(capabilities)

    def _answer(self, question: Any) -> tuple[Any, ...]:
        from jeepney.wrappers import unwrap_msg

        return tuple(
            unwrap_msg(self._connection.send_and_get_reply(question, timeout=self._timeout_s))
        )


@contextlib.contextmanager
def _session_bus(timeout_s: float) -> Iterator[_SessionBus]:
    """Each question may take so many seconds, and connecting too.

    Raises:
        TimeoutError: or anything else: there is no bus.
    """
    from jeepney.io.blocking import open_dbus_connection

    # Without an address everybody else looks in the folder of the session, as systemd keeps it.
    address = (
        os.environ.get("DBUS_SESSION_BUS_ADDRESS")
        or f"unix:path={os.environ['XDG_RUNTIME_DIR']}/bus"
    )
    with open_dbus_connection(address, auth_timeout=timeout_s) as connection:
        yield _SessionBus(connection, timeout_s)
