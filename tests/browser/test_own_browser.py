"""What `make run` opens, in real Chromium: in by the private file, and what the cookie does and
does not reach."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import browser as real

LOCKED = "Open the link that make run printed in the terminal"


@dataclass
class Launched:
    """What `make run` starts: the link it printed, and the private file it opened the browser
    on."""

    link: str
    page: Path

    @property
    def origin(self) -> str:
        parts = urlsplit(self.link)
        return f"{parts.scheme}://{parts.netloc}"


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[Launched]:
    """It believes to have a screen, and a browser that writes down what it was opened on."""
    program, opened = tmp_path / "browser", tmp_path / "opened"
    program.write_text(
        f'#!/bin/sh\nprintf %s "$1" > "{tmp_path}/half" && mv "{tmp_path}/half" "{opened}"\n'
    )
    program.chmod(0o755)
    environment = os.environ | {
        "GLIMMERS_DATA": str(tmp_path / "kept"),
        "PORT": "0",
        "DISPLAY": ":99",
        "BROWSER": f"{program} %s",
        "PYTHONFAULTHANDLER": "1",
    }
    command = [sys.executable, "main.py"]
    process = subprocess.Popen(
        command,
        cwd=real.PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    with process.stdout:
        link = process.stdout.readline().removeprefix("Glimmers: ").strip()
        give_up = time.monotonic() + 60
        while not opened.exists():
            assert time.monotonic() < give_up
            time.sleep(0.05)
        yield Launched(link, Path(opened.read_text().removeprefix("file://")))
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # it tells where it stands, on stderr
        assert process.wait(timeout=20) == 0


class Listening(BaseHTTPRequestHandler):
    """Another server of this host, on another port, that writes down what browsers send it."""

    def do_GET(self) -> None:
        self.server.heard.append(f"{self.path} {self.headers}")  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<a id=led href=''>onwards</a>")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def neighbour() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    server.heard = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def context(new_phone: object) -> BrowserContext:
    return new_phone()  # type: ignore[operator, no-any-return]


def test_the_private_file_leads_in_and_is_gone(launched: Launched, chromium: Browser) -> None:
    page = chromium.new_context(
        viewport=real.PHONE
    ).new_page()  # the witness takes a file for another host
    page.goto(launched.page.as_uri())
    page.wait_for_url(f"{launched.origin}/s/**")

    real.ready(page)

    assert "launch" not in page.url
    assert not launched.page.exists()
    page.reload()
    real.ready(page)
    page.context.close()


def test_the_printed_link_leads_to_where_it_says_and_opens_once(
    launched: Launched, context: BrowserContext, phone: Page
) -> None:
    link = launched.link.replace("/?", "/look-back?")
    page = context.new_page()
    page.goto(link)
    real.enable_semantics(page)
    expect(
        page.get_by_role("heading", name="Look back").or_(page.get_by_text("Look back")).first
    ).to_be_visible(timeout=real.START_SECONDS * 1000)
    assert page.url.endswith("/look-back")

    phone.goto(link)

    expect(phone.get_by_text(LOCKED)).to_be_visible()
    expect(phone.get_by_text("Press Enter in that terminal for a fresh one")).to_be_visible()


def test_no_other_port_is_sent_the_session(
    launched: Launched, context: BrowserContext, neighbour: ThreadingHTTPServer
) -> None:
    page = context.new_page()
    page.goto(launched.link)
    page.wait_for_url(f"{launched.origin}/s/**")
    (cookie,) = context.cookies([page.url])
    place = urlsplit(page.url).path.rstrip("/")
    other = f"http://127.0.0.1:{neighbour.server_address[1]}"

    for path in ("/", "/s/", f"/s/{'0' * 32}/", "/look-back", "/main.dart.js"):
        page.goto(other + path)

    heard = "\n".join(neighbour.heard)  # type: ignore[attr-defined]
    assert "glimmers_" not in heard
    assert heard.count("Host:") >= 4
    for secret in (cookie["value"], place):
        assert secret not in heard
    page.goto(
        other + place + "/"
    )  # only who knows the place is sent the cookie: were this not so, this test would see nothing
    assert cookie["value"] in "\n".join(neighbour.heard)  # type: ignore[attr-defined]


def test_a_page_of_another_port_can_neither_read_nor_frame_ours(
    launched: Launched, context: BrowserContext, neighbour: ThreadingHTTPServer
) -> None:
    page = context.new_page()
    page.goto(launched.link)
    page.wait_for_url(f"{launched.origin}/s/**")
    ours = page.url

    page.goto(f"http://127.0.0.1:{neighbour.server_address[1]}/")

    for mode in ("cors", "no-cors"):
        assert (
            page.evaluate(
                (
                    "([ours, mode]) => fetch(ours, {mode, credentials: 'include'}).then(r => "
                    "r.text(), () => 'refused')"
                ),
                [ours, mode],
            )
            == "refused"
        )
    socket = (
        "ours => new Promise(done => { const s = new WebSocket(ours); s.onopen = () => "
        "done('open'); s.onerror = () => done('refused'); })"
    )
    assert page.evaluate(socket, ours.replace("http:", "ws:") + "ws") == "refused"
