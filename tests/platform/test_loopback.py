"""The loopback server against a real one: who gets in, who does not, what it says, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgpack
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.core.photos import PhotoId, Picture
from storage.photos import in_folder

ROOT = Path(__file__).parents[2]
PROGRAM = """
import logging
import sys
from pathlib import Path
import flet as ft
from app.platform.loopback import serve
from storage.photos import in_folder

async def main(page: ft.Page) -> None:
    page.add(ft.Text("a light in the window"))

logging.basicConfig(level=sys.argv[3])
serve(
    main,
    port=int(sys.argv[1]),
    assets=Path(sys.argv[2]),
    find_photo=in_folder(Path(sys.argv[4])).named,
    on_ready=lambda link: print(link, flush=True),
)
"""


@dataclass
class Running:
    """A server in a process of its own, and the link it gave out."""

    process: subprocess.Popen[str]
    log: Path
    link: str

    @property
    def port(self) -> int:
        return urlsplit(self.link).port or 0

    @property
    def token(self) -> str:
        return parse_qs(urlsplit(self.link).query)["launch"][0]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str = "/", method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True)
        for name, value in {"Host": f"127.0.0.1:{self.port}", **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        answer.body = answer.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
        connection.close()
        return answer

    def cookie(self) -> str:
        """What a browser has after it followed the link."""
        given = self.ask(f"/?launch={self.token}").headers["Set-Cookie"]
        return given.partition(";")[0]

    def open_session(self, *, host: str = "", origin: str = "", cookie: str = "") -> ClientConnection:
        headers = {"Cookie": cookie} if cookie else {}
        headers["Origin"] = origin or self.origin
        return connect(
            f"ws://{host or '127.0.0.1'}:{self.port}/ws",
            sock=socket.create_connection(("127.0.0.1", self.port), timeout=20),
            additional_headers=headers,
            compression=None,
        )


def start(port: int, log: Path, *, cwd: Path = ROOT, log_level: str = "WARNING") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port), str(ROOT / "assets"), log_level, str(log.parent / "journal")],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=log.open("w"),
        text=True,
    )


@contextlib.contextmanager
def running(folder: Path, *, cwd: Path = ROOT, log_level: str = "WARNING") -> Iterator[Running]:
    log = folder / "server.log"
    process = start(0, log, cwd=cwd, log_level=log_level)
    try:
        assert process.stdout
        yield Running(process, log, process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait(20)


def everything_until(text: bytes, session: ClientConnection) -> bytes:
    """What the server sends to a page that has just opened, as far as this text."""
    hello = [1, {"session_id": None, "page_name": "", "page": {"route": "/", "platform": "linux"}}]
    session.send(b"\x00" + msgpack.packb(hello))
    seen = b""
    while text not in seen:
        seen += bytes(session.recv(timeout=20))
    return seen


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    # Not started in the project's folder: the assets have to be found from anywhere.
    folder = tmp_path_factory.mktemp("elsewhere")
    with running(folder, cwd=folder, log_level="DEBUG") as server:
        yield server


def test_the_link_lets_a_browser_in_and_leaves_no_token_in_the_address(server: Running) -> None:
    answer = server.ask(f"/look-back?q=sea%20air&launch={server.token}")

    assert (answer.status, answer.headers["Location"]) == (303, "/look-back?q=sea+air")
    assert re.search(r"; Path=/; HttpOnly; SameSite=Strict$", answer.headers["Set-Cookie"])


def test_with_the_cookie_the_app_is_served_at_any_depth(server: Running) -> None:
    for path in ("/", "/glimmer/1"):
        answer = server.ask(path, Cookie=f"theme=dark; {server.cookie()}")

        assert answer.status == 200
        assert "<title>Glimmers</title>" in answer.body  # type: ignore[attr-defined]


def test_a_strangers_malformed_cookie_does_not_lock_anyone_out(server: Running) -> None:
    assert server.ask(Cookie=f'{{"a": 1}}; bad=é"; {server.cookie()}').status == 200


@pytest.mark.parametrize("path", ["/", "/main.dart.js", "/fonts/NunitoSans-400.ttf", "/upload", "/docs", "/launch"])
def test_without_the_cookie_a_page_says_where_the_link_is(server: Running, path: str) -> None:
    answer = server.ask(path)

    assert answer.status == 403
    assert "Open the link that <code>make run</code> printed in the terminal" in answer.body  # type: ignore[attr-defined]


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "HEAD"])
def test_without_the_cookie_no_other_method_gets_further(server: Running, method: str) -> None:
    assert server.ask("/upload", method).status == 403


def test_wrong_tokens_and_cookies_are_refused(server: Running) -> None:
    name, _, token = server.cookie().partition("=")

    assert server.ask("/?launch=" + token[:-1]).status == 403
    assert server.ask("/?launch=").status == 403
    assert server.ask("/?x=launch=" + token).status == 403
    for cookie in (f"{name}={token}x", f"{name}=", f"x{name}={token}", f"other={name}={token}", f"launch={token}"):
        assert server.ask(Cookie=cookie).status == 403, cookie


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "/%5Cevil.example"])
def test_the_link_leads_to_no_other_host(server: Running, path: str) -> None:
    place = server.ask(f"{path}?launch={server.token}").headers["Location"]

    assert re.match(r"/[^/\\]", place)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1", "localhost.:{port}"])
def test_another_host_name_is_refused_even_with_the_cookie(server: Running, host: str) -> None:
    host = host.format(port=server.port)

    assert server.ask(Host=host, Cookie=server.cookie()).status == 421
    assert server.ask(f"/?launch={server.token}", Host=host).status == 421


def test_localhost_is_this_machine_too(server: Running) -> None:
    assert server.ask(Host=f"localhost:{server.port}", Cookie=server.cookie()).status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", "https://127.0.0.1:{port}"])
def test_a_page_of_another_origin_is_refused_even_with_the_cookie(server: Running, origin: str) -> None:
    origin = origin.format(port=server.port)

    assert server.ask(Origin=origin, Cookie=server.cookie()).status == 421
    with pytest.raises(InvalidStatus) as refused:
        server.open_session(origin=origin, cookie=server.cookie())
    assert refused.value.response.status_code == 403


def test_no_session_without_the_right_cookie(server: Running) -> None:
    for cookie in ("", server.cookie() + "x", f"launch={server.token}"):
        with pytest.raises(InvalidStatus) as refused:
            server.open_session(cookie=cookie)
        assert refused.value.response.status_code == 403


def test_no_session_under_another_host_name(server: Running) -> None:
    with pytest.raises(InvalidStatus):
        server.open_session(host="evil.example", origin=f"http://evil.example:{server.port}", cookie=server.cookie())


def test_our_own_page_gets_a_session_and_sees_the_app(server: Running) -> None:
    with server.open_session(cookie=server.cookie()) as session:
        assert b"a light in the window" in everything_until(b"a light in the window", session)


def test_every_answer_forbids_what_our_page_does_not_need(server: Running) -> None:
    for answer in (server.ask(), server.ask(Host="evil.example"), server.ask("/flutter.js", Cookie=server.cookie())):
        policy = answer.headers["Content-Security-Policy"]

        assert f"connect-src 'self' ws://127.0.0.1:{server.port} ws://localhost:{server.port} blob: data:;" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval", "")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_clients_request_for_an_emoji_font_is_answered_with_ours(server: Running) -> None:
    answer = server.ask("/assets/fonts/notocoloremoji/v32/Yq6P-KqIX.9.woff2", Cookie=server.cookie())

    assert answer.status == 200
    assert int(answer.headers["Content-Length"]) == (ROOT / "assets/fonts/emoji/9.woff2").stat().st_size


def a_stored_photo(server: Running) -> PhotoId:
    picture = Picture(display=b"\xff\xd8 a heron", thumbnail=b"\xff\xd8 a small heron", width=4, height=3)
    return asyncio.run(in_folder(server.log.parent / "journal").put(picture))


def test_our_page_is_lent_a_photo_and_no_cache_keeps_it(server: Running) -> None:
    id = a_stored_photo(server)

    for name, content in ((f"{id}.jpg", "a heron"), (f"{id}.thumb.jpg", "a small heron")):
        answer = server.ask(f"/_photo/{name}", Cookie=server.cookie())

        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert answer.headers.get_all("Cache-Control") == ["no-store"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.body.endswith(content)  # type: ignore[attr-defined]


def test_nobody_else_is_lent_a_photo(server: Running) -> None:
    path = f"/_photo/{a_stored_photo(server)}.jpg"

    assert server.ask(path).status == 403
    assert server.ask(path, Cookie=server.cookie() + "x").status == 403
    assert server.ask(path, Cookie=server.cookie(), Host="evil.example").status == 421
    assert server.ask(path, Cookie=server.cookie(), Origin="http://evil.example").status == 421
    assert server.ask(path, "DELETE", Cookie=server.cookie()).status == 405


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x.jpg",
        "../glimmers.db",
        "..%2fglimmers.db",
        "%2e%2e/glimmers.db",
        "ab/../../glimmers.db",
        "a" * 64,
        "a" * 64 + ".jpg/",
        "b" * 64 + ".jpg",
    ],
)
def test_only_photos_are_lent(server: Running, name: str) -> None:
    a_stored_photo(server)
    (server.log.parent / "journal" / "glimmers.db").write_text("words")

    answer = server.ask(f"/_photo/{name}", Cookie=server.cookie())

    assert answer.status == 404
    assert answer.headers.get_all("Cache-Control") == ["no-cache"]


def test_only_this_machine_can_reach_it(server: Running) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        with contextlib.suppress(OSError):
            probe.connect(("192.0.2.1", 9))  # sends nothing; tells which of our addresses faces outside
        address = probe.getsockname()[0]
    if address.startswith(("127.", "0.")):
        pytest.skip("this machine has no other address")

    with pytest.raises(OSError):
        socket.create_connection((address, server.port), timeout=3)


def test_the_token_is_in_no_log(server: Running) -> None:
    server.ask(f"/?launch={server.token}")
    server.ask("/?launch=wrong")

    log = server.log.read_text()
    assert "GET" not in log
    assert server.token not in log


@pytest.mark.alone
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("drawn", [True, False])
def test_it_ends_quickly_and_well_while_a_page_is_open(tmp_path: Path, number: signal.Signals, drawn: bool) -> None:
    with running(tmp_path) as server, server.open_session(cookie=server.cookie()) as session:
        if drawn:
            everything_until(b"a light in the window", session)
        began = time.monotonic()
        server.process.send_signal(number)

        assert server.process.wait(20) == 0
        assert time.monotonic() - began < 4
        assert "Traceback" not in server.log.read_text()
        assert server.process.stdout
        assert server.process.stdout.read() == ""


def test_a_taken_port_is_one_sentence(server: Running, tmp_path: Path) -> None:
    second = start(server.port, tmp_path / "log")

    assert second.wait(30) == 1
    assert second.stdout
    assert second.stdout.read() == ""
    said = (tmp_path / "log").read_text().strip()
    assert said.startswith(f"Port {server.port} is taken by another program;")
    assert said.endswith(f"make run PORT={server.port + 1}")
    assert "\n" not in said


@pytest.mark.parametrize("port", ["abc", "-1", "99999", "８５５０", "85 50"])
def test_what_is_no_port_is_one_sentence(port: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PORT": port, "GLIMMERS_DATA": str(tmp_path)}

    tried = subprocess.run([sys.executable, "main.py"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)

    assert (tried.returncode, tried.stdout) == (1, "")
    assert tried.stderr.strip() == f"“{port}” is no port: it is a number up to 65535, as in: make run PORT=8550"


def test_the_static_app_says_so_too_where_its_port_is_taken(server: Running, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<meta http-equiv="Content-Security-Policy" content="default-src">', encoding="utf-8")

    command = [sys.executable, "build/serve.py", "--port", str(server.port), str(tmp_path)]
    tried = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert (tried.returncode, tried.stdout) == (1, "")
    assert tried.stderr.startswith(f"Port {server.port} cannot be used here;")
    assert "Traceback" not in tried.stderr
