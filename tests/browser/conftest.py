"""What every browser test starts from: the built app, a server for it, a phone with a fresh
profile, a witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from storage.vault import DATABASE
from tests.browser import browser as real
from tests.browser.lived import write_lived

# Python answers before most of what is expected comes, and three browsers may share two processors.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def scratch_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small app that keeps, as static files."""
    real.chromium()
    return real.built(real.scratch_source(tmp_path_factory.mktemp("scratch") / "source"), "scratch")


# One Playwright for each module, not for the session: while it runs, `asyncio.run` fails in every
# other test.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    real.chromium()
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with_browser = playwright.chromium.launch(
        executable_path=real.chromium(), args=[*real.FLAGS, *real.QUICK]
    )
    yield with_browser
    with_browser.close()


@pytest.fixture
def witness() -> Iterator[real.Witness]:
    """Fails the test when anything was asked of another host."""
    seen = real.Witness()
    yield seen
    assert seen.strangers == []


@pytest.fixture
def new_phone(chromium: Browser, witness: real.Witness) -> Iterator[Callable[..., BrowserContext]]:
    """Makes phones, each with a fresh profile; keyword arguments are Playwright's for a context."""
    phones: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = chromium.new_context(**{"viewport": real.PHONE, **options})  # type: ignore[arg-type]
        witness.watch(context)
        phones.append(context)
        return context

    yield make
    for context in phones:
        context.close()


@pytest.fixture
def phone(new_phone: Callable[..., BrowserContext]) -> Page:
    """A page on a phone that never saw the app."""
    return new_phone().new_page()


# Servers that no test stops; each phone comes to them with a fresh profile.
@pytest.fixture(scope="module")
def server(scratch_app: Path) -> Iterator[real.Server]:
    running = real.serve(scratch_app)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def plain_server(scratch_app: Path) -> Iterator[real.Server]:
    running = real.serve(scratch_app, plain=True)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def app() -> Path:
    """Glimmers itself, as static files."""
    real.chromium()
    return real.built_app()


@pytest.fixture(scope="module")
def app_server(app: Path) -> Iterator[real.Server]:
    running = real.serve(app)
    yield running
    running.stop()


@pytest.fixture
def own_app_server(app: Path) -> Iterator[real.Server]:
    """At an address that no other test has, and to be stopped."""
    running = real.serve(app)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def plain_app_server(app: Path) -> Iterator[real.Server]:
    running = real.serve(app, plain=True)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small journal that somebody might have."""
    file = tmp_path_factory.mktemp("lived") / DATABASE
    write_lived(file)
    return file
