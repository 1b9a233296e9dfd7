"""What is printed, served and shown outside the screens is in the language that is spoken."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.platform.reminding.android import settings_advice
from app.platform.serving.entrance import Entrance
from app.platform.serving.guard import App, Guard
from app.platform.serving.loopback import PortTakenError, port_in_words, serve
from app.platform.serving.photo_files import AT, PhotoFiles
from app.words import language


@pytest.fixture(autouse=True)
def pseudo() -> Iterator[None]:
    language.speak(language.PSEUDO)
    yield
    language.speak(language.SOURCE)


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError(scope)


def answered(
    app: App, *, path: str = "/", host: str = "127.0.0.1:8550", method: str = "GET"
) -> str:
    """The body of the answer to one request."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", host.encode())],
    }
    body = bytearray()

    async def send(message: Any) -> None:
        body.extend(message.get("body", b""))

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(app(scope, receive, send))
    return body.decode()


def plain_words(page: str) -> list[str]:
    """What a person reads of a page in plain letters, of which the pseudo-language has none."""
    text = re.sub(r"(?s)<style>.*?</style>|<title>.*?</title>|<[^>]*>", " ", page)
    text = re.sub(r"\[!!!|( (one|two|three|four|five|six|seven|eight|nine|ten))+ !!!\]", " ", text)
    return re.findall(r"[A-Za-z]{2,}", text)


def test_a_locked_page_speaks_and_is_written_from_the_right(tmp_path):
    page = answered(Guard(nothing, port=8550, entrance=Entrance(tmp_path)))

    assert '<html lang="ar-XB" dir="rtl">' in page
    assert "Ōƥēñ ţĥē ļīñķ" in page
    assert plain_words(page) == ["make", "run", "make", "run"]


def test_the_private_page_that_leads_a_browser_on_speaks(tmp_path):
    (tmp_path / "journal").mkdir()
    entrance = Entrance(tmp_path / "journal")

    file = entrance.new_page()

    assert file is not None
    page = file.read_text(encoding="utf-8")
    assert '<html lang="ar-XB" dir="rtl">' in page
    assert len(re.findall(r'<a href="http://127[^"]*">ţĥīš ļīñķ</a>', page)) == 1
    assert plain_words(page) == []


@pytest.mark.parametrize(
    ("path", "how"),
    [
        ("/", {"host": "example.org"}),
        (f"{AT}none", {}),
        (f"{AT}none", {"method": "POST"}),
    ],
    ids=["stranger's host", "no photo", "no looking"],
)
def test_refusals_of_the_server_speak(path, how):
    photos = PhotoFiles(nothing, lambda _name: None)
    app = photos if path.startswith(AT) else Guard(nothing, port=8550, entrance=Entrance())

    said = answered(app, path=path, **how)

    assert said.startswith("[!!! ")
    assert plain_words(said) == []


def test_a_port_that_is_none_or_is_taken_is_told_in_the_language_that_is_spoken():
    import socket

    with pytest.raises(SystemExit, match=r"^\[!!! “☕” īš ñō ƥōŕţ"):
        port_in_words("☕")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=rf"^\[!!! Ƥōŕţ {port} īš ţāķēñ"):
            serve(
                nothing,
                port=port,
                assets=Path(),
                find_photo=lambda _name: None,
                on_ready=lambda _link: None,
            )


@pytest.mark.parametrize(
    "brand", ["samsung", "Redmi", "honor", "OnePlus", "realme", "iQOO", "Google", ""]
)
def test_advice_for_a_phone_is_in_the_language_that_is_spoken(brand):
    assert plain_words(settings_advice(brand)) == []
