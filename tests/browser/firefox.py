"""Firefox, as Debian has it, by the protocol that it speaks itself (WebDriver BiDi): no driver
between.

https://w3c.github.io/webdriver-bidi/
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.browser.browser import START_SECONDS, kill_at_once

PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}


def firefox() -> str:
    """Where Firefox is. Without one the tests that need it are skipped here, and fail in
    continuous integration.
    """
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(
            "Firefox is missing: in continuous integration the browser tests must run",
            pytrace=False,
        )
    pytest.skip("no Firefox here: install Debian's `firefox-esr`")


class BiDiError(Exception):
    """The browser refused a command, or a script failed."""


class Tab:
    """One tab."""

    def __init__(self, session: Session, context: str) -> None:
        self._session = session
        self.context = context

    def goto(self, url: str) -> None:
        """Begin to load a page; the one before is gone."""
        self.evaluate("(globalThis.left = true)")
        self._session.ask("browsingContext.navigate", context=self.context, url=url, wait="none")
        self.until("!globalThis.left")

    def resize(self, width: int, height: int) -> None:
        """Give the page this size, in CSS pixels."""
        self._session.ask(
            "browsingContext.setViewport",
            context=self.context,
            viewport={"width": width, "height": height},
        )

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited if it is a promise; it must be JSON."""
        answer = self._session.ask(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((it) => JSON.stringify(it ?? null))",
            target={"context": self.context},
            awaitPromise=True,
        )
        if answer["type"] != "success":
            raise BiDiError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def until(self, expression: str, *, seconds: float = START_SECONDS) -> Any:
        """Wait until an expression is truthy, and return it."""
        give_up = time.monotonic() + seconds
        last: object = None
        while time.monotonic() < give_up:
            try:
                if last := self.evaluate(expression):
                    return last
            except BiDiError as error:  # the page is on its way
                last = error
            time.sleep(0.1)
        raise AssertionError(f"never true in Firefox: {expression} ({last})")

    def click(self, expression: str) -> None:
        """A press of the mouse in the middle of the element that an expression finds, as soon as
        it does.
        """
        self.until(f"Boolean({expression})")
        middle = f"""(() => {{
            const box = ({expression}).getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2].map(Math.round);
        }})()"""
        x, y = self.evaluate(middle)
        button = {"button": 0}
        self._session.ask(
            "input.performActions",
            context=self.context,
            actions=[
                {
                    "type": "pointer",
                    "id": "mouse",
                    "actions": [
                        {"type": "pointerMove", "x": x, "y": y},
                        {"type": "pointerDown", **button},
                        {"type": "pointerUp", **button},
                    ],
                }
            ],
        )


class Session:
    """A browser, asked one command after the other."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.ask("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}})

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        """Give a command and wait for its answer.

        Raises:
            BiDiError: it was refused.
        """
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv(timeout=120))
            if said.get("id") == number:
                break
        if said["type"] == "error":
            raise BiDiError(f"{said['error']}: {said['message']}")
        result: dict[str, Any] = said["result"]
        return result

    def first_tab(self) -> Tab:
        """The one that it starts with."""
        (tab, *_) = self.ask("browsingContext.getTree")["contexts"]
        return Tab(self, tab["context"])


@contextmanager
def running(profile: Path) -> Iterator[tuple[Session, subprocess.Popen[str]]]:
    """Firefox without a window, with this profile; ended by `kill -9` at last."""
    profile.mkdir(exist_ok=True)
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [firefox(), "--headless", "--no-remote", "--remote-debugging-port=0"]
    process = subprocess.Popen(
        [*command, "--profile", str(profile), "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"MOZ_CRASHREPORTER_DISABLE": "1", "HOME": str(profile)},
    )
    try:
        assert process.stderr is not None
        address = None
        for line in process.stderr:
            if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                address = found[1]
                break
        assert address, "Firefox did not start"
        with connect(f"{address}/session", max_size=None, open_timeout=60) as socket:
            yield Session(socket), process
    finally:
        kill_at_once(process)
        if process.stderr:
            process.stderr.close()
