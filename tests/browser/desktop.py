"""A desktop's notification area, for a Chromium that has no desktop: what it is asked to show is
seen here, and can be tapped.

A message bus of its own (`dbus-daemon`) and a service on it that answers as desktops do. So a tap
takes the whole way: bus, browser, service worker, window.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pytest
from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NAME = "org.freedesktop.Notifications"
PLACE = DBusAddress("/org/freedesktop/Notifications", interface=NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One notification, as the desktop was asked to show it."""

    id: int
    title: str
    body: str
    actions: dict[str, str]
    """Key of each button by its words."""


class Desktop:
    """The notification area: what lies in it, and a person's finger."""

    def __init__(self, address: str, bus: DBusConnection) -> None:
        self.environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address}
        self._bus = bus
        self._numbers = itertools.count(1)
        self._shown: list[Shown] = []
        self._came: Shown | None = None
        self._changed = threading.Condition()

    def shown(self, count: int) -> Shown:
        """The last notification, once `count` were shown."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self._shown) >= count, timeout=60)
            assert came, f"{len(self._shown)} were shown instead of {count}"
            assert len(self._shown) == count
            return self._shown[-1]

    def forget(self) -> None:
        """Whatever was shown before this counts no more."""
        with self._changed:
            self._shown.clear()

    def tap(self, shown: Shown) -> None:
        """A tap on the notification itself."""
        self._bus.send(new_signal(PLACE, "ActionInvoked", "us", (shown.id, "default")))

    def press(self, shown: Shown, words: str) -> None:
        """A tap on one of its buttons."""
        self._bus.send(new_signal(PLACE, "ActionInvoked", "us", (shown.id, shown.actions[words])))

    def serve(self) -> None:
        """Answer until the bus ends."""
        while True:
            try:
                call = self._bus.receive()
            except (ConnectionError, OSError):
                return
            if call.header.message_type is MessageType.method_call:
                self._bus.send(self._answer(call))
                self._show_what_came()

    def _show_what_came(self) -> None:
        """Only after the browser has its number: of a tap that comes before, it would not know on
        what.
        """
        if self._came is not None:
            with self._changed:
                self._shown.append(self._came)
                self._came = None
                self._changed.notify_all()

    def _answer(self, call: Message) -> Message:
        match call.header.fields.get(HeaderFields.member):
            case "GetCapabilities":
                return new_method_return(call, "as", (["actions", "body"],))
            case "GetServerInformation":
                return new_method_return(call, "ssss", ("desktop", "glimmers tests", "1", "1.2"))
            case "Notify":
                _app, _replaces, _icon, title, body, actions, *_rest = call.body
                buttons = dict(zip(actions[1::2], actions[::2], strict=True))
                self._came = Shown(id=next(self._numbers), title=title, body=body, actions=buttons)
                return new_method_return(call, "u", (self._came.id,))
        return new_method_return(call)


@contextmanager
def desktop() -> Iterator[Desktop]:
    """A desktop for Chromium to start on. Without `dbus-daemon` tests are skipped, and fail in
    continuous integration.
    """
    program = shutil.which("dbus-daemon")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(
                "dbus-daemon is missing: in continuous integration these tests must run",
                pytrace=False,
            )
        pytest.skip("no dbus-daemon here: install Debian's `dbus`")
    command = [program, "--session", "--nofork", "--print-address"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        with closing(open_dbus_connection(address)) as bus:
            assert bus.send_and_get_reply(message_bus.RequestName(NAME)).body[0] == 1
            here = Desktop(address, bus)
            thread = threading.Thread(target=here.serve, daemon=True)
            thread.start()
            yield here
            daemon.kill()
            thread.join(timeout=10)
    finally:
        daemon.kill()
        daemon.wait()
        if daemon.stdout:
            daemon.stdout.close()
