"""Firefox, as Debian has it, by the protocol that it speaks itself (WebDriver BiDi): no driver
between.

https://w3c.github.io/webdriver-bidi/
"""

from __future__ import annotations

import base64
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
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect

from tests.browser.browser import PHONE, START_SECONDS, kill_at_once
from tests.browser.engines.probe import (
    Engine,
    Key,
    PageError,
    Point,
    Scheme,
    Tab,
    Window,
    way_of_mouse,
)

PREFERENCES = {
    "app.update.enabled": False,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    # The first machine code that it makes of WebAssembly, as Chromium has it in these tests.
    "javascript.options.wasm_optimizingjit": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
SCHEMES = {"night": 0, "day": 1}
TAB, ENTER, SHIFT = "\ue004", "\ue006", "\ue008"
NO_PICKER = """addEventListener('click', (event) => {
    if (event.target.type === 'file') event.preventDefault();
}, true)"""
"""Nobody could answer the system's own picker; the files are put into the page's input instead."""


class Session:
    """The conversation with a browser: one command after the other, and what it tells between."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.heard: list[dict[str, Any]] = []
        """Events that were subscribed to, the first first."""
        self.ask("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}})

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        """Give a command and wait for its answer.

        Raises:
            PageError: it was refused.
        """
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv(timeout=120))
            if said.get("id") == number:
                break
            if said["type"] == "event":
                self.heard.append(said)
        if said["type"] == "error":
            raise PageError(f"{said['error']}: {said['message']}")
        result: dict[str, Any] = said["result"]
        return result


class FirefoxTab(Tab):
    """One tab."""

    def __init__(self, session: Session, context: str, downloads: Path) -> None:
        self._session = session
        self._context = context
        self._downloads = downloads
        self._ask("browsingContext.setViewport", viewport=PHONE)

    def _ask(self, method: str, **params: object) -> dict[str, Any]:
        return self._session.ask(method, context=self._context, **params)

    def goto(self, url: str) -> None:
        self._leave("browsingContext.navigate", url=url, wait="none")

    def reload(self) -> None:
        self._leave("browsingContext.reload", wait="none")

    def _leave(self, method: str, **params: object) -> None:
        self.evaluate("(globalThis.left = true)")
        self._ask(method, **params)
        self.until("!globalThis.left")

    def evaluate(self, expression: str) -> Any:
        answer = self._session.ask(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((it) => JSON.stringify(it ?? null))",
            target={"context": self._context},
            awaitPromise=True,
        )
        if answer["type"] != "success":
            raise PageError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def mouse(self, *points: Point) -> None:
        self._perform("pointer", way_of_mouse(points))

    def press(self, key: Key) -> None:
        if key == "Shift+Tab":
            down, up = ({"type": kind, "value": SHIFT} for kind in ("keyDown", "keyUp"))
            self._perform("key", [down, *_typed(TAB), up])
        else:
            self._perform("key", _typed(TAB if key == "Tab" else ENTER))

    def type(self, text: str) -> None:
        self._perform("key", [step for letter in text for step in _typed(letter)])

    def _perform(self, kind: str, way: list[dict[str, Any]]) -> None:
        self._ask("input.performActions", actions=[{"type": kind, "id": kind, "actions": way}])

    @contextmanager
    def choosing(self, *files: Path) -> Iterator[None]:
        self.evaluate(f"({NO_PICKER}) ?? null")
        yield
        self.until("document.querySelector('input[type=file]') !== null")
        locator = {"type": "css", "value": "input[type=file]"}
        (found,) = self._ask("browsingContext.locateNodes", locator=locator)["nodes"]
        element = {"sharedId": found["sharedId"]}
        self._ask("input.setFiles", element=element, files=list(map(str, files)))

    @contextmanager
    def saving(self, folder: Path) -> Iterator[None]:
        before = set(self._downloads.iterdir())
        yield
        give_up = time.monotonic() + START_SECONDS
        while True:
            new = set(self._downloads.iterdir()) - before
            if new and all(each.suffix != ".part" and each.stat().st_size for each in new):
                break
            assert time.monotonic() < give_up, f"no file came: {new}"
            time.sleep(0.1)
        folder.mkdir(parents=True, exist_ok=True)
        for each in new:
            shutil.move(each, folder / each.name)

    def screenshot(self) -> bytes:
        return base64.b64decode(self._ask("browsingContext.captureScreenshot")["data"])

    def front(self) -> None:
        self._ask("browsingContext.activate")

    def close(self) -> None:
        self._ask("browsingContext.close")


class FirefoxWindow(Window):
    """One process of it with all its own."""

    def __init__(self, session: Session, process: subprocess.Popen[bytes], downloads: Path) -> None:
        self._session, self._process, self._downloads = session, process, downloads
        session.ask("session.subscribe", events=["network.beforeRequestSent", "network.fetchError"])
        # Its first window never has the keyboard where no desk shows it: keys came to a page, and pressed no button.
        (first, *_) = session.ask("browsingContext.getTree")["contexts"]
        made = session.ask("browsingContext.create", type="window")
        session.ask("browsingContext.close", context=first["context"])
        self.tab = FirefoxTab(session, made["context"], downloads)

    def another_tab(self) -> Tab:
        made = self._session.ask("browsingContext.create", type="tab")
        return FirefoxTab(self._session, made["context"], self._downloads)

    def kill(self) -> None:
        kill_at_once(self._process)

    def strangers(self) -> list[str]:
        asked = {}
        for event in self._session.heard:
            request = event["params"]["request"]
            refused = event["method"] == "network.fetchError"
            asked[request["request"]] = (request["url"], refused and event["params"]["errorText"])
        assert asked, "nobody watches"
        return [f"{url} ({error})" for url, error in asked.values() if _is_stranger(url, error)]


def _typed(key: str) -> list[dict[str, Any]]:
    return [
        {"type": "keyDown", "value": key},
        {"type": "keyUp", "value": key},
        {"type": "pause", "duration": 20},
    ]


def _is_stranger(url: str, error: str | bool) -> bool:
    address = urlsplit(url)
    ours = address.scheme in {"blob", "data", "about", "moz-extension", "resource", "chrome"}
    return not ours and address.hostname != "127.0.0.1" and "CSP" not in str(error)


class Firefox(Engine):
    """Debian's `firefox-esr`."""

    name = "Firefox"
    cannot = {"told": "it has such a place"}  # noqa: RUF012

    def missing(self) -> str | None:
        return None if _found() else "no Firefox here: install Debian's `firefox-esr`"

    def version(self) -> str:
        told = subprocess.run([str(_found()), "--version"], capture_output=True, text=True)
        return told.stdout.strip().removeprefix("Mozilla ")

    @contextmanager
    def browser(self, profile: Path, scheme: Scheme = "day") -> Iterator[Window]:
        downloads = profile / "downloads"
        downloads.mkdir(parents=True, exist_ok=True)
        preferences = PREFERENCES | {
            "browser.download.dir": str(downloads),
            "layout.css.prefers-color-scheme.content-override": SCHEMES[scheme],
        }
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in preferences.items())
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [str(_found()), "--headless", "--no-remote", "--remote-debugging-port=0"]
        told = profile / "told.txt"
        with told.open("w") as stderr:
            process = subprocess.Popen(
                [*command, "--profile", str(profile), "about:blank"],
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
                env=os.environ | {"MOZ_CRASHREPORTER_DISABLE": "1", "HOME": str(profile)},
            )
        try:
            address = _address(told, process)
            with connect(f"{address}/session", max_size=None, open_timeout=60) as socket:
                yield FirefoxWindow(Session(socket), process, downloads)
        finally:
            kill_at_once(process)


def _address(told: Path, process: subprocess.Popen[bytes]) -> str:
    """Where it listens, once it has said so in this file."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        said = told.read_text(encoding="utf-8", errors="replace")
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", said):
            return found[1]
        assert process.poll() is None, "Firefox did not start"
        assert time.monotonic() < give_up, "Firefox does not say where it listens"
        time.sleep(0.05)


def _found() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")
