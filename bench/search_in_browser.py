"""How long it takes in real Chromium, where Python is Pyodide, from a letter typed into Find until
the first that it finds is drawn, over the same in a small journal.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, expect, sync_playwright

from app.core.lookback.marks import Found
from app.core.lookback.query import read_query
from app.words.screens import words
from bench.in_browser import started
from bench.measure import Measured
from storage.journal import Journal
from storage.rows.finding_rows import FindingRows
from tests.browser import browser as real

_ROUNDS = 2
_OF_EACH = 5
"""So many first letters, and so many that are typed behind others."""
_FIRST, _NEAR = 3, 15
"""Glimmers that a phone shows of what was found; those that may be drawn, a little below it too."""
_LATEST = 8
_BEGINNING = 24
"""Letters of a note, which tell it from others."""
_SHOWN = 48
"""Letters of a note in which the first mark is where its card shows the beginning."""

# What screen readers are told comes with the frame that it is about.
_STOPWATCH = """() => {
  addEventListener('keydown', () => { bench.typed = performance.now() / 1000; }, true);
  const shows = () => [...document.querySelectorAll('flt-semantics')]
    .some((node) => (node.textContent + (node.ariaLabel ?? '')).includes(bench.wanted));
  setInterval(() => {
    if (bench.wanted && !bench.found && shows()) bench.found = performance.now() / 1000;
  }, 5);
}"""
_WANTED = "(note) => { bench.found = null; bench.wanted = note; }"


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter, what is typed before it, and how notes begin that come with each."""

    before: str
    letter: str
    note_before: str
    note: str


def measures(full: Path, few: Path) -> list[Measured]:
    """In these journals of 100,000 and of 1,000; without a limit. Nothing where there is no
    Chromium.
    """
    if real.found_chromium() is None:
        return []
    letters = {file: _letters(file) for file in (full, few)}
    behind: dict[Path, list[float]] = {full: [], few: []}
    alone: dict[Path, list[float]] = {full: [], few: []}
    with sync_playwright() as playwright, ExitStack() as open_ones:
        pages: dict[Path, Page] = {}
        for file in letters:
            app = started(playwright, real.built_app(), partial(shutil.copyfile, file))
            pages[file] = open_ones.enter_context(app)
            _go_to_find(pages[file])
        for run in range(-1, _ROUNDS):
            for place in range(2 * _OF_EACH):
                for file in list(pages)[:: -1 if (run + place) % 2 else 1]:
                    letter = letters[file][place]
                    pages[file].bring_to_front()
                    seconds = _seconds(pages[file], letter)
                    if run >= 0:
                        (behind if letter.before else alone)[file].append(seconds)
    return [
        Measured(
            measure=f"{what} in Chromium until what it finds is drawn, at 100,000 over 1,000",
            ours=median(took[full]),
            peer=median(took[few]),
            limit=None,
            runs=len(took[full]),
        )
        for what, took in (("a first letter", alone), ("a letter behind others", behind))
    ]


def _letters(file: Path) -> list[_Letter]:
    """Of the words of its latest notes: first ones, then others, behind as many as there can be;
    each brings a note into view that did not show before.
    """
    with closing(Journal.open(file)) as journal:
        rows = journal.drawer(FindingRows)
        latest = " ".join(glimmer.note for glimmer in journal.page(limit=_LATEST)).lower().split()
        typed = {word for word in latest if word.isascii() and word.isalpha()}
        beginnings = {word[:end] for word in typed for end in range(1, len(word) + 1)}

        def found(text: str) -> list[Found]:
            return rows.page(read_query(text)) if text else []

        def told_apart() -> Iterator[_Letter]:
            for text in sorted(beginnings, key=lambda text: (-len(text), text)):
                before, came = found(text[:-1]), found(text)
                near = {each.glimmer.id for each in before[:_NEAR]}
                new = _in_view([each for each in came[:_FIRST] if each.glimmer.id not in near])
                old = _in_view(before[:_FIRST])
                if new and (old or not before):
                    yield _Letter(text[:-1], text[-1], old, new)

        letters = list(told_apart())
    alone = [each for each in letters if not each.before]
    behind = [each for each in letters if each.before]
    assert len(alone) >= _OF_EACH <= len(behind), "so many are measured"
    return alone[:_OF_EACH] + behind[:_OF_EACH]


def _in_view(found: list[Found]) -> str:
    """How one of these begins: one whose card shows its beginning, since the first mark is not far
    behind that. Empty where there is none.
    """
    begun = (each for each in found if each.marks and each.marks[0][1] <= _SHOWN)
    return next((each.glimmer.note[:_BEGINNING] for each in begun), "")


def _go_to_find(page: Page) -> None:
    page.get_by_role("tab", name=words.LOOK_BACK).click()
    page.get_by_role("button", name=words.SEARCH).click(timeout=60_000)
    expect(page.get_by_role("textbox", name=words.SEARCH)).to_be_focused(timeout=60_000)
    page.evaluate(_STOPWATCH)


def _seconds(page: Page, letter: _Letter) -> float:
    """From the key to the picture; the box is empty before and afterwards."""
    if letter.before:
        page.evaluate(_WANTED, letter.note_before)
        page.keyboard.type(letter.before, delay=20)
        page.wait_for_function("() => bench.found", polling=50, timeout=60_000)
    page.wait_for_timeout(1500)  # the rest of a page comes a little later
    page.evaluate(_WANTED, letter.note)
    page.keyboard.press(letter.letter)
    page.wait_for_function("() => bench.found", polling=50, timeout=60_000)
    took = float(page.evaluate("bench.found - bench.typed"))
    page.get_by_role("button", name=words.CLEAR_SEARCH).click()
    expect(page.get_by_role("textbox", name=words.SEARCH)).to_have_value("")
    page.wait_for_timeout(600)
    return took
