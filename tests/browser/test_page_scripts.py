"""The page's own scripts without the app: what `inbox.js` writes is what Python reads, and it is
small.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from app.core.exchange.inbox import from_json
from tests.browser import browser as real
from tests.words.dressed import PAGE, dressed_page

ADDRESS = "http://127.0.0.1:1/"


@pytest.fixture(scope="module")
def page_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dressed_page(tmp_path_factory.mktemp("page") / "page")


def opened(context: BrowserContext, folder: Path) -> Page:
    """The page, for which nothing else comes."""

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(path=folder / "index.html")

    context.route("**/*", answer)
    page = context.new_page()
    page.goto(ADDRESS, wait_until="commit")
    real.early_button(page).wait_for()
    return page


MOMENTS = (
    "2026-11-29T18:42:07.250+00:00",
    "2026-03-29T00:59:59.999+00:00",
    "2026-03-29T01:00:00+00:00",
    "2026-10-25T00:30:00+00:00",
    "2026-10-25T01:30:00.001+00:00",
    "1999-12-31T23:59:59.999+00:00",
)


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati",
        "Pacific/Marquesas", "Pacific/Chatham", "UTC",
    ],
)  # fmt: skip
def test_its_records_are_read_as_the_moments_they_were_written_at(
    new_phone: Callable[..., BrowserContext], page_folder: Path, zone: str
) -> None:
    page = opened(new_phone(timezone_id=zone), page_folder)
    written: list[dict[str, Any]] = page.evaluate(
        "(moments) => moments.map((it) => glimmersInbox.record(new Date(it), 'page'))",
        list(MOMENTS),
    )

    for moment, data in zip(MOMENTS, written, strict=True):
        at = datetime.fromisoformat(moment)
        glimmer = from_json(data).record.glimmer
        assert glimmer.kept == at
        assert glimmer.kept.utcoffset() == at.astimezone(ZoneInfo(zone)).utcoffset()
        time_of_id = int(glimmer.id.replace("-", "")[:12], 16)
        assert time_of_id == round(at.timestamp() * 1000)
        assert ZoneInfo(glimmer.zone or "").utcoffset(at.replace(tzinfo=None)) is not None


def test_a_thousand_in_one_moment_have_ids_of_their_own(
    new_phone: Callable[..., BrowserContext], page_folder: Path
) -> None:
    page = opened(new_phone(), page_folder)
    ids = page.evaluate(
        "Array.from({ length: 1000 }, () => glimmersInbox.record(new Date(7), 'page').id)"
    )

    assert len(set(ids)) == 1000
    bits = [int(id.replace("-", ""), 16) for id in ids]
    ones = 0
    for bit in bits:
        ones |= bit
    zeros = ~bits[0]
    for bit in bits:
        zeros |= ~bit
    varying = (ones & zeros).bit_count()
    assert varying == 74  # RFC 9562, 5.7: all that is neither time, version nor variant


def test_a_clock_that_jumps_back_loses_no_tap(
    new_phone: Callable[..., BrowserContext], page_folder: Path
) -> None:
    context = new_phone()
    page = context.new_page()
    page.close()
    page = opened(context, page_folder)
    page.clock.install(time=datetime(2026, 11, 29, 18, 42))
    real.early_button(page).click()
    page.clock.set_system_time(datetime(2026, 11, 29, 18, 42) - timedelta(days=400))
    real.early_button(page).click()

    real.wait_in_inbox(page, 2)


def test_a_second_tap_is_said_again(
    new_phone: Callable[..., BrowserContext], page_folder: Path
) -> None:
    """A live region says what changes: the same words are put there anew."""
    page = opened(new_phone(), page_folder)
    real.early_button(page).click()
    real.wait_in_inbox(page, 1)
    heard = page.evaluate(
        """async () => {
            const said = document.querySelector('[data-part=said]');
            let changes = 0;
            new MutationObserver((list) => { changes += list.length; }).observe(said, { childList: true });
            document.querySelector('[data-part=early]').click();
            for (let wait = 0; changes < 2 && wait < 200; wait += 1) await new Promise((go) => setTimeout(go, 100));
            return changes;
        }"""
    )
    assert heard >= 2
    real.wait_in_inbox(page, 2)


@pytest.mark.parametrize(
    ("chosen", "scheme", "worn"),
    [("night", "light", "night"), ("day", "dark", "day"), (None, "dark", "night")],
)
def test_it_wears_the_chosen_look_from_its_first_paint(
    new_phone: Callable[..., BrowserContext],
    page_folder: Path,
    chosen: str | None,
    scheme: str,
    worn: str,
) -> None:
    context = new_phone(color_scheme=scheme)
    if chosen:
        context.add_init_script(f"localStorage.setItem('glimmers.look', '{chosen}')")
    page = opened(context, page_folder)
    face = real.early_button(page).evaluate("it => getComputedStyle(it).backgroundImage")

    assert face.endswith(f'scene/face-{worn}.webp")')


def test_all_that_the_first_paint_waits_for_is_small(page_folder: Path) -> None:
    page = (page_folder / "index.html").read_text(encoding="utf-8")
    (script,) = [one for one in re.findall(r"<script>(.*?)</script>", page, re.S) if "keep" in one]
    (font,) = re.findall(r"font/woff2;base64,([^)]*)", page)

    assert len(page.encode()) <= 20_480
    assert len(script.encode()) + len(font) <= 10_240
    before_it = page[: page.index(script)]
    assert "src=" not in before_it.replace("src:", "")  # nothing is fetched for it


def test_a_finger_whose_end_was_never_heard_of_makes_no_tap_a_pair(
    new_phone: Callable[..., BrowserContext], page_folder: Path
) -> None:
    page = opened(new_phone(), page_folder)
    page.evaluate((PAGE / "hide.js").read_text("utf-8"))
    heard = page.evaluate(
        """() => {
          let heard = 0;
          document.addEventListener('pointerup', () => heard += 1);
          const finger = (kind, pointerId) => document.body.dispatchEvent(new PointerEvent(kind, {
            pointerId, pointerType: 'touch', clientX: 9, clientY: 9, bubbles: true, composed: true,
            isPrimary: true,
          }));
          finger('pointerdown', 51);  // a system's gesture took it, and some browsers say nothing
          finger('pointerdown', 61); finger('pointerup', 61);
          return heard;
        }"""
    )

    assert heard == 1
    assert page.locator("#blank").count() == 0
    page.keyboard.press("Escape")
    assert page.locator("#blank").is_visible()
