"""Run in the app's own worker by `test_web_backup.py`: backups and exports by the app's own home."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pyodide_js

from app.core.errors import GlimmersError
from app.main import _home
from storage.vault import BROWSER_ROOT

pages: dict[str, Any] = globals().setdefault("pages", {})
"""What stays between two calls: the exchange, and the file that was chosen."""


def exchange() -> Any:
    return pages.setdefault("exchange", _home().exchange())


def heap() -> float:
    """Megabytes of Python's memory, which never become fewer."""
    return float(pyodide_js._module.HEAPU8.length) / 1e6


def names() -> list[str]:
    """Files beside the journal, with the folders they are in."""
    import os

    return sorted(
        os.path.join(folder, name)
        for folder, _folders, files in os.walk(BROWSER_ROOT)
        for name in files
    )


def told(found: Any) -> dict[str, Any]:
    if found is None:
        return {"stopped": True}
    compared = found.compared
    return {"new": compared.new, "same": compared.same, "differs": compared.differs}


async def timed(work: Any) -> str:
    """What came of it, the seconds it took, and the longest time between two of its turns."""
    steps: list[float] = [time.monotonic()]
    stop_after = pages.pop("stop_after", None)

    def progress(done: int, of: int) -> bool:
        assert 0 <= done <= of
        steps.append(time.monotonic())
        return stop_after is None or len(steps) <= stop_after

    try:
        answer = await work(progress)
    except GlimmersError as error:
        answer = {"error": type(error).__name__, "why": error.why}
    took = time.monotonic() - steps[0]
    waits = [b - a for a, b in zip(steps, [*steps[1:], time.monotonic()], strict=True)]
    facts = {"seconds": took, "longest": max(waits), "heap": heap(), "names": names()}
    return json.dumps({"answer": answer} | facts)


async def size() -> str:
    return json.dumps(await exchange().size())


async def back_up(passphrase: str) -> str:
    async def work(progress: Any) -> Any:
        saved = await exchange().back_up(passphrase=passphrase, progress=progress)
        if saved is None:
            return None
        made = saved.made
        return [saved.name, saved.went, made.contents.glimmers, made.contents.photos, made.missing]

    return await timed(work)


async def export(form: str) -> str:
    async def work(progress: Any) -> Any:
        saved = await exchange().export(form, progress=progress)
        if saved is None:
            return None
        made = saved.made
        return [made.glimmers, made.photos, made.collages, made.missing]

    return await timed(work)


async def begin_to_back_up() -> str:
    pages["task"] = asyncio.ensure_future(back_up(""))
    await asyncio.sleep(0.5)
    return "done" if pages["task"].done() else "under way"


async def choose() -> str:
    pages["file"] = await exchange().choose()
    return str(pages["file"] and pages["file"].name)


async def bring(verb: str, passphrase: str) -> str:
    async def work(progress: Any) -> Any:
        how = getattr(exchange(), verb)
        return told(await how(pages["file"], passphrase=passphrase, progress=progress))

    answer = await timed(work)
    if _home()._opened is None:
        await _home().open()
    return answer
