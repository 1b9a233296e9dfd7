"""Reminders on Android as the rest of the app knows them, with the Java part in the build, with
Plyer alone, and with neither.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from app.core import prompts
from app.core.errors import NotShownError
from app.core.reminders import Nudge, plan
from app.core.schedule import Schedule
from app.platform.clock import SystemClock
from app.platform.reminding import android as reminding
from app.platform.reminding.android import AndroidNotifier, line, link, settings_advice
from app.words.prompts import prompt_words
from tests.platform.android.phone import (
    HOLDER,
    HOME,
    PROJECT,
    App,
    android,
    at,
    java,
    milliseconds,
    on_a_phone,
    posted,
    shade,
)
from tests.told import advice, refusing

HOSTILE = (
    "a\ttab", "two\nlines", "and\r\nthree", "\"quotes\" and 'these' „und“",
    "back\\slash \\u0041 \\n", "naïve café 日本 ☕ 👩‍👩‍👧 🏳️‍🌈",
    "\u202eright to left", "nul\0and\x1b[31m", "@1", "-dash", "<b>&amp;</b>", "a\ufffe\uffff", " ",
    "%s %1$s {0}", "x" * 5000,
)  # fmt: skip


def nudge(wall: str = "2027-01-05 10:12", prompt: str = "light") -> Nudge:
    return Nudge(wall=datetime.fromisoformat(wall), instant=at(wall), prompt=prompt)


def soon(seconds: float = 0.3, prompt: str = "light") -> Nudge:
    instant = datetime.now(UTC) + timedelta(seconds=seconds)
    return Nudge(wall=instant.astimezone().replace(tzinfo=None), instant=instant, prompt=prompt)


def notifier() -> AndroidNotifier:
    return AndroidNotifier(SystemClock())


# With the Java part -------------------------------------------------------------------------------


@on_a_phone()
async def test_a_plan_lies_with_the_java_part_and_comes_with_the_app_closed():
    ours = notifier()
    schedule = Schedule(on=True, per_day=3, start=time(22), end=time(2), seed="s")
    now = datetime.now(UTC)
    nudges = plan(
        schedule, after=now, zone=android_zone(), prompts=[prompt.id for prompt in prompts.PROMPTS]
    )

    await ours.replace_all(nudges)

    assert (ours.platform, ours.reach) == ("android", "closed")
    assert len(nudges) > 40
    assert App().pending == [line(one) for one in nudges]
    assert App().next == nudges[0].instant
    await ours.replace_all(())
    assert App().pending == []
    assert App().next is None


@on_a_phone()
async def test_an_empty_plan_forgets_what_was_shown_too():
    """It is what erasing everything asks for: a new journal must not tell of an old one."""
    ours = notifier()
    await ours.show(nudge())
    shown = await ours.last_shown()

    await ours.replace_all(())

    assert (shown is None, await ours.last_shown()) == (False, None)


def android_zone():
    return ZoneInfo(java("java.util.TimeZone").getDefault().getID())


@on_a_phone()
async def test_of_many_plans_at_once_the_last_one_stays():
    ours = notifier()
    days = [date(2040, 1, 1) + timedelta(days=number) for number in range(30)]

    await asyncio.gather(*(ours.replace_all([nudge(f"{day} 10:00")]) for day in days))

    assert App().pending == [line(nudge(f"{days[-1]} 10:00"))]


@on_a_phone()
async def test_no_thread_stays_known_to_java():
    ours = notifier()
    before = java("java.lang.Thread").activeCount()

    await asyncio.gather(*(ours.permission() for _ in range(8)))

    assert java("java.lang.Thread").activeCount() == before


@on_a_phone()
async def test_sent_now_it_is_shown_and_written_down():
    ours = notifier()
    assert await ours.last_shown() is None
    before = datetime.now(UTC) - timedelta(milliseconds=1)

    await ours.show(nudge())

    (shown,) = shade()
    assert (shown.made.title, shown.text) == (
        "Glimmers",
        "Maybe the light fell on something you like.",
    )
    assert shown.made.content.intent.data.toString() == "glimmers://app/capture?prompt=light"
    last = await ours.last_shown()
    assert last is not None
    assert before <= last <= datetime.now(UTC)


@on_a_phone()
@pytest.mark.parametrize("number", range(len(HOSTILE)))
async def test_every_text_arrives_as_it_was(number):
    text = HOSTILE[number]
    with mock.patch.dict(prompt_words.ASKED, {"hostile": text}):
        hostile = nudge(prompt="hostile")
        await notifier().show(hostile)
        assert App().plan("\n".join([line(nudge()), line(hostile)]), at("2027-01-05T08:00")) == 2

    App().alarm(at("2027-01-05T10:12"))

    assert posted() == [text, text]


@on_a_phone()
async def test_half_a_character_does_no_harm():
    with mock.patch.dict(prompt_words.ASKED, {"half": "a\ud83db"}):
        await notifier().show(nudge(prompt="half"))

    assert posted() == ["a?b"]


@on_a_phone()
async def test_what_a_person_wrote_reaches_neither_notification_nor_preferences():
    own = prompts.own_prompt("my secret words", "own-3f2a")
    written = nudge(prompt=own.id)
    await notifier().show(written)
    await notifier().replace_all([nudge("2040-01-05 10:00", own.id)])

    assert [shown.text for shown in shade()] == ["A moment to look up?"]
    assert "secret" not in "".join(App().pending)
    assert link(written) == "glimmers://app/capture?prompt=own-3f2a"


@on_a_phone(permitted=False)
async def test_without_permission_sending_one_says_so_and_where_to_change_it():
    ours = notifier()

    with refusing(NotShownError, match="does not let") as refused:
        await ours.show(nudge())

    assert "Notifications" in advice(refused.value)
    assert await ours.last_shown() is None


@on_a_phone()
async def test_a_phone_that_takes_a_notification_and_shows_none_is_found_out():
    ours = notifier()
    await ours.show(nudge())  # the one before still lies there
    await asyncio.sleep(0.005)
    android().swallows = True

    with mock.patch.object(reminding, "SOON", 3), refusing(NotShownError, match="did not show"):
        await ours.show(nudge())


@on_a_phone(permitted=False)
async def test_the_systems_question_is_asked_and_its_answer_waited_for():
    ours = notifier()
    assert await ours.permission() == "unasked"
    android().reply = "yes"

    assert await ours.ask() == "granted"
    assert await ours.permission() == "granted"
    assert await ours.ask() == "granted"


@on_a_phone(permitted=False)
async def test_refused_twice_the_question_is_shown_no_more():
    ours = notifier()
    android().reply = "no"

    answers = [await ours.ask() for _ in range(2)]
    with mock.patch.object(reminding, "SOON", 3):
        answers.append(await ours.ask())

    assert answers == ["denied"] * 3
    assert android().refusals == 2
    assert await notifier().permission() == "denied"


@on_a_phone(permitted=False)
async def test_a_question_that_nobody_answers_is_not_waited_for_for_ever():
    ours = notifier()

    with mock.patch.object(reminding, "MOST_POLLS", 3):
        assert await ours.ask() == "denied"


@on_a_phone()
async def test_notifications_switched_off_in_the_settings_are_denied_and_nothing_is_asked():
    android().notificationsOn = False

    assert await notifier().permission() == "denied"
    assert await notifier().ask() == "denied"
    assert not android().asking


@on_a_phone(sdk=32, permitted=False)
async def test_android_12_has_no_question():
    assert await notifier().ask() == "granted"
    android().notificationsOn = False
    assert await notifier().ask() == "denied"
    assert not android().asking


@on_a_phone()
async def test_a_long_press_offers_to_notice_a_glimmer():
    assert await notifier().offer_shortcut()
    assert await notifier().offer_shortcut()

    assert android().shortcuts.size() == 1
    shortcut = android().shortcuts.get(0)
    assert (shortcut.id, shortcut.label) == ("notice", "Notice a glimmer")
    assert shortcut.intent.data.toString() == "glimmers://app/capture"
    assert (shortcut.intent.action, shortcut.intent.packageName) == (
        "android.intent.action.VIEW",
        "app.glimmers",
    )


@on_a_phone(sdk=24)
async def test_android_7_has_no_shortcuts():
    assert not await notifier().offer_shortcut()


@on_a_phone()
async def test_the_phones_settings_are_opened_and_the_apps_own_page_where_a_maker_left_one_out():
    battery = "android.settings.IGNORE_BATTERY_OPTIMIZATION_SETTINGS"
    android().missing.add(battery)

    assert await notifier().open_settings()
    assert await notifier().open_settings("battery")

    first, second = (android().started.get(number) for number in range(2))
    assert first.action == "android.settings.APP_NOTIFICATION_SETTINGS"
    assert first.extras.get("android.provider.extra.APP_PACKAGE") == "app.glimmers"
    assert second.action == "android.settings.APPLICATION_DETAILS_SETTINGS"
    assert second.data.toString() == "package:app.glimmers"
    android().missing.add("android.settings.APPLICATION_DETAILS_SETTINGS")
    assert not await notifier().open_settings("battery")


@on_a_phone()
async def test_advice_is_for_the_phone_at_hand():
    assert await notifier().advice() == settings_advice("samsung")


@on_a_phone()
def test_java_and_python_mean_the_same_instant_by_a_wall_time():
    names = (
        HOME,
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Pacific/Chatham",
        "Asia/Kathmandu",
        "Etc/GMT+12",
    )
    draw = random.Random(4)
    read, zone_of = java("app.glimmers.nudges.Nudge").read, java("java.util.TimeZone").getTimeZone
    wrong = []

    for name in names:
        start = datetime(2024, 1, 1)  # of what is past no country changes the rules any more
        hours = [
            start + timedelta(hours=hour, minutes=draw.randrange(60))
            for hour in range(0, 24 * 365, 7)
        ]
        nights = [
            day + timedelta(minutes=10 * step)
            for day in (start + timedelta(days=number) for number in range(365))
            if (day + timedelta(days=1)).replace(tzinfo=ZoneInfo(name)).utcoffset()
            != day.replace(tzinfo=ZoneInfo(name)).utcoffset()
            for step in range(6 * 28)
        ]
        zone = zone_of(name)
        for wall in hours + nights:
            meant = wall.replace(tzinfo=ZoneInfo(name), fold=0).astimezone(UTC)
            planned = line(nudge(wall.isoformat(" ", "minutes")))
            if read(planned).instant(zone) != milliseconds(meant):
                wrong.append((name, wall))

    assert wrong == []


# With Plyer alone ---------------------------------------------------------------------------------


@on_a_phone(java_part=False)
async def test_plyer_shows_it_with_every_one_of_its_mistakes_mended():
    ours = notifier()

    await ours.show(nudge())
    await ours.show(nudge(prompt="sound"))

    (shown,) = shade()
    made = shown.made
    assert ours.reach == "open"
    assert (shown.tag, shown.id) == ("glimmers.nudge", 1)
    assert (made.title, made.text, made.channel) == (
        "Glimmers",
        "Was some sound all right to hear?",
        "glimmers.nudges",
    )
    assert android().channels.get("glimmers.nudges").name == "Gentle reminders"
    assert android().channels.size() == 1
    tap = made.content
    assert (tap.kind, tap.flags) == ("activity", 1 << 26 | 1 << 27)
    assert tap.intent.data.toString() == "glimmers://app/capture?prompt=sound"
    assert tap.intent.packageName == "app.glimmers"
    assert made.autoCancel
    assert await ours.last_shown() is not None


@on_a_phone(java_part=False)
async def test_plyers_small_picture_is_white_on_nothing():
    await notifier().show(nudge())

    picture = shade()[0].made.smallIcon.bitmap
    pixels = {picture.getPixel(x, y) & 0xFFFFFFFF for x in range(0, 96, 3) for y in range(0, 96, 3)}
    assert {0x00000000, 0xFFFFFFFF} <= pixels
    assert {pixel & 0xFFFFFF for pixel in pixels if pixel} == {0xFFFFFF}


@on_a_phone(java_part=False)
async def test_with_plyer_the_loop_shows_what_comes_and_no_alarm_is_set():
    ours = notifier()

    await ours.replace_all([soon(), soon(3600, "sound")])
    for _ in range(100):
        if posted():
            break
        await asyncio.sleep(0.1)
    await ours.replace_all(())
    await asyncio.sleep(0.2)

    assert posted() == ["Maybe the light fell on something you like."]
    assert android().alarmAt == 0


@on_a_phone()
async def test_with_the_java_part_the_loop_shows_nothing():
    ours = notifier()

    await ours.replace_all([soon()])
    await asyncio.sleep(0.8)

    assert posted() == []
    assert android().alarmAt > 0


@on_a_phone(java_part=False, permitted=False)
async def test_plyer_is_not_asked_to_show_what_is_not_allowed():
    ours = notifier()
    with refusing(NotShownError, match="does not let"):
        await ours.show(nudge())
    android().reply = "yes"

    assert await ours.ask() == "granted"
    await ours.show(nudge())

    assert len(shade()) == 1


@on_a_phone(java_part=False)
async def test_what_android_refuses_plyer_is_told_in_a_sentence():
    from app.platform.reminding import android_shim

    with mock.patch.object(android_shim, "_IMMUTABLE", 0), refusing(NotShownError, match="refused"):
        await notifier().show(nudge())


@on_a_phone(java_part=False, sdk=24)
async def test_plyer_shows_it_on_android_7_as_well():
    await notifier().show(nudge())

    assert len(shade()) == 1


@on_a_phone(java_part=False)
def test_plyers_files_for_android_are_those_that_were_read():
    known = {
        "__init__.py": "6519152f3d31c17263b7cca87638420e6c27b4e1afe000315950a6895d80d3b1",
        "notification.py": "e0b44638932c25adbcc4299424b1bda9211b49b74f9e7c68b09beb54a0068696",
    }
    spec = importlib.util.find_spec("plyer")
    assert spec
    assert spec.origin
    folder = Path(spec.origin).parent / "platforms" / "android"

    assert {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in known
    } == known


@on_a_phone(java_part=False, first_of_process=True)
def test_plyer_left_to_itself_finds_nothing_to_show_with():
    import plyer

    with pytest.raises(NotImplementedError, match="No usable implementation"):
        plyer.notification.notify(title="t", message="m")


@on_a_phone(java_part=False, first_of_process=True)
def test_plyers_own_notification_in_the_right_place_is_refused_by_android_12():
    from jnius import JavaException

    from app.platform.reminding import android_shim

    android_shim.install(java(HOLDER))
    import plyer

    with pytest.raises(JavaException, match="FLAG_IMMUTABLE"):
        plyer.notification.notify(title="t", message="m", app_icon="")


@on_a_phone(java_part=False, first_of_process=True)
def test_a_toast_of_plyer_works_on_a_thread_without_looper():
    from app.platform.reminding import android_shim

    android_shim.install(java(HOLDER))
    import plyer

    for _ in range(2):
        plyer.notification.notify(title="t", message="m", toast=True)

    assert list(android().toasts.toArray()) == ["m", "m"]


@on_a_phone(java_part=False, first_of_process=True)
def test_a_holder_plyer_cannot_find_is_told():
    from app.platform.reminding import android_shim

    with refusing(NotShownError, match="does not know"):
        android_shim.install(java("app.glimmers.MainActivity"))


# With neither -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"FLET_JNI_READY": "1"},
        {"MAIN_ACTIVITY_HOST_CLASS_NAME": HOLDER},
        {"FLET_JNI_READY": "0"},
    ],
)
def test_a_bridge_that_would_end_the_process_is_never_imported(tmp_path, environment):
    (tmp_path / "jnius.py").write_text("import os; os._exit(9)")
    script = """
import asyncio
from app.core.errors import NotShownError
from app.platform.clock import SystemClock
from app.platform.reminding.android import AndroidNotifier
from app.words.errors import told

async def main():
    ours = AndroidNotifier(SystemClock())
    await ours.replace_all(())
    assert not await ours.offer_shortcut()
    assert not await ours.open_settings()
    assert await ours.advice()
    try:
        await ours.show(None)
    except NotShownError as error:
        answers = (await ours.permission(), await ours.ask(), await ours.last_shown())
        print(ours.reach, *answers, told(error).what)

asyncio.run(main())
"""
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("FLET_JNI_READY", "MAIN_ACTIVITY_HOST_CLASS_NAME")
    }

    done = subprocess.run(
        [sys.executable, "-c", script],
        env=clean | environment | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{PROJECT}"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert (
        done.stdout.strip()
        == "none denied denied None This build of Glimmers cannot show reminders."
    )


def test_a_nudge_without_a_prompt_opens_capture_alone():
    none = nudge(prompt="")

    assert (prompt_words.lock_screen_text(none.prompt), link(none)) == (
        "A moment to look up?",
        "glimmers://app/capture",
    )
    assert line(none) == "2027-01-05 10:12\tGlimmers\tA moment to look up?\tglimmers://app/capture"


@pytest.mark.parametrize(
    ("brand", "word"),
    [
        ("samsung samsung", "Never sleeping"),
        ("Xiaomi Redmi", "Autostart"),
        ("POCO", "Autostart"),
        ("HUAWEI", "App launch"),
        ("HONOR HONOR", "App launch"),
        ("OnePlus OnePlus", "auto-launch"),
        ("OPPO", "Auto launch"),
        ("realme", "Auto launch"),
        ("vivo", "Background power"),
        ("Google google", "Unrestricted"),
        ("", "Unrestricted"),
    ],
)
def test_each_brand_is_told_about_its_own_menus(brand, word):
    assert word in settings_advice(brand)
