"""The same promises in real Chromium: how soon the button is there, how soon "Kept" is, and how
much a tap sends."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, Playwright, sync_playwright

from bench.cold_start import ColdStarts
from bench.full_journal import fill
from bench.measure import Measured
from storage.vault import DATABASE
from tests.browser import browser as real

TAP_SECONDS = 0.150
FIRST_TAP_BYTES = 6 * 1024
LATER_TAP_BYTES = 2 * 1024
STARTS = 7
TAPS = 15
_EMPTY = Path(__file__).with_name("empty_app")

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
  const button = find('[role=button]', /Notice/);
  if (button && !bench.button) {
    bench.button = performance.now() / 1000;
    if (bench.tapAtOnce) button.click();
  }
  const kept = find('flt-semantics span, flt-semantics', /^Kept, /);
  if (kept && !bench.kept) bench.kept = performance.now() / 1000;
  if (!kept) bench.kept = undefined;
};
setInterval(look, 10);
addEventListener('pointerdown', () => { bench.tapped = performance.now() / 1000; }, true);
"""


def measures() -> list[Measured]:
    """Everything that is promised of the browser; nothing where there is no Chromium."""
    if real.found_chromium() is None:
        return []
    app = real.built_app()
    found = _starts(app, real.built(_EMPTY, "empty"))
    with (
        sync_playwright() as playwright,
        _served(app) as ours,
        tempfile.TemporaryDirectory() as folder,
    ):
        few, hundred, many = (_journal(Path(folder), count) for count in (10, 100, 10_000))
        taps = {
            count: _taps(playwright, ours, file)
            for count, file in ((10, few), (100, hundred), (10_000, many))
        }
    for count in (100, 10_000):
        took = median(taps[count].seconds)
        found.append(
            Measured(
                measure=f"tap to “Kept” at {count:,} glimmers, over {TAP_SECONDS * 1000:.0f} ms",
                ours=took,
                peer=TAP_SECONDS,
                limit=1.0,
                runs=TAPS,
            )
        )
    for count in (10, 10_000):
        found.append(
            _bytes(
                f"bytes of the first tap at {count:,}, over {FIRST_TAP_BYTES}",
                taps[count].bytes[0],
                FIRST_TAP_BYTES,
            )
        )
        found.append(
            _bytes(
                f"bytes of a later tap at {count:,}, over {LATER_TAP_BYTES}",
                max(taps[count].bytes[1:]),
                LATER_TAP_BYTES,
            )
        )
    return found


class _Taps:
    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.bytes: list[int] = []


def _bytes(measure: str, ours: int, limit: int) -> Measured:
    return Measured(measure=measure, ours=ours, peer=limit, limit=1.0, runs=1)


def _starts(app: Path, empty: Path) -> list[Measured]:
    """Fresh profiles by turns: the empty app, ours, and ours with a tap in the instant the button
    is there."""
    ours, theirs = ColdStarts(app, _STOPWATCH), ColdStarts(empty, _STOPWATCH)
    button, kept, peer = [], [], []
    for _ in range(STARTS):
        peer.append(theirs.seconds(until="button"))
        button.append(ours.seconds(until="button"))
        kept.append(ours.seconds(until="kept"))
    return [
        Measured(
            measure="cold start to the button, over an empty Flet app",
            ours=median(button),
            peer=median(peer),
            limit=1.2,
            runs=STARTS,
        ),
        Measured(
            measure="cold start, tap at once, to “Kept”, over an empty Flet app's button",
            ours=median(kept),
            peer=median(peer),
            limit=1.5,
            runs=STARTS,
        ),
    ]


def _taps(playwright: Playwright, url: str, journal: Path) -> _Taps:
    """Each tap is undone before the next, so that all of them see the same journal; bytes of taps
    that follow each other."""
    taps = _Taps()
    with _phone(playwright) as page:
        real.put_journal(page, url, journal)
        page.goto(url)
        page.wait_for_function("() => bench.button", timeout=real.START_SECONDS * 1000)
        page.wait_for_timeout(4000)  # until nothing of the start is left to do
        for _ in range(3):
            taps.bytes.append(_bytes_of_a_tap(page))
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function("() => !bench.kept")
        for _ in range(TAPS):
            page.wait_for_timeout(400)
            real.notice_button(page).click()
            page.wait_for_function("() => bench.kept", polling=10)
            taps.seconds.append(float(page.evaluate("bench.kept - bench.tapped")))
            page.get_by_role("button", name="Undo").click()
            page.wait_for_function("() => !bench.kept")
    return taps


def _bytes_of_a_tap(page: Page) -> int:
    before = int(page.evaluate("bench.bytes"))
    real.notice_button(page).click()
    page.wait_for_function("() => bench.kept")
    page.wait_for_timeout(1500)
    return int(page.evaluate("bench.bytes")) - before


def _journal(folder: Path, count: int) -> Path:
    file = folder / str(count) / DATABASE
    file.parent.mkdir()
    fill(file, count)
    return file


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = real.serve(folder)
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def _phone(playwright: Playwright) -> Iterator[Page]:
    """A page with a lasting profile, as people have one.

    In a private window, such as Playwright's own contexts are, each read and write of a file goes
    through Chromium's main process: a tap has about 60 of them, and takes 50 ms longer.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        closing(
            playwright.chromium.launch_persistent_context(
                profile,
                executable_path=real.chromium(),
                args=real.FLAGS,
                viewport={"width": 390, "height": 844},
            )
        ) as context,
    ):
        context.add_init_script(_STOPWATCH)
        yield context.new_page()
