"""What photos cost in real Chromium: one comes in, nine go out as a collage; over a bare page, turn
by turn."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.core.drawing.layout import SQUARE, PhotoShape, lay_out
from app.imaging.pillow_import import bring_in
from bench.measure import Measured
from bench.photo_material import make
from tests.browser import browser as real

_PHOTOS = 3
_RUNS = 15
_WARM_UP = 3
_LIMIT = 1.5
_APP = Path(__file__).with_name("photos_app")
_PEERS = Path(__file__).with_name("peers")
_FILES = "[...document.querySelector('input').files]"


def photos() -> list[Measured]:
    """A photo of 12 megapixels comes in; ours includes storing it. Nothing where there is no
    Chromium."""
    with _both() as pair:
        if pair is None:
            return []
        measure = (
            "a photo of 12 megapixels comes in and is stored, in Chromium, "
            "over a bare page that decodes and encodes it (ms)"
        )
        return [pair.side_by_side(measure, "Bring in", f"bringIn({_FILES}[turn % {_PHOTOS}])")]


def collage() -> list[Measured]:
    """Nine stored photos go out as a collage of 2048 pixels. Nothing where there is no Chromium."""
    with _both() as pair:
        if pair is None:
            return []
        for _ in range(_PHOTOS):
            pair.ours("Bring in")
        pair.theirs_chosen(pair.stored)
        measure = (
            "a collage of 9 stored photos, in Chromium, "
            "over a bare page that draws the same frames (ms)"
        )
        nine = f"Array.from({{ length: 9 }}, (_, place) => {_FILES}[place % {_PHOTOS}])"
        return [pair.side_by_side(measure, "Collage", f"collage({nine}, frames)")]


class _Pair:
    """The app and the bare page, side by side in one browser."""

    def __init__(self, app: Page, plain: Page, originals: list[Path], folder: Path) -> None:
        self._app, self._plain = app, plain
        self._turn = 0
        self.stored = [folder / f"stored-{place}.jpg" for place in range(len(originals))]
        shapes = []
        for original, copy in zip(originals, self.stored, strict=True):
            picture = bring_in(original)
            copy.write_bytes(picture.display)
            shapes.append(PhotoShape(id=copy.name, width=picture.width, height=picture.height))
        layout = lay_out([shapes[place % len(shapes)] for place in range(9)], SQUARE)
        self._frames = layout.as_json()["frames"]
        with app.expect_file_chooser() as chooser:
            app.get_by_role("button", name="Choose", exact=True).click()
        chooser.value.set_files(originals)
        real.reads(app, f"chosen {len(originals)}")
        self.theirs_chosen(originals)

    def theirs_chosen(self, files: list[Path]) -> None:
        self._plain.set_input_files("input", files)

    def ours(self, button: str) -> float:
        """Milliseconds, as the app's worker counts them."""
        self._turn += 1
        self._app.get_by_role("button", name=button, exact=True).click()
        said = self._app.get_by_text(re.compile(rf"^turn {self._turn} took"))
        expect(said).to_be_visible(timeout=60_000)
        return float(said.inner_text().split()[-1])

    def side_by_side(self, measure: str, button: str, call: str) -> Measured:
        """By turns, each pair begun by the other."""
        times: dict[str, list[float]] = {"ours": [], "peer": []}
        for run in range(-_WARM_UP, _RUNS):
            for which in ("ours", "peer") if run % 2 else ("peer", "ours"):
                took = self.ours(button) if which == "ours" else self._theirs(call, run + _WARM_UP)
                if run >= 0:
                    times[which].append(took)
        return Measured(
            measure=measure,
            ours=median(times["ours"]),
            peer=median(times["peer"]),
            limit=_LIMIT,
            runs=_RUNS,
        )

    def _theirs(self, call: str, turn: int) -> float:
        return float(self._plain.evaluate(f"([turn, frames]) => {call}", [turn, self._frames]))


@contextmanager
def _both() -> Iterator[_Pair | None]:
    if real.found_chromium() is None:
        yield None
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="glimmers-bench-")))
        app, plain = real.serve(_built(folder / "source")), real.serve(_PEERS, plain=True)
        stack.callback(app.stop)
        stack.callback(plain.stop)
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=real.chromium(), args=real.FLAGS
        )
        stack.callback(browser.close)
        yield _Pair(
            _opened(browser, app.url), _bare(browser, plain.url), make(folder, _PHOTOS), folder
        )


def _built(source: Path) -> Path:
    """The small app beside the project's own parts."""
    shutil.copytree(_APP, source)
    for part in ("app", "storage"):
        shutil.copytree(
            real.PROJECT / part, source / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    return real.built(source, "bench-photos")


def _opened(browser: Browser, url: str) -> Page:
    page = browser.new_page()
    real.open_app(page, url)
    real.reads(page, "ready", seconds=real.START_SECONDS)
    real.wait_until_offline_ready(page)  # nothing of the start is left to do
    return page


def _bare(browser: Browser, url: str) -> Page:
    page = browser.new_page()
    page.goto(url + "plain_canvas.html")
    page.wait_for_function("() => globalThis.ready")
    return page
