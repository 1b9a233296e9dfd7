"""Pages to read: what a glimmer is, a few examples, About, and Privacy."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import get_args

import flet as ft
import pytest
from PIL import ImageFont

from app.ui import routes
from app.ui.look.theme import DAY, Here
from app.ui.settings.privacy import PrivacyPage, home_of
from app.ui.today import screen as today
from app.words.screens import words
from app.words.screens.privacy import Home
from tests.device import Device, Session
from tests.screen import Screen, Sent


async def settled(device: Device | None = None, **options) -> Session:
    """The app once what is unseen is made."""
    screen = await Session.begin(device, **options)
    await asyncio.sleep(today.SETTLES + 0.1)
    await screen.settle()
    return screen


def examples_in(screen: Screen) -> list[str]:
    every = {text for _, text in words.ALL_EXAMPLES}
    return [text for text in screen.texts() if text in every]


def headings(screen: Screen, level: int) -> list[str]:
    return [
        text.value
        for control in screen.every(ft.Semantics)
        if control.heading_level == level and isinstance(text := control.content, ft.Text)
    ]


def copied(sent: list[Sent]) -> list[str]:
    return [
        message.body["args"]["data"]
        for message in sent
        if isinstance(message.body, dict) and message.body.get("name") == "set"
    ]


# What a glimmer is --------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [(390, 844), (320, 568), (1280, 800)], ids=str)
async def test_the_first_screen_says_once_what_a_glimmer_is(size, scale):
    screen = await settled(new_here=True, width=size[0], height=size[1])
    await screen.text_scale(scale)

    assert screen.texts().count(words.A_GLIMMER) == 1


async def test_after_the_first_tap_it_has_gone_and_is_found_with_the_examples_and_in_about():
    screen = await settled(new_here=True)

    await screen.tap("notice")
    after_the_tap = screen.has(words.A_GLIMMER)
    found = []
    for address in (routes.EXAMPLES, routes.ABOUT):
        await screen.go(address)
        found.append(screen.has(words.A_GLIMMER))

    assert not after_the_tap
    assert found == [True, True]


FONT = ImageFont.truetype(
    str(Path(__file__).parents[2] / "assets" / "fonts" / "NunitoSans-400.ttf"), 160
)
"""Ten times as large as the line is set."""


def lines_of(text: str, width: float) -> int:
    """How many lines the words take that are set at 16 dp in this width."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if FONT.getlength(longer) / 10 <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return len(lines)


@pytest.mark.parametrize("width", [320, 360, 390, 430, 1280])
@pytest.mark.parametrize("height", [667, 740, 844, 1000])
@pytest.mark.parametrize("scale", [1.0, 1.2])
def test_on_the_first_screen_the_line_has_room_between_the_sky_and_the_button(width, height, scale):
    here = Here(c=DAY, width=width, height=height, scale=scale)

    m = today._measure(here, height, first_run=True)

    assert m.block >= 12 + lines_of(words.A_GLIMMER, (width - 64) / scale) * 24 * scale
    assert m.strip + m.block + m.button <= height - 186


@pytest.mark.parametrize("size", [(390, 844), (390, 664), (320, 568)], ids=str)
async def test_on_the_first_screen_help_is_above_the_fold_and_the_motto_where_white_is_read(size):
    width, height = size
    screen = await settled(new_here=True, width=width, height=height)
    here = Here(c=DAY, width=width, height=height)
    m = today._measure(here, height, first_run=True)

    (motto,) = [
        seen for seen in screen.everything
        if isinstance(seen.control, ft.Text) and seen.control.value == words.ENOUGH
    ]  # fmt: skip
    top = next(one.top for one in motto.around if getattr(one, "top", None))
    style = motto.control.style
    rows = [name for name in screen.names() if name in (words.HELP_NOW, words.EXAMPLES)]

    assert top + 2 * style.size * style.height <= 0.55 * m.strip
    assert rows[0] == (words.HELP_NOW if height < 600 else words.EXAMPLES)
    lies_at = m.strip + m.block + m.button + 18 + 40 + 8 + (0 if height < 600 else 48)
    assert lies_at + 48 <= height


# A few examples -----------------------------------------------------------------------------------


async def test_from_the_first_screen_they_are_read_and_back_leads_to_the_button():
    device = Device()
    screen = await settled(device, new_here=True)

    await screen.tap(words.EXAMPLES)
    shown, heading = examples_in(screen), headings(screen, 1)
    await screen.tap("Back")

    assert len(shown) == 5
    assert heading == [words.EXAMPLES]
    assert screen.page.route == "/"
    assert screen.names().count("Notice a glimmer") == 1
    assert screen.has(words.ENOUGH)
    assert device.journal.count() == 0


async def test_from_today_they_are_there_while_nothing_was_kept_today():
    device = Device()
    device.clock.passes(days=-3)
    device.keeps("three days ago")
    device.clock.passes(days=3)
    screen = await settled(device)

    before = screen.holds(words.EXAMPLES)
    await screen.tap("notice")
    kept = screen.holds(words.EXAMPLES)
    await screen.tap("Undo")

    assert (before, kept, screen.holds(words.EXAMPLES)) == (True, False, True)


async def test_on_a_day_with_a_glimmer_today_does_not_offer_them():
    device = Device()
    device.keeps("steam")

    screen = await settled(device)

    assert not screen.holds(words.EXAMPLES)


async def test_they_are_not_offered_before_it_is_known_what_was_kept_today():
    device = Device()
    device.keeps("steam")
    device.opens.clear()

    screen = await settled(device)

    assert screen.holds("notice")
    assert not screen.holds(words.EXAMPLES)


async def test_others_brings_the_next_ones_and_says_which_until_all_were_shown():
    screen = await settled(route=routes.EXAMPLES)

    seen, said = [], []
    for _ in range(10):
        seen += examples_in(screen)
        said += screen.live()
        await screen.tap(words.OTHERS)

    assert sorted(seen) == sorted(text for _, text in words.ALL_EXAMPLES)
    assert len(set(said)) == 10
    assert all(re.fullmatch(r"\d+ to \d+ of 50", line) for line in said)
    assert examples_in(screen) == seen[:5]


async def test_another_day_begins_with_others():
    first = []
    for day in ("2026-11-22 18:42", "2026-11-23 18:42"):
        screen = await settled(Device(day), route=routes.EXAMPLES)
        first.append(examples_in(screen))

    assert not set(first[0]) & set(first[1])


async def test_an_example_cannot_be_touched_and_nothing_is_kept():
    device = Device()
    screen = await settled(device, route=routes.EXAMPLES)

    for _ in range(3):
        await screen.tap(words.OTHERS)

    assert set(screen.names()) == {"Back", words.HELP_NOW, words.OTHERS}
    assert device.journal.count() == 0


async def test_each_says_where_the_light_was_to_the_eye_and_to_the_ear():
    screen = await settled(route=routes.EXAMPLES)

    rows = [
        [seen.control.value for seen in screen.everything if row in seen.around
         and isinstance(seen.control, ft.Text)]
        for row in screen.every(ft.MergeSemantics)
    ]  # fmt: skip

    assert [row for row in rows if row] == [
        [text, words.PATHWAYS[path]]
        for path, text in words.ALL_EXAMPLES
        if text in examples_in(screen)
    ]


# About --------------------------------------------------------------------------------------------


async def test_about_leads_to_the_examples_to_privacy_and_to_help():
    screen = await settled(route=routes.ABOUT)

    came_to = []
    for name in (words.EXAMPLES, words.PRIVACY, words.HELP_NOW):
        await screen.tap(name)
        came_to.append(screen.page.route)
        await screen.go(routes.ABOUT)

    assert came_to == [routes.EXAMPLES, routes.PRIVACY, routes.HELP]


async def test_about_has_a_heading_for_each_part_and_opens_a_paper_only_by_the_very_press():
    screen = await settled(route=routes.ABOUT)

    links = {button.url for button in screen.every(ft.TextButton) if button.url}

    assert headings(screen, 2) == [*(heading for heading, _ in words.ABOUT_PARTS), words.EVIDENCE]
    assert links == {
        f"https://doi.org/{doi}"
        for _, source in words.EVIDENCE_LINES
        for doi in re.findall(r"doi (\S+)", source)
    }
    assert len(links) == 6
    assert all(screen.has(source) for _, source in words.EVIDENCE_LINES)
    assert not copied(screen.sent)


async def test_the_evidence_is_copied_with_its_sources():
    screen = await settled(route=routes.ABOUT)

    await screen.tap("copy")

    (text,) = copied(screen.sent)
    assert all(finding in text and source in text for finding, source in words.EVIDENCE_LINES)
    assert screen.has(words.COPIED)


# Privacy ------------------------------------------------------------------------------------------


def privacy(screen: Screen, home: Home) -> ft.Control:
    async def where() -> str:
        return "In the usual place."

    here = Here(c=DAY, width=390, height=844)
    return PrivacyPage(here, home, where, lambda _event: screen.page.navigate(routes.WHERE))


@pytest.mark.parametrize("home", get_args(Home))
async def test_privacy_has_a_heading_for_each_part_and_says_all_of_it(home):
    screen = Screen()

    await screen.mount(lambda: ft.View(route="/", controls=[privacy(screen, home)]))

    parts = words.privacy(home, "In the usual place.")
    assert headings(screen, 2) == [heading for heading, _ in parts]
    assert [text for _, texts in parts for text in texts if not screen.has(text)] == []


async def test_privacy_is_copied_whole_and_leads_to_where_it_is_kept():
    screen = await settled(route=routes.PRIVACY)

    await screen.tap("copy")
    (text,) = copied(screen.sent)
    await screen.tap(words.WHERE_KEPT)

    for heading, texts in words.privacy("phone", await screen.device.where()):
        assert heading in text
        assert all(part in text for part in texts)
    assert screen.page.route == routes.WHERE


@pytest.mark.parametrize(
    ("platform", "web", "home"),
    [
        ("android", False, "phone"),
        ("ios", False, "phone"),
        ("linux", False, "program"),
        ("macos", False, "program"),
        ("windows", False, "program"),
        ("linux", True, "served"),
        ("android", True, "served"),
    ],
)
async def test_privacy_knows_where_it_runs(platform, web, home):
    screen = Screen()
    screen.session.apply_page_patch({"platform": platform, "web": web})

    assert home_of(screen.page) == home


async def test_privacy_knows_a_browser(monkeypatch):
    screen = Screen()
    monkeypatch.setattr("sys.platform", "emscripten")

    assert home_of(screen.page) == "browser"
