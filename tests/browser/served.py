"""Serves a built app as `build/serve.py` does, with one word more for the tests' Chromium:
`python tests/browser/served.py DIR`.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build"))

import serve


class Files(serve.AppFiles):
    """A script that a service worker stores is compiled at once, all of it, for later visits: a
    second of processor time for Flutter's, at every first visit, and most tests are one.

    Chromium leaves it out at this header, where `browser.QUICK` has it listen to that.
    """

    def end_headers(self) -> None:
        self.send_header("x-CacheStorageCodeCacheHint", "none")
        super().end_headers()


if __name__ == "__main__":
    with serve.server(Path(sys.argv[1]), 0, Files) as running:
        print(f"http://127.0.0.1:{running.server_address[1]}/", flush=True)
        running.serve_forever()
