"""In which language the page itself speaks, in real Chromium: made-up catalogues, and nothing of
the app behind them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from app.words import language
from app.words.page import page_words
from tests.words.dressed import add_catalogue, dressed_page

pytestmark = pytest.mark.long

ADDRESS = "http://127.0.0.1:9/"
ARABIC = {
    "Opening Glimmers": "يفتح Glimmers",
    "Glimmers could not start: a part of it is missing or failed.": "تعذّر بدء Glimmers.",
    "Try again": "حاول <b>مجددًا</b>",
    "Take a photo": "التقط صورة",
    "Take photo": 'التقط "الصورة"',
    "What the camera sees": "ما تراه الكاميرا",
}
BRAZILIAN = {"Opening Glimmers": "Abrindo Glimmers"}


@pytest.fixture(scope="module")
def page_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with two languages beside English."""
    catalogues = tmp_path_factory.mktemp("languages")
    add_catalogue(catalogues, "ar", ARABIC)
    add_catalogue(catalogues, "pt-BR", BRAZILIAN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "FOLDER", catalogues)
        return dressed_page(tmp_path_factory.mktemp("dressed") / "page")


Open = Callable[..., Page]


@pytest.fixture
def open_page(new_phone: Callable[..., BrowserContext], page_folder: Path) -> Open:
    """Opens it in a browser that asks for these languages, in this order. What starts Python is
    empty, and Flutter never comes.
    """

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ADDRESS) or "index.html"
        if name in ("index.html", "hide.js", "locale.js", "photos.js"):
            route.fulfill(path=page_folder / name)
        elif name in ("head_start.js", "python.js"):  # the page waits for these
            route.fulfill(body="", content_type="text/javascript")

    def opened(*languages: str, **options: object) -> Page:
        context = new_phone(service_workers="block", **options)
        context.add_init_script(
            f"Object.defineProperty(navigator, 'languages', {{ get: () => {list(languages)!r} }});"
        )
        context.route("**/*", answer)
        page = context.new_page()
        page.goto(ADDRESS, wait_until="commit")
        page.wait_for_selector("script[src='flutter_bootstrap.js']", state="attached")
        return page

    return opened


@pytest.mark.parametrize(
    ("asked", "lang", "label"),
    [
        (["ar"], "ar", "يفتح Glimmers"),
        (["ar-EG", "en"], "ar", "يفتح Glimmers"),
        (["tlh", "pt-BR", "ar"], "pt-BR", "Abrindo Glimmers"),
        (["pt-PT"], "", "Opening Glimmers"),
        (["en-GB", "ar"], "", "Opening Glimmers"),
        (["tlh"], "", "Opening Glimmers"),
        ([], "", "Opening Glimmers"),
    ],
)
def test_the_splash_speaks_the_first_language_of_the_browsers_that_there_is(
    open_page: Open, asked: list[str], lang: str, label: str
) -> None:
    splash = open_page(*asked).locator("#dawn")

    expect(splash.locator("i")).to_have_attribute("aria-label", label)
    assert splash.evaluate("dawn => dawn.lang") == lang


def test_a_start_that_fails_is_told_in_that_language_as_far_as_it_goes(open_page: Open) -> None:
    page = open_page("ar-EG")

    page.evaluate("dispatchEvent(new Event('glimmers-failed'))")

    told = page.get_by_role("alert")
    expect(told).to_contain_text("تعذّر بدء Glimmers.")
    expect(told).to_contain_text(page_words.IF_ANYTHING_KEPT)  # of which there is no translation
    expect(page.get_by_role("button", name="حاول <b>مجددًا</b>", exact=True)).to_be_focused()
    assert told.evaluate("told => getComputedStyle(told).direction") == "rtl"


@pytest.mark.parametrize(
    ("asked", "lang", "direction", "title", "sees", "take"),
    [
        ("ar-EG", "ar", "rtl", *(ARABIC[name] for name in (
            "Take a photo", "What the camera sees", "Take photo"
        ))),
        ("en-GB", "en", "ltr", "Take a photo", "What the camera sees", "Take photo"),
    ],
)  # fmt: skip
def test_the_camera_speaks_as_the_splash_does(
    open_page: Open, asked: str, lang: str, direction: str, title: str, sees: str, take: str
) -> None:
    page = open_page(asked, viewport={"width": 1000, "height": 700})

    page.evaluate(
        """async () => {
            navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
            const { photos } = await import('./photos.js');
            photos(() => {}).take_photo();
        }"""
    )

    dialog = page.get_by_role("dialog", name=title, exact=True)
    expect(dialog).to_be_visible()
    expect(dialog.locator("video")).to_have_attribute("aria-label", sees)
    expect(dialog.get_by_role("button")).to_have_text([take, "Cancel"])
    assert dialog.evaluate("dialog => [dialog.lang, dialog.dir]") == [lang, direction]
