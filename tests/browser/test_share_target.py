"""Shared into the installed app: through the real service worker, shown first, kept when the person
says so. And what a manifest promises of it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser import browser as real
from tests.browser.test_early_button import kept_in
from tests.made_photos import jpeg

FOREIGN = "http://127.0.0.1:9/"
FORM = """
<form method="post" enctype="multipart/form-data" action="{action}">
  <input name="title"><input name="text"><input name="url"><input type="file" name="photos" multiple>
</form>"""


def share(
    context: BrowserContext, app: str, files: list[dict[str, object]] | None = None, **words: str
) -> Page:
    """Posted as an app's share is, and as any foreign page can do it."""
    page = context.new_page()

    def answer(route: Route) -> None:
        route.fulfill(body=FORM.format(action=app + "share"), content_type="text/html")

    page.route(FOREIGN, answer)
    page.goto(FOREIGN)
    for name, value in words.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=photos]").set_input_files(files or [])  # type: ignore[arg-type]
    page.evaluate("document.forms[0].submit()")
    page.wait_for_url(f"{app}shared*", wait_until="commit")
    return page


def photo(name: str, shade: int) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(colour=f"#{shade:02X}5A28")}


@pytest.fixture
def installed(
    new_phone: Callable[..., BrowserContext], own_app_server: real.Server
) -> BrowserContext:
    """The app with its service worker, and no window open."""
    context = new_phone()
    page = real.open_app(context.new_page(), own_app_server.url)
    real.wait_until_offline_ready(page)
    page.close()
    return context


def test_words_a_link_and_photos_are_shown_first_and_become_one_glimmer(
    installed: BrowserContext, own_app_server: real.Server, tmp_path: Path
) -> None:
    page = share(
        installed,
        own_app_server.url,
        [photo("one.jpg", 60), photo("two.jpg", 120), photo("three.jpg", 180)],
        title="A heron",
        text="A heron by the weir https://example.org/heron",
        url="https://example.org/heron",
    )
    real.enable_semantics(page)
    real.reads(page, "It is not in your journal yet", seconds=60)
    real.reads(page, "A heron by the weir https://example.org/heron")
    expect(page.get_by_role("img", name="Shared photo")).to_have_count(3)
    assert len(real.inbox(page)) == 1
    assert len(kept_in(page, tmp_path)) == 0

    page.get_by_role("button", name="Keep it as a glimmer").click()

    page.wait_for_url("**/look-back/*", timeout=30_000)
    real.wait_in_inbox(page, 0)
    assert len(kept_in(page, tmp_path)) == 1
    assert sum(name.endswith(".jpg") and "thumb" not in name for name in real.files(page)) == 3


@pytest.mark.long
@pytest.mark.alone
def test_without_a_network_the_answer_comes_within_a_second(
    installed: BrowserContext, own_app_server: real.Server
) -> None:
    own_app_server.stop()
    page = share(installed, own_app_server.url, text="the first one starts the service worker")
    page.close()

    began = time.monotonic()
    page = share(installed, own_app_server.url, text="Rain on the roof")
    assert time.monotonic() - began < 3  # with a new page, a form, and Playwright's own time
    answered = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
    assert answered < 1000
    assert [each["note"] for each in real.inbox(page)] == [
        "the first one starts the service worker",
        "Rain on the roof",
    ]


@pytest.mark.long
def test_left_out_it_is_gone_and_asked_before(
    installed: BrowserContext, own_app_server: real.Server, tmp_path: Path
) -> None:
    page = share(installed, own_app_server.url, text="Rain on the roof")
    real.enable_semantics(page)
    page.get_by_role("button", name="Leave it out").click(timeout=60_000)
    real.reads(page, "It is deleted here, and cannot be brought back")
    asked = page.get_by_text("It is deleted here, and cannot be brought back")
    page.get_by_role("button", name="Not now").click()
    expect(asked).to_have_count(0)
    assert len(real.inbox(page)) == 1

    page.get_by_role("button", name="Leave it out").click()
    expect(asked.filter(visible=True).first).to_be_visible()
    page.get_by_role("button", name="Leave it out").last.click()
    real.reads(page, "Nothing waits here")
    real.wait_in_inbox(page, 0)
    assert len(kept_in(page, tmp_path)) == 0


@pytest.mark.long
def test_what_is_too_much_is_left_out_and_said(
    installed: BrowserContext, own_app_server: real.Server
) -> None:
    many = [photo(f"{number}.jpg", number) for number in range(33)]
    page = share(installed, own_app_server.url, many)
    assert page.url.endswith("/shared?left=3")
    (record,) = real.inbox(page)
    assert len(record["photos"]) == 30  # type: ignore[arg-type]
    real.enable_semantics(page)
    real.reads(page, "3 photos were left out", seconds=60)


@pytest.mark.long
def test_a_foreign_frame_puts_nothing_in(
    installed: BrowserContext, own_app_server: real.Server
) -> None:
    page = installed.new_page()
    action = own_app_server.url + "share"
    page.route(
        FOREIGN,
        lambda route: route.fulfill(
            body=f"<iframe name=inside></iframe>{FORM.format(action=action)}",
            content_type="text/html",
        ),
    )
    page.goto(FOREIGN)
    page.locator("[name=text]").fill("unasked")
    page.evaluate("document.forms[0].target = 'inside'; document.forms[0].submit()")
    page.wait_for_timeout(2000)
    page.goto(own_app_server.url + "version.json")
    assert real.inbox(page) == []


def test_the_manifest_leads_into_the_app_and_to_nothing_that_is_not_there(
    new_phone: Callable[..., BrowserContext], app: Path, app_server: real.Server
) -> None:
    manifest = json.loads((app / "manifest.json").read_text(encoding="utf-8"))
    page = new_phone().new_page()
    page.goto(app_server.url, wait_until="commit")
    real.early_button(page).wait_for()
    session = page.context.new_cdp_session(page)
    seen = session.send("Page.getAppManifest")
    assert seen["errors"] == []

    (notice,) = manifest["shortcuts"]
    assert notice["name"] == "Notice a glimmer"
    page.goto(urljoin(app_server.url, notice["url"]), wait_until="commit")
    expect(real.early_button(page)).to_be_visible()
    for icon in (*manifest["icons"], *notice["icons"]):
        assert (app / icon["src"]).is_file()
    assert manifest["share_target"]["action"] == "share"
    assert manifest["launch_handler"]["client_mode"][0] == "navigate-existing"
