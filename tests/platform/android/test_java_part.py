"""The Java part of Android's reminders, as it behaves whatever the phone, the clock and the person
do.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.platform.android.phone import (
    ANDROID,
    HOME,
    App,
    android,
    at,
    java,
    manifest,
    milliseconds,
    on_a_phone,
    posted,
    shade,
)

BOOT = "android.intent.action.BOOT_COMPLETED"
UPDATE = "android.intent.action.MY_PACKAGE_REPLACED"
CLOCK = "android.intent.action.TIME_SET"
ZONE = "android.intent.action.TIMEZONE_CHANGED"


def lines(*walls: str) -> str:
    """A plan; each reminder says when it was planned for."""
    return "\n".join(
        f"{wall}\tGlimmers\tat {wall[-5:]}\tglimmers://app/capture?prompt=light" for wall in walls
    )


@on_a_phone()
def test_a_nudge_is_shown_when_its_alarm_goes_off_and_the_next_alarm_is_set():
    app = App()
    assert app.plan(lines("2027-01-05 10:12", "2027-01-05 15:40"), at("2027-01-05T08:00")) == 2
    assert app.next == at("2027-01-05T10:12")

    app.alarm(at("2027-01-05T10:12"))

    assert posted() == ["at 10:12"]
    assert app.next == at("2027-01-05T15:40")
    assert app.pending == [lines("2027-01-05 15:40")]


@on_a_phone()
def test_a_nudge_that_the_system_held_back_is_shown_late_but_not_when_it_is_stale():
    app = App()
    app.plan(
        lines("2027-01-05 10:00", "2027-01-05 15:00", "2027-01-06 09:00"), at("2027-01-05T08:00")
    )

    app.alarm(at("2027-01-05T10:45"))
    app.alarm(at("2027-01-05T15:45:01"))

    assert posted() == ["at 10:00"]
    assert app.next == at("2027-01-06T09:00")


@on_a_phone()
def test_of_many_that_come_due_at_once_only_the_newest_is_shown():
    app = App()
    app.plan(
        lines("2027-01-05 10:00", "2027-01-05 10:20", "2027-01-05 10:30", "2027-01-05 12:00"),
        at("2027-01-05T08:00"),
    )

    app.alarm(at("2027-01-05T10:31"))

    assert posted() == ["at 10:30"]
    assert app.pending == [lines("2027-01-05 12:00")]


@on_a_phone()
def test_after_a_restart_what_was_missed_stays_away_and_the_next_is_armed():
    app = App()
    app.plan(
        lines("2027-01-05 10:00", "2027-01-05 15:00", "2027-01-06 09:00"), at("2027-01-05T08:00")
    )
    android().alarmAt, android().alarm = 0, None  # alarms do not survive a restart

    app.broadcast(BOOT, at("2027-01-05T20:00"))

    assert posted() == []
    assert app.next == at("2027-01-06T09:00")


@on_a_phone()
def test_a_restart_soon_after_a_nudge_was_due_still_shows_it_once():
    app = App()
    app.plan(lines("2027-01-05 10:00", "2027-01-05 15:00"), at("2027-01-05T08:00"))

    for minute in (10, 11, 12):
        app.broadcast(BOOT, at(f"2027-01-05T10:{minute}"))

    assert posted() == ["at 10:00"]


@on_a_phone()
@pytest.mark.parametrize("action", [UPDATE, CLOCK, ZONE, BOOT])
def test_a_broadcast_while_an_alarm_is_held_back_loses_nothing_and_shows_nothing_twice(action):
    app = App()
    app.plan(lines("2027-01-05 10:00", "2027-01-05 15:00"), at("2027-01-05T08:00"))

    app.broadcast(action, at("2027-01-05T10:03"))
    app.hear("app.glimmers.nudges.FIRE", at("2027-01-05T10:06"))

    assert posted() == ["at 10:00"]
    assert app.next == at("2027-01-05T15:00")


@on_a_phone()
def test_an_update_of_the_app_arms_the_next_again():
    app = App()
    app.plan(lines("2027-01-05 15:00"), at("2027-01-05T08:00"))
    android().alarmAt, android().alarm = 0, None

    app.broadcast(UPDATE, at("2027-01-05T09:00"))

    assert app.next == at("2027-01-05T15:00")


@on_a_phone()
def test_a_journey_keeps_the_wall_times():
    app = App()
    app.plan(lines("2027-01-05 11:05", "2027-01-06 11:05"), at("2027-01-05T08:00"))

    android().travel("America/New_York")
    app.broadcast(ZONE, at("2027-01-05T08:30"))
    assert app.next == at("2027-01-05T11:05", "America/New_York")

    android().travel("Asia/Tokyo")
    app.broadcast(ZONE, at("2027-01-05T09:30"))
    assert app.next == at("2027-01-06T11:05", "Asia/Tokyo")
    assert posted() == []


@on_a_phone()
def test_a_clock_that_is_set_back_repeats_nothing():
    app = App()
    app.plan(lines("2027-01-05 10:00", "2027-01-05 15:00"), at("2027-01-05T08:00"))
    app.alarm(at("2027-01-05T10:00"))

    app.broadcast(CLOCK, at("2027-01-05T09:00"))
    app.hear("app.glimmers.nudges.FIRE", at("2027-01-05T10:00"))

    assert posted() == ["at 10:00"]


@on_a_phone()
def test_a_time_that_the_clock_skips_moves_forward_and_one_that_comes_twice_is_the_first():
    app = App()

    app.plan(lines("2027-03-28 02:30"), at("2027-03-27T20:00"))
    assert app.next == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30 of the new time

    app.plan(lines("2027-10-31 02:30"), at("2027-10-30T20:00"))
    assert app.next == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # 02:30 of the old time


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
    nudge, zone_of = java("app.glimmers.nudges.Nudge"), java("java.util.TimeZone").getTimeZone
    wrong = []

    for name in names:
        start = datetime(2026, 1, 1)
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
            if nudge.read(lines(wall.isoformat(" ", "minutes"))).instant(zone) != milliseconds(
                meant
            ):
                wrong.append((name, wall))

    assert wrong == []


@on_a_phone(permitted=False)
def test_without_permission_nothing_is_shown_nor_said_to_have_been():
    app = App()
    app.plan(lines("2027-01-05 10:00", "2027-01-05 15:00"), at("2027-01-05T08:00"))

    app.alarm(at("2027-01-05T10:00"))

    assert posted() == []
    assert app.nudges.lastShown(app.context) == 0
    assert app.next == at("2027-01-05T15:00")


@on_a_phone()
def test_a_channel_that_was_switched_off_counts_as_no_permission():
    app = App()
    assert app.nudges.show(app.context, lines("2027-01-05 10:00"))
    android().channels.get("glimmers.nudges").importance = 0

    assert not app.nudges.allowed(app.context)
    assert not app.nudges.show(app.context, lines("2027-01-05 10:00"))
    assert len(posted()) == 1


@on_a_phone()
def test_when_the_last_was_shown_is_written_down():
    app = App()
    app.plan(lines("2027-01-05 10:00"), at("2027-01-05T08:00"))

    app.alarm(at("2027-01-05T10:07"))

    assert app.nudges.lastShown(app.context) == milliseconds(at("2027-01-05T10:07"))
    assert app.next is None


@on_a_phone()
def test_a_new_plan_replaces_the_old_one():
    app = App()
    app.plan(lines("2027-01-05 10:00", "2027-01-05 15:00"), at("2027-01-05T08:00"))

    assert app.plan(lines("2027-01-05 11:00"), at("2027-01-05T08:01")) == 1

    assert app.pending == [lines("2027-01-05 11:00")]
    assert app.next == at("2027-01-05T11:00")


@on_a_phone()
def test_planning_again_loses_no_nudge_whose_alarm_is_still_held_back():
    app = App()
    app.plan(lines("2027-01-05 10:00", "2027-01-05 15:00"), at("2027-01-05T08:00"))

    for second in (10, 15, 20):
        app.plan(lines("2027-01-05 15:00", "2027-01-06 09:00"), at(f"2027-01-05T10:00:{second}"))
    app.alarm(at("2027-01-05T10:04"))

    assert posted() == ["at 10:00"]
    assert app.pending == lines("2027-01-05 15:00", "2027-01-06 09:00").split("\n")


@on_a_phone()
def test_a_nudge_that_comes_due_while_it_is_planned_again_is_there_once():
    app = App()
    both = lines("2027-01-05 10:00", "2027-01-05 15:00")
    app.plan(both, at("2027-01-05T09:59:59"))

    assert app.plan(both, at("2027-01-05T10:00:01")) == 2

    app.alarm(at("2027-01-05T10:00:02"))
    assert posted() == ["at 10:00"]


@on_a_phone()
def test_another_choice_takes_back_what_is_still_held_back():
    app = App()
    app.plan(lines("2027-01-05 10:00", "2027-01-05 15:00"), at("2027-01-05T08:00"))

    app.plan(lines("2027-01-06 09:00"), at("2027-01-05T10:00:05"))

    assert app.next == at("2027-01-06T09:00")
    assert app.pending == [lines("2027-01-06 09:00")]


@on_a_phone()
def test_an_empty_plan_takes_the_alarm_back():
    app = App()
    app.plan(lines("2027-01-05 10:00", "2027-01-05 15:00"), at("2027-01-05T08:00"))

    assert app.plan("", at("2027-01-05T10:00:05")) == 0

    assert app.next is None
    assert app.pending == []
    app.broadcast(BOOT, at("2027-01-05T10:10"))
    assert posted() == []


@on_a_phone()
def test_later_shows_the_same_once_more_in_half_an_hour():
    app = App()
    app.plan(lines("2027-01-05 10:00", "2027-01-05 15:00"), at("2027-01-05T08:00"))
    app.alarm(at("2027-01-05T10:00"))
    later = shade()[0].made.actions.get(1)
    assert later.title == "Later"

    app.hear(
        later.intent.intent.getAction(),
        at("2027-01-05T10:02"),
        extra=later.intent.intent.getStringExtra("app.glimmers.nudges.LINE"),
    )

    assert shade() == []
    assert app.next == at("2027-01-05T10:32")
    app.plan(
        lines("2027-01-05 15:00"), at("2027-01-05T10:10")
    )  # opening the app in between changes nothing
    app.broadcast(BOOT, at("2027-01-05T10:20"))
    app.alarm(at("2027-01-05T10:33"))
    assert posted() == ["at 10:00", "at 10:00"]
    assert app.next == at("2027-01-05T15:00")


@on_a_phone()
def test_a_nudge_that_was_put_off_is_forgotten_with_the_plan():
    app = App()
    app.plan(lines("2027-01-05 10:00"), at("2027-01-05T08:00"))
    app.alarm(at("2027-01-05T10:00"))
    app.hear("app.glimmers.nudges.LATER", at("2027-01-05T10:02"), extra=lines("2027-01-05 10:00"))

    app.plan("", at("2027-01-05T10:05"))

    assert app.next is None


@on_a_phone()
def test_later_works_in_the_hour_that_comes_twice():
    app = App()
    now = at("2027-10-31T02:45")

    app.hear("app.glimmers.nudges.LATER", now, extra=lines("2027-10-31 02:40"))

    assert app.next == now + timedelta(minutes=30)


@on_a_phone()
@pytest.mark.parametrize(
    "damaged",
    [
        "", "\t\t\t", "2027-01-05 10:00", "2027-01-05 10:00\ta\tb", "2027-01-05 10:00\ta\tb\tc\td",
        "2027-13-05 10:00\ta\tb\tc",
        "2027-01-05 24:00\ta\tb\tc", "2027-02-30 10:00\ta\tb\tc", "2027-01-05 10:00:00\ta\tb\tc",
        "@\ta\tb\tc", "@ten\ta\tb\tc",
        "2027-01-05 10:00\ta\\\tb\tc", "2027-01-05 10:00\ta\\u12\tb\tc",
        "2027-01-05 10:00\ta\\n\tb\tc", "２０２７-01-05 10:00\ta\tb\tc",
        "2027-01-05 10:00\tà\tb\tc", "2027-01-05 10:00\ta\tb\tc\r", "2027-01-05 10:00\ta\0\tb\tc",
    ],
)  # fmt: skip
def test_a_damaged_line_is_left_out_and_the_others_hold(damaged):
    app = App()

    assert (
        app.plan(
            f"{damaged}\n{lines('2027-01-05 15:00')}\n{damaged}\n{lines('2027-01-05 16:00')}",
            at("2027-01-05T08:00"),
        )
        == 2
    )

    assert app.next == at("2027-01-05T15:00")


@on_a_phone()
def test_an_unknown_intent_or_an_empty_later_does_no_harm():
    app = App()
    app.plan(lines("2027-01-05 15:00"), at("2027-01-05T08:00"))

    for action in (None, "", "android.intent.action.VIEW", "app.glimmers.nudges.LATER"):
        app.hear(action, at("2027-01-05T09:00"))

    assert posted() == []
    assert app.next == at("2027-01-05T15:00")


@on_a_phone()
def test_the_receiver_itself_shows_what_is_due_by_the_phones_own_clock():
    app = App()
    zone = ZoneInfo(HOME)
    minutes = [datetime.now(zone) - timedelta(minutes=ago) for ago in (50, 10)]
    app.nudges.plan(app.context, lines(*(f"{minute:%Y-%m-%d %H:%M}" for minute in minutes)))
    before = time.time()

    android().alarm.send(app.context)

    assert posted() == [f"at {minutes[1]:%H:%M}"]
    assert app.nudges.lastShown(app.context) / 1000 >= int(before)


@on_a_phone()
def test_a_nudge_looks_as_it_should_and_takes_the_place_of_the_one_before():
    app = App()
    for number in range(3):
        app.nudges.show(
            app.context,
            f"2027-01-05 10:00\tGlimmers\tquestion {number}\tglimmers://app/capture?prompt=light",
        )

    (shown,) = shade()
    made = shown.made
    assert (shown.tag, shown.id, made.title, made.text, made.bigText) == (
        "glimmers.nudge",
        1,
        "Glimmers",
        "question 2",
        "question 2",
    )
    assert (made.channel, made.category, made.autoCancel) == ("glimmers.nudges", "reminder", True)
    assert made.smallIcon.resource == 0x7F080001
    tap = made.content
    assert (tap.kind, tap.flags) == ("activity", 1 << 26 | 1 << 27)
    assert (tap.intent.action, tap.intent.packageName) == (
        "android.intent.action.VIEW",
        "app.glimmers",
    )
    assert tap.intent.data.toString() == "glimmers://app/capture?prompt=light"
    channel = android().channels.get("glimmers.nudges")
    assert (channel.name, channel.importance, channel.badge) == ("Gentle reminders", 3, False)
    assert channel.description == "A quiet question to look up for a moment, a few times a day."


@on_a_phone(sdk=24)
def test_android_7_without_channels_shows_them_too():
    app = App()
    app.plan(lines("2027-01-05 10:00"), at("2027-01-05T08:00"))

    app.alarm(at("2027-01-05T10:00"))

    assert [one.text for one in shade()] == ["at 10:00"]
    assert android().channels.isEmpty()


@on_a_phone(sdk=32, permitted=False)
def test_android_12_asks_nobody_and_shows_them():
    app = App()

    assert app.nudges.show(app.context, lines("2027-01-05 10:00"))


def test_the_manifest_asks_for_no_exact_alarm_and_lets_no_other_app_in():
    root = manifest()

    permissions = {found.attrib[f"{ANDROID}name"] for found in root.iter("uses-permission")}
    (receiver,) = root.iter("receiver")
    assert permissions == {
        "android.permission.POST_NOTIFICATIONS",
        "android.permission.RECEIVE_BOOT_COMPLETED",
    }
    assert receiver.attrib == {
        f"{ANDROID}name": "app.glimmers.nudges.NudgeReceiver",
        f"{ANDROID}exported": "false",
    }
    assert {found.attrib[f"{ANDROID}name"] for found in root.iter("action")} == {
        BOOT,
        UPDATE,
        CLOCK,
        ZONE,
    }
