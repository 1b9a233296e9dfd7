"""People, places and tags in real Chromium against the built app: typed, completed, renamed, made
one, taken away.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import browser as real

pytestmark = pytest.mark.long


def tap(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def words_box(page: Page) -> None:
    """Opens the box on the card, and waits until the cursor is in it."""
    tap(page, "Add words")
    real.has_the_keyboard(page.get_by_role("textbox", name="Words"))


def keep(page: Page) -> None:
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)


def people(page: Page) -> None:
    page.get_by_role("tab", name="Look back").click()
    tap(page, "People, places, tags")
    expect(page.get_by_role("heading", name="People, places, tags")).to_be_visible(timeout=20_000)


def rename(page: Page, to: str) -> None:
    tap(page, "Change the name")
    tap(page, "Rename")
    box = page.get_by_role("textbox", name="The new name")
    real.has_the_keyboard(box)
    page.keyboard.press("Control+a")
    page.keyboard.type(to, delay=30)
    tap(page, "Use this name")


def test_people_are_typed_completed_renamed_made_one_and_taken_away(
    phone: Page, app_server: real.Server
) -> None:
    real.open_app(phone, app_server.url)
    keep(phone)
    words_box(phone)
    phone.keyboard.type("Tea with @Noor #lake ", delay=30)
    phone.wait_for_timeout(500)
    tap(phone, "Done")

    keep(phone)
    words_box(phone)
    phone.keyboard.type("Rain and @No", delay=30)
    tap(phone, "Complete: Noor")
    expect(phone.get_by_role("button", name="Complete: Noor")).to_have_count(0)
    real.has_the_keyboard(phone.get_by_role("textbox", name="Words"))
    phone.keyboard.type("laughing", delay=30)  # the cursor is behind the name again
    phone.wait_for_timeout(500)
    tap(phone, "Done")

    people(phone)
    tap(phone, "Noor. 2 glimmers")
    real.reads(phone, "Person, 2 glimmers")
    assert "noor" not in phone.url.lower()  # an address goes into the browser's history
    expect(phone.get_by_role("button", name=re.compile(r"^Tea with @Noor #lake"))).to_be_visible()
    expect(
        phone.get_by_role("button", name=re.compile(r"^Rain and @Noor laughing"))
    ).to_be_visible()

    rename(phone, "Nour")
    expect(phone.get_by_role("heading", name="Nour")).to_be_visible(timeout=20_000)
    tap(phone, "Undo")
    expect(phone.get_by_role("heading", name="Noor")).to_be_visible(timeout=20_000)

    phone.get_by_role("button", name=re.compile(r"^Rain and @Noor")).click()
    tap(phone, "Add a person, place or tag")
    real.has_the_keyboard(phone.get_by_role("textbox", name="Who"))
    phone.keyboard.type("Nour", delay=30)
    tap(phone, "Add it")
    tap(phone, "Nour, person")
    real.reads(phone, "Person, 1 glimmer")
    tap(phone, "Change the name")
    tap(phone, "Merge with another name")
    tap(phone, "Complete: Noor")
    real.reads(phone, "“Noor” already exists. Merge the two names?")
    tap(phone, "Merge them")
    expect(phone.get_by_role("heading", name="Noor")).to_be_visible(timeout=20_000)
    real.reads(phone, "Person, 2 glimmers")

    phone.reload()
    real.enable_semantics(phone)
    real.reads(phone, "Person, 2 glimmers", seconds=real.START_SECONDS)
    tap(phone, "Change the name")
    tap(phone, "Remove this name")
    real.reads(phone, "Remove the name “Noor” from your glimmers?")
    phone.get_by_role("button", name="Remove this name", exact=True).last.click()
    real.reads(phone, re.compile("^No names yet"))

    phone.goto(app_server.url + "names/tag")
    real.enable_semantics(phone)
    expect(phone.get_by_role("button", name="lake. 1 glimmer")).to_be_visible(
        timeout=real.START_SECONDS * 1000
    )
    phone.goto(app_server.url + "look-back")
    real.enable_semantics(phone)
    expect(phone.get_by_role("button", name=re.compile(r"^Rain and @Noor laughing"))).to_be_visible(
        timeout=real.START_SECONDS * 1000
    )


def test_a_name_in_the_middle_of_the_words_is_completed_where_the_cursor_is(
    phone: Page, app_server: real.Server
) -> None:
    real.open_app(phone, app_server.url)
    keep(phone)
    words_box(phone)
    phone.keyboard.type("@Noor ", delay=30)
    phone.wait_for_timeout(300)
    tap(phone, "Done")
    keep(phone)
    words_box(phone)
    phone.keyboard.insert_text("🌻 and me")
    for _ in range(len(" and me")):
        phone.keyboard.press("ArrowLeft")
    real.at_rest(phone)

    phone.keyboard.type(" @No", delay=60)
    tap(phone, "Complete: Noor")
    expect(phone.get_by_role("button", name="Complete: Noor")).to_have_count(0)
    real.has_the_keyboard(phone.get_by_role("textbox", name="Words"))
    phone.keyboard.type("now ", delay=60)
    phone.wait_for_timeout(500)
    tap(phone, "Done")
    phone.get_by_role("tab", name="Look back").click()

    expect(phone.get_by_role("button", name=re.compile(r"^🌻 @Noor now and me"))).to_be_visible(
        timeout=20_000
    )
