"""The loopback server in a process of its own, and what a browser, or somebody else, does with
it."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parents[2]
PROGRAM = """
import itertools
import logging
import sys
import threading
import time
from pathlib import Path
import flet as ft
from app.platform.serving.connections import Connections
from app.platform.serving.entrance import Entrance
from app.platform.serving.loopback import serve
from storage.photos import in_folder

async def main(page: ft.Page) -> None:
    page.add(ft.Text("a light in the window"))

port, assets, log_level, folder, seconds, strangers = sys.argv[1:]
logging.basicConfig(level=log_level)
asleep = [0.0]
entrance = Entrance(now=lambda: time.monotonic() + asleep[0])

def obey() -> None:
    for line in sys.stdin:
        if line.startswith("sleep"):
            asleep[0] += float(line.split()[1])
        print(entrance.new_link(), flush=True)

threading.Thread(target=obey, daemon=True).start()
serve(
    main,
    port=int(port),
    assets=Path(assets),
    find_photo=in_folder(Path(folder)).named,
    on_ready=lambda link: print(link, flush=True),
    entrance=entrance,
    connections=Connections(seconds=float(seconds), strangers=int(strangers)),
)
"""


@dataclass
class Running:
    """A server, and the link it gave out first."""

    process: subprocess.Popen[str]
    log: Path
    link: str

    @property
    def port(self) -> int:
        return urlsplit(self.link).port or 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fresh_link(self, command: str = "link") -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def fresh_token(self) -> str:
        return token_of(self.fresh_link())

    def ask(self, path: str = "/", method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        return ask(self.port, path, method, **headers)

    def let_in(self) -> tuple[str, str]:
        """What a browser has after it followed a link: the cookie, and the place it was led to."""
        answer = self.ask(f"/?launch={self.fresh_token()}")
        return answer.headers["Set-Cookie"].partition(";")[0], answer.headers["Location"].rstrip(
            "/"
        )

    def cookie(self) -> str:
        return self.let_in()[0]

    def ask_inside(
        self, path: str = "/", method: str = "GET", **headers: str
    ) -> http.client.HTTPResponse:
        """As a browser that was let in."""
        cookie, place = self.let_in()
        return self.ask(place + path, method, **{"Cookie": cookie, **headers})

    def open_session(
        self,
        *,
        host: str = "",
        origin: str = "",
        cookie: str | None = None,
        place: str | None = None,
    ) -> ClientConnection:
        if cookie is None or place is None:
            given, led_to = self.let_in()
            cookie, place = given if cookie is None else cookie, led_to if place is None else place
        headers = {"Cookie": cookie} if cookie else {}
        headers["Origin"] = origin or self.origin
        return connect(
            f"ws://{host or '127.0.0.1'}:{self.port}{place}/ws",
            sock=socket.create_connection(("127.0.0.1", self.port), timeout=20),
            additional_headers=headers,
            compression=None,
        )


def token_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["launch"][0]


def ask(
    port: int, path: str = "/", method: str = "GET", **headers: str
) -> http.client.HTTPResponse:
    """One request, on a connection of its own; `Sec_Fetch_Site` is a header's name with its
    dashes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": f"127.0.0.1:{port}", **headers}.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.body = answer.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
    connection.close()
    return answer


def start(
    port: int,
    log: Path,
    *,
    cwd: Path = ROOT,
    log_level: str = "WARNING",
    seconds: float = 30,
    strangers: int = 64,
) -> subprocess.Popen[str]:
    settings = [
        str(port),
        str(ROOT / "assets"),
        log_level,
        str(log.parent / "journal"),
        str(seconds),
        str(strangers),
    ]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *settings],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log.open("w"),
        text=True,
    )


@contextlib.contextmanager
def running(
    folder: Path,
    *,
    cwd: Path = ROOT,
    log_level: str = "WARNING",
    seconds: float = 30,
    strangers: int = 64,
) -> Iterator[Running]:
    log = folder / "server.log"
    process = start(0, log, cwd=cwd, log_level=log_level, seconds=seconds, strangers=strangers)
    try:
        assert process.stdout
        yield Running(process, log, process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait(20)


def as_nobody(*command: str) -> subprocess.CompletedProcess[str]:
    """Run by another user of this machine. Only root may: others skip, but fail in continuous
    integration."""
    setpriv = shutil.which("setpriv")
    if setpriv is None or os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail(
                (
                    "only root can try what another user could: in continuous integration this "
                    "must run"
                ),
                pytrace=False,
            )
        pytest.skip("only root can try what another user could")
    who = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]
    return subprocess.run([*who, *command], capture_output=True, text=True, cwd="/", timeout=60)
