"""Reminders in a browser: shown, refused, tapped; each through real Chromium and its service
worker, on a desktop of its own.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Error, Page, Playwright, expect

from app.words.prompts import prompt_words
from app.words.screens import words
from tests.browser import browser as real
from tests.browser.desktop import Desktop, desktop

LISTED = """async () => {
    const listed = await (await navigator.serviceWorker.ready).getNotifications();
    return listed.map(({ title, body, tag, icon, data }) => ({ title, body, tag, icon: new URL(icon).pathname, link: data.link }));
}"""


def words_of(id: str) -> str:
    """The words of one of our prompts."""
    return prompt_words.ASKED[id]


@pytest.fixture(scope="session")
def reminding_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small app that reminds."""
    real.chromium()
    folder = tmp_path_factory.mktemp("reminding") / "source"
    folder.mkdir()
    shutil.copy(Path(__file__).with_name("scratch") / "reminders.py", folder / "main.py")
    for part in ("app", "storage"):
        shutil.copytree(
            real.PROJECT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copytree(
        real.PROJECT / "assets" / "icons",
        folder / "assets" / "icons",
        ignore=shutil.ignore_patterns("*.svg"),
    )
    return folder


@pytest.fixture(scope="session")
def reminding_app(reminding_source: Path) -> Path:
    """The same as static files."""
    return real.built(reminding_source, "reminding")


@pytest.fixture(scope="module")
def site(reminding_app: Path) -> Iterator[real.Server]:
    running = real.serve(reminding_app)
    yield running
    running.stop()


@pytest.fixture
def own_site(reminding_app: Path) -> Iterator[real.Server]:
    """The same at an address of its own, where this browser was never before."""
    running = real.serve(reminding_app)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def desk() -> Iterator[Desktop]:
    with desktop() as running:
        yield running


@pytest.fixture
def area(desk: Desktop) -> Desktop:
    """The notification area, empty."""
    desk.forget()
    return desk


@pytest.fixture(scope="module")
def watched(
    playwright: Playwright, desk: Desktop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[BrowserContext, real.Witness]]:
    # With a profile on disk: from a passing one Chromium shows notifications, and then does not
    # find who is to hear of a tap.
    profile = tmp_path_factory.mktemp("reminded") / "profile"
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=real.chromium(),
        args=[*real.FLAGS, *real.QUICK],
        viewport=real.PHONE,
        env=dict(desk.environment),
    )
    witness = real.Witness()
    witness.watch(context)
    yield context, witness
    context.close()


@pytest.fixture(scope="module")
def open_page(watched: tuple[BrowserContext, real.Witness], site: real.Server) -> OpenPage:
    return OpenPage(watched[0], site)


@pytest.fixture
def browser(
    watched: tuple[BrowserContext, real.Witness], open_page: OpenPage, area: Desktop
) -> Iterator[BrowserContext]:
    """Chromium on that desktop; what a test opens in it is closed, and nothing may be asked of
    another host.
    """
    context, witness = watched
    yield context
    open_page.close_others()
    assert witness.strangers == []


@pytest.fixture
def new_page(browser: BrowserContext) -> Page:
    """A page of its own, for what must be there before the app."""
    return browser.new_page()


@pytest.fixture
def page(open_page: OpenPage, browser: BrowserContext) -> Page:
    """The app that reminds, allowed to and ready for it, which never did."""
    return open_page.found()


FORGET = """async () => {
    localStorage.removeItem('glimmers.reminded');
    for (const shown of await (await navigator.serviceWorker.ready).getNotifications()) shown.close();
}"""
GO = """(address) => {
    history.pushState(null, '', address);
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
}"""


class OpenPage:
    """A page that one test after another finds open: a start takes seconds, forgetting none."""

    def __init__(self, context: BrowserContext, site: real.Server) -> None:
        self._context, self._site = context, site
        self._page = context.pages[0]
        self._open = False

    def found(self) -> Page:
        self._page.bring_to_front()
        if not (self._open and self._forgets(self._page)):
            open_with(self._page, self._site, "granted")
            self._open = True
        return self._page

    def _forgets(self, page: Page) -> bool:
        """Takes back what the test before left, in Python, page and browser; whether it could."""
        try:
            set_permission(page, self._site, "granted")
            go(page, self._site)
            press(page, "Forget")
            real.reads(page, "forgotten")
            page.evaluate(FORGET)
            assert page.evaluate(LISTED) == []
        except (AssertionError, Error):
            return False
        return True

    def close_others(self) -> None:
        if self._page.is_closed():
            self._page, self._open = self._context.new_page(), False
        for page in self._context.pages:
            if page is not self._page:
                page.close()


def go(page: Page, site: real.Server, route: str = "") -> None:
    """Leads the open app there, as a tapped reminder would."""
    if page.url != site.url + route:
        page.evaluate(GO, site.url + route)
    real.reads(page, re.compile(f"^route /{route}$"))


ANSWERED: list[CDPSession] = []


def set_permission(page: Page, site: real.Server, answer: str) -> None:
    """As if the person had given this answer before: granted, denied, or prompt."""
    for session in ANSWERED:
        with suppress(Error):  # its page may be closed
            session.detach()
    ANSWERED.clear()
    page.context.clear_permissions()
    if answer == "granted":
        page.context.grant_permissions(["notifications"], origin=site.url)
        return
    ANSWERED.append(
        page.context.new_cdp_session(page)
    )  # what is set by it lasts as long as it does
    setting = {
        "permission": {"name": "notifications"},
        "setting": answer,
        "origin": site.url.rstrip("/"),
    }
    ANSWERED[0].send("Browser.setPermission", setting)


def open_with(page: Page, site: real.Server, answer: str) -> Page:
    set_permission(page, site, answer)
    real.open_app(page, site.url)
    real.wait_until_offline_ready(page)
    page.evaluate(FORGET)
    return page


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def show(page: Page, button: str) -> None:
    """Shows one and waits until the app says that it was shown."""
    press(page, button)
    real.reads(page, "it was shown")


# --- Shown ----------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_reminder_is_shown_with_our_words_and_the_app_is_told_when(
    page: Page, area: Desktop
) -> None:
    real.reads(page, "reach open")
    press(page, "Last")
    real.reads(page, "last shown never")

    show(page, "Show light")

    assert page.evaluate(LISTED) == [
        {
            "title": "Glimmers",
            "body": words_of("light"),
            "tag": "glimmers-reminder",
            "icon": "/icons/icon-192.png",
            "link": "/capture?prompt=light",
        }
    ]
    on_desktop = area.shown(1)
    assert on_desktop.title == "Glimmers"
    assert on_desktop.body.endswith(words_of("light"))
    press(page, "Last")
    real.reads(page, re.compile(r"last shown \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*\+00:00"))


def test_when_one_was_last_shown_is_still_known_after_a_reload(page: Page) -> None:
    show(page, "Show light")

    page.reload()

    real.ready(page)
    press(page, "Last")
    real.reads(page, re.compile(r"last shown \d{4}-"))


def test_the_next_one_takes_the_place_of_the_one_before(page: Page, area: Desktop) -> None:
    show(page, "Show light")

    show(page, "Show sky")
    real.reads(page, "it was shown")
    area.shown(2)

    assert [listed["body"] for listed in page.evaluate(LISTED)] == [words_of("sky")]


def test_of_a_prompt_the_person_wrote_nothing_is_shown_and_its_id_survives_the_link(
    page: Page,
) -> None:
    show(page, "Show own")

    (listed,) = page.evaluate(LISTED)
    assert listed["body"] == "A moment to look up?"
    assert listed["link"] == "/capture?prompt=own-1f%20%26%20%3F%23"


def test_a_planned_one_comes_by_itself_while_the_page_is_open(page: Page, area: Desktop) -> None:
    press(page, "Plan")

    real.reads(page, "planned")
    assert area.shown(1).body.endswith(words_of("sky"))


def test_a_planned_one_comes_while_another_tab_is_looked_at(
    page: Page, browser: BrowserContext, area: Desktop
) -> None:
    press(page, "Plan")
    real.reads(page, "planned")

    other = browser.new_page()
    other.bring_to_front()

    assert area.shown(1).body.endswith(words_of("sky"))


# --- Refused --------------------------------------------------------------------------------------


def test_a_refused_permission_is_told_and_nothing_is_shown(page: Page, site: real.Server) -> None:
    set_permission(page, site, "denied")
    press(page, "Permission")
    real.reads(page, "permission denied")

    press(page, "Show light")

    real.reads(
        page,
        (
            "The browser does not let Glimmers show reminders. What you kept is safe. Allow "
            "notifications for this page"
        ),
    )
    assert page.evaluate(LISTED) == []
    press(page, "Ask")
    real.reads(page, "answered denied")
    press(page, "Last")
    real.reads(page, "last shown never")


def test_without_an_answer_nothing_is_shown_and_the_app_says_so(
    page: Page, site: real.Server
) -> None:
    set_permission(page, site, "prompt")
    press(page, "Permission")
    real.reads(page, "permission unasked")

    press(page, "Show light")

    real.reads(page, "The browser has not been told yet that Glimmers may show reminders.")
    assert page.evaluate(LISTED) == []


def test_a_permission_that_is_taken_back_is_noticed_at_the_next_one(
    page: Page, site: real.Server
) -> None:
    show(page, "Show light")

    set_permission(page, site, "denied")

    press(page, "Show sky")
    real.reads(page, "The browser does not let Glimmers show reminders.")


@pytest.mark.long
def test_a_host_without_the_service_worker_is_an_error(
    new_page: Page, reminding_app: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain"
    real.publish(reminding_app, plain)
    (plain / "service_worker.js").unlink()
    running = real.serve(plain)
    try:
        page = new_page
        set_permission(page, running, "granted")
        real.open_app(page, running.url)

        press(page, "Show light")

        real.reads(
            page, "The part of Glimmers that shows reminders could not be started in this browser."
        )
    finally:
        running.stop()


@pytest.mark.long
def test_a_browser_without_notifications_has_no_reach(new_page: Page, site: real.Server) -> None:
    # As Safari on a phone has it, as long as the page is not on the home screen.
    new_page.add_init_script("delete globalThis.Notification;")
    page = new_page
    real.open_app(page, site.url)
    real.reads(page, "reach none")

    press(page, "Show light")

    real.reads(page, "This browser shows no reminders for web pages.")
    press(page, "Ask")
    real.reads(page, "answered denied")


@pytest.mark.long
def test_what_the_browser_takes_and_does_not_list_was_not_shown(
    new_page: Page, site: real.Server
) -> None:
    new_page.add_init_script(
        "ServiceWorkerRegistration.prototype.showNotification = async () => {};"
    )
    page = open_with(new_page, site, "granted")

    press(page, "Show light")

    real.reads(page, "The browser took the reminder but did not show it.")
    press(page, "Last")
    real.reads(page, "last shown never")


# --- Asked ----------------------------------------------------------------------------------------

# Playwright cannot press the browser's own question, so these stand-ins answer it. The permission
# itself is Chromium's.
ANSWERS = """
let state = 'default';
globalThis.asked = 0;
Object.defineProperty(Notification, 'permission', { get: () => state });
"""
ALLOWED_AT_ONCE = (
    ANSWERS
    + "Notification.requestPermission = async () => { asked += 1; return (state = 'granted'); };"
)
SENT_AWAY = ANSWERS + (
    "Notification.requestPermission = async () => { asked += 1; await new Promise((go) => "
    "setTimeout(go, 900)); return 'default'; };"
)
ONLY_WITHIN_A_TAP = (
    ANSWERS
    + """
Notification.requestPermission = async () => {
    asked += 1;
    if (!['touchend', 'click', 'keydown'].includes(globalThis.event?.type)) return 'denied';  // the event being heard right now
    return (state = 'granted');
};
"""
)


@pytest.mark.long
def test_a_browser_that_says_no_to_its_own_question_is_believed(
    new_page: Page, own_site: real.Server
) -> None:
    # Nobody sees a question of a Chromium without a window, so it refuses by itself.
    page = new_page
    real.open_app(page, own_site.url)
    press(page, "Permission")
    real.reads(page, "permission unasked")

    press(page, "Ask")

    real.reads(page, "answered denied")


@pytest.mark.long
def test_the_browsers_question_is_asked_once_and_its_answer_comes_back(
    new_page: Page, site: real.Server
) -> None:
    new_page.add_init_script(ALLOWED_AT_ONCE)
    page = open_with(new_page, site, "granted")

    press(page, "Ask")

    real.reads(page, "answered granted")
    press(page, "Ask")
    show(page, "Show light")
    assert page.evaluate("asked") == 1


@pytest.mark.long
def test_a_question_that_was_sent_away_is_not_asked_again_by_itself(
    new_page: Page, site: real.Server
) -> None:
    new_page.add_init_script(SENT_AWAY)
    page = open_with(new_page, site, "granted")
    press(page, "Ask")
    real.reads(page, "answered unasked")

    press(page, "Permission")

    real.reads(page, "permission unasked")
    assert page.evaluate("asked") == 1


@pytest.mark.long
def test_a_browser_that_asks_only_within_a_tap_asks_at_the_next_one(
    new_page: Page, site: real.Server
) -> None:
    new_page.add_init_script(ONLY_WITHIN_A_TAP)
    page = open_with(new_page, site, "granted")
    press(page, "Ask")
    real.reads(page, "asking")
    expect(page.get_by_text("answered")).to_have_count(0)

    press(page, "Ask")

    real.reads(page, "answered granted")
    show(page, "Show light")


@pytest.mark.long
def test_the_service_workers_first_registration_is_waited_for(
    new_page: Page, own_site: real.Server
) -> None:
    page = new_page
    set_permission(page, own_site, "granted")
    real.open_app(page, own_site.url)

    show(page, "Show light")  # at once, without waiting until it can be used offline


# --- Tapped ---------------------------------------------------------------------------------------


def test_a_tap_leads_into_the_open_window(
    page: Page, browser: BrowserContext, site: real.Server, area: Desktop
) -> None:
    go(page, site, "settings")
    show(page, "Show light")

    area.tap(area.shown(1))

    real.reads(page, "route /capture?prompt=light")
    assert page.url == site.url + "capture?prompt=light"
    assert page.evaluate(LISTED) == []
    assert len(browser.pages) == 1
    page.go_back()
    real.reads(page, "route /settings")


def test_put_off_it_comes_again_and_leads_to_the_same_prompt(
    page: Page, site: real.Server, area: Desktop
) -> None:
    go(page, site, "settings")
    show(page, "Show light")

    area.press(area.shown(1), "Later")

    again = area.shown(2)
    assert again.body.endswith(words_of("light"))
    real.reads(page, "route /settings")  # nothing was opened for it
    area.tap(again)
    real.reads(page, "route /capture?prompt=light")


HEARS_LATER = """() => navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.again) globalThis.later = true;
})"""
"""After the page itself, which listened before."""


@pytest.mark.long
def test_what_was_put_off_stays_away_once_reminders_are_off(page: Page, area: Desktop) -> None:
    show(page, "Show light")
    page.evaluate(HEARS_LATER)
    area.press(area.shown(1), "Later")
    page.wait_for_function("() => globalThis.later")

    press(page, "Forget")

    real.reads(page, "forgotten")
    page.wait_for_timeout(2500)
    area.shown(1)


def test_a_second_tap_leads_to_its_own_prompt(page: Page, area: Desktop) -> None:
    show(page, "Show light")
    area.tap(area.shown(1))
    real.reads(page, "route /capture?prompt=light")

    show(page, "Show sky")
    area.tap(area.shown(2))

    real.reads(page, "route /capture?prompt=sky")


@pytest.mark.long
def test_a_tap_leads_into_the_window_that_showed_it(
    page: Page, browser: BrowserContext, site: real.Server, area: Desktop
) -> None:
    show(page, "Show light")
    second = browser.new_page()
    real.open_app(second, site.url)
    second.bring_to_front()

    area.tap(area.shown(1))

    real.reads(page, "route /capture?prompt=light")
    real.reads(second, re.compile("^route /$"))


def test_a_tap_without_a_window_opens_one_at_the_prompt(
    page: Page, browser: BrowserContext, area: Desktop
) -> None:
    show(page, "Show light")
    browser.new_page()
    page.close()

    with browser.expect_page() as opened:
        area.tap(area.shown(1))

    real.ready(opened.value)
    real.reads(opened.value, "route /capture?prompt=light")


@pytest.mark.long
def test_a_tap_without_a_window_and_a_network_opens_one_too(
    browser: BrowserContext, own_site: real.Server, area: Desktop
) -> None:
    page = open_with(browser.new_page(), own_site, "granted")
    show(page, "Show light")
    browser.new_page()
    page.close()
    own_site.stop()

    with browser.expect_page() as opened:
        area.tap(area.shown(1))

    real.ready(opened.value)
    real.reads(opened.value, "route /capture?prompt=light")


SHOW_A_LINK = """async (link) => {
    const registration = await navigator.serviceWorker.ready;
    await registration.showNotification('Glimmers', { body: link, data: { link } });
}"""


NO_NOTIFICATION_IS_LEFT = """async () => {
    const registration = await navigator.serviceWorker.ready;
    while ((await registration.getNotifications()).length) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}"""


ELSEWHERE = [
    "https://example.org/",
    "//example.org/",
    "\\\\example.org",
    "javascript:alert(1)",
    "blob:x",
    "/../..",
    "",
]


def test_a_tap_never_leaves_the_app(
    page: Page, browser: BrowserContext, site: real.Server, area: Desktop
) -> None:
    go(page, site, "settings")

    for count, link in enumerate(ELSEWHERE, start=1):
        page.evaluate(SHOW_A_LINK, link)
        area.tap(area.shown(count))

        page.evaluate(NO_NOTIFICATION_IS_LEFT)
        page.wait_for_timeout(300)
        assert page.url.startswith(site.url)
        assert [other.url for other in browser.pages] == [page.url]
        expect(real.notice_button(page)).to_be_visible()


@pytest.mark.long
def test_an_app_that_lives_in_a_folder_of_its_host_stays_in_it(
    new_page: Page, area: Desktop, reminding_source: Path, tmp_path: Path
) -> None:
    host = tmp_path / "host"
    command = [
        sys.executable,
        "build/web.py",
        "--source",
        str(reminding_source),
        "--out",
        str(host / "light"),
        "--base-url",
        "/light/",
    ]
    subprocess.run(command, cwd=real.PROJECT, check=True, stdout=subprocess.DEVNULL)
    running = real.serve(host, plain=True)
    try:
        page = new_page
        set_permission(page, running, "granted")
        real.open_app(page, running.url + "light/")
        real.wait_until_offline_ready(page)
        show(page, "Show light")

        area.tap(area.shown(1))

        real.reads(page, "route /capture?prompt=light")
        assert page.url == running.url + "light/capture?prompt=light"
    finally:
        running.stop()


# --- Glimmers itself ------------------------------------------------------------------------------


@pytest.mark.long
def test_glimmers_shows_one_and_the_tap_leads_to_its_question(
    new_page: Page, own_app_server: real.Server, area: Desktop
) -> None:
    page = new_page
    set_permission(page, own_app_server, "granted")
    real.open_app(page, own_app_server.url)
    real.notice_button(page).click()
    real.kept(page).wait_for()
    page.goto(own_app_server.url + "settings/reminders")
    real.enable_semantics(page)
    real.reads(page, words.reach("browser", "open"), seconds=real.START_SECONDS)
    page.get_by_role("switch", name=words.REMINDERS).click()
    page.get_by_role("button", name=words.SEND_NOW).click()
    real.reads(page, words.SENT)
    shown = area.shown(1)
    (listed,) = page.evaluate(LISTED)

    area.tap(shown)

    page.wait_for_url("**" + listed["link"])
    assert listed["body"] in prompt_words.ASKED.values()
    real.reads(page, listed["body"])


# --- The app itself -------------------------------------------------------------------------------


def test_from_the_switch_in_settings_to_a_reminder_that_is_tapped(
    new_page: Page, own_app_server: real.Server, area: Desktop
) -> None:
    page = open_with(new_page, own_app_server, "granted")
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible()
    page.get_by_role("tab", name=words.SETTINGS).click()
    page.get_by_role("button", name=words.REMINDERS).click()
    real.reads(page, "In a browser they arrive only while Glimmers is open in a tab.")

    page.get_by_role("switch", name=words.REMINDERS).click()

    real.reads(page, words.NEXT_REMINDER)
    real.reads(page, re.compile(r"^(This|Tomorrow) (morning|afternoon|evening)$"))
    real.reads(page, words.between(time(9), time(20, 30)))
    press(page, words.SEND_NOW)
    note = area.shown(1)
    said = note.body.partition("\n\n")[2]  # behind the page's address, which Chromium adds
    assert said in prompt_words.ASKED.values()
    real.reads(page, words.SENT)
    area.tap(note)
    real.reads(page, said)
    assert "/capture?prompt=" in page.url


@pytest.mark.long
def test_the_edge_of_the_window_is_dragged(
    new_page: Page, own_app_server: real.Server, area: Desktop
) -> None:
    page = open_with(new_page, own_app_server, "granted")
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible()
    page.get_by_role("tab", name=words.SETTINGS).click()
    page.get_by_role("button", name=words.REMINDERS).click()
    page.get_by_role("switch", name=words.REMINDERS).click()
    real.reads(page, words.NEXT_REMINDER)
    real.at_rest(page)
    box = page.get_by_role("heading", name=words.between(time(9), time(20, 30))).bounding_box()
    assert box is not None
    left, width = 36.0, real.PHONE["width"] - 72.0
    height = box["y"] + box["height"] + 12 + 32
    page.mouse.move(left + width * 9 / 24, height)
    page.mouse.down()

    page.mouse.move(left + width * 12 / 24, height, steps=8)
    page.mouse.up()

    real.reads(page, words.between(time(12), time(20, 30)))
    real.reads(page, words.FROM.format(time="12:00"))
