"""Runs tests that wait, each in a loop of its own; an error that nobody hears of there fails the
test.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import inspect
from collections.abc import Awaitable, Callable
from typing import Any


def pytest_pyfunc_call(pyfuncitem: Any) -> bool | None:
    """pytest's hook; a conftest takes it in by importing it."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    gc.freeze()
    try:
        asyncio.run(_alone(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})))
    finally:
        gc.unfreeze()
    return True


def waiting(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """For a test that Hypothesis calls many times: each call has a loop of its own."""

    @functools.wraps(test)
    def run(**given: Any) -> None:
        asyncio.run(_alone(test(**given)))

    return run


async def _alone(test: Any) -> None:
    lost: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: lost.append(context))
    await test
    gc.collect()  # a task tells of its exception when it is forgotten
    errors = [context["exception"] for context in lost if "exception" in context]
    assert not errors, errors
