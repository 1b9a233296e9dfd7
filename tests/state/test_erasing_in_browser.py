"""Erasing everything in a browser whose disk has failed in this visit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from app.core.errors import ERASING_ALL, DiskError
from app.homes.browser_copies import BrowserCopies
from app.homes.browser_exchange import Surroundings
from app.words.errors import told


class FailedDisk:
    """Lends no files any more, and deletes those that it still can."""

    def __init__(self, *, deletes: bool) -> None:
        self.deletes = deletes
        self.marked = True

    async def lend_more(self, _free: int) -> None:
        raise DiskError

    async def erase(self, _progress: Any) -> int:
        if not self.deletes:
            raise DiskError(doing=ERASING_ALL)
        return 3

    def end_erasing(self) -> None:
        self.marked = False


def copies_on(disk: FailedDisk) -> BrowserCopies:
    async def vault() -> Any:
        return disk

    async def nothing_else() -> None:
        pass

    @asynccontextmanager
    async def alone() -> AsyncIterator[None]:
        yield

    known = {"vault": vault, "alone": alone, "forget_the_rest": nothing_else}
    around = dict.fromkeys(Surroundings.__slots__) | known
    return BrowserCopies(Surroundings(**cast(Any, around)))


async def test_it_goes_on_where_the_disk_lends_nothing_any_more():
    disk = FailedDisk(deletes=True)

    erased = await copies_on(disk).erase(progress=lambda _done, _of: True)

    assert erased.files == 3
    assert not disk.marked


async def test_where_it_cannot_it_says_what_is_left_and_what_to_do():
    disk = FailedDisk(deletes=False)

    with pytest.raises(DiskError) as refused:
        await copies_on(disk).erase(progress=lambda _done, _of: True)

    said = told(refused.value)
    assert "not everything could be deleted" in said.what
    assert "What is left cannot be opened any more" in said.advice
    assert disk.marked
