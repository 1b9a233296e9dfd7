"""Why a browser lends no files, as the error that says it in words."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from app.core.errors import GlimmersError, NoPrivateStorageError, NoRoomError
from storage.vault import in_browser
from tests.told import sentence


class RefusalError(Exception):
    """What a browser throws, as Python meets it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch):
    """A browser that refuses in this name."""

    def refuse(name: str) -> None:
        async def open_files(*_args: object) -> None:
            raise RefusalError(name)

        ffi = SimpleNamespace(JsException=RefusalError, to_js=lambda it: it)
        monkeypatch.setitem(sys.modules, "js", SimpleNamespace(openGlimmersFiles=open_files))
        monkeypatch.setitem(sys.modules, "pyodide_js", SimpleNamespace())
        monkeypatch.setitem(sys.modules, "pyodide", SimpleNamespace(ffi=ffi))
        monkeypatch.setitem(sys.modules, "pyodide.ffi", ffi)

    return refuse


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("TypeError", NoPrivateStorageError, "This browser has no place"),
        ("NotSupportedError", NoPrivateStorageError, "This browser has no place"),
        ("SecurityError", NoPrivateStorageError, "This browser window gives Glimmers no place"),
        ("UnknownError", NoPrivateStorageError, "This browser window gives Glimmers no place"),
        ("QuotaExceededError", NoRoomError, "There is no room left"),
    ],
)
async def test_a_browser_that_lends_no_files_is_told_for_what_it_is(
    refusing, name: str, kind: type[GlimmersError], says: str
):
    refusing(name)

    with pytest.raises(kind) as refused:
        await in_browser()

    assert sentence(refused.value).startswith(says)
