"""Cold starts of a web app in a Chromium that nothing is attached to; the page itself tells how
long it took.

Whatever listens in on a page (Playwright does) makes Chromium note where each request came from,
and for that V8 reads Flutter's program once more: half a second that nobody's start has.
"""

from __future__ import annotations

import functools
import http.server
import json
import queue
import subprocess
import tempfile
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from build.serve import AppFiles, policy_of
from tests.browser import browser as real

Until = Literal["button", "kept"]

_QUIET = [
    "--headless=new",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_TELLS = "/told?"
_TELL = """
bench.tapAtOnce = UNTIL === 'kept';
const told = setInterval(() => {
  if (!bench[UNTIL]) return;
  clearInterval(told);
  fetch('/told?' + encodeURIComponent(JSON.stringify(bench)));
}, 10);
"""


class ColdStarts:
    """The same static app again and again, each time for a browser that has never seen it."""

    def __init__(self, folder: Path, stopwatch: str) -> None:
        self._folder = folder
        self._stopwatch = stopwatch

    def seconds(self, *, until: Until) -> float:
        """From the beginning of the navigation until the button is there, or until a tap made in
        that instant is kept.

        Raises:
            TimeoutError: it took longer than `real.START_SECONDS`.
        """
        script = f"(() => {{ const UNTIL = '{until}';{self._stopwatch}{_TELL} }})();"
        with (
            _serving(self._folder, script) as (url, told),
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        ):
            command = [
                real.chromium(),
                *_QUIET,
                *real.FLAGS,
                f"--user-data-dir={profile}",
                "--window-size=390,844",
                url,
            ]
            browser = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                return float(told.get(timeout=real.START_SECONDS)[until])
            except queue.Empty:
                raise TimeoutError(f"no {until} within {real.START_SECONDS} s") from None
            finally:
                browser.kill()
                browser.wait()


class _Watched(AppFiles):
    """The app's files with a stopwatch at the end of the first script, and an ear for what it
    tells."""

    def __init__(
        self, *args: object, script: str, told: queue.Queue[dict[str, float]], **kwargs: object
    ) -> None:
        self._script = script
        self._told = told
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.path.startswith(_TELLS):
            self._told.put(json.loads(urllib.parse.unquote(self.path[len(_TELLS) :])))
            self._answer(b"{}", "application/json")
        elif self.path == "/head_start.js":
            self._answer(
                Path(self.directory, "head_start.js").read_bytes() + self._script.encode(),
                "text/javascript",
            )
        else:
            super().do_GET()

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            """The browser is gone: it has told what was asked of it."""

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def _serving(folder: Path, script: str) -> Iterator[tuple[str, queue.Queue[dict[str, float]]]]:
    told: queue.Queue[dict[str, float]] = queue.Queue()
    handler = functools.partial(
        _Watched, directory=str(folder), policy=policy_of(folder), script=script, told=told
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", told
        finally:
            server.shutdown()
