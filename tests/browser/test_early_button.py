"""The page's own large button: a tap is kept before there is an app, and the app goes on from there
without a jump.
"""

from __future__ import annotations

import io
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, Route, expect

from tests.browser import browser as real

KEPT = re.compile(r"^Kept, \d\d:\d\d$")
LATER = re.compile(r"^Kept here, \d\d:\d\d\. It joins your journal when Glimmers next opens\.$")


def said(page: Page) -> Locator:
    """What the page says of a tap."""
    return page.locator("#dawn [data-part=said]")


def tap_early(page: Page, url: str, *, times: int = 1) -> None:
    """Open the page and tap its own button, before the app can be there."""
    held: list[Route] | None = []

    def answer(route: Route) -> None:
        if held is None:
            route.continue_()
        else:
            held.append(route)

    page.route("**/main.dart.js", answer)
    page.goto(url, wait_until="commit")
    real.early_button(page).click()
    for _ in range(times - 1):
        page.mouse.down()
        page.mouse.up()
    expect(said(page)).to_have_text(re.compile("^Kept"))
    if times > 1:
        real.wait_in_inbox(page, times)
    waiting, held = held, None
    for route in waiting:
        route.continue_()


def is_emptied(page: Page) -> None:
    """Nothing waits in the inbox any more."""
    real.wait_in_inbox(page, 0)


def kept_in(page: Page, folder: Path) -> list[Any]:
    """Every glimmer in the journal: id, start, zone and when it was kept, in the order of ids."""
    copy = real.journal_of(page, folder / "copy.db")
    with closing(sqlite3.connect(f"{copy.as_uri()}?immutable=1", uri=True)) as connection:
        return connection.execute(
            "SELECT id, start, zone, kept_at FROM glimmers ORDER BY id"
        ).fetchall()


def wait_until_kept(page: Page, folder: Path, count: int) -> None:
    """The journal comes to have so many glimmers."""
    give_up = time.monotonic() + 60
    found: object = None
    while found != count:
        assert time.monotonic() < give_up, found
        page.wait_for_timeout(100)
        try:
            found = len(kept_in(page, folder))
        except sqlite3.DatabaseError as error:  # copied in the middle of a write
            found = error


def test_ten_taps_before_the_app_are_ten_glimmers_and_the_last_ones_card_stands_open(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, tmp_path: Path
) -> None:
    page = new_phone(timezone_id="Asia/Kathmandu").new_page()
    tap_early(page, app_server.url, times=10)
    words = said(page).inner_text()
    waiting = real.inbox(page)
    assert len(waiting) == 10

    real.ready(page)

    expect(real.kept(page)).to_have_text(words)
    is_emptied(page)
    rows = kept_in(page, tmp_path)
    assert [(row[0], row[1], row[2]) for row in rows] == sorted(
        (each["id"], each["at"], each["zone"]) for each in waiting
    )
    for each in waiting:
        assert str(each["at"]).endswith("+05:45")
        assert str(each["zone"]).startswith("Asia/Kat")  # as this browser spells it

    page.get_by_role("button", name="Undo").click()
    expect(real.kept(page)).to_be_hidden()
    wait_until_kept(page, tmp_path, 9)  # the card goes before the disk has answered
    page.reload()
    real.ready(page)
    assert len(kept_in(page, tmp_path)) == 9


def button_of(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def standing_still(page: Page) -> Image.Image:
    """The screen, once it is the same as half a second ago."""
    give_up = time.monotonic() + 20
    last = button_of(page)
    while time.monotonic() < give_up:
        page.wait_for_timeout(500)
        before, last = last, button_of(page)
        if ImageChops.difference(before, last).getbbox() is None:
            break
    return last


def differs(before: Image.Image, after: Image.Image, box: dict[str, float]) -> float:
    """How far apart two pictures are within a circle's square inside `box`, in levels of 256."""
    inset = box["width"] * 0.16
    edges = (
        round(box["x"] + inset),
        round(box["y"] + inset),
        round(box["x"] + box["width"] - inset),
        round(box["y"] + box["height"] - inset),
    )
    apart = ImageChops.difference(before.crop(edges), after.crop(edges))
    return max(ImageStat.Stat(apart).mean)


SIZES = [
    (390, 844, "light", 1.0, True),
    (390, 844, "dark", 1.0, False),
    (320, 640, "light", 1.0, True),
    (320, 568, "light", 1.0, False),
    (390, 844, "light", 2.0, True),
    (390, 844, "dark", 2.0, False),
    (1280, 800, "dark", 1.0, True),
    (1280, 800, "light", 1.0, False),
]


def assert_no_pixel_moves(
    new_phone: Callable[..., BrowserContext],
    url: str,
    size: tuple[int, int, str, float, bool],
) -> None:
    """The page's button and the app's, laid over each other."""
    width, height, scheme, scale, journal = size
    context = new_phone(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.add_init_script(
        f"""new MutationObserver((_changes, observer) => {{
            if (!document.documentElement) return;
            document.documentElement.style.fontSize = '{16 * scale}px';
            observer.disconnect();
        }}).observe(document, {{ childList: true }});"""
    )
    page = context.new_page()
    if journal:
        tap_early(page, url)
        real.ready(page)
        is_emptied(page)
    page.goto(url, wait_until="commit")
    early = real.early_button(page)
    early.wait_for()
    page.evaluate(
        """async () => {
            await document.fonts.ready;
            for (const name of ['face', 'button']) {
                const image = new Image();
                image.src = getComputedStyle(document.documentElement)
                    .getPropertyValue(name === 'face' ? '--face' : '--halo').slice(4, -1);
                await image.decode();
            }
        }"""
    )
    box, before = early.bounding_box(), button_of(page)
    real.ready(page)
    page.wait_for_timeout(1500)  # until what is unseen at first has settled
    real.at_rest(page)
    after = standing_still(page)
    app = real.notice_button(page).bounding_box()
    assert box
    assert app
    for edge in ("x", "y", "width", "height"):
        assert abs(box[edge] - app[edge]) < 0.1, (size, box, app)  # type: ignore[literal-required]
    # Chromium and Flutter soften the edges of letters each in its own way, so the pictures are not
    # the same to a level; but none that is moved by a pixel is as near.
    apart = {
        (x, y): differs(ImageChops.offset(before, x, y), after, box)  # type: ignore[arg-type]
        for x in (-1, 0, 1)
        for y in (-1, 0, 1)
    }
    assert min(apart, key=apart.__getitem__) == (0, 0), (size, apart)
    assert apart[0, 0] < 6, (size, apart)


@pytest.mark.long
def test_no_pixel_of_the_button_moves_when_the_app_takes_over(
    new_phone: Callable[..., BrowserContext], app_server: real.Server
) -> None:
    assert_no_pixel_moves(new_phone, app_server.url, SIZES[0])


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES[1:], ids=lambda size: "-".join(map(str, size)))
def test_nor_on_any_screen_by_day_and_by_night(
    new_phone: Callable[..., BrowserContext],
    app_server: real.Server,
    size: tuple[int, int, str, float, bool],
) -> None:
    assert_no_pixel_moves(new_phone, app_server.url, size)


@pytest.mark.long
def test_kill_9_at_kept_before_the_app_has_started_loses_nothing(
    playwright: Playwright,
    tmp_path: Path,
    witness: real.Witness,
    app_server: real.Server,
) -> None:
    ids = []
    for _ in range(20):
        with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, process):
            tap_early(page, app_server.url)
            ids.append(page.evaluate("glimmersEarly.last"))
            real.kill_at_once(process)

    with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, _):
        page.goto(app_server.url)
        real.ready(page)
        is_emptied(page)
        assert [row[0] for row in kept_in(page, tmp_path)] == sorted(ids)


@pytest.mark.long
def test_one_that_could_not_leave_the_inbox_is_there_once_after_the_next_opening(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, tmp_path: Path
) -> None:
    """As if it had ended between the commit and the emptying."""
    context = new_phone()
    page = context.new_page()
    real.rewrite_worker(
        page,
        "setTimeout(() => { glimmersInbox.forget = () => Promise.reject(new DOMException('no', 'AbortError')); });",
    )
    tap_early(page, app_server.url)
    real.ready(page)
    expect(real.kept(page)).to_be_visible()
    assert len(real.inbox(page)) == len(kept_in(page, tmp_path)) == 1
    page.close()

    page = context.new_page()
    page.goto(app_server.url)
    real.ready(page)
    is_emptied(page)
    assert len(kept_in(page, tmp_path)) == 1


@pytest.mark.long
def test_a_tap_in_a_second_tab_goes_into_the_journal_of_the_first(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, tmp_path: Path
) -> None:
    context = new_phone()
    first = real.open_app(context.new_page(), app_server.url)
    second = context.new_page()

    tap_early(second, app_server.url)

    is_emptied(second)
    assert len(kept_in(second, tmp_path)) == 1
    real.enable_semantics(second)
    real.reads(second, re.compile("open in another"))
    real.reads(first, re.compile("A glimmer"))


@pytest.mark.long
@pytest.mark.parametrize("missing", ["pyodide/pyodide.asm.wasm", "main.dart.js"])
def test_where_the_app_fails_to_start_a_tap_is_kept_and_said_truthfully(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, tmp_path: Path, missing: str
) -> None:
    context = new_phone()
    page = context.new_page()
    page.route(f"**/{missing}", lambda route: route.abort())
    page.goto(app_server.url, wait_until="commit")
    real.early_button(page).click()
    expect(page.get_by_role("alert")).to_be_visible(timeout=40_000)

    expect(said(page)).to_have_text(LATER)
    real.early_button(page).click()
    real.wait_in_inbox(page, 2)
    expect(said(page)).to_have_text(LATER)
    page.close()

    page = context.new_page()
    page.goto(app_server.url)
    real.ready(page)
    is_emptied(page)
    assert len(kept_in(page, tmp_path)) == 2


def never(_route: Route) -> None:
    """No answer, and no end."""


@pytest.mark.long
@pytest.mark.parametrize(
    ("script", "words"),
    [
        (
            "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };",
            "Nothing can be kept in this window",
        ),
        (
            "IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); };",
            "This was not kept: there is no room left on this device",
        ),
    ],
)
def test_where_nothing_can_be_kept_it_says_so_and_never_kept(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, script: str, words: str
) -> None:
    page = new_phone(service_workers="block").new_page()
    page.add_init_script(script)
    page.route("**/main.dart.js", never)
    page.goto(app_server.url, wait_until="commit")
    if "Quota" in script:
        real.early_button(page).click()
    else:
        expect(real.early_button(page)).to_be_hidden()
    expect(said(page)).to_contain_text(words)


def test_other_addresses_show_no_button_of_the_page(phone: Page, app_server: real.Server) -> None:
    phone.route("**/main.dart.js", never)
    phone.goto(app_server.url + "look-back", wait_until="domcontentloaded")
    expect(real.early_button(phone)).to_be_hidden()
    phone.goto(app_server.url + "capture", wait_until="domcontentloaded")
    expect(real.early_button(phone)).to_be_visible()


@pytest.mark.long
def test_by_keyboard_the_focus_goes_from_the_pages_button_to_the_apps(
    phone: Page, app_server: real.Server, tmp_path: Path
) -> None:
    phone.goto(app_server.url, wait_until="commit")
    real.early_button(phone).wait_for()
    phone.keyboard.press("Tab")
    expect(real.early_button(phone)).to_be_focused()
    phone.keyboard.press("Enter")
    expect(said(phone)).to_have_text(KEPT)

    real.ready(phone)

    expect(real.notice_button(phone)).to_be_focused()
    is_emptied(phone)
    phone.keyboard.press("Enter")
    wait_until_kept(phone, tmp_path, 2)


# By ear -------------------------------------------------------------------------------------------


def heard_tree(page: Page) -> list[tuple[str, str, str]]:
    """Role, name and politeness of whatever Chromium tells a screen reader of the page."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (
            node["role"]["value"],
            re.sub(r"\s+", " ", node.get("name", {}).get("value", "")),
            next((it["value"]["value"] for it in node["properties"] if it["name"] == "live"), ""),
        )
        for node in nodes
        if not node["ignored"] and "role" in node
    ]


HEARD = """() => {
  globalThis.heard = [];
  new MutationObserver(() => {
    for (const each of document.querySelectorAll('[aria-live]')) {
      const text = each.textContent.trim();
      if (text) heard.push(text);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}"""
"""Notes what Flutter announces, which it takes away again after a third of a second."""


def test_a_screen_reader_finds_one_button_and_hears_of_the_tap_once(
    phone: Page, app_server: real.Server
) -> None:
    tap_early(phone, app_server.url)
    before = heard_tree(phone)
    words = said(phone).inner_text()
    phone.evaluate(HEARD)
    assert [name for role, name, _ in before if role == "button"].count("Notice a glimmer") == 1
    assert ("status", "polite") in {(role, live) for role, _, live in before}
    assert words in {name for _, name, _ in before}

    real.ready(phone)

    expect(real.kept(phone)).to_have_text(words)
    after = heard_tree(phone)
    assert [name for role, name, _ in after if role == "button"].count("Notice a glimmer") == 1
    assert not any("Kept" in text for text in phone.evaluate("heard"))

    real.notice_button(phone).click()
    give_up = time.monotonic() + 20
    while not any("Kept" in text for text in phone.evaluate("heard")):
        assert time.monotonic() < give_up, phone.evaluate("heard")
        phone.wait_for_timeout(100)


# Updates ------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_tap_on_an_update_that_never_starts_is_in_the_journal_of_the_version_before(
    playwright: Playwright, tmp_path: Path, witness: real.Witness, app: Path
) -> None:
    site, profile = tmp_path / "site", tmp_path / "profile"
    broken = real.changed_version(app, tmp_path / "broken", timeout_s=6, main="while True: pass")
    real.publish(app, site)
    running = real.serve(site)
    try:
        with real.mortal_browser(playwright, profile, witness) as (page, _):
            real.open_app(page, running.url)
            real.wait_until_offline_ready(page)
            real.publish(broken, site)
            page.evaluate("navigator.serviceWorker.ready.then((it) => it.update())")
            real.wait_for_waiting_version(page)

        with real.mortal_browser(playwright, profile, witness) as (page, _):
            page.goto(running.url, wait_until="commit")
            real.early_button(page).click()
            expect(page.get_by_role("alert")).to_be_visible(timeout=40_000)
            expect(said(page)).to_have_text(LATER)
            back = page.get_by_role("button", name="Go back to the version before")
            real.starts_anew(page, back)
            is_emptied(page)
            assert len(kept_in(page, tmp_path)) == 1
    finally:
        running.stop()


@pytest.mark.long
def test_without_a_network_the_button_is_there_and_keeps(
    new_phone: Callable[..., BrowserContext], own_app_server: real.Server, tmp_path: Path
) -> None:
    page = new_phone().new_page()
    real.open_app(page, own_app_server.url)
    real.wait_until_offline_ready(page)
    own_app_server.stop()

    page.goto(own_app_server.url, wait_until="commit")
    real.early_button(page).click()
    expect(said(page)).to_have_text(KEPT)

    real.ready(page)
    is_emptied(page)
    assert len(kept_in(page, tmp_path)) == 1
