"""Requests that dribble in, and strangers in numbers, against the real server: by sockets that send
a byte at a time."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.platform.serving import connections
from tests.platform.loopback_server import Running, running
from tests.platform.test_loopback import everything_until

SECONDS = 1.5
"""Instead of 30, so that nobody waits."""


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("hasty"), seconds=SECONDS) as server:
        yield server


def connected(server: Running) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def seconds_until_cut_off(
    connection: socket.socket, dribble: bytes, *, within: float = 10 * SECONDS
) -> float:
    """Send a byte each twentieth of a second, over and over, and read what comes, until the other
    side ends it."""
    began = time.monotonic()
    connection.settimeout(0.05)
    place = 0
    while (passed := time.monotonic() - began) < within:
        with contextlib.suppress(TimeoutError):
            try:
                if dribble:
                    connection.send(dribble[place % len(dribble) : place % len(dribble) + 1])
                    place += 1
                if connection.recv(4096) == b"":
                    return passed
            except (ConnectionResetError, BrokenPipeError):
                return passed
    raise AssertionError("it was never cut off")


def test_a_request_has_thirty_seconds() -> None:
    assert connections.REQUEST_SECONDS == 30
    assert connections.Connections()._seconds == 30


HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    ("begun", "dribble"),
    [
        (b"", b""),
        (b"", b"G"),
        (b"GET / HTTP/1.1\r\n", b"X-A: b\r\n"),
        (HEAD, b"x"),
        (HEAD + b"Content-Length: 1000000\r\n\r\n", b"x"),
        (
            b"POST /fresh-link HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"1\r\nx\r\n",
        ),
        (HEAD + b"\r\n", HEAD + b"\r\n"),
    ],
    ids=[
        "nothing",
        "its first word",
        "headers",
        "one header",
        "a body",
        "chunks",
        "one request after the other",
    ],
)
def test_a_stranger_who_dribbles_is_cut_off(hasty: Running, begun: bytes, dribble: bytes) -> None:
    with connected(hasty) as connection:
        connection.send(begun)

        assert SECONDS - 0.2 < seconds_until_cut_off(connection, dribble) < SECONDS + 2


@pytest.mark.parametrize(
    "dribble", [b"x", b"X-A: b\r\n"], ids=["a body", "headers of the next request"]
)
def test_so_is_our_own_page_whose_request_does_not_come_to_its_end(
    hasty: Running, dribble: bytes
) -> None:
    cookie, place = hasty.let_in()
    length = b"Content-Length: 1000000\r\n" if dribble == b"x" else b""
    head = (
        f"GET {place}/version.json HTTP/1.1\r\nHost: 127.0.0.1:{hasty.port}\r\nCookie: {cookie}\r\n"
    ).encode()
    with connected(hasty) as connection:
        connection.send(head + length + b"\r\n" + (b"" if length else b"GET / HTTP/1.1\r\n"))

        assert SECONDS - 0.2 < seconds_until_cut_off(connection, dribble) < SECONDS + 2


def test_one_request_of_our_page_after_the_other_goes_on(hasty: Running) -> None:
    cookie, place = hasty.let_in()
    head = (
        f"GET {place}/version.json HTTP/1.1\r\nHost: 127.0.0.1:{hasty.port}\r\nCookie: "
        f"{cookie}\r\n\r\n"
    ).encode()
    began = time.monotonic()
    with connected(hasty) as connection:
        while time.monotonic() - began < 2 * SECONDS:
            connection.send(head)
            assert answer(connection).startswith(b"HTTP/1.1 200")
            time.sleep(0.1)


def test_a_late_end_of_a_body_leaves_the_next_request_its_own_time(hasty: Running) -> None:
    cookie, place = hasty.let_in()
    head = (
        f"GET {place}/version.json HTTP/1.1\r\nHost: 127.0.0.1:{hasty.port}\r\nCookie: {cookie}\r\n"
    )
    with connected(hasty) as connection:
        connection.send(f"{head}Content-Length: 2\r\n\r\nx".encode())
        assert answer(connection).startswith(b"HTTP/1.1 200")
        time.sleep(SECONDS * 0.6)
        connection.send(b"x")
        time.sleep(SECONDS * 0.6)
        connection.send(f"{head}\r\n".encode())

        assert answer(connection).startswith(b"HTTP/1.1 200")


def test_a_page_that_is_open_stays_connected(hasty: Running) -> None:
    with hasty.open_session() as session:
        everything_until(b"a light in the window", session)
        time.sleep(2 * SECONDS)

        assert session.ping().wait(timeout=10)


def test_a_refused_socket_is_closed(hasty: Running) -> None:
    upgrade = (
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
        "13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    )
    with connected(hasty) as connection:
        connection.send(
            (
                f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{hasty.port}\r\nOrigin: "
                f"{hasty.origin}\r\n{upgrade}\r\n"
            ).encode()
        )

        assert connection.recv(4096).startswith(b"HTTP/1.1 403")
        assert seconds_until_cut_off(connection, b"") < SECONDS + 2


def test_strangers_are_few_at_a_time_and_keep_nobody_out(tmp_path: Path) -> None:
    with (
        running(tmp_path, strangers=10) as server,
        server.open_session() as session,
        contextlib.ExitStack() as opened,
    ):
        everything_until(b"a light in the window", session)
        strangers = []
        for number in range(30):
            strangers.append(opened.enter_context(connected(server)))
            strangers[-1].send(HEAD)
            assert number % 5 or server.ask_inside().status == 200

        gone = sum(is_gone(stranger) for stranger in strangers)

        assert 20 <= gone < 30
        assert session.ping().wait(timeout=10)


def answer(connection: socket.socket) -> bytes:
    """What the server says about its version, head and all."""
    got = b""
    while not got.endswith(b"}"):
        piece = connection.recv(4096)
        assert piece, got
        got += piece
    return got


def is_gone(connection: socket.socket) -> bool:
    connection.settimeout(0.2)
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
