"""Starts of a web app in a Chromium that nothing is attached to; the page itself tells how long
each took.

Whatever listens in on a page (Playwright does) makes Chromium note where each request came from,
and for that V8 reads Flutter's program once more: half a second that nobody's start has. So the
page says it on its console, which Chromium writes to stderr.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import sync_playwright

from tests.browser import browser as real

Tap = Literal["none", "page", "app"]
"""Where a tap is made in the instant a button is there: nowhere, on the page's own button, on the
app's."""

STOPPED_MS, RUNNING_MS = 15, 5
"""A browser slowed four times stands still for 15 of each 20 ms."""

_QUIET = [
    "--headless=new",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
]
_SAID = re.compile(r'CONSOLE[^\]]*\] "@@(\{.*\})", source: ')
_SECONDS_TO_CLOSE = 20.0
_SECONDS_TO_SETTLE = 3.0
"""For Chromium to write down the machine code it has made, before it is closed."""

# The last words of the first script. `performance.now()` counts from the beginning of the
# navigation, and so do marks; what is told is in seconds.
_STOPWATCH = """
(() => {
  const TAP = '%(tap)s', UNTIL = %(until)s;
  const tell = (said) => console.log('@@' + JSON.stringify(said));
  const marked = (name) => performance.getEntriesByName(name)[0]?.startTime / 1000 || null;
  const find = (selector, words) => [...document.querySelectorAll(selector)]
    .find((node) => words.test(node.textContent + (node.ariaLabel ?? '')));
  let tapped = false, button = null, kept = null, shown = null;
  const looking = setInterval(() => {
    document.querySelector('flt-semantics-placeholder')?.click();
    const early = document.querySelector('#dawn [data-part=early]');
    if (TAP === 'page' && !tapped && early && marked('glimmers-early')) {
      tapped = true;
      early.click();
    }
    const own = find('flt-semantics[role=button]', /Notice/);
    if (own && !button) {
      button = performance.now() / 1000;
      if (TAP === 'app') own.click();
    }
    if (!button) return;
    if (TAP === 'app') {
      if (!find('flt-semantics, flt-semantics :is(span, h1, h2, h3)', /^Kept, /)) return;
      kept = performance.now() / 1000;
    }
    if (UNTIL) {
      if (!find('flt-semantics', { test: (words) => words.includes(UNTIL) })) return;
      shown = performance.now() / 1000;
    }
    clearInterval(looking);
    // A tap that waits for the disk may be told after the app has come.
    setTimeout(() => tell({
      // Nobody taps what is not painted.
      tappable: marked('glimmers-early')
        && Math.max(marked('glimmers-early'), marked('first-contentful-paint')),
      durable: marked('glimmers-kept'), button, kept, shown,
    }), 500);
  }, 10);
  navigator.serviceWorker?.ready.then(() => tell({ filled: true }));
})();
"""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the beginning of the navigation; None for what this app or start has not."""

    tappable: float | None
    """The page's own button is painted and can be tapped, before there is an app."""
    durable: float | None
    """A tap on it is kept, and the page has said so."""
    button: float
    """The app's own button."""
    kept: float | None
    """A tap on the app's button is kept, and the app has said so."""
    shown: float | None
    """The words that were waited for stand on the screen."""


class Stopwatched:
    """A static app with a stopwatch in its page, at an address and with a browser of its own.

    `project` is the folder of the project that built `app`: its `build/web.py` has the service
    worker know the page with the stopwatch. A start is over when the words `until` stand on the
    screen; without any, with the app's own button.
    """

    def __init__(
        self, app: Path, room: Path, *, project: Path, tap: Tap = "none", until: str = ""
    ) -> None:
        self._folder = room / "page"
        self._profile = room / "profile"
        shutil.copytree(app, self._folder)
        first = self._folder / "head_start.js"
        stopwatch = _STOPWATCH % {"tap": tap, "until": json.dumps(until)}
        first.write_text(first.read_text("utf-8") + stopwatch, "utf-8")
        relist = (
            "import sys; sys.path.insert(0, 'build'); import web; "
            "web.keep_offline(web.Path(sys.argv[1]))"
        )
        command = [sys.executable, "-c", relist, str(self._folder)]
        subprocess.run(command, cwd=project, check=True)
        self._server = real.serve(self._folder)

    def first_visit(self) -> Start:
        """In a browser that was never here.

        Raises:
            TimeoutError: it took longer than `real.START_SECONDS`; so do all of these.
        """
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            browser = _Browser(Path(profile), self._server.url)
            try:
                return browser.start()
            finally:
                browser.kill()

    def put_journal(self, file: Path) -> None:
        """Into the files of the browser that comes here more than once."""
        with sync_playwright() as playwright:
            context = playwright.chromium.launch_persistent_context(
                self._profile, executable_path=real.chromium(), args=real.FLAGS
            )
            real.put_journal(context.new_page(), self._server.url, file)
            context.close()

    def settle(self) -> None:
        """What happens before any later visit: one that fills the service worker's cache, and two
        more for the machine code that Chromium keeps of scripts it has seen before.
        """
        with self._open() as browser:
            browser.start()
            browser.hears("filled")
            time.sleep(_SECONDS_TO_SETTLE)
        for _ in range(2):
            with self._open() as browser:
                browser.start()
                time.sleep(_SECONDS_TO_SETTLE)

    def later_visit(self, *, slowed: bool = False) -> Start:
        """In the browser that has settled."""
        with self._open() as browser:
            if not slowed:
                return browser.start()
            with browser.slowed():
                return browser.start()

    def stop_server(self) -> None:
        """From now on there is no network."""
        self._server.stop()

    @contextmanager
    def _open(self) -> Iterator[_Browser]:
        browser = _Browser(self._profile, self._server.url)
        try:
            yield browser
            browser.close()
        finally:
            browser.kill()


class _Browser:
    """Chromium with all its processes, opening one page."""

    def __init__(self, profile: Path, url: str) -> None:
        self._said: dict[str, Any] = {}
        self._heard = threading.Condition()
        command = [
            real.chromium(),
            *_QUIET,
            *real.FLAGS,
            f"--user-data-dir={profile}",
            "--window-size=390,844",
            url,
        ]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if found := _SAID.search(line):
                with self._heard:
                    self._said |= json.loads(found[1])
                    self._heard.notify()

    def hears(self, word: str) -> dict[str, Any]:
        """All that the page has said, once this word is in it."""
        with self._heard:
            if not self._heard.wait_for(lambda: word in self._said, real.START_SECONDS):
                raise TimeoutError(f"no {word} within {real.START_SECONDS} s")
            return dict(self._said)

    def start(self) -> Start:
        said = self.hears("button")
        return Start(**{each.name: said[each.name] for each in fields(Start)})

    @contextmanager
    def slowed(self) -> Iterator[None]:
        over = threading.Event()
        thread = threading.Thread(target=self._slow, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _slow(self, over: threading.Event) -> None:
        while not over.is_set():
            self._signal(signal.SIGSTOP)
            time.sleep(STOPPED_MS / 1000)
            self._signal(signal.SIGCONT)
            time.sleep(RUNNING_MS / 1000)

    def close(self) -> None:
        """As somebody closes it, so that it writes down what it has."""
        self._process.terminate()
        try:
            self._process.wait(_SECONDS_TO_CLOSE)
        except subprocess.TimeoutExpired:
            raise TimeoutError("Chromium does not close") from None

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            """It has ended, with all its processes."""
