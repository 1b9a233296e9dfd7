"""A file that a browser downloads is left alone by whatever is made after it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, cast

import pytest

from app.core.errors import BACKING_UP, DiskError, NoRoomError
from app.homes import browser_exchange
from app.homes.browser_exchange import BrowserBackups, Surroundings
from app.words.errors import told


class Page:
    """Downloads what it is given."""

    async def call(self, what: str, **_how: Any) -> dict[str, Any]:
        return {"went": "downloads", "name": "glimmers.zip"} if what == "place_backup" else {}


class FullBrowser(BrowserBackups):
    """Has room for one file only."""

    async def _made(self, passphrase: str, progress: Any) -> Any:
        if browser_exchange._on_their_way():
            raise NoRoomError
        file = browser_exchange._name()
        file.write_bytes(b"a backup")
        return file, "what is in it"

    async def _handed_over(self, file: Path, name: str, doing: Any) -> None:
        pass

    async def _make_room(self, doing: Any) -> None:
        pass


async def test_on_a_full_browser_a_second_one_waits_and_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(browser_exchange, "BROWSER_ROOT", str(tmp_path))
    around = Surroundings(**dict.fromkeys(Surroundings.__slots__) | {"bridge": cast(Any, Page())})
    exchange = FullBrowser(around)
    await exchange.back_up(passphrase="", progress=lambda _done, _of: True)
    (first,) = tmp_path.glob("*/*")

    with pytest.raises(NoRoomError) as refused:
        await exchange.back_up(passphrase="", progress=lambda _done, _of: True)

    assert first.read_bytes() == b"a backup"
    said = told(refused.value)
    assert "may still be on its way" in said.what
    assert "10 minutes" in said.advice
    os.utime(first, (time.time() - 601,) * 2)
    assert await exchange.back_up(passphrase="", progress=lambda _done, _of: True)
    assert not first.exists()


async def test_where_the_browser_lends_no_files_it_says_what_became_of_the_backup(
    tmp_path, monkeypatch
):
    class NoFiles:
        async def lend_more(self, _free: int) -> None:
            raise DiskError

    async def vault() -> Any:
        return NoFiles()

    monkeypatch.setattr(browser_exchange, "BROWSER_ROOT", str(tmp_path))
    known = dict.fromkeys(Surroundings.__slots__) | {"bridge": Page(), "vault": vault}
    exchange = BrowserBackups(Surroundings(**cast(Any, known)))

    with pytest.raises(DiskError) as refused:
        await exchange.back_up(passphrase="", progress=lambda _done, _of: True)

    assert refused.value.doing == BACKING_UP
