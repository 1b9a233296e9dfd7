"""Serves the static web app on this machine only: `python build/serve.py [--port 8560] [DIR]`."""

from __future__ import annotations

import argparse
import contextlib
import functools
import html
import http.server
import re
import sys
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from app.platform.serving.script_fonts import font_for  # noqa: E402 - the project's folder comes first

TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
    ".gz": "application/gzip",
}


class AppFiles(http.server.SimpleHTTPRequestHandler):
    """Files as they are, the app's page for its routes, 404 for a missing file."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012 - as its parent has it

    def __init__(self, *args: object, policy: str, **kwargs: object) -> None:
        self._policy = policy
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        asked = Path(super().translate_path(path))
        if not asked.is_file() and (font := font_for(path)):
            return str(Path(self.directory) / font)
        is_route = not asked.is_file() and not PurePosixPath(asked.name).suffix
        return str(Path(self.directory) / "index.html") if is_route else str(asked)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self._policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        # File names carry no version, so each is asked for again; what has not changed is answered
        # with 304.
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: which page a person opens is nobody's business."""


def policy_of(folder: Path) -> str:
    """The content security policy in the page, and what only a header can say."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    if found is None:
        raise SystemExit(
            f"{folder}/index.html holds no Content-Security-Policy: was it built by build/web.py?"
        )
    return html.unescape(found[1]) + "; frame-ancestors 'none'"


def server(
    folder: Path, port: int, files: type[AppFiles] = AppFiles
) -> http.server.ThreadingHTTPServer:
    """A server on the loopback address; port 0 takes any free one. `files` answers."""
    handler = functools.partial(files, directory=str(folder), policy=policy_of(folder))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Serves the static web app on this machine only.")
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(__file__).with_name("web"), metavar="DIR"
    )
    parser.add_argument("--port", type=int, default=8560)
    given = parser.parse_args()
    if not (given.folder / "index.html").is_file():
        raise SystemExit(f"There is no web app in {given.folder} yet: run `make web` first.")
    try:
        listening = server(given.folder, given.port)
    except (OSError, OverflowError) as error:
        raise SystemExit(
            f"Port {given.port} cannot be used here; "
            "choose another one, as in: python build/serve.py --port 8561"
        ) from error
    with listening as running:
        print(f"Glimmers (web): http://127.0.0.1:{running.server_address[1]}/", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            running.serve_forever()
