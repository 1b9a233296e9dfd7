"""Addresses, the bar and the rail, settings, help, and a journal that does not open."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import flet as ft
import pytest

from app.core.errors import DamagedJournalError, NoPrivateStorageError, OpenElsewhereError
from app.core.exchange.inbox import from_json
from app.ui import pages
from app.ui.pages import Place
from app.words.errors import told as told_of
from app.words.hours import are_twelve
from app.words.screens import words
from storage.rows.stamps import new_id
from storage.taking_in import Intake
from tests.device import Device, Session
from tests.state.test_opening import TROUBLES
from tests.state.test_shared import share

# Addresses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", Place("today")),
        ("", Place("today")),
        (None, Place("today")),
        ("/capture", Place("today", from_outside=True)),
        ("/capture?prompt=light", Place("today", prompt="light", from_outside=True)),
        ("/?prompt=light", Place("today")),
        ("glimmers://app/capture", Place("today", from_outside=True)),
        ("/look-back", Place("look-back")),
        ("/look-back/", Place("look-back")),
        ("/look-back/an-id", Place("look-back", "glimmer", "an-id")),
        (
            "glimmers://app/kept/an-id",
            Place("look-back", "kept-outside", "an-id", from_outside=True),
        ),
        (
            "glimmers://app/shared?came=an-id&left=2",
            Place("today", "shared", from_outside=True, came="an-id", left=2),
        ),
        ("/bin", Place("look-back", "bin")),
        ("/settings", Place("settings")),
        ("/settings/look", Place("settings", "look")),
        ("/settings/about", Place("settings", "about")),
        ("/settings/privacy", Place("settings", "privacy")),
        ("/examples", Place("today", "examples")),
        ("/examples/", Place("today", "examples")),
        ("/examples/1", Place("today", "missing")),
        ("/settings/where", Place("settings", "kept")),
        ("/settings/where/photos", Place("settings", "unnamed")),
        ("/settings/where/photos/", Place("settings", "unnamed")),
        ("/settings/where/anything", Place("today", "missing")),
        ("/help", Place("settings", "help")),
        ("/light", Place("today", "hard")),
        ("/nowhere", Place("today", "missing")),
        ("/look-back/an-id/more", Place("today", "missing")),
        ("/%00/../..", Place("today", "missing")),
    ],
)
def test_an_address_means_one_screen(address, place):
    assert pages.place(address) == place


@pytest.mark.parametrize(
    ("address", "shows"),
    [
        ("/", "Sunday evening"),
        ("/capture", "Sunday evening"),
        ("/look-back", "Nothing here yet. What you keep will be here."),
        ("/bin", "The bin is empty."),
        ("/settings", "About and evidence"),
        ("/settings/look", "So that “summer 2004” means your summer."),
        ("/settings/about", words.ABOUT_TEXT[0]),
        ("/settings/privacy", words.PRIVACY_LEAD),
        ("/settings/privacy", "Not encrypted, not locked"),
        ("/examples", words.A_GLIMMER),
        ("/settings/where", "In /home/somebody/journal, on this device. Nothing is sent anywhere."),
        ("/help", "If you are in danger, or might hurt yourself, please reach a person now."),
        ("/light", words.HARD_QUESTION),
        ("/nowhere", "There is no such page. Your glimmers are where they were."),
        ("/look-back/nothing", "This glimmer is not here any more."),
        ("/kept/nothing", "This glimmer is not in your journal."),
    ],
)
@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
async def test_every_address_shows_its_screen(address, shows, width):
    screen = await Session.begin(route=address, width=width)

    assert screen.has(shows)
    assert screen.alive
    assert not screen.crashed


async def test_the_address_for_capturing_only_opens_a_screen():
    device = Device()
    screen = await Session.begin(device)

    for address in ("/capture", "/capture?prompt=light&keep=1", "/"):
        await screen.go(address)

    assert device.journal.count() == 0
    assert not screen.has("Kept")


async def test_a_link_to_what_was_kept_with_the_app_closed_takes_it_in_and_opens_it():
    device = Device()
    device.intake = Intake(device.beside, now=device.clock.now)
    screen = await Session.begin(device)
    at = device.clock.now()
    record = from_json({"v": 1, "id": new_id(at), "at": at.isoformat(timespec="milliseconds")})
    device.beside.put(record)

    await screen.go(f"/kept/{record.id}")
    for _ in range(200):  # the inbox is read on another thread
        await asyncio.sleep(0.01)
        await screen.settle()
        if screen.page.route != f"/kept/{record.id}":
            break

    assert screen.page.route == f"/look-back/{record.id}"
    assert device.journal.get(record.id)
    assert device.beside.look() == []
    assert screen.has(words.WHERE_WAS_IT)
    await screen.back()
    assert screen.page.route == "/", "the link itself is an errand that is done"


async def test_the_bar_leads_to_each_tab_and_shows_which_one_is_open():
    screen = await Session.begin()

    seen = []
    for tab in ("Look back", "Collages", "Settings", "Today"):
        await screen.go_to_tab(tab)
        seen.append((screen.page.route, screen.every(ft.NavigationBar)[0].selected_index))

    assert seen == [("/look-back", 1), ("/collages", 2), ("/settings", 3), ("/", 0)]


async def test_the_systems_back_leads_from_a_page_to_its_tab():
    came_to = []
    for address in (
        "/settings/look",
        "/settings/about",
        "/settings/where",
        "/settings/privacy",
        "/examples",
        "/help",
        "/light",
        "/bin",
        "/nowhere",
    ):
        screen = await Session.begin(route=address)
        await screen.back()
        came_to.append(screen.page.route)

    assert came_to == [*["/settings"] * 4, "/", "/settings", "/", "/look-back", "/"]


# Help ---------------------------------------------------------------------------------------------


async def taps_to_help(screen: Session) -> int:
    """The fewest taps that lead from here to Help now."""
    if screen.page.route == "/help":
        return 0
    for taps in (1, 2):
        if screen.holds("Help now") and any(
            seen.spoken.startswith("Help now") and shows_at_once(seen)
            for seen in screen.touchables()
        ):
            await screen.tap("Help now")
        elif screen.holds("more"):
            await screen.tap_text("Help now")
            taps += 1
        elif screen.every(ft.NavigationBar):
            await screen.go_to_tab("Settings")
        elif screen.holds("Settings"):
            await screen.tap("Settings")
        else:
            await screen.tap("Back")
        if screen.page.route == "/help":
            return taps
    return 99


def shows_at_once(seen) -> bool:
    return not any(isinstance(one, ft.PopupMenuButton) for one in seen.around)


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/look-back",
        "/look-back/{id}",
        "/look-back/nothing",
        "/bin",
        "/settings",
        "/settings/look",
        "/settings/about",
        "/settings/privacy",
        "/settings/where",
        "/settings/where/photos",
        "/examples",
        "/light",
        "/nowhere",
    ],
)
async def test_help_is_two_taps_from_every_screen(address, width):
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=address.format(id=glimmer.id), width=width)

    assert await taps_to_help(screen) <= 2
    assert screen.has(words.HELP_INTRO)


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
async def test_help_is_two_taps_from_the_first_run_too(width):
    screen = await Session.begin(new_here=True, width=width)

    assert await taps_to_help(screen) <= 2
    assert screen.has(words.HELP_INTRO)


async def test_help_is_two_taps_from_the_card_after_a_tap():
    screen = await Session.begin()
    await screen.tap("notice")

    assert await taps_to_help(screen) <= 2


async def test_help_is_there_when_the_journal_does_not_open():
    device = Device()
    device.trouble = OpenElsewhereError()
    screen = await Session.begin(device)

    assert await taps_to_help(screen) <= 2
    assert screen.has(words.HELP_INTRO)
    await screen.tap("Back")
    assert screen.has(told_of(OpenElsewhereError()).what)


async def test_help_names_its_sources_and_dates_and_opens_a_link_only_by_the_very_press():
    screen = await Session.begin(route="/help")

    for text in (words.HELP_EMERGENCY_SOURCE, words.HELP_FIND_SOURCE, words.HELP_988_SOURCE):
        assert screen.has(text)
        assert "Source" in text
        assert "2026" in text
    assert screen.keyed(words.OPEN_LINK).url == "https://findahelpline.com"
    assert "launch_url" not in [
        message.body["name"] for message in screen.sent if "name" in message.body
    ]


async def test_each_number_of_help_is_a_button_that_calls_it_and_988_takes_texts():
    screen = await Session.begin(route="/help")

    for name, address in (
        ("Call 112", "tel:112"),
        ("Call 911", "tel:911"),
        ("Call 988", "tel:988"),
        ("Text 988", "sms:988"),
    ):
        assert screen.keyed(name).url.url == address


def test_no_text_is_selectable():
    """A screen reader finds a nameless box in its place, without a word of it."""
    app = Path(__file__).parents[2] / "app"
    assert [
        str(path) for path in app.rglob("*.py") if "selectable" in path.read_text("utf-8")
    ] == []


# Settings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "mode"), [("day", "light"), ("night", "dark"), ("system", "system")]
)
async def test_the_look_is_chosen_and_seen_at_once(look, mode):
    device = Device()
    screen = await Session.begin(device, route="/settings/look", dark=True)
    await screen.choose("day" if look != "day" else "night")

    await screen.choose(look)

    assert screen.page.theme_mode.value == mode
    assert screen.views[-1].bgcolor == ("#FBF6EE" if look == "day" else "#14152B")
    assert device.journal.preferences.get("look", "") == look


async def test_the_device_turning_dark_turns_the_app_dark_unless_day_was_chosen():
    screen = await Session.begin()
    screen.session.apply_page_patch({"platform_brightness": "dark"})
    await screen.fire(screen.page, "platform_brightness_change", {"brightness": "dark"})
    as_the_device = screen.views[-1].bgcolor

    await screen.run_and_settle(screen.models.preferences.__setattr__, "look", "day")

    assert as_the_device == "#14152B"
    assert screen.views[-1].bgcolor == "#FBF6EE"


async def test_the_half_of_the_earth_is_chosen_where_summer_is_explained():
    device = Device()
    screen = await Session.begin(device, route="/settings/look")

    await screen.choose("southern")
    await screen.go("/")
    await screen.tap("notice")
    await screen.tap("Another time")
    await screen.type("when", "summer 2004")

    assert device.journal.page()[0].start == "2004-12-01"


async def test_a_clock_of_twelve_hours_is_chosen_and_every_screen_shows_it_until_it_is_not():
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route="/settings/look")

    await screen.choose("12")
    seen = []
    for address in ("/", "/look-back", f"/look-back/{glimmer.id}", "/settings/reminders"):
        await screen.go(address)
        seen.append(" ".join(screen.texts()))
    await screen.go("/")
    await screen.tap("notice")
    kept = screen.has("Kept, 6:42 PM")
    await screen.go("/settings/look")
    await screen.choose("24")
    await screen.go("/look-back")

    assert [address for address in seen[:3] if "6:42 PM" not in address] == []
    assert not any(re.search(r"\b(?:1[3-9]|2[0-3]):[0-5]\d", text) for text in seen)
    assert kept
    assert not screen.has("6:42 PM")
    assert screen.has("18:42")


async def test_the_clock_that_was_chosen_is_there_at_the_next_opening():
    device = Device()
    device.keeps("steam")
    screen = await Session.begin(device, route="/settings/look")
    await screen.choose("12")

    again = await Session.begin(device)
    shown = again.has("6:42 PM")
    await Session.begin()  # a journal in which nothing was chosen

    assert shown
    assert not are_twelve()


async def test_settings_lead_to_each_page_and_back():
    screen = await Session.begin(route="/settings")

    seen = []
    for name in (
        "Help now",
        "When it is hard",
        "Look",
        "Where it is kept",
        "Privacy",
        "About and evidence",
    ):
        await screen.tap(name)
        seen.append(screen.page.route)
        await screen.tap("Close" if name == "When it is hard" else "Back")

    assert seen == [
        "/help",
        "/light",
        "/settings/look",
        "/settings/where",
        "/settings/privacy",
        "/settings/about",
    ]
    assert screen.page.route == "/settings"


# A journal that does not open ---------------------------------------------------------------------


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: type(trouble).__name__)
async def test_a_journal_that_does_not_open_says_why_and_trying_again_works(trouble):
    device = Device()
    device.trouble = trouble
    screen = await Session.begin(device)

    told = screen.live()
    button = "Notice a glimmer" in screen.names()
    device.trouble = None
    await screen.tap("Try again")
    await screen.tap("notice")

    nothing = isinstance(trouble, NoPrivateStorageError)  # could be kept, wherever
    assert told[:2] == [told_of(trouble).what, told_of(trouble).advice]
    assert told[2:] == ([] if nothing else [words.CAN_BE_KEPT])
    assert button != nothing
    assert screen.has("Kept, 18:42")


async def says(screen: Session, text: str) -> bool:
    """Whether it comes to say this, once the disk has answered."""
    for _ in range(200):
        await screen.settle()
        if screen.has(text):
            return True
        await asyncio.sleep(0.01)
    return False


async def test_a_moment_can_be_kept_where_the_journal_does_not_open_and_is_there_afterwards():
    device = Device()
    device.trouble = DamagedJournalError()
    screen = await Session.begin(device)

    await screen.tap("notice")
    one = await says(screen, "Kept here, 18:42. It joins your journal when Glimmers next opens it.")
    device.clock.passes(minutes=2)
    await screen.tap("notice")
    two = await says(
        screen,
        "Kept here, 18:44. It joins your journal when Glimmers next opens it. "
        "2 moments were kept here.",
    )
    device.trouble = None
    await screen.tap("Try again")

    assert (one, two) == (True, True)
    for _ in range(200):
        if "A glimmer, 18:42" in screen.names():
            break
        await asyncio.sleep(0.01)
    assert "A glimmer, 18:42" in screen.names()  # its light: what was said named the other
    assert device.journal.count() == 2


async def test_in_a_second_tab_it_says_that_the_first_one_takes_it_in():
    device = Device()
    device.trouble = OpenElsewhereError()
    screen = await Session.begin(device)

    await screen.tap("notice")

    assert await says(screen, words.KEPT_BESIDE_A_TAB.format(time="18:42"))


async def test_trying_again_that_fails_again_says_so_again():
    device = Device()
    device.trouble = OpenElsewhereError()
    screen = await Session.begin(device)

    device.opens.clear()
    await screen.tap("Try again")
    meanwhile = (screen.has(told_of(OpenElsewhereError()).what), screen.has(words.LOADING))
    device.opens.set()
    await screen.settle()

    assert meanwhile == (True, True)
    assert screen.has(told_of(OpenElsewhereError()).what)
    assert screen.has(words.TRY_AGAIN)


async def test_a_page_opened_by_its_address_is_there_after_trying_again():
    device = Device()
    glimmer = device.keeps("steam")
    device.trouble = OpenElsewhereError()
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}")

    device.trouble = None
    await screen.tap("Try again")

    assert screen.has("steam")


async def test_a_tap_that_met_a_journal_that_would_not_open_leaves_no_old_sentence_behind():
    device = Device()
    device.opens.clear()
    device.trouble = NoPrivateStorageError()
    screen = await Session.begin(device)
    await screen.tap("notice")
    device.opens.set()
    await screen.settle()
    told = screen.has(told_of(NoPrivateStorageError()).what)

    device.trouble = None
    await screen.tap("Try again")

    assert told
    assert await says(screen, words.NOTHING_IS_FINE)
    assert not screen.has(told_of(NoPrivateStorageError()).what)
    assert screen.live() == []


# Wide and large -----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/look-back", "/look-back/{id}", "/settings"])
async def test_on_a_desk_there_is_a_rail_no_bar_and_one_button_to_notice_a_glimmer(address):
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(
        device, route=address.format(id=glimmer.id), width=1280, height=800
    )

    assert not screen.every(ft.NavigationBar)
    for tab in ("Today", "Look back", "Settings"):
        assert screen.names().count(tab) == 1
    assert screen.names().count("Notice a glimmer") == 1


@pytest.mark.parametrize("address", ["/", "/look-back", "/settings", "/bin", "/help"])
async def test_on_a_phone_there_is_never_more_than_one_button_to_notice_a_glimmer(address):
    screen = await Session.begin(route=address)

    assert screen.names().count("Notice a glimmer") == (1 if address == "/" else 0)


async def test_on_a_desk_days_and_the_chosen_glimmer_stand_side_by_side():
    device = Device()
    glimmer = device.keeps("steam over the cup")
    screen = await Session.begin(device, route="/look-back", width=1280, height=800)
    before = screen.has(words.CHOOSE_ONE)

    await screen.tap(glimmer.id)

    chosen = [name for name in screen.names() if name.endswith("chosen")]
    assert before
    assert len(screen.views) == 1
    assert screen.has("steam over the cup")
    assert chosen == [f"steam over the cup, {words.clock(glimmer)}, chosen"]


async def test_on_a_desk_the_rail_keeps_a_glimmer_from_any_tab_and_shows_it_on_today():
    device = Device()
    screen = await Session.begin(device, route="/look-back", width=1280, height=800)

    await screen.tap("notice")

    assert screen.page.route == "/"
    assert screen.live() == ["Kept, 18:42"]
    assert device.journal.count() == 1


async def test_letting_go_on_a_desk_empties_the_pane():
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}", width=1280, height=800)

    await screen.tap("Move to bin")

    assert screen.has(words.NOTHING_HERE)
    assert not screen.every(ft.TextField)


async def test_a_window_that_grows_gets_its_rail():
    screen = await Session.begin()

    await screen.fire(screen.page, "resize", {"width": 1280.0, "height": 800.0})

    assert not screen.every(ft.NavigationBar)
    assert "Settings" in screen.names()


CARD = [
    "Notice a glimmer",
    "Undo",
    "Within me",
    "Around me",
    "Between us",
    "Add words",
    "Another time",
]


@pytest.mark.parametrize(
    "size", [(390, 844), (320, 568), (1280, 800)], ids=["phone", "narrow", "desk"]
)
@pytest.mark.parametrize("scale", [1.0, 1.3, 2.0])
async def test_large_text_keeps_every_control(size, scale):
    screen = await Session.begin(width=size[0], height=size[1])
    await screen.text_scale(scale)
    before = screen.names()

    await screen.tap("notice")

    assert {"Notice a glimmer", "Another", "Not this one", words.MORE} <= set(before)
    assert set(CARD) <= set(screen.names())


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_large_text_keeps_every_control_of_a_glimmers_page(scale):
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}", width=320, height=568)

    await screen.text_scale(scale)
    await screen.tap("love")
    names = set(screen.names())
    for part in ("edit-words", "pathway", "when-row"):
        await screen.tap(part)
        names |= set(screen.names())

    expected = {
        "Back",
        "Help now",
        "Words",
        "When",
        "Within me",
        "Around me",
        "Between us",
        "Has a heart",
        "Move to bin",
        "Undo",
    }
    assert expected <= names


@pytest.mark.parametrize("height", [480, 568, 667, 844, 1000])
async def test_the_button_lies_above_the_fold(height):
    screen = await Session.begin(height=height)
    (face,) = [b for b in screen.every(ft.Button) if b.key == "notice"]
    from app.ui.look.theme import DAY, Here
    from app.ui.today.screen import _measure

    m = _measure(Here(c=DAY, width=390, height=height), height - 80, first_run=False)

    assert face.width == m.button >= 132
    assert m.strip + m.block + m.button <= height - 80


# Movement -----------------------------------------------------------------------------------------

MOVING = (
    "animate",
    "animate_opacity",
    "animate_offset",
    "animate_position",
    "animate_scale",
    "animate_size",
    "animate_rotation",
)


def durations(screen: Session) -> list[int]:
    found = []
    for seen in screen.everything:
        for name in MOVING:
            animation = getattr(seen.control, name, None)
            if isinstance(animation, ft.Animation):
                found.append(animation.duration)
            elif animation:
                found.append(animation)
    return found


async def test_movement_is_small_and_slow():
    screen = await Session.begin()

    await screen.tap("notice")

    assert any(durations(screen))
    assert max(durations(screen)) <= 300


async def test_who_asked_for_less_movement_gets_none():
    screen = await Session.begin(still=True)

    before = durations(screen)
    await screen.tap("notice")

    assert before
    assert not any(before)
    assert not any(durations(screen))


# For everyone -------------------------------------------------------------------------------------

SCREENS = [
    "/",
    "/look-back",
    "/look-back/{id}",
    "/bin",
    "/settings",
    "/settings/look",
    "/settings/about",
    "/settings/privacy",
    "/settings/where",
    "/settings/where/photos",
    "/examples",
    "/help",
    "/light",
    "/nowhere",
]


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
@pytest.mark.parametrize("address", SCREENS)
async def test_everything_that_can_be_touched_has_a_key_and_a_spoken_name(address, width):
    device = Device()
    glimmer = device.keeps("steam")
    device.journal.remove(device.keeps("rain").id, at=device.clock.now())
    screen = await Session.begin(device, route=address.format(id=glimmer.id), width=width)
    if address == "/":
        await screen.tap("notice")
        await screen.tap("Add words")

    touchables = screen.touchables()

    assert touchables
    assert [seen.control for seen in touchables if not seen.spoken.strip()] == []
    assert [seen.spoken for seen in touchables if not seen.keyed] == []


async def test_what_is_said_and_asked_over_a_screen_has_names_too():
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}")
    await screen.tap("Move to bin")
    said = screen.names()
    await screen.go("/bin")
    await screen.tap(f"erase-{glimmer.id}")

    assert "Undo" in said
    assert {"Keep it", "Delete for good"} <= set(screen.names())
    assert all(seen.keyed for seen in screen.touchables())


async def test_a_picture_that_says_nothing_new_is_not_read_out():
    device = Device()
    device.keeps("steam", pathway="around")
    screen = await Session.begin(device)

    spoken = [image.src for image in screen.every(ft.Image) if not image.exclude_from_semantics]

    assert spoken == []


async def test_every_icon_that_is_drawn_is_in_the_assets():
    from pathlib import Path

    assets = Path(__file__).parents[2] / "assets"
    device = Device()
    glimmer = device.keeps("steam", pathway="around", loved=True)
    device.keeps("vague", "summer 2004")
    drawn: set[str] = set()
    for dark in (False, True):
        screen = await Session.begin(device, dark=dark)
        for address in SCREENS:
            await screen.go(address.format(id=glimmer.id))
            drawn |= {str(image.src) for image in screen.every(ft.Image)}
        await screen.go("/")
        await screen.tap("notice")
        drawn |= {str(image.src) for image in screen.every(ft.Image)}

    assert len(drawn) > 20
    assert [src for src in drawn if not (assets / src).is_file()] == []


def test_what_the_first_screen_does_not_need_is_not_loaded_for_it():
    """A browser waits for each module before it can show the button."""
    asked = (
        "import sys, app.main, app.ui.app, app.ui.today.screen; "
        "print(*sorted(name for name in sys.modules if name.startswith(('app.', 'storage'))))"
    )

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    late = (
        "app.core.when.grammar",
        "app.core.when.ways",
        "app.ui.look.sight",
        "app.ui.today.kept",
        "storage.journal",
    )
    assert "app.ui.today.screen" in done.stdout.split()
    assert [name for name in done.stdout.split() if name.startswith(late)] == []


# What was shared ----------------------------------------------------------------------------------


async def test_a_share_that_was_left_waiting_is_found_again_where_things_are_kept():
    device = Device()
    at = device.clock.now()
    device.beside.put(
        from_json(
            {
                "v": 1,
                "id": new_id(at),
                "at": at.isoformat(timespec="milliseconds"),
                "note": "A heron",
                "from": "share",
            }
        )
    )
    screen = await Session.begin(device, route="/settings/where")

    assert await says(screen, words.SEE_SHARED)
    await screen.tap("shared")

    assert await says(screen, "A heron")
    assert screen.has(words.SHARED_NOT_KEPT_YET)
    await screen.tap(words.KEEP_SHARED)
    for _ in range(200):
        await screen.settle()
        if device.journal.count() and not device.beside.look():
            break
        await asyncio.sleep(0.01)
    assert device.beside.look() == []
    assert device.journal.page()[0].note == "A heron"


async def test_a_share_that_comes_while_its_page_is_open_is_looked_for_at_once():
    device = Device()
    screen = await Session.begin(device, route="/shared?refused=unopened")
    assert await says(screen, words.SHARE_REFUSED["unopened"])
    assert await says(screen, words.NOTHING_SHARED)
    id = share(device, "A heron", photos=1)

    await screen.go(f"/shared?came={id}&left=1")

    assert await says(screen, "A heron")
    assert screen.has(words.shared_left(1))
    assert screen.has(words.shared_photos(1))
