"""The page's own scripts without the app: what `inbox.js` writes is what Python reads, all of it is
small, a slow start is no failed one, and no odd browser is a strange one.
"""

from __future__ import annotations

import http.server
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from app.core.exchange.inbox import from_json
from app.platform.serving.languages import OURS
from app.words.page import page_words
from tests.browser import browser as real
from tests.words.dressed import PAGE, dressed_page

ADDRESS = "http://127.0.0.1:1/"


@pytest.fixture(scope="module")
def page_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dressed_page(tmp_path_factory.mktemp("page") / "page")


def opened(context: BrowserContext, folder: Path, *, shown: bool = True) -> Page:
    """The page, for which nothing else comes; with its button, if that is `shown`."""

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(path=folder / "index.html")

    context.route("**/*", answer)
    page = context.new_page()
    page.goto(ADDRESS, wait_until="commit")
    if shown:
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


# A browser without a place to keep things --------------------------------------------------------


ANSWERS = """globalThis.Worker = class {
    set onmessage(hear) { setTimeout(() => hear({ data: '%s' }), 300); }
    terminate() {}
};"""
"""What the worker that tries it says, after a while."""


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("TypeError", page_words.NO_PLACE),  # there is no way to ask
        ("NotSupportedError", page_words.NO_PLACE),  # there is one, and nothing behind it
        ("SecurityError", page_words.NO_STORAGE),
        ("UnknownError", page_words.NO_STORAGE),
    ],
)
def test_where_no_app_could_take_it_in_nothing_is_said_to_be_kept(
    new_phone: Callable[..., BrowserContext], page_folder: Path, answer: str, sentence: str
) -> None:
    """Though there is an inbox: the database that the page's own button writes into."""
    context = new_phone()
    context.add_init_script(ANSWERS % answer)
    page = opened(context, page_folder, shown=False)

    expect(page.locator("#dawn [data-part=said]")).to_have_text(sentence)
    expect(real.early_button(page)).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('glimmers-failed'))")
    expect(told(page)).to_be_visible()
    expect(page.locator("#dawn [data-part=said]")).to_have_text(sentence)
    expect(real.early_button(page)).to_be_hidden()
    assert real.inbox(page) == []


@pytest.mark.parametrize(
    "answer", ["", "NoModificationAllowedError", "NotFoundError", "QuotaExceededError"]
)
def test_where_another_tab_has_the_files_or_there_is_no_room_the_app_tells(
    new_phone: Callable[..., BrowserContext], page_folder: Path, answer: str
) -> None:
    context = new_phone()
    context.add_init_script(ANSWERS % answer)
    page = opened(context, page_folder)

    real.early_button(page).click()
    real.wait_in_inbox(page, 1)
    assert page.evaluate("glimmersEarly.last") == real.inbox(page)[0]["id"]


# How long is waited ------------------------------------------------------------------------------


def told(page: Page) -> Locator:
    return page.get_by_role("alert")


@pytest.fixture
def slowly(new_phone: Callable[..., BrowserContext], page_folder: Path) -> Page:
    """The page, whose time passes only when the test says so."""
    context = new_phone()
    context.clock.install(time=datetime(2026, 11, 29, 18, 42))
    page = opened(context, page_folder)
    page.clock.pause_at(datetime(2026, 11, 29, 18, 43))
    page.evaluate("dispatchEvent(new Event('glimmers-progress'))")
    return page


def test_half_a_minute_is_counted_from_the_last_thing_that_came(slowly: Page) -> None:
    for _ in range(4):
        slowly.clock.run_for(28_000)
        slowly.evaluate("dispatchEvent(new Event('glimmers-progress'))")
    slowly.clock.run_for(28_000)
    expect(told(slowly)).to_be_hidden()

    slowly.clock.run_for(3_000)
    expect(told(slowly)).to_contain_text(page_words.NOT_STARTED_YET)
    expect(told(slowly)).to_contain_text(page_words.IF_ANYTHING_KEPT)


def test_after_an_error_it_is_seconds_and_another_error_begins_no_new_wait(slowly: Page) -> None:
    failed = "void Promise.reject(new RangeError('no language'))"
    slowly.evaluate(failed)
    slowly.clock.run_for(3_000)
    slowly.evaluate("dispatchEvent(new Event('glimmers-progress'))")
    slowly.clock.run_for(3_000)
    expect(told(slowly)).to_be_hidden()

    slowly.evaluate(failed)
    slowly.clock.run_for(3_000)
    expect(told(slowly)).to_contain_text(page_words.COULD_NOT_START)


SLOW_DISK = """async () => {
    globalThis.slow = true;
    const busy = (await glimmersInbox.open()).transaction(['records', 'files'], 'readwrite');
    const again = () => {
        busy.objectStore('records').count().onsuccess = () => { if (slow) again(); };
    };
    again();
}"""
"""Whatever is written into the inbox comes after this."""


def test_a_reload_waits_for_the_tap_before_it(
    new_phone: Callable[..., BrowserContext], page_folder: Path
) -> None:
    page = opened(new_phone(), page_folder)
    page.evaluate("dispatchEvent(new Event('glimmers-failed'))")
    page.evaluate(SLOW_DISK)
    told(page).get_by_role("button").first.click(trial=True)

    real.early_button(page).click()
    told(page).get_by_role("button").first.click()
    page.wait_for_timeout(300)
    assert page.evaluate("globalThis.slow")
    with page.expect_event("framenavigated"):
        page.evaluate("globalThis.slow = false")

    assert len(real.inbox(page)) == 1


@pytest.fixture
def dripping(page_folder: Path) -> Iterator[str]:
    """The address of the page, whose worker asks for a file that comes in drops."""
    drops = 16
    slow = "fetch(new URL('slow', import.meta.url))"
    worker = f"{slow}.then((it) => it.text()).then(() => {{ postMessage('initialized'); }});"

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/") or "index.html"
            text = {"worker.js": worker, "slow": "drop" * drops, "python.js": ""}.get(name)
            if name in ("index.html", "hide.js", "locale.js", "head_start.js"):
                text = (page_folder / name).read_text("utf-8")
            self.send_response(404 if text is None else 200)
            kind = "text/html" if name.endswith("html") else "text/javascript"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.end_headers()
            for drop in range(drops) if name == "slow" else ():
                self.wfile.write(b"drop")
                self.wfile.flush()
                time.sleep(0.2 if drop else 0)
            if name != "slow" and text:
                self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def test_a_large_file_on_its_way_is_progress_and_so_is_each_file_and_word_of_python(
    new_phone: Callable[..., BrowserContext], dripping: str
) -> None:
    context = new_phone(service_workers="block")
    context.add_init_script(
        """globalThis.came = [];
        addEventListener('glimmers-progress', () => came.push(performance.now()));"""
    )
    page = context.new_page()
    page.goto(dripping, wait_until="commit")
    page.wait_for_function("() => came.length && performance.now() - came.at(-1) > 2500")

    came = page.evaluate("came")
    assert came[-1] > 2800  # ms: the end of the slow one
    assert max(after - before for before, after in pairwise(came)) < 2000
    again = "fetch('/again').then(() => fetch('/again')).then(() => fetch('/again'))"
    page.evaluate("dispatchEvent(new Event('glimmers-shown'))")  # nobody looks any more
    page.evaluate(f"{again}.then(() => new Promise((go) => setTimeout(go, 300)))")
    assert page.evaluate("came") == came


# Languages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "first", "mended"),
    [
        (["c"], "c", ["en"]),
        (["C"], "C", ["en"]),
        (["c", "de-AT", "x-klingon", "pt-BR"], "c", ["de-AT", "pt-BR"]),
        (["en_US.UTF-8", "fr", "de_AT@euro"], "en_US.UTF-8", ["en-US", "fr", "de-AT"]),
        (["posix", "en-US-u-va-posix"], "posix", ["posix", "en-US-u-va-posix"]),
        (["pt-BR", None, 7, "", "fr"], "pt-BR", ["pt-BR", "fr"]),
        (["de", "en"], None, ["de", "en"]),
        ([], "de", ["de"]),
        ([], "", ["en"]),
        (None, "de_DE", ["de-DE"]),
        (None, None, ["en"]),
    ],
)
def test_no_language_that_a_browser_may_tell_stops_flutter(
    phone: Page, told: list[object] | None, first: str | None, mended: list[str]
) -> None:
    phone.evaluate(
        """([languages, language]) => {
            for (const [name, value] of Object.entries({ languages, language })) {
                Object.defineProperty(Navigator.prototype, name, { get: () => value ?? undefined, configurable: true });
            }
        }""",
        [told, first],
    )

    phone.evaluate(OURS.read_text("utf-8"))

    heard = phone.evaluate("navigator.languages.map((it) => [it, new Intl.Locale(it).language])")
    assert [tag for tag, _ in heard] == mended
    assert phone.evaluate("navigator.language") == mended[0]


def test_what_a_browser_tells_well_stays_its_own_also_when_it_changes(phone: Page) -> None:
    phone.evaluate(OURS.read_text("utf-8"))
    own = "Object.keys(Object.getOwnPropertyDescriptors(navigator))"
    before = phone.evaluate(own)
    change = """(told) => {
        Object.defineProperty(Navigator.prototype, 'languages', { get: () => told, configurable: true });
        dispatchEvent(new Event('languagechange'));
        return navigator.languages;
    }"""

    odd, well = phone.evaluate(change, ["c", "fr"]), phone.evaluate(change, ["de", "fr"])

    assert before == phone.evaluate(own) == []
    assert (odd, well) == (["fr"], ["de", "fr"])
