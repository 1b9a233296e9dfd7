"""Starts that do not come: the page says so, whatever failed, and an update that never starts can
be left again.
"""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, Route, expect

from tests.browser import browser as real

pytestmark = pytest.mark.long

NOT_STARTED = re.compile("Glimmers (could not start|has not started yet)")
MIGHT_BE_HERE = "If you have kept anything in this browser, it is still here."
STILL_HERE = "What you have kept is still here."
GO_BACK = "Go back to the version before"
BIG = (
    "pyodide/pyodide.asm.wasm", "pyodide/pyodide.asm.mjs", "pyodide/python_stdlib.zip",
    "app.tar.gz",
    "main.dart.js", "canvaskit/chromium/canvaskit.wasm",
)  # fmt: skip
SMALL = (
    "head_start.js", "python.js", "bridge.js", "flutter_bootstrap.js", "worker.js",
    "opfs_handle.js", "python_start.js", "python-worker.js",
    "pyodide/pyodide.mjs", "canvaskit/chromium/canvaskit.js",
)  # fmt: skip


@pytest.fixture(scope="module")
def impatient(app: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Glimmers, whose page says after 6 seconds instead of 30 that it does not come."""
    return real.changed_version(app, tmp_path_factory.mktemp("impatient") / "app", timeout_s=6)


def sentence(page: Page) -> Locator:
    return page.get_by_role("alert").filter(has_text=NOT_STARTED)


def try_again(page: Page) -> Locator:
    return page.get_by_role("button", name="Try again")


def is_told(page: Page, *, seconds: float = 30) -> None:
    expect(sentence(page)).to_be_visible(timeout=seconds * 1000)


def missing(route: Route) -> None:
    route.fulfill(status=404, body="not here")


def cut_off(route: Route) -> None:
    route.abort("connectionreset")


def never(_route: Route) -> None:
    """No answer, and no end."""


Failing = tuple[str, Callable[[Route], None]]
"""A file, and what becomes of it."""
EVERY_FILE: tuple[Failing, ...] = (
    *((name, (missing, cut_off)[number % 2]) for number, name in enumerate((*BIG, *SMALL))),
    (BIG[0], never),
    (BIG[4], never),
)


def assert_each_is_told(
    new_phone: Callable[..., BrowserContext], impatient: Path, failing: Iterable[Failing]
) -> None:
    """At a first visit, one after the other: the page says that it does not start, and what is
    safe.
    """
    running = real.serve(impatient)
    try:
        context = new_phone(service_workers="block")
        for name, answer in failing:
            page = context.new_page()
            page.route(f"**/{name}", answer)
            page.goto(running.url, wait_until="commit")
            try:
                is_told(page)
            except AssertionError as error:
                raise AssertionError(f"{name}, {answer.__name__}") from error
            expect(sentence(page)).to_contain_text(MIGHT_BE_HERE)
            expect(try_again(page)).to_be_focused()
            expect(page.get_by_role("button", name=GO_BACK)).to_be_hidden()
            page.close()
    finally:
        running.stop()


def test_a_file_that_does_not_come_at_the_first_visit_is_told(
    new_phone: Callable[..., BrowserContext], impatient: Path
) -> None:
    """Python's, Flutter's and one of ours; every file in `tests/torture/test_browser_starts.py`."""
    assert_each_is_told(
        new_phone,
        impatient,
        (("pyodide/pyodide.asm.wasm", missing), ("main.dart.js", never), ("worker.js", cut_off)),
    )


@pytest.mark.parametrize("focus", ["theirs", "taken"])
def test_trying_again_once_the_file_comes_starts_the_app(
    phone: Page, impatient: Path, focus: str
) -> None:
    running = real.serve(impatient)
    try:
        phone.route("**/pyodide.asm.wasm", cut_off)
        phone.goto(running.url)
        is_told(phone)
        phone.unroute("**/pyodide.asm.wasm")
        expect(try_again(phone)).to_be_focused()
        if focus == "taken":  # as Flutter does, for a moment
            phone.evaluate("document.activeElement.blur()")

        phone.keyboard.press("Enter")

        real.ready(phone)
        expect(sentence(phone)).to_have_count(0)
    finally:
        running.stop()


def test_an_app_that_comes_after_all_takes_the_words_away(phone: Page, impatient: Path) -> None:
    running = real.serve(impatient)
    waiting: list[Route] = []
    try:
        phone.route("**/main.dart.js", lambda route: waiting.append(route))
        phone.goto(running.url, wait_until="commit")
        is_told(phone)
        expect(sentence(phone)).to_contain_text("has not started yet")

        for route in waiting:
            route.continue_()

        expect(real.splash(phone)).to_have_count(0, timeout=real.START_SECONDS * 1000)
        real.ready(phone)
    finally:
        running.stop()


def test_flutter_that_throws_before_its_first_frame_is_told_at_once(
    phone: Page, app: Path, tmp_path: Path
) -> None:
    running = real.serve(
        real.changed_version(
            app,
            tmp_path / "app",
            timeout_s=300,
            main_dart_js="throw new RangeError('invalid language tag');",
        )
    )
    try:
        phone.goto(running.url)

        is_told(phone, seconds=60)  # long before those five minutes are over
    finally:
        running.stop()


ODD = """
for (const [name, value] of Object.entries({ languages: %(languages)s, language: %(language)s })) {
    Object.defineProperty(navigator.constructor.prototype, name, { get: () => value, configurable: true });
}
Intl.DateTimeFormat.prototype.resolvedOptions = () => %(options)s;
"""
"""A browser on an odd system, in its page and in Python's worker."""


@pytest.mark.parametrize(
    ("languages", "language", "options"),
    [
        ("['c', 'posix', 'x-klingon', 7]", "'c'", "({ timeZone: 'Etc/Unknown', locale: 'c' })"),
        ("undefined", "undefined", "{ throw new RangeError('no zone'); }"),
    ],
    ids=["strange ones", "none"],
)
def test_no_language_and_no_zone_of_a_browser_stops_the_start(
    phone: Page, app_server: real.Server, languages: str, language: str, options: str
) -> None:
    odd = ODD % {"languages": languages, "language": language, "options": options}
    phone.add_init_script(odd)
    real.rewrite_worker(phone, odd)

    real.open_app(phone, app_server.url)

    assert phone.evaluate("String(navigator.languages)") != "c"
    real.notice_button(phone).click()
    expect(real.kept(phone)).to_be_visible()
    phone.get_by_role("tab", name="Look back").click()
    real.reads(phone, re.compile("^A glimmer"))


def test_python_unpacks_few_files_and_finds_the_lines_that_a_traceback_quotes(app: Path) -> None:
    with tarfile.open(app / "app.tar.gz") as archive:
        unpacked = archive.getnames()
        packages = archive.extractfile("__pypackages__")
        assert packages is not None
        with zipfile.ZipFile(packages) as zipped:
            names = set(zipped.namelist())
    ours = {name.removesuffix(".py") for name in names if name.endswith(".py")}

    assert len(unpacked) < 10
    assert {"app/main", "storage/journal"} <= ours
    assert {f"{module}.pyc" for module in ours} <= names


COUNTS_DATACLASSES = """
import dataclass_code, dataclasses, js
known = unknown = 0

def execute(text, namespace, locals):
    global known, unknown
    code = dataclass_code.compiled(text)
    known, unknown = known + (code is not None), unknown + (code is None)
    exec(code or text, namespace, locals)

dataclasses.exec = execute
import app.main
app.main.warm_up()
js.console.log(f"of dataclasses: {known} known, {unknown} compiled")
"""


def test_no_dataclass_is_compiled_before_the_first_screen(
    phone: Page, app: Path, tmp_path: Path
) -> None:
    running = real.serve(real.changed_version(app, tmp_path / "app", main=COUNTS_DATACLASSES))
    try:
        with phone.expect_console_message(
            lambda said: "of dataclasses" in said.text, timeout=real.START_SECONDS * 1000
        ) as told:
            phone.goto(running.url)
    finally:
        running.stop()

    known, unknown = map(int, re.findall(r"\d+", told.value.text))
    assert known > 100
    assert unknown == 0


# --- Updates --------------------------------------------------------------------------------------

BROKEN: dict[str, dict[str, str]] = {
    "python throws": {"main": "raise RuntimeError('a mistake of the next version')"},
    "python hangs": {"main": "while True: pass"},
    "python never shows anything": {
        "main": (
            "import asyncio, flet\nasync def main(page): await asyncio.sleep(1e6)\nflet.run(main)"
        )
    },
    "flutter throws": {"main_dart_js": "throw new RangeError('a mistake of the next version');"},
}


def assert_each_broken_update_leads_back(
    playwright: Playwright,
    witness: real.Witness,
    scratch_app: Path,
    tmp_path: Path,
    names: Sequence[str],
) -> None:
    """Updates of `BROKEN`, one after the other: each says so, and its button leads to the version
    before.
    """
    broken = {
        name: real.changed_version(scratch_app, tmp_path / name, timeout_s=8, **BROKEN[name])  # type: ignore[arg-type]
        for name in names
    }
    site = tmp_path / "site"
    real.publish(scratch_app, site)
    running = real.serve(site)

    def is_followed_by(name: str, page: Page) -> None:
        real.wait_until_offline_ready(page)
        real.publish(broken[name], site)
        assert installs(page)

    try:
        with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, _):
            real.open_app(page, running.url)
            real.notice_button(page).click()
            real.reads(page, "1 kept, ok")
            is_followed_by(names[0], page)

        for name, following in zip(names, [*names[1:], ""], strict=True):
            with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, _):
                page.goto(running.url)
                try:
                    is_told(page)
                except AssertionError as error:
                    raise AssertionError(name) from error
                expect(sentence(page)).to_contain_text(STILL_HERE)
                real.reads_after_start(page, page.get_by_role("button", name=GO_BACK), "went back")
                real.reads(page, "1 kept, ok")
                if following:
                    is_followed_by(following, page)
    finally:
        running.stop()


def test_an_update_that_never_starts_says_so_and_leads_back(
    playwright: Playwright, witness: real.Witness, scratch_app: Path, tmp_path: Path
) -> None:
    """One that says nothing; every kind in `tests/torture/test_browser_starts.py`."""
    assert_each_broken_update_leads_back(
        playwright, witness, scratch_app, tmp_path, ["python hangs"]
    )


def assert_no_half_update_takes_over(
    playwright: Playwright,
    witness: real.Witness,
    scratch_app: Path,
    tmp_path: Path,
    names: Sequence[str],
) -> None:
    """Each of these files not yet uploaded, half uploaded, or missing: the service worker refuses
    that version.
    """
    site = tmp_path / "site"
    real.publish(scratch_app, site)
    running = real.serve(site)
    try:
        with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, _):
            real.open_app(page, running.url)
            real.notice_button(page).click()
            real.reads(page, "1 kept, ok")
            real.wait_until_offline_ready(page)
            # each as a version in which only this file is another, so that nothing of it is here
            # yet
            for name in names:
                old = (site / name).read_bytes()
                new = old + b"\n"
                (site / name).write_bytes(new)
                real.relist(site)
                for uploaded in (old, new[: len(new) // 2], None):
                    (site / name).unlink()
                    if uploaded is not None:
                        (site / name).write_bytes(uploaded)
                    assert page.evaluate(UPDATED) == "refused", (name, uploaded and len(uploaded))
                    (site / name).write_bytes(new)

        with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, _):
            real.open_app(page, running.url)
            real.reads(page, "1 kept, ok")
            assert installs(page)  # the very same, once it is whole
    finally:
        running.stop()


def test_an_update_half_uploaded_or_without_one_of_its_big_files_never_takes_over(
    playwright: Playwright, witness: real.Witness, scratch_app: Path, tmp_path: Path
) -> None:
    """The app's own; every big file in `tests/torture/test_browser_starts.py`."""
    assert_no_half_update_takes_over(playwright, witness, scratch_app, tmp_path, ["app.tar.gz"])


UPDATED = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const found = new Promise((resolve) => { registration.onupdatefound = () => resolve(registration.installing); });
  const updating = registration.update().catch(() => null);
  const worker = registration.installing ?? await Promise.race([found, updating.then(() => registration.installing)]);
  if (!worker) return registration.waiting ? 'waits' : 'refused';
  while (worker.state === 'installing') await new Promise((resolve) => setTimeout(resolve, 50));
  return worker.state === 'redundant' ? 'refused' : 'waits';
}"""


def installs(page: Page) -> bool:
    """Whether what is published comes to wait for the next opening; a look that fell into the
    publishing itself is repeated.
    """
    return any(page.evaluate(UPDATED) == "waits" for _ in range(3))
