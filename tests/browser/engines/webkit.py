"""WebKit, as Debian has it for GTK, by W3C's WebDriver: a few commands over HTTP, on a screen that
nobody sees.

https://www.w3.org/TR/webdriver2/
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from tests.browser.browser import PHONE, START_SECONDS, change, kill_at_once, relist
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
from tests.browser.engines.promises import PROMISES

DISK = Path(__file__).parents[2] / "opfs" / "disk.mjs"
MEMORY = Path(__file__).with_name("memory_files.mjs")
TAB, SHIFT = "\ue004", "\ue008"
KEYS: dict[Key, tuple[str, ...]] = {
    "Tab": (TAB,),
    "Shift+Tab": (SHIFT, TAB),
    "Enter": ("\ue007",),
}
"""What is down at once."""
NARROW = "* { min-width: 0; padding: 0; margin: 0; font-size: 1px; }"
"""So that the browser's own bar is no wider than a phone."""
NO_FILES = "it lends pages no files that last"
THEMES = {"day": "Adwaita", "night": "Adwaita:dark"}
DRIVER = "WebKitWebDriver"
WAITS = """const answer = arguments[arguments.length - 1];
(async () => (%s))().then((it) => answer(JSON.stringify(it ?? null)),
    (error) => answer({ error: String(error) }));"""
AROUND = 200
"""Pixels of the screen beside and above a page: the browser's own bar."""


class Session:
    """The conversation with a browser: one command after the other."""

    def __init__(self, port: int, capabilities: dict[str, object]) -> None:
        self._port = port
        made = self._ask("POST", "", {"capabilities": {"alwaysMatch": capabilities}})
        self._path = f"/{made['sessionId']}"
        self.browser = (
            f"{made['capabilities']['browserName']} {made['capabilities']['browserVersion']}"
        )

    _path = ""

    def ask(self, method: str, command: str, **params: object) -> Any:
        """Give a command and wait for its answer.

        Raises:
            PageError: it was refused.
        """
        return self._ask(method, f"{self._path}/{command}", params)

    def _ask(self, method: str, path: str, params: dict[str, object]) -> Any:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            line.request(
                method, f"/session{path}", json.dumps(params) if method == "POST" else None
            )
            answer = json.loads(line.getresponse().read())["value"]
        finally:
            line.close()
        if isinstance(answer, dict) and "error" in answer:
            raise PageError(f"{answer['error']}: {answer.get('message', '')}")
        return answer


class WebKitTab(Tab):
    """The page in its window."""

    def __init__(self, session: Session, handle: str) -> None:
        self._session, self._handle = session, handle

    def _ask(self, method: str, command: str, **params: object) -> Any:
        return self._session.ask(method, command, **params)

    def goto(self, url: str) -> None:
        self._leave("url", url=url)

    def reload(self) -> None:
        self._leave("refresh")

    def _leave(self, command: str, **params: object) -> None:
        self.evaluate("(globalThis.left = true)")
        self._ask("POST", command, **params)
        self.until("!globalThis.left")

    def evaluate(self, expression: str) -> Any:
        told = self._ask("POST", "execute/async", script=WAITS % expression, args=[])
        return json.loads(told)

    def mouse(self, *points: Point) -> None:
        self._perform("pointer", way_of_mouse(points))

    def press(self, key: Key) -> None:
        self._keys(KEYS[key])

    def type(self, text: str) -> None:
        for letter in text:
            self._keys((letter,))

    def _keys(self, keys: tuple[str, ...]) -> None:
        down = [{"type": "keyDown", "value": key} for key in keys]
        up = [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self._perform("key", [*down, *up])

    def _perform(self, kind: str, way: list[dict[str, Any]]) -> None:
        self._ask("POST", "actions", actions=[{"type": kind, "id": kind, "actions": way}])

    def choosing(self, *files: Path) -> AbstractContextManager[None]:
        raise AssertionError(NO_FILES)

    def saving(self, folder: Path) -> AbstractContextManager[None]:
        raise AssertionError(NO_FILES)

    def screenshot(self) -> bytes:
        return b64decode(self._ask("GET", "screenshot"))

    def front(self) -> None:
        self._ask("POST", "window", handle=self._handle)

    def close(self) -> None:
        self._ask("DELETE", "window")


class WebKitWindow(Window):
    """The browser, with the driver that started it."""

    def __init__(
        self, session: Session, driver: subprocess.Popen[bytes], gate: socket.socket
    ) -> None:
        self._session, self._driver, self._gate = session, driver, gate
        self.tab = WebKitTab(session, session.ask("GET", "window"))
        self._fit()

    def _fit(self) -> None:
        """The page is as large as a phone's, whatever is around it."""
        give_up = time.monotonic() + START_SECONDS
        while True:
            inner = self.tab.evaluate("[innerWidth, innerHeight]")
            if inner == [PHONE["width"], PHONE["height"]]:
                return
            window = self._session.ask("GET", "window/rect")
            window["width"] += PHONE["width"] - inner[0]
            window["height"] += PHONE["height"] - inner[1]
            self._session.ask(
                "POST", "window/rect", x=0, y=0, width=window["width"], height=window["height"]
            )
            assert time.monotonic() < give_up, f"its page stays {inner}"
            time.sleep(0.2)

    def another_tab(self) -> Tab:
        made = self._session.ask("POST", "window/new", type="tab")
        self._session.ask("POST", "window", handle=made["handle"])
        return WebKitTab(self._session, made["handle"])

    def kill(self) -> None:
        kill_at_once(self._driver)

    def strangers(self) -> list[str]:
        found: list[str] = []
        while True:
            try:
                line, _ = self._gate.accept()
            except BlockingIOError:
                return found
            with line:
                line.settimeout(1)
                found.append(line.recv(200).split(b"\r\n")[0].decode())


@contextmanager
def unseen_screen() -> Iterator[str]:
    """A screen in memory, by its name."""
    size = f"{PHONE['width'] + AROUND}x{PHONE['height'] + AROUND}x24"
    read, write = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        kill_at_once(process)


def _answers(port: int) -> None:
    """Wait until the driver hears."""
    give_up = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < give_up, "the driver of WebKit does not answer"
            time.sleep(0.05)


def with_memory_files(app: Path, folder: Path) -> Path:
    """The app in a browser that lends it files, which last as long as the page."""
    shutil.copytree(app, folder)
    for module in (DISK, MEMORY):
        shutil.copy(module, folder)
    worker = folder / "worker.js"
    worker.write_text(f"import './{MEMORY.name}';\n{worker.read_text('utf-8')}", "utf-8")
    (folder / "given.js").write_text("glimmersLent = Promise.resolve();", encoding="utf-8")
    change(folder / "index.html", "</head>", '<script src="given.js"></script></head>')
    relist(folder)
    return folder


class WebKit(Engine):
    """Debian's `webkit2gtk-driver`, with the browser that comes with it."""

    name = "WebKit"
    cannot = dict.fromkeys(PROMISES.keys() - {"start", "told", "alone"}, NO_FILES)

    def missing(self) -> str | None:
        if shutil.which(DRIVER) and shutil.which("Xvfb"):
            return None
        return "no WebKit here: install Debian's `webkit2gtk-driver` and `xvfb`"

    def version(self) -> str:
        ask = ["dpkg-query", "--show", "--showformat=${Version}", "webkit2gtk-driver"]
        told = subprocess.run(ask, capture_output=True, text=True)
        return f"WebKitGTK {told.stdout.partition('-')[0]}"

    @contextmanager
    def browser(self, profile: Path, scheme: Scheme = "day") -> Iterator[WebKitWindow]:
        looks = profile / "config" / "gtk-3.0"
        looks.mkdir(parents=True, exist_ok=True)
        (looks / "gtk.css").write_text(NARROW, encoding="utf-8")
        with unseen_screen() as screen, socket.create_server(("127.0.0.1", 0)) as gate:
            # All that is not for this machine comes to a gate that nobody opens.
            gate.setblocking(False)
            stranger = f"127.0.0.1:{gate.getsockname()[1]}"
            around = {
                "PATH": os.environ["PATH"],
                "DISPLAY": screen,
                "GDK_BACKEND": "x11",
                "GTK_THEME": THEMES[scheme],
                "HOME": str(profile),
                "LC_ALL": "C.UTF-8",  # no language, as on many machines nobody has set up
                "LIBGL_ALWAYS_SOFTWARE": "1",
                "NO_AT_BRIDGE": "1",
                "XDG_CONFIG_HOME": str(profile / "config"),
                "XDG_RUNTIME_DIR": str(profile),
            }
            port = _free_port()
            driver = subprocess.Popen(
                [DRIVER, f"--port={port}"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=around,
            )
            try:
                _answers(port)
                capabilities: dict[str, object] = {
                    "pageLoadStrategy": "none",
                    "timeouts": {"script": 60_000},
                    "proxy": {
                        "proxyType": "manual",
                        "httpProxy": stranger,
                        "sslProxy": stranger,
                        "noProxy": ["127.0.0.1"],
                    },
                }
                yield WebKitWindow(Session(port, capabilities), driver, gate)
            finally:
                kill_at_once(driver)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
