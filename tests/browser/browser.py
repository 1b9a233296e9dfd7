"""Real Chromium and the built web app: finding, building, serving, opening them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from ctypes.util import find_library
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    Route,
    expect,
)
from playwright.sync_api import (
    TimeoutError as NotInTime,
)

from app.words.page import page_words
from app.words.screens import words as screen_words

PROJECT = Path(__file__).resolve().parents[2]
BUILT = PROJECT / "build" / "cache" / "browser-tests"
PHONE = {"width": 390, "height": 844}
# No sandbox: tests run as root in containers. No lookups: what tries to leave this machine fails at
# once.
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
QUICK = [
    "--js-flags=--liftoff-only",
    "--enable-blink-features=CacheStorageCodeCacheHint",
    # By Mesa, which is on a list of what is not trusted with it. Elsewhere Chromium draws by itself.
    *(["--use-angle=gl-egl", "--ignore-gpu-blocklist"] if find_library("EGL") else []),
]
"""WebAssembly in the first machine code that V8 makes of it: a start costs 6 CPU seconds instead of
8. Nothing is compiled ahead for the next visit: see `served.py`. And where a processor has to draw,
Mesa's way takes two thirds of what Chromium's own does. Not where time is measured.
"""
START_SECONDS = 90
"""Starting is slow where nothing is cached and two cores are shared; what is measured is measured
elsewhere.
"""


def found_chromium() -> str | None:
    """The path of a Chromium, if there is one."""
    return (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


def chromium() -> str:
    """Where Chromium is. Without one the tests that need it are skipped here, and fail in
    continuous integration.
    """
    if found := found_chromium():
        return found
    if os.environ.get("CI"):
        pytest.fail(
            "Chromium is missing: in continuous integration the browser tests must run",
            pytrace=False,
        )
    pytest.skip("no Chromium here: install Debian's `chromium` or set CHROMIUM")


# --- The app --------------------------------------------------------------------------------------


def built(source: Path, name: str) -> Path:
    """The web app of `source` (a folder with `main.py`), built again only when something it is made
    of has changed.
    """
    with by_one_process(name):
        return _built(source, name)


def _built(source: Path, name: str) -> Path:
    inputs = hashlib.sha256()
    for folder in (source, PROJECT / "build", PROJECT / "storage", PROJECT / "app" / "words"):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            output = folder.name == "build" and inside.parts[0] in {
                "web",
                "cache",
                "flutter",
                "test-results",
            }
            if (
                path.is_file()
                and not output
                and not {"__pycache__", ".venv", ".git"} & set(inside.parts)
            ):
                inputs.update(str(inside).encode() + path.read_bytes())
    inputs.update((PROJECT / "pyproject.toml").read_bytes())
    out = BUILT / name
    stamp = BUILT / f"{name}.inputs"
    if (
        not (out / "index.html").is_file()
        or not stamp.is_file()
        or stamp.read_text() != inputs.hexdigest()
    ):
        stamp.unlink(missing_ok=True)
        command = [sys.executable, "build/web.py", "--source", str(source), "--out", str(out)]
        subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
        stamp.write_text(inputs.hexdigest())
    return out


def built_app() -> Path:
    """Glimmers itself; built from a copy of what is packed, so that nothing else counts
    as changed.
    """
    with by_one_process("app-source"):
        return built(app_source(BUILT / "app-source"), "app")


@contextmanager
def by_one_process(what: str) -> Iterator[None]:
    """Others who want the same wait, and find it done."""
    BUILT.mkdir(parents=True, exist_ok=True)
    with (BUILT / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def app_source(folder: Path) -> Path:
    """A copy of what is packed, which a test may change into another version."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(PROJECT / "main.py", folder)
    for part in ("app", "storage", "assets"):
        shutil.copytree(PROJECT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def scratch_source(folder: Path, edition: str = "first edition") -> Path:
    """`scratch/main.py` beside the project's own `app` and `storage`; another edition is another
    version of the app.
    """
    folder.mkdir(parents=True)
    text = (Path(__file__).with_name("scratch") / "main.py").read_text(encoding="utf-8")
    (folder / "main.py").write_text(text.replace("first edition", edition), encoding="utf-8")
    for part in ("app", "storage"):
        shutil.copytree(PROJECT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


# --- Servers --------------------------------------------------------------------------------------


@dataclass
class Server:
    """A running static server; `stop` is how tests go offline."""

    url: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def serve(folder: Path, *, plain: bool = False) -> Server:
    """Our own server, or Python's plain one, which sends no header of ours and knows no routes."""
    command = [sys.executable, "-u", "tests/browser/served.py", str(folder)]
    if plain:
        command = [
            sys.executable,
            "-u",
            "-m",
            "http.server",
            "0",
            "--bind",
            "127.0.0.1",
            "-d",
            str(folder),
        ]
    process = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/", line)
    assert found, f"the server did not start: {line!r}"
    return Server(found[0], process)


@contextmanager
def make_run(folder: Path, **environment: str) -> Iterator[str]:
    """What `make run` starts, on a machine without a screen, with its journal in `folder`; the link
    that it prints.
    """
    around = {name: value for name, value in os.environ.items() if not name.endswith("DISPLAY")}
    around |= {"GLIMMERS_DATA": str(folder), "PORT": "0", **environment}
    process = subprocess.Popen(
        [sys.executable, "main.py"], cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=around
    )
    assert process.stdout is not None
    try:
        with process.stdout:
            yield process.stdout.readline().removeprefix("Glimmers: ").strip()
            process.terminate()
            assert process.wait(timeout=60) == 0
    finally:
        process.kill()  # of a test that failed
        process.wait()


# --- Pages ----------------------------------------------------------------------------------------


@dataclass
class Witness:
    """Sees every request of a browser context and everything its pages log."""

    strangers: list[str] = field(default_factory=list)
    """Requests to other hosts that were not refused by the page's own policy."""
    said: list[str] = field(default_factory=list)
    seen: int = 0
    """How many requests, whatever their hosts."""

    def watch(self, context: BrowserContext) -> None:
        context.on("requestfinished", self._judge)
        context.on("requestfailed", self._judge)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.said.append(str(error.error)))

    def _judge(self, request: Request) -> None:
        self.seen += 1
        address = urlsplit(request.url)
        ours = address.scheme in {"blob", "data"} or address.hostname == "127.0.0.1"
        if not ours and request.failure != "csp":
            self.strangers.append(f"{request.url} ({request.failure or 'answered'})")

    def _hear(self, message: ConsoleMessage) -> None:
        self.said.append(f"{message.type}: {message.text}")


def enable_semantics(page: Page) -> None:
    """Flutter builds what screen readers and Playwright see only when somebody asks for it."""
    page.wait_for_selector(
        "flt-semantics-placeholder", state="attached", timeout=START_SECONDS * 1000
    )
    page.evaluate("document.querySelector('flt-semantics-placeholder')?.click()")


def notice_button(page: Page) -> Locator:
    """The app's own; the one that the page has before is `early_button`."""
    return page.locator("flt-semantics-host").get_by_role("button", name="Notice a glimmer")


AT_REST = """(was) => new Promise((resolve) => {
  const end = performance.now() + 20_000;
  const seen = () => document.querySelector('flt-semantics-host')?.outerHTML ?? '';
  let last = seen(), since = performance.now(), frames = 0;
  const look = () => {
    const now = performance.now(), there = seen();
    if (there === last) frames += 1;
    else [last, since, frames] = [there, now, 0];
    const rests = last !== was && frames >= 15 && now - since >= 300;
    if (rests || now > end) resolve(last);
    else next();
  };
  // A page that nobody sees is drawn no more, and has no frames.
  const next = () => {
    const late = setTimeout(() => { cancelAnimationFrame(frame); look(); }, 200);
    const frame = requestAnimationFrame(() => { clearTimeout(late); look(); });
  };
  next();
})"""


def at_rest(page: Page, was: str | None = None) -> None:
    """Waits until nothing moves on the screen and nothing comes or goes, for some frames; with
    `was`, once something else is there.
    """
    page.evaluate(AT_REST, was)


def on_screen(page: Page) -> str:
    """All that a screen reader may be told of, and where it is: for `at_rest`."""
    seen: str = page.evaluate("document.querySelector('flt-semantics-host')?.outerHTML ?? ''")
    return seen


def has_the_keyboard(box: Locator) -> None:
    """Waits until letters go into this box: it has the focus, and Flutter has heard of it."""
    expect(box).to_be_focused()
    at_rest(box.page)


def scroll_to(page: Page, wanted: Locator, *, by: int, seconds: float = 60) -> None:
    """Turns the wheel, above the middle of the screen, until this is in sight."""
    assert page.viewport_size is not None
    page.mouse.move(min(page.viewport_size["width"] / 2, 300), 500)
    give_up = time.monotonic() + seconds
    while not wanted.count() or not wanted.first.is_visible():
        assert time.monotonic() < give_up, f"not in sight: {wanted}"
        page.mouse.wheel(0, by)
        at_rest(page)


def cut_off(page: Page) -> list[str]:
    """Names of the buttons that reach beyond the right edge of the screen, of all at once."""
    found: list[str] = page.get_by_role("button").evaluate_all(
        """(all) => all.filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
            .map((one) => one.ariaLabel ?? one.textContent)"""
    )
    return found


def tab(page: Page) -> None:
    """Presses Tab, and waits until the focus has moved.

    Flutter moves the focus of the browser some frames after the key, and until then the focus is
    where it was: at first on the page itself, whose text holds every name there is.
    """
    page.evaluate("globalThis.was = document.activeElement")
    page.keyboard.press("Tab")
    with suppress(NotInTime):  # the only stop there is stays the same
        page.wait_for_function("() => document.activeElement !== was", polling=30, timeout=5_000)


def next_stop(page: Page) -> str:
    """The name of what the keyboard is on after Tab; empty where it leaves the app."""
    tab(page)
    name = page.evaluate(
        """() => {
                const on = document.activeElement;
                if (!on?.closest("flt-semantics-host")) return "";
                return on.ariaLabel || on.textContent || "";
            }"""
    )
    return " ".join(str(name).split())


def early_button(page: Page) -> Locator:
    """The page's own large button, before there is an app."""
    return page.locator("#dawn [data-part=early]")


def kept(page: Page) -> Locator:
    """The words on the card; the same words are also announced, outside the screen."""
    return page.locator("flt-semantics-host").get_by_text(re.compile(r"^Kept, \d\d:\d\d$"))


def open_app(page: Page, url: str) -> Page:
    """Opens the app and waits until a glimmer can be kept."""
    page.goto(url)
    return ready(page)


def ready(page: Page) -> Page:
    """Waits until a glimmer can be kept in a page that is starting, by the app's own button."""
    enable_semantics(page)
    expect(notice_button(page)).to_be_visible(timeout=START_SECONDS * 1000)
    expect(splash(page)).to_have_count(0, timeout=START_SECONDS * 1000)
    return page


def bring_back(page: Page) -> None:
    """Shows again what is hidden: Enter, and a choice."""
    expect(page.get_by_role("button", name=page_words.BLANK)).to_be_focused()
    page.keyboard.press("Enter")
    show = page.get_by_role("button", name=page_words.SHOW_PAGE)
    show.click()
    expect(show).to_have_count(0)


def escape(page: Page) -> None:
    """Closes what Esc closes, and brings back the page, which it hides."""
    page.keyboard.press("Escape")
    bring_back(page)


def put_journal(page: Page, url: str, file: Path) -> None:
    """Puts a prepared database into the browser's files, where the app will look for it.

    As somebody chooses a file: the browser reads it itself, however large it is.
    """
    page.goto(url + "version.json")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('input'), {type: 'file'}))"
    )
    page.locator("input").set_input_files(file)
    page.evaluate(
        """async (name) => {
            const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('glimmers', {create: true});
            const target = await (await folder.getFileHandle(name, {create: true})).createWritable();
            await target.write(document.querySelector('input').files[0]);
            await target.close();
        }""",
        file.name,
    )


def one_way_back(page: Page) -> None:
    """Waits while one page passes over the other, and both have a way back."""
    expect(page.get_by_role("button", name=screen_words.BACK, exact=True)).to_have_count(1)
    at_rest(page)


def reads(page: Page, words: str | re.Pattern[str], *, seconds: float = 60) -> None:
    """These words stand on the screen, or come to stand there.

    As text of their own, or as the name of the group that they begin: a notice with a button in it
    is such a group, whose text Flutter writes out only for a moment, to be read aloud.
    """
    said = page.get_by_text(words).or_(page.get_by_label(words))
    expect(said.filter(visible=True).first).to_be_visible(timeout=seconds * 1000)


def publish(app: Path, site: Path) -> None:
    """Puts a version on the site, as an upload would.

    Servers tell files apart by their dates in whole seconds: one upload is at least a second after
    the other.
    """
    new = site.with_name(site.name + ".new")
    shutil.copytree(app, new)
    listing = Path("service_worker.js")
    if (site / listing).exists():
        uploaded = max((site / listing).stat().st_mtime + 1, time.time())
        os.utime(new / listing, (uploaded, uploaded))
    shutil.rmtree(site, ignore_errors=True)
    new.rename(site)


def changed_version(
    app: Path, folder: Path, *, timeout_s: int | None = None, main: str | None = None, **files: str
) -> Path:
    """Another version of a built app, whole and listed for its service worker, without building it.

    `timeout_s` shortens the seconds until the page says that the app does not come; `main` takes the
    place of `main.py`; `files` are texts that take the place of files: `main_dart_js="…"`.
    """
    shutil.copytree(app, folder)
    if timeout_s is not None:
        change(folder / "index.html", 'data-timeout="30"', f'data-timeout="{timeout_s}"')
    if main is not None:
        with (
            tarfile.open(app / "app.tar.gz") as old,
            tarfile.open(folder / "app.tar.gz", "w:gz") as new,
        ):
            for entry in old:
                if entry.name != "main.py":
                    new.addfile(entry, old.extractfile(entry))
            entry = tarfile.TarInfo("main.py")
            entry.size = len(main.encode())
            new.addfile(entry, BytesIO(main.encode()))
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    relist(folder)
    return folder


def relist(folder: Path) -> None:
    """Has the service worker of a built app know its files as they are now."""
    listing = (
        "import sys; sys.path.insert(0, 'build'); import web; "
        "web.keep_offline(web.Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", listing, str(folder)], cwd=PROJECT, check=True)


def splash(page: Page) -> Locator:
    """What covers the page until the app is there."""
    return page.locator("#dawn")


def change(file: Path, old: str, new: str) -> None:
    """Replaces the one place in a file that reads `old`."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file.name, old)
    file.write_text(text.replace(old, new), encoding="utf-8")


def wait_for_waiting_version(page: Page) -> None:
    """A newer version lies ready for the next opening."""
    page.evaluate(
        """async () => {
            const registration = await navigator.serviceWorker.ready;
            while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 50));
        }"""
    )


def reads_after_start(page: Page, button: Locator, words: str) -> None:
    """These words come to stand on the screen of a page that reloads after this button."""
    starts_anew(page, button)
    reads(page, words)


def starts_anew(page: Page, button: Locator) -> None:
    """Presses what has the page reload, and waits until a glimmer can be kept again."""
    page.wait_for_load_state()
    with page.expect_event("load", timeout=START_SECONDS * 1000):
        button.click()
    ready(page)


def wait_until_offline_ready(page: Page) -> None:
    """The service worker is active, so everything it needs is in its cache."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


# --- A disk that is full or slow ------------------------------------------------------------------

DISK = """
const files = FileSystemSyncAccessHandle.prototype, { write, flush } = files;
let mood = {};
const moods = new BroadcastChannel('disk');
moods.onmessage = (event) => { mood = event.data; moods.postMessage('heard'); };
files.write = function (buffer, options) {
  if (mood.room !== undefined && mood.room-- <= 0) {
    if (mood.lies === undefined) throw new DOMException('full', 'QuotaExceededError');
    // As Chromium's private windows do at the end of their room: what is left of it is filled, and the answer is no number of bytes.
    if (mood.lies) write.call(this, buffer.subarray(0, mood.lies), options);
    return 4294967288;
  }
  return write.call(this, mood.short ? buffer.subarray(0, Math.min(buffer.length, mood.short)) : buffer, options);
};
files.flush = function () {
  const until = performance.now() + (mood.flush ?? 0);
  while (performance.now() < until);
  return flush.call(this);
};
"""

SLOW_FILES = """
const ask = FileSystemFileHandle.prototype.createSyncAccessHandle, answers = %s;
FileSystemFileHandle.prototype.createSyncAccessHandle = async function () {
  const after = answers.length ? answers.shift() : 0;
  if (after === null) await new Promise(() => {});
  const handle = await ask.call(this);
  await new Promise((go) => setTimeout(go, after));
  return handle;
};
"""
"""A browser that lends its files late: after so many milliseconds each, in order; `null`: never."""


@contextmanager
def filled_up(page: Page, url: str, *, room: int) -> Iterator[None]:
    """The browser's own limit for this origin: `room` bytes more than its files have now.

    A file that has grown already has up to a megabyte more to itself, until it is opened anew.
    """
    session = page.context.new_cdp_session(page)
    origin = url.rstrip("/")
    used = int(session.send("Storage.getUsageAndQuota", {"origin": origin})["usage"])
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": used + room})
    yield
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin})


def clear_data(page: Page, url: str) -> None:
    """What "delete browsing data" does to this site, at once and without asking."""
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": url.rstrip("/"), "storageTypes": "all"})


def files(page: Page) -> dict[str, int]:
    """Every file that the origin has here, by its path, with its size in bytes."""
    found: dict[str, int] = page.evaluate(FILES)
    return found


FILES = """async () => {
  const sizes = {};
  const walk = async (folder, path) => {
    for await (const [name, handle] of folder) {
      if (handle.kind === 'directory') await walk(handle, `${path}${name}/`);
      else sizes[path + name] = (await handle.getFile()).size;
    }
  };
  await walk(await navigator.storage.getDirectory(), '');
  return sizes;
}"""


def journal_of(page: Page, copy: Path) -> Path:
    """The database as it lies in the browser's files, copied to `copy`."""
    letters = page.evaluate(
        """async () => {
            const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('glimmers');
            const bytes = new Uint8Array(await (await (await folder.getFileHandle('glimmers.db')).getFile()).arrayBuffer());
            return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
        }"""
    )
    copy.write_bytes(bytes.fromhex(letters))
    return copy


def sound(database: Path) -> bool:
    """Whether SQLite finds nothing wrong with this file."""
    with closing(sqlite3.connect(f"{database.as_uri()}?immutable=1", uri=True)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


def inbox(page: Page) -> list[dict[str, object]]:
    """The records that lie in the browser's inbox."""
    found: list[dict[str, object]] = page.evaluate(
        """() => new Promise((resolve, reject) => {
            const asked = indexedDB.open('glimmers-inbox');
            asked.onerror = () => reject(asked.error);
            asked.onsuccess = () => {
                const records = asked.result.transaction('records').objectStore('records').getAll();
                records.onsuccess = () => { asked.result.close(); resolve(records.result); };
            };
        })"""
    )
    return found


def wait_in_inbox(page: Page, count: int) -> list[dict[str, object]]:
    """The records in the browser's inbox, once there are so many."""
    give_up = time.monotonic() + 60
    while len(found := inbox(page)) != count:
        assert time.monotonic() < give_up, found
        page.wait_for_timeout(50)
    return found


def rewrite_worker(page: Page, before: str) -> None:
    """Runs `before` in Python's worker ahead of everything else there."""

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=before + response.text())

    page.route("**/python-worker.js", answer)


def set_disk(page: Page, **mood: int) -> None:
    """Changes the mood of `DISK`; the worker has heard of it."""
    tell_worker(page, "disk", mood)


def tell_worker(page: Page, channel: str, message: object) -> None:
    """Says something to what `rewrite_worker` put there, and waits until that says it has heard."""
    page.evaluate(
        """([channel, message]) => new Promise((heard, refuse) => {
            setTimeout(() => refuse(new Error(`nobody heard ${channel}`)), 60_000);
            const way = ((globalThis.ways ??= {})[channel] ??= new BroadcastChannel(channel));
            way.onmessage = heard;
            way.postMessage(message);
        })""",
        [channel, message],
    )


# --- A browser that can be killed -----------------------------------------------------------------


@contextmanager
def mortal_browser(
    playwright: Playwright, profile: Path, witness: Witness
) -> Iterator[tuple[Page, subprocess.Popen[bytes]]]:
    """Chromium with a lasting profile, started by us so that it can be ended by `kill_at_once`."""
    port_file = profile / "DevToolsActivePort"
    port_file.unlink(missing_ok=True)
    command = [
        chromium(),
        "--headless=new",
        *FLAGS,
        *QUICK,
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
    ]
    command += [
        "--no-first-run",
        f"--window-size={PHONE['width']},{PHONE['height']}",
        "about:blank",
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 30
        while not port_file.is_file() or not port_file.read_text():
            assert process.poll() is None, "Chromium did not start"
            assert time.monotonic() < deadline, "Chromium does not answer"
            time.sleep(0.05)
        browser = playwright.chromium.connect_over_cdp(
            f"http://127.0.0.1:{port_file.read_text().splitlines()[0]}"
        )
        context = browser.contexts[0]
        witness.watch(context)
        yield context.pages[0] if context.pages else context.new_page(), process
    finally:
        kill_at_once(process)


def kill_at_once(process: subprocess.Popen[Any]) -> None:
    """`kill -9` of the browser with all its processes: none of them gets to finish anything, nor
    stays where the first of them has ended before.
    """
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
