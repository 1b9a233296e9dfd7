"""*Yours to keep* in real Chromium. On the page of `make run` a backup goes where downloads go and
comes back through the page's own picker, and every page of it is tried by ear, by finger and by key;
in a browser's own files all of it is done once, and what leaves for other programs too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.ui import routes
from app.words.screens import words
from tests.browser import browser as real
from tests.browser.test_by_ear_and_key import faults_of_keys, faults_of_names, faults_of_sizes, go

PAGES = (
    routes.YOURS,
    routes.BACK_UP,
    routes.EXPORT,
    routes.BRING_BACK,
    routes.GO_BACK,
    routes.ERASE,
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The link that `make run` prints, and the folder where this person's downloads go."""
    downloads = tmp_path / "home" / "Downloads"
    downloads.mkdir(parents=True)
    # Wherever this machine's own desktop puts downloads.
    desk = {"XDG_CONFIG_HOME": str(tmp_path / "none"), "XDG_DOWNLOAD_DIR": str(downloads)}
    with real.make_run(tmp_path / "kept", HOME=str(downloads.parent), **desk) as link:
        yield link, downloads


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


@pytest.mark.long
def test_a_backup_goes_out_and_comes_back_and_all_of_it_can_be_heard_and_reached(
    phone: Page, served: tuple[str, Path]
) -> None:
    link, downloads = served
    page = real.open_app(phone, link)
    inside = re.sub(r"/\?.*", "", page.evaluate("document.baseURI"))
    cdp = page.context.new_cdp_session(page)
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)

    faults: dict[str, list[str]] = {}
    for route in PAGES:
        go(page, inside, route)
        expect(page.get_by_role("button", name=words.BACK, exact=True)).to_be_visible(
            timeout=20_000
        )
        page.wait_for_timeout(1_000)
        faults[route] = faults_of_sizes(page) + faults_of_names(cdp) + faults_of_keys(page)
    go(page, inside, routes.BACK_UP)
    press(page, words.MAKE_BACKUP)
    real.reads(page, words.BACKED_UP)
    (file,) = downloads.iterdir()
    go(page, inside, routes.BRING_BACK)
    with page.expect_file_chooser() as chooser:
        press(page, words.CHOOSE_BACKUP)
    chooser.value.set_files(file)
    real.reads(page, words.ALL_HERE)
    press(page, words.PUT_IN_PLACE)
    press(page, words.PUT_IT)
    real.reads(page, words.IN_PLACE)
    go(page, inside, routes.GO_BACK)
    expect(
        page.get_by_role("button", name=re.compile(words.WHY_COPY["restore"])).first
    ).to_be_visible(timeout=20_000)

    assert faults == {route: [] for route in PAGES}
    assert file.name.endswith(".zip")


@pytest.mark.long
def test_in_a_browser_a_backup_comes_back_a_copy_is_gone_back_to_and_all_of_it_is_erased(
    phone: Page, app_server: real.Server, tmp_path: Path
) -> None:
    phone.add_init_script("globalThis.showSaveFilePicker = undefined")  # as most browsers
    page, url = real.open_app(phone, app_server.url), app_server.url
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)

    go(page, url, routes.BACK_UP)
    with page.expect_download(timeout=60_000) as download:
        press(page, words.MAKE_BACKUP)
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    real.reads(page, words.BACKED_UP)
    go(page, url, routes.EXPORT)
    page.get_by_role("radio", name=words.FORMS["markdown"]).click()
    with page.expect_download(timeout=60_000) as leaving:
        press(page, words.MAKE_EXPORT)
    leaving.value.save_as(tmp_path / "left.zip")
    real.reads(page, words.EXPORTED)
    go(page, url, routes.BRING_BACK)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=words.CHOOSE_BACKUP).or_(
            page.get_by_role("link", name=words.CHOOSE_BACKUP)
        ).first.click()
    chooser.value.set_files(file)
    real.reads(page, words.ALL_HERE, seconds=60)
    press(page, words.PUT_IN_PLACE)
    press(page, words.PUT_IT)
    real.reads(page, words.IN_PLACE, seconds=60)
    go(page, url, routes.GO_BACK)
    page.get_by_role("button", name=re.compile(words.WHY_COPY["restore"])).first.click()
    real.reads(page, "Every glimmer here is as it was then.", seconds=60)
    page.get_by_role("button", name=words.GO_BACK, exact=True).last.click()
    real.reads(page, re.compile("Your journal is as it was on"), seconds=60)
    go(page, url, routes.ERASE)
    page.get_by_role("switch", name=words.ERASE_SURE).click()
    press(page, words.ERASE_EVERYTHING)
    expect(page.get_by_role("alertdialog").or_(page.get_by_role("dialog"))).to_be_visible()
    page.get_by_role("button", name=words.ERASE_EVERYTHING).last.click()
    real.reads(page, words.ERASED_ALL, seconds=60)
    press(page, words.TO_TODAY)
    expect(page.get_by_role("button", name=words.EXAMPLES)).to_be_visible(timeout=20_000)
    with zipfile.ZipFile(tmp_path / "left.zip") as left:
        assert any(re.fullmatch(r"[0-9]{4}/[-0-9]{10}\.md", name) for name in left.namelist())
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)
