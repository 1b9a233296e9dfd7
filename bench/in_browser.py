"""A tap in real Chromium: how much it sends, and with what both that and its time are measured."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from bench.full_journal import fill
from bench.measure import Measured
from storage.vault import DATABASE
from tests.browser import browser as real

FIRST_TAP_BYTES = 6 * 1024
LATER_TAP_BYTES = 2 * 1024
_LATER_TAPS = 2

# Runs before anything of the page. Times are seconds since the navigation began.
_STOPWATCH = """
globalThis.bench = {bytes: 0};
const OwnWorker = globalThis.Worker;
globalThis.Worker = class extends OwnWorker {
  constructor(...args) {
    super(...args);
    this.addEventListener('message', (event) => { bench.bytes += event.data?.byteLength ?? 0; });
  }
};
const find = (selector, words) => [...document.querySelectorAll(selector)]
  .find((node) => words.test(node.textContent + (node.ariaLabel ?? '')));
const look = () => {
  document.querySelector('flt-semantics-placeholder')?.click();
  const button = find('flt-semantics[role=button]', /Notice/);
  if (button && !bench.button) bench.button = performance.now() / 1000;
  const kept = find('flt-semantics, flt-semantics :is(span, h1, h2, h3)', /^Kept, /);
  if (kept && !bench.kept) bench.kept = performance.now() / 1000;
  if (!kept) bench.kept = undefined;
};
setInterval(look, 10);
addEventListener('pointerdown', () => { bench.tapped = performance.now() / 1000; }, true);
"""


def measures() -> list[Measured]:
    """Nothing where there is no Chromium."""
    if real.found_chromium() is None:
        return []
    found: list[Measured] = []
    with sync_playwright() as playwright:
        for count in (10, 10_000):
            with started(playwright, real.built_app(), filled(count)) as page:
                sent = [_bytes_of_a_tap(page) for _ in range(1 + _LATER_TAPS)]
            first = f"bytes of the first tap at {count:,}, over {FIRST_TAP_BYTES}"
            later = f"bytes of a later tap at {count:,}, over {LATER_TAP_BYTES}"
            found.append(_bytes(first, sent[0], FIRST_TAP_BYTES))
            found.append(_bytes(later, max(sent[1:]), LATER_TAP_BYTES))
    return found


def _bytes(measure: str, ours: int, limit: int) -> Measured:
    return Measured(measure=measure, ours=ours, peer=limit, limit=1.0, runs=1)


def _bytes_of_a_tap(page: Page) -> int:
    before = int(page.evaluate("bench.bytes"))
    real.notice_button(page).click()
    page.wait_for_function("() => bench.kept")
    page.wait_for_timeout(1500)
    return int(page.evaluate("bench.bytes")) - before


def seconds_of_a_tap(page: Page) -> float:
    """Until "Kept" is said; the tap is undone, so that the next one finds the same."""
    real.notice_button(page).click()
    page.wait_for_function("() => bench.kept", polling=10)
    took = float(page.evaluate("bench.kept - bench.tapped"))
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("() => !bench.kept")
    return took


def filled(number: int) -> Callable[[Path], None]:
    """Makes a journal of so many glimmers."""
    return lambda file: fill(file, number)


@contextmanager
def started(
    playwright: Playwright, app: Path, prepare: Callable[[Path], None] | None = None
) -> Iterator[Page]:
    """The app on a phone, and nothing of its start left to do. `prepare` makes its journal.

    The profile is a lasting one, as people have. In a private window, such as Playwright's own
    contexts are, each read and write of a file goes through Chromium's main process: a tap has
    about 60 of them, and takes 50 ms longer.
    """
    server = real.serve(app)
    try:
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            closing(
                playwright.chromium.launch_persistent_context(
                    Path(folder, "profile"),
                    executable_path=real.chromium(),
                    args=real.FLAGS,
                    viewport={"width": 390, "height": 844},
                )
            ) as context,
        ):
            context.add_init_script(_STOPWATCH)
            page = context.new_page()
            if prepare is not None:
                journal = Path(folder, DATABASE)
                prepare(journal)
                real.put_journal(page, server.url, journal)
            page.goto(server.url)
            page.wait_for_function("() => bench.button", timeout=real.START_SECONDS * 1000)
            page.wait_for_timeout(4000)
            yield page
    finally:
        server.stop()
