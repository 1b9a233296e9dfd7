"""A story in one engine: which promises it shows, and what came of each, noted in the test's own
results.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.browser.engines.probe import Engine
from tests.browser.engines.promises import PROMISES

Note = Callable[[str, str], None]
"""Notes a property of the test that runs: its name and its value."""


def insist_on(engine: Engine) -> None:
    """One that is not here skips the test on somebody's desk, and fails it in continuous
    integration.
    """
    if missing := engine.missing():
        if os.environ.get("CI"):
            pytest.fail(f"{missing}; in continuous integration it must run", pytrace=False)
        pytest.skip(missing)


class Story:
    """What one test shows of the promises, step by step."""

    def __init__(
        self, engine: Engine, promises: tuple[str, ...], note: Note, needs: str | None = None
    ) -> None:
        """It `needs` one of them: without that there is nothing to show."""
        assert set(promises) <= set(PROMISES), promises
        self._engine, self._promises, self._note, self._needs = engine, promises, note, needs
        self._shown: set[str] = set()
        note("engine", engine.name)
        note("browser", engine.version())
        note("promises", " ".join(promises))

    def can(self, promise: str) -> bool:
        """Whether this engine can show it at all: what only serves it is left out otherwise."""
        assert promise in self._promises, promise
        return promise not in self._engine.cannot

    def shown(self, *promises: str) -> None:
        """All that these say was seen."""
        assert set(promises) <= set(self._promises) - set(self._engine.cannot), promises
        self._shown |= set(promises)
        for promise in promises:
            self._note("shown", promise)

    def left_out(self) -> list[str]:
        """Promises of which nothing became, though nothing hinders: none, at the end."""
        return [
            promise
            for promise in self._promises
            if promise not in self._shown and promise not in self._engine.cannot
        ]

    def hindrance(self) -> str | None:
        """Why there is nothing to show: the engine can do none of it, or not what it needs."""
        needed = (self._needs,) if self._needs else self._promises
        reasons = [self._engine.cannot.get(promise) for promise in needed]
        return None if None in reasons else hindrance(self._engine, str(reasons[0]))


def hindrance(engine: Engine, reason: str) -> str:
    """As a skipped test says it."""
    return f"{engine.name} cannot: {reason}"
