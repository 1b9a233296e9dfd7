"""What the README promises of the app in a browser, in every engine that is here: one visit for
each story, the built app, real presses and keys.

An engine is skipped only where its own table says why (`Engine.cannot`); the rows of the README's
table are written from what these tests note (`python -m tests.browser.engines`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from app.words.screens import words
from tests.browser import browser as real
from tests.browser.engines import ENGINES
from tests.browser.engines.probe import Engine, Point, Tab, Window
from tests.browser.engines.story import Story, insist_on

PICTURES = real.PROJECT / "build" / "test-results" / "pictures" / "engines"
NOTICE = "Notice a glimmer"
KEPT = re.compile(r"^Kept, \d\d:\d\d$")
LIGHT = re.compile(r"^A glimmer")
"""One without words, in Look back."""
COLOURS = {"red": (200, 40, 40), "green": (40, 160, 60), "blue": (40, 70, 200)}
SCRATCH = Path(__file__).with_name("scratch") / "main.py"


@pytest.fixture(params=ENGINES, ids=[engine.name for engine in ENGINES])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn. One that is not here is skipped on somebody's desk, and fails in
    continuous integration.
    """
    found: Engine = request.param
    insist_on(found)
    return found


@pytest.fixture
def story(request: pytest.FixtureRequest, engine: Engine) -> Iterator[Story]:
    """What the test shows, as its marker says; skipped where the engine can do nothing of it."""
    marker = request.node.get_closest_marker("shows")
    notes = request.node.user_properties
    needs = marker.kwargs.get("needs")
    made = Story(engine, marker.args, lambda name, value: notes.append((name, value)), needs)
    if hindrance := made.hindrance():
        pytest.skip(hindrance)
    failed = request.session.testsfailed
    yield made
    if request.session.testsfailed == failed:
        assert made.left_out() == []


@pytest.fixture
def server(app: Path) -> Iterator[real.Server]:
    """At an address that no other test has, and to be stopped."""
    running = real.serve(app)
    yield running
    running.stop()


def picture(tab: Tab, engine: Engine, name: str) -> Image.Image:
    """Keep what is on the screen, at rest."""
    tab.rests()
    seen = tab.picture()
    assert seen.size == (real.PHONE["width"], real.PHONE["height"])
    assert len(seen.getcolors(2**20) or ()) > 500, f"{name} is bare"
    PICTURES.mkdir(parents=True, exist_ok=True)
    seen.save(PICTURES / f"{name}-{engine.name.lower()}.png")
    return seen


def look_back_has(tab: Tab, count: int, said: re.Pattern[str] = LIGHT) -> None:
    tab.tap(words.LOOK_BACK, "tab")
    tab.shows("heading", words.LOOK_BACK)
    tab.shows("button", said, count)


def is_sound(tab: Tab, copy: Path) -> bool:
    """Whether SQLite finds nothing wrong with the file in the browser's storage."""
    copy.write_bytes(tab.journal())
    return real.sound(copy)


@pytest.mark.shows("start", "early", "keep", "kill", "second", "offline", "alone", needs="keep")
def test_what_is_kept_stays_whatever_comes(
    engine: Engine, story: Story, server: real.Server, tmp_path: Path
) -> None:
    with engine.browser(tmp_path / "profile") as window:
        window.tab.goto(server.url)
        assert re.match("Kept, ", window.tab.taps_early())
        window.kill()

    with engine.browser(tmp_path / "profile") as window:
        tab = window.tab
        tab.starts(server.url)
        tab.shows("button", NOTICE)
        story.shown("start")
        look_back_has(tab, 1)
        assert is_sound(tab, tmp_path / "copy.db")
        story.shown("early", "kill")

        tab.tap(words.TODAY, "tab")
        tab.tap(NOTICE)
        tab.reads(KEPT)
        tab.starts()
        look_back_has(tab, 2)
        story.shown("keep")

        tab = in_a_second_tab(window, server.url)
        story.shown("second")

        tab.offline_ready()
        server.stop()
        without_a_network(tab, server.url)
        story.shown("offline")

        assert window.strangers() == []
        story.shown("alone")


def in_a_second_tab(window: Window, url: str) -> Tab:
    """Two glimmers are kept, the third there, the fourth here; the first tab goes, and the second one
    takes over.
    """
    first, second = window.tab, window.another_tab()
    second.goto(url)
    second.reads(words.ELSEWHERE_TITLE, seconds=real.START_SECONDS)
    second.tap(NOTICE)
    second.reads(re.compile(r"^Kept here, \d\d:\d\d\. It joins your journal in the other tab"))
    first.front()
    first.shows("button", LIGHT, 3)
    first.tap(words.TODAY, "tab")
    first.tap(NOTICE)
    look_back_has(first, 4)
    first.close()
    second.front()
    second.tap(words.TRY_AGAIN)
    second.shows("button", NOTICE)
    look_back_has(second, 4)
    return second


def without_a_network(tab: Tab, url: str) -> None:
    """Four are kept, two more follow; addresses within the app lead there."""
    tab.starts(f"{url}settings")
    tab.shows("heading", words.SETTINGS)
    tab.starts(f"{url}capture?prompt=light")
    tab.shows("button", NOTICE)
    tab.rests()
    tab.reads_not(KEPT)
    tab.tap(NOTICE)
    tab.reads(KEPT)
    tab.goto(url)
    assert re.match("Kept, ", tab.taps_early())
    tab.until("!document.getElementById('dawn')")
    look_back_has(tab, 6)


@pytest.mark.shows("keys", "look")
def test_by_keys_alone_and_at_night(
    engine: Engine, story: Story, server: real.Server, tmp_path: Path
) -> None:
    with engine.browser(tmp_path / "profile", "night") as window:
        tab = window.tab
        by_keys_alone(tab, server.url)
        story.shown("keys")
        nights = pictures(tab, engine, "night")

    with engine.browser(tmp_path / "profile", "day") as window:
        window.tab.starts(server.url)
        days = pictures(window.tab, engine, "day")
    for night, day in zip(nights, days, strict=True):
        assert brightness(night) < 90 < 160 < brightness(day)
    story.shown("look")


def by_keys_alone(tab: Tab, url: str) -> None:
    """From the page's own button to words, and back to the app's."""
    tab.goto(url)
    tab.waits_for_early()
    tab.tabs_to(re.compile("^Notice"), stops=3)
    tab.press("Enter")
    tab.until("!document.getElementById('dawn')")
    tab.reads(KEPT)
    tab.rests()
    tab.tabs_to(words.ADD_WORDS)
    tab.ring_is_seen()
    tab.press("Enter")
    tab.shows("textbox", words.WORDS)
    tab.rests()
    tab.type("Rain on the bus roof")
    tab.tabs_to(words.DONE)
    tab.ring_is_seen()
    tab.press("Enter")
    tab.shows("button", "Words: Rain on the bus roof")
    tab.rests()
    tab.tabs_to(NOTICE)
    tab.ring_is_seen()
    tab.press("Enter")
    tab.shows("button", words.ADD_WORDS)  # of the new one's card
    tab.reads(KEPT)


def pictures(tab: Tab, engine: Engine, scheme: str) -> list[Image.Image]:
    """Of Today, Look back, and Settings."""
    tab.tap(words.TODAY, "tab")
    tab.shows("button", NOTICE)
    seen = [picture(tab, engine, f"today-{scheme}")]
    look_back_has(tab, 1)
    seen.append(picture(tab, engine, f"look-back-{scheme}"))
    tab.tap(words.SETTINGS, "tab")
    tab.shows("heading", words.SETTINGS)
    seen.append(picture(tab, engine, f"settings-{scheme}"))
    return seen


def brightness(seen: Image.Image) -> float:
    """Of 255, in the middle of all pixels."""
    return float(ImageStat.Stat(seen.convert("L")).median[0])


@pytest.fixture
def photos(tmp_path: Path) -> dict[str, Path]:
    """Three photos of one colour each, one of them lying on its side and full of notes about where
    it was taken.
    """
    made = {}
    for number, (name, colour) in enumerate(COLOURS.items()):
        made[name] = tmp_path / f"{name}.jpg"
        exif = Image.Exif()
        exif[0x0112] = 6 if number == 1 else 1
        exif[0x010F] = "A camera"
        exif.get_ifd(0x8825)[1] = "N"
        size = (1600, 1200) if number else (1200, 1600)
        Image.new("RGB", size, colour).save(made[name], exif=exif)
    return made


@pytest.mark.shows("choose", "paste", "drop", "collage")
def test_photos_come_in_and_a_collage_goes_out(
    engine: Engine,
    story: Story,
    server: real.Server,
    photos: dict[str, Path],
    tmp_path: Path,
) -> None:
    with engine.browser(tmp_path / "profile") as window:
        tab = window.tab
        tab.starts(server.url)
        tab.tap(NOTICE)
        tab.reads(KEPT)
        with tab.choosing(photos["red"]):
            tab.tap(words.ADD_PHOTO)
        tab.shows("button", words.photo_name(0, 1, ""))
        story.shown("choose")
        tab.paste(photos["green"])
        tab.shows("button", words.photo_name(1, 2, ""))
        story.shown("paste")
        tab.drop(photos["blue"])
        tab.shows("button", "3 photos")
        story.shown("drop")
        picture(tab, engine, "photos-day")

        file, places = a_collage(tab, tmp_path / "saved")
        picture(tab, engine, "collage-day")
        with Image.open(file) as collage:
            assert (collage.format, collage.size) == ("JPEG", (2048, 2048))
            assert not collage.getexif()
            assert set(collage.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            seen = [nearest(collage, at, paper(tab)) for at in places]
        assert sorted(seen) == sorted(COLOURS)

        tab.starts(f"{server.url}collages")
        tab.tap(re.compile("^Collage of 3 photos"))
        assert frames(tab) == [pytest.approx(at, abs=1) for at in places]
        story.shown("collage")


def a_collage(tab: Tab, folder: Path) -> tuple[Path, list[Point]]:
    """Made, two photos of it dragged into each other's places, saved, downloaded: its file, and
    where the photos are.
    """
    tab.tap(words.COLLAGES, "tab")
    tab.tap(words.NEW_COLLAGE)
    tab.tap(words.MAKE_IT)
    first, second, _ = frames(tab)
    tab.mouse(first, second)
    tab.shows("button", words.UNDO)
    swapped = frames(tab)
    assert swapped[:2] == [pytest.approx(second, abs=1), pytest.approx(first, abs=1)]
    tab.tap(words.SAVE)
    tab.reads("Saved in Glimmers")
    with tab.saving(folder):
        tab.tap(words.SAVE_AS_FILE)
    (file,) = folder.iterdir()
    assert file.name.startswith("glimmers-collage-")
    return file, swapped


def frames(tab: Tab) -> list[Point]:
    """The middles of the photos on the paper, the first first."""
    tab.shows("button", re.compile(r"Photo \d of 3"), 3)
    tab.rests()
    return [tab.shows("button", re.compile(f"Photo {number} of 3"))[0] for number in (1, 2, 3)]


def paper(tab: Tab) -> tuple[float, float, float]:
    """Left and top of the paper on the screen, and its scale: 358 dp on a phone 390 wide, with the
    photos, which may be whole, in its middle.
    """
    boxes = tab.boxes("button", re.compile(r"Photo \d of 3"))
    lefts, tops, widths, heights = zip(*boxes, strict=True)
    rights = [left + width for left, width in zip(lefts, widths, strict=True)]
    bottoms = [top + height for top, height in zip(tops, heights, strict=True)]
    across, down = (min(lefts) + max(rights)) / 2, (min(tops) + max(bottoms)) / 2
    return across - 179, down - 179, 358 / 2048


def nearest(collage: Image.Image, at: Point, paper: tuple[float, float, float]) -> str:
    """Which of our colours the finished picture has where the screen showed a photo's middle."""
    left, top, scale = paper
    pixel = collage.getpixel((round((at[0] - left) / scale), round((at[1] - top) / scale)))
    assert isinstance(pixel, tuple)
    return min(
        COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(COLOURS[name], pixel, strict=True))
    )


@pytest.mark.shows("update")
def test_a_new_version_waits_for_the_next_opening_and_can_be_left_again(
    engine: Engine, story: Story, scratch_app: Path, tmp_path: Path
) -> None:
    """Each opening is a browser of its own, killed at its end: the unkindest way to leave a waiting
    version behind.
    """
    site, profile = tmp_path / "site", tmp_path / "profile"
    text = SCRATCH.read_text(encoding="utf-8")
    second = real.changed_version(
        scratch_app, tmp_path / "second", main=text.replace("first edition", "second edition")
    )
    real.publish(scratch_app, site)
    running = real.serve(site)
    try:
        with engine.browser(profile) as window:
            tab = window.tab
            tab.starts(running.url)
            tab.reads("first edition")
            tab.tap(NOTICE)
            tab.reads("1 kept, ok")
            tab.offline_ready()
            real.publish(second, site)
            tab.starts()
            tab.version_waits()
            tab.starts()
            tab.reads("first edition")
            tab.reads("1 kept, ok")

        with engine.browser(profile) as window:
            tab = window.tab
            tab.starts(running.url)
            tab.reads("second edition")
            tab.reads("1 kept, ok")
            tab.tap("Go back a version")
            tab.reads("first edition", seconds=real.START_SECONDS)
            tab.reads("went back")
            tab.tap(NOTICE)
            tab.reads("2 kept, ok")
        story.shown("update")
    finally:
        running.stop()
