"""Files that the served page hands in: streamed, private, by an address that is good once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.platform.serving.handing_in import HandingIn
from tests.in_loop import pytest_pyfunc_call

__all__ = ["pytest_pyfunc_call"]

PIECES = (b"a light ", b"on the ", b"wall")
SIZE = len(b"".join(PIECES))


async def inside(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def put(
    handing_in: HandingIn,
    path: str,
    pieces: Sequence[bytes | None],
    *,
    method: str = "PUT",
    slowly: bool = False,
) -> int:
    """The status it is answered with; a piece that is None is a page that has gone. `slowly` lets
    others have a turn before each.
    """
    coming = list(pieces)
    answers: list[Any] = []

    async def receive() -> dict[str, Any]:
        if slowly:
            await asyncio.sleep(0)
        piece = coming.pop(0)
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": bool(coming)}

    async def send(message: Any) -> None:
        answers.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    await handing_in.around(inside)(scope, receive, send)
    return int(answers[0]["status"])


async def test_it_is_written_for_its_owner_alone_and_taken_once(tmp_path: Path):
    handing_in, path = HandingIn(), tmp_path / "copy"
    address, arrived = handing_in.expect(path, size=SIZE)

    first = await put(handing_in, address, PIECES)
    again = await put(handing_in, address, PIECES)

    assert (first, again) == (200, 404)
    assert arrived.done()
    assert path.read_bytes() == b"".join(PIECES)
    assert path.stat().st_mode & 0o777 == 0o600


async def test_the_address_stands_under_the_place_that_is_served():
    handing_in = HandingIn()
    handing_in.place = "/s/0123"

    assert handing_in.expect(Path("copy"), size=SIZE)[0].startswith("/s/0123/handed-in/")


async def test_what_is_cut_off_leaves_nothing_and_is_told(tmp_path: Path):
    handing_in, path = HandingIn(), tmp_path / "copy"
    address, arrived = handing_in.expect(path, size=SIZE)

    status = await put(handing_in, address, (PIECES[0], None))

    assert status == 507
    assert not path.exists()
    with pytest.raises(ConnectionAbortedError):
        await arrived


async def test_more_than_was_said_is_not_taken(tmp_path: Path):
    handing_in, path = HandingIn(), tmp_path / "copy"
    address, arrived = handing_in.expect(path, size=SIZE - 1)

    assert await put(handing_in, address, PIECES) == 507
    assert not path.exists()
    with pytest.raises(ConnectionAbortedError):
        await arrived


async def test_nothing_is_taken_any_more_when_nobody_waits_for_it(tmp_path: Path):
    handing_in, path = HandingIn(), tmp_path / "copy"
    address, arrived = handing_in.expect(path, size=SIZE)
    arrived.cancel()
    await asyncio.sleep(0)
    late = await put(handing_in, address, PIECES)

    address, arrived = handing_in.expect(path, size=SIZE)
    asyncio.get_running_loop().call_soon(arrived.cancel)
    amid = await put(handing_in, address, PIECES, slowly=True)

    assert (late, amid) == (404, 507)
    assert not path.exists()


async def test_what_the_disk_refuses_is_told(tmp_path: Path):
    handing_in = HandingIn()
    address, arrived = handing_in.expect(tmp_path / "nowhere" / "copy", size=SIZE)

    assert await put(handing_in, address, PIECES) == 507
    with pytest.raises(FileNotFoundError):
        await arrived


async def test_nothing_else_is_taken_and_the_rest_goes_on(tmp_path: Path):
    handing_in, path = HandingIn(), tmp_path / "copy"
    address, arrived = handing_in.expect(path, size=SIZE)

    assert await put(handing_in, "/handed-in/guessed", PIECES) == 404
    assert await put(handing_in, "/main.dart.js", (), method="GET") == 299
    assert not path.exists()
    assert not arrived.done()
    await asyncio.sleep(0)
    assert await put(handing_in, address, PIECES) == 200
