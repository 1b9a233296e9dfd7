"""The loopback server against a real one: who gets in, who does not, what it says, and
how it ends.
"""

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
from pathlib import Path

import msgpack
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection

from app.core.photos import PhotoId, Picture
from storage.photos import in_folder
from tests.platform.loopback_server import ROOT, Running, running, start, token_of


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
    answer = server.ask(f"/look-back?q=sea%20air&launch={server.fresh_token()}")

    assert answer.status == 303
    assert re.fullmatch(r"/s/[0-9a-f]{32}/look-back\?q=sea\+air", answer.headers["Location"])
    assert answer.headers.get_all("Cache-Control") == ["no-store"]


def test_the_link_is_good_for_one_use(server: Running) -> None:
    link = f"/?launch={server.fresh_token()}"

    assert server.ask(link).status == 303
    again = server.ask(link)
    assert (again.status, again.headers["Set-Cookie"]) == (403, None)
    assert "Press Enter in that terminal for a fresh one" in again.body  # type: ignore[attr-defined]


def test_the_link_is_good_for_two_minutes_even_if_the_machine_slept(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        early, late = token_of(server.link), server.fresh_token()
        server.fresh_link("sleep 119")
        assert server.ask(f"/?launch={early}").status == 303
        server.fresh_link("sleep 2")

        assert server.ask(f"/?launch={late}").status == 403
        assert server.ask_inside().status == 200  # a session that began goes on


def test_two_browsers_have_a_session_each(server: Running) -> None:
    first, place = server.let_in()
    second, same_place = server.let_in()

    assert first != second
    assert place == same_place
    assert {server.ask(f"{place}/", Cookie=cookie).status for cookie in (first, second)} == {200}


def test_the_cookie_is_not_the_links_token_and_is_bound_to_port_and_path(server: Running) -> None:
    token = server.fresh_token()
    given = server.ask(f"/?launch={token}").headers["Set-Cookie"]

    # No Domain, so for this host alone; __Host- would ask for Secure, which Safari refuses without
    # TLS, and for Path=/.
    found = re.fullmatch(
        (
            rf"glimmers_{server.port}=(?P<secret>[0-9a-f]{{32}}); Path=/s/[0-9a-f]{{32}}; "
            r"HttpOnly; SameSite=Strict"
        ),
        given,
    )
    assert found
    assert token not in given
    assert server.ask(f"/?launch={found['secret']}").status == 403


def test_the_cookie_without_the_place_opens_nothing(server: Running) -> None:
    """Another user's server, to which a browser sent it, does not know the place."""
    cookie, place = server.let_in()

    for path in (
        "/",
        "/s/",
        f"/s/{'0' * 32}/",
        place[:-1] + "/",
        f"{place}x/",
        f"/x{place}/",
        f"//{place}/",
    ):
        assert server.ask(path, Cookie=cookie).status == 403, path
        with pytest.raises(InvalidStatus):
            server.open_session(cookie=cookie, place=path.rstrip("/"))


def test_the_place_without_the_cookie_opens_nothing(server: Running) -> None:
    _cookie, place = server.let_in()

    for path in (place, f"{place}/", f"{place}/main.dart.js", f"{place}/ws"):
        assert server.ask(path).status == 403


def test_the_clients_large_files_have_a_path_that_stays_for_the_browsers_cache(
    server: Running,
) -> None:
    answer = server.ask(f"/?launch={server.fresh_token()}")
    session, for_client = (
        given.partition(";")[0] for given in answer.headers.get_all("Set-Cookie")
    )
    place = answer.headers["Location"].rstrip("/")
    found = re.search(
        r"; Path=(/c/[0-9a-f]{32}); HttpOnly; SameSite=Strict$",
        answer.headers.get_all("Set-Cookie")[1],
    )
    assert found
    client = found[1]

    for name in ("main.dart.js", "canvaskit/chromium/canvaskit.wasm"):
        led_on = server.ask(f"{place}/{name}", Cookie=session)
        assert (led_on.status, led_on.headers["Location"]) == (307, f"{client}/{name}")
        assert server.ask(f"{client}/{name}").status == 403
        assert server.ask(f"{client}/{name}", Cookie=session).status == 403
        assert server.ask(f"{client}/{name}", Cookie=for_client, Host="evil.example").status == 421
        whole = server.ask(f"{client}/{name}", Cookie=for_client)
        assert whole.status == 200
        again = server.ask(
            f"{client}/{name}", Cookie=for_client, If_None_Match=whole.headers["ETag"]
        )
        assert again.status == 304


def test_the_clients_cookie_opens_nothing_else(server: Running) -> None:
    id = a_stored_photo(server)
    answer = server.ask(f"/?launch={server.fresh_token()}")
    for_client = answer.headers.get_all("Set-Cookie")[1].partition(";")[0]
    client = answer.headers.get_all("Set-Cookie")[1].split("Path=")[1].partition(";")[0]
    place = answer.headers["Location"].rstrip("/")
    as_session = f"glimmers_{server.port}={for_client.partition('=')[2]}"

    elsewhere = (
        "/",
        f"{place}/",
        f"{place}/_photo/{id}.jpg",
        client,
        f"{client}/",
        f"{client}/index.html",
        f"{client}main.dart.js",
    )
    inside = (
        f"{client}/_photo/{id}.jpg",
        f"{client}/canvaskit/../index.html",
        f"{client}/canvaskit/%2e%2e/x.js",
        f"{client}/ws",
    )
    for path in (*elsewhere, *inside):
        for cookie in (for_client, as_session, f"{for_client}; {as_session}"):
            assert server.ask(path, Cookie=cookie).status == 403, path
    with pytest.raises(InvalidStatus):
        server.open_session(cookie=f"{for_client}; {as_session}")


def test_the_place_is_another_one_at_each_start(server: Running, tmp_path: Path) -> None:
    with running(tmp_path) as another:
        assert another.let_in()[1] != server.let_in()[1]


def test_with_the_cookie_the_app_is_served_at_any_depth(server: Running) -> None:
    cookie, place = server.let_in()
    for path in ("/", "/glimmer/1"):
        answer = server.ask(place + path, Cookie=f"theme=dark; {cookie}")

        assert answer.status == 200
        assert "<title>Glimmers</title>" in answer.body  # type: ignore[attr-defined]
        assert f'<base href="{place}/">' in answer.body  # type: ignore[attr-defined]


def test_a_place_without_its_slash_and_a_spent_link_inside_lead_on(server: Running) -> None:
    cookie, place = server.let_in()

    for path, to in ((place, f"{place}/"), (f"{place}/bin?launch=spent&x=1", f"{place}/bin?x=1")):
        answer = server.ask(path, Cookie=cookie)
        assert (answer.status, answer.headers["Location"]) == (303, to)


def test_a_strangers_malformed_cookie_does_not_lock_anyone_out(server: Running) -> None:
    cookie, place = server.let_in()

    assert (
        server.ask(
            f"{place}/", Cookie=f'{{"a": 1}}; bad=é"; glimmers_{server.port}=planted; {cookie}'
        ).status
        == 200
    )


def test_the_cookies_of_many_other_ports_fit_beside_ours(server: Running) -> None:
    cookie, place = server.let_in()
    others = "; ".join(f"other_{number}={'x' * 1000}" for number in range(40))

    assert server.ask(f"{place}/", Cookie=f"{others}; {cookie}").status == 200


@pytest.mark.parametrize("how", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
def test_a_browser_that_fetches_ahead_does_not_spend_the_link(
    server: Running, how: dict[str, str]
) -> None:
    link = f"/?launch={server.fresh_token()}"

    assert server.ask(link, **how).status == 403
    assert server.ask(link).status == 303


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "TRACE"])
def test_only_opening_it_spends_the_link(server: Running, method: str) -> None:
    link = f"/?launch={server.fresh_token()}"

    refused = server.ask(link, method)
    assert (refused.status, refused.headers["Set-Cookie"]) == (403, None)
    assert server.ask(link).status == 303


@pytest.mark.parametrize("how", [{"Sec-Fetch-Site": "cross-site"}, {"Accept": "text/html,*/*"}])
def test_led_here_by_a_file_a_browser_takes_one_step_of_our_own_page(
    server: Running, how: dict[str, str]
) -> None:
    """The redirect of a request that another page began would go without a cookie of
    SameSite=Strict.
    """
    answer = server.ask(f"/look-back?launch={server.fresh_token()}&q=%22%3E%26", **how)

    place = answer.headers["Set-Cookie"].split("Path=")[1].partition(";")[0]
    assert answer.status == 200
    assert f'content="0; url={place}/look-back?q=%22%3E%26"' in answer.body  # type: ignore[attr-defined]
    assert answer.headers.get_all("Cache-Control") == ["no-store"]


@pytest.mark.parametrize(
    "path",
    ["/docs", "/docs/", "/docs/oauth2-redirect", "/redoc", "/openapi.json", "/oauth_callback"],
)
def test_no_page_describes_the_server(server: Running, path: str) -> None:
    assert server.ask(path).status == 403
    assert server.ask_inside(path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_even_our_page_can_only_look(server: Running, method: str) -> None:
    assert server.ask_inside("/", method).status == 405


@pytest.mark.parametrize(
    "path", ["/", "/main.dart.js", "/fonts/NunitoSans-400.ttf", "/upload", "/docs", "/launch"]
)
def test_without_the_cookie_a_page_says_where_the_link_is(server: Running, path: str) -> None:
    answer = server.ask(path)

    assert answer.status == 403
    assert "Open the link that <code>make run</code> printed in the terminal" in answer.body  # type: ignore[attr-defined]


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "HEAD"])
def test_without_the_cookie_no_other_method_gets_further(server: Running, method: str) -> None:
    assert server.ask("/upload", method).status == 403


def test_wrong_tokens_and_cookies_are_refused(server: Running) -> None:
    cookie, place = server.let_in()
    name, _, secret = cookie.partition("=")
    token = server.fresh_token()

    assert server.ask("/?launch=" + token[:-1]).status == 403
    assert server.ask("/?launch=").status == 403
    assert server.ask("/?launch=%F0%9F%98%80").status == 403
    assert server.ask("/?x=launch=" + token).status == 403
    for wrong in (
        f"{name}={secret}x",
        f"{name}=",
        f"x{name}={secret}",
        f"other={name}={secret}",
        f"launch={secret}",
        f"{name}={token}",
    ):
        assert server.ask(f"{place}/", Cookie=wrong).status == 403, wrong


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "/%5Cevil.example"])
def test_the_link_leads_to_no_other_host(server: Running, path: str) -> None:
    place = server.ask(f"{path}?launch={server.fresh_token()}").headers["Location"]

    assert re.match(r"/[^/\\]", place)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1", "localhost.:{port}"]
)
def test_another_host_name_is_refused_even_with_the_cookie(server: Running, host: str) -> None:
    host = host.format(port=server.port)

    assert server.ask_inside(Host=host).status == 421
    link = f"/?launch={server.fresh_token()}"
    assert server.ask(link, Host=host).status == 421
    assert server.ask(link).status == 303


def test_localhost_is_this_machine_too(server: Running) -> None:
    assert server.ask_inside(Host=f"localhost:{server.port}").status == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:1", "null", "https://127.0.0.1:{port}"]
)
def test_a_page_of_another_origin_is_refused_even_with_the_cookie(
    server: Running, origin: str
) -> None:
    origin = origin.format(port=server.port)

    assert server.ask_inside(Origin=origin).status == 421
    with pytest.raises(InvalidStatus) as refused:
        server.open_session(origin=origin)
    assert refused.value.response.status_code == 403


def test_no_session_without_the_right_cookie(server: Running) -> None:
    for cookie in (
        "",
        server.cookie() + "x",
        f"launch={server.fresh_token()}",
        f"glimmers_{server.port}={server.fresh_token()}",
    ):
        with pytest.raises(InvalidStatus) as refused:
            server.open_session(cookie=cookie)
        assert refused.value.response.status_code == 403


def test_no_session_under_another_host_name(server: Running) -> None:
    with pytest.raises(InvalidStatus):
        server.open_session(host="evil.example", origin=f"http://evil.example:{server.port}")


def test_our_own_page_gets_a_session_and_sees_the_app(server: Running) -> None:
    with server.open_session() as session:
        assert b"a light in the window" in everything_until(b"a light in the window", session)


def test_every_answer_forbids_what_our_page_does_not_need(server: Running) -> None:
    for answer in (server.ask(), server.ask(Host="evil.example"), server.ask_inside("/flutter.js")):
        policy = answer.headers["Content-Security-Policy"]

        assert (
            f"connect-src 'self' ws://127.0.0.1:{server.port} ws://localhost:{server.port} "
            "blob: data:;"
        ) in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval", "")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_clients_request_for_an_emoji_font_is_answered_with_ours(server: Running) -> None:
    answer = server.ask_inside("/assets/fonts/notocoloremoji/v32/Yq6P-KqIX.9.woff2")

    assert answer.status == 200
    assert (
        int(answer.headers["Content-Length"])
        == (ROOT / "assets/fonts/emoji/9.woff2").stat().st_size
    )


def test_flutter_hears_only_languages_that_are_some(server: Running) -> None:
    cookie, place = server.let_in()
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    line.request("GET", f"{place}/flutter_bootstrap.js", headers={"Cookie": cookie})
    answer = line.getresponse()
    script = answer.read().decode()
    line.close()

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert 0 < script.index("new Intl.Locale") < script.index("_flutter.loader.load")


def a_stored_photo(server: Running) -> PhotoId:
    picture = Picture(
        display=b"\xff\xd8 a heron", thumbnail=b"\xff\xd8 a small heron", width=4, height=3
    )
    return asyncio.run(in_folder(server.log.parent / "journal").put(picture))


def test_our_page_is_lent_a_photo_and_no_cache_keeps_it(server: Running) -> None:
    id = a_stored_photo(server)

    for name, content in ((f"{id}.jpg", "a heron"), (f"{id}.thumb.jpg", "a small heron")):
        answer = server.ask_inside(f"/_photo/{name}")

        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert answer.headers.get_all("Cache-Control") == ["no-store"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.body.endswith(content)  # type: ignore[attr-defined]


def test_nobody_else_is_lent_a_photo(server: Running) -> None:
    path = f"/_photo/{a_stored_photo(server)}.jpg"

    cookie, place = server.let_in()
    assert server.ask(path).status == 403
    assert server.ask(path, Cookie=cookie).status == 403
    assert server.ask(place + path).status == 403
    assert server.ask(place + path, Cookie=cookie + "x").status == 403
    assert server.ask_inside(path, Host="evil.example").status == 421
    assert server.ask_inside(path, Origin="http://evil.example").status == 421
    assert server.ask_inside(path, "DELETE").status == 405


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

    answer = server.ask_inside(f"/_photo/{name}")

    assert answer.status == 404
    assert answer.headers.get_all("Cache-Control") == ["no-cache"]


def test_only_this_machine_can_reach_it(server: Running) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        with contextlib.suppress(OSError):
            probe.connect(
                ("192.0.2.1", 9)
            )  # sends nothing; tells which of our addresses faces outside
        address = probe.getsockname()[0]
    if address.startswith(("127.", "0.")):
        pytest.skip("this machine has no other address")

    with pytest.raises(OSError):
        socket.create_connection((address, server.port), timeout=3)


def test_no_secret_is_in_any_log(server: Running) -> None:
    token = server.fresh_token()
    answer = server.ask(f"/?launch={token}")
    server.ask(f"/?launch={token}")
    cookie, place = (
        answer.headers["Set-Cookie"].partition(";")[0],
        answer.headers["Location"].rstrip("/"),
    )
    server.ask(f"{place}/", Cookie=cookie)
    with server.open_session(cookie=cookie, place=place) as session:
        everything_until(b"a light in the window", session)

    log = server.log.read_text()
    assert "GET" not in log
    for secret in (token, cookie.partition("=")[2], place.removeprefix("/s/")):
        assert secret not in log


@pytest.mark.alone
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("drawn", [True, False])
def test_it_ends_quickly_and_well_while_a_page_is_open(
    tmp_path: Path, number: signal.Signals, drawn: bool
) -> None:
    with running(tmp_path) as server, server.open_session() as session:
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

    tried = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (tried.returncode, tried.stdout) == (1, "")
    assert (
        tried.stderr.strip()
        == f"“{port}” is no port: it is a number up to 65535, as in: make run PORT=8550"
    )


def test_the_static_app_says_so_too_where_its_port_is_taken(
    server: Running, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(
        '<meta http-equiv="Content-Security-Policy" content="default-src">', encoding="utf-8"
    )

    command = [sys.executable, "build/serve.py", "--port", str(server.port), str(tmp_path)]
    tried = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert (tried.returncode, tried.stdout) == (1, "")
    assert tried.stderr.startswith(f"Port {server.port} cannot be used here;")
    assert "Traceback" not in tried.stderr
