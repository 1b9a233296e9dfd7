"""Reminders from a terminal: every line of the contract, and unkind values, as real processes."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.glimmers import Draft
from app.core.prompts import KINDS, PROMPTS, find
from app.core.schedule import Schedule, as_record, from_record
from app.core.when.times import at_moment
from app.platform.reminding.plyer_desktop import PlyerNotifier
from app.terminal import remind as terminal_remind
from app.terminal.answers import Answers
from app.words.prompts import prompt_words
from storage.database.holding import exclusive_lock
from storage.journal import BIN_DAYS, Journal
from storage.opening import open_in_folder
from storage.vault import ERASING_MARK
from tests import processes
from tests.storage.days import live

ROOT = Path(__file__).parents[2]
DAEMON = ROOT / "tests" / "platform" / "notification_daemon.py"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 1, 5, 8, tzinfo=BERLIN)
Run = Callable[..., subprocess.CompletedProcess[str]]
Ask = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nobody here shows notifications."""
    ours = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("GLIMMERS", "FLET", "PYTHON", "LC_", "LANG", "DBUS"))
    }
    return ours | {
        "XDG_RUNTIME_DIR": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "TZ": "Europe/Berlin",
        "DISPLAY": "",
    }


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "app", "--data", str(folder), *arguments]


@pytest.fixture
def remind(folder: Path, environment: dict[str, str]) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return processes.run(
            "--data",
            str(folder),
            "remind",
            *arguments,
            env=environment,
            capture_output=True,
            encoding="utf-8",
        )

    return run


@pytest.fixture
def ask(remind: Run) -> Ask:
    """Runs one command that must succeed, and reads its JSON."""

    def ask(*arguments: str) -> Any:
        done = remind(*arguments, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    return ask


@pytest.fixture
def journal(folder: Path) -> Iterator[Journal]:
    opened = open_in_folder(folder, now=datetime.now(UTC))
    yield opened
    opened.close()


def assert_refused(done: subprocess.CompletedProcess[str], *, code: int = 1) -> str:
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert "should not have" not in done.stderr
    if code == 1:
        assert len(done.stderr.splitlines()) == 1
    return done.stderr


# set ----------------------------------------------------------------------------------------------


def test_setting_turns_reminders_on_and_says_what_was_chosen(ask):
    often = ("--per-day", "4", "--from", "08:30", "--to", "21:00")
    quiet = ("--quiet", "13:00-14:30", "--quiet", "23:00-07:00")
    chosen = ask("set", *often, *quiet, "--weekdays", "mon-fri", "--gap", "60")

    assert chosen == {
        "on": True,
        "per_day": 4,
        "start": "08:30",
        "end": "21:00",
        "weekdays": ["mon", "tue", "wed", "thu", "fri"],
        "quiet": [["13:00", "14:30"], ["23:00", "07:00"]],
        "gap": 60,
        "times": [],
        "quiet_after_first": False,
        "paused_until": None,
    }


def test_what_is_not_named_stays(ask):
    before = ask(
        "set", "--per-day", "5", "--gap", "20", "--weekdays", "sat,sun", "--quiet", "12:00-13:00"
    )

    assert ask("set", "--to", "22:00") == {**before, "end": "22:00"}
    assert ask("set", "--off") == {**before, "end": "22:00", "on": False}
    assert ask("set") == {**before, "end": "22:00"}


def test_the_schedule_is_the_journals_and_its_seed_is_drawn_once(ask, journal):
    ask("set", "--per-day", "2")
    seed = journal.preferences.get("reminders", None)["seed"]
    ask("set", "--per-day", "6")

    stored = journal.preferences.get("reminders", None)
    assert len(seed) == 16
    assert stored["seed"] == seed
    assert from_record(stored).per_day == 6


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ("mon,wed", ["mon", "wed"]),
        ("fri-mon", ["mon", "fri", "sat", "sun"]),
        ("mon-wed,sat", ["mon", "tue", "wed", "sat"]),
        ("Sunday, TUE", ["tue", "sun"]),
        ("thu-thu", ["thu"]),
        ("tues,thurs-sat", ["tue", "thu", "fri", "sat"]),
    ],
)
def test_weekdays_are_named_singly_or_from_one_to_another(ask, given, days):
    assert ask("set", "--weekdays", given)["weekdays"] == days


def test_fixed_times_take_the_place_of_drawn_ones_until_a_window_is_named_again(ask):
    assert ask("set", "--at", "18:30,9:00")["times"] == ["09:00", "18:30"]
    assert ask("set", "--weekdays", "mon")["times"] == ["09:00", "18:30"]
    assert [nudge["wall"] for nudge in ask("plan", "--from", "2026-01-05", "--days", "8")] == [
        "2026-01-05T09:00", "2026-01-05T18:30", "2026-01-12T09:00", "2026-01-12T18:30",
    ]  # fmt: skip
    assert ask("set", "--per-day", "2")["times"] == []


def test_a_pause_lasts_a_day_or_a_week_and_can_be_ended(ask):
    today = datetime.now(BERLIN).date()

    assert ask("set", "--pause", "day")["paused_until"] == str(today + timedelta(days=1))
    assert ask("set", "--pause", "week")["paused_until"] == str(today + timedelta(days=7))
    assert all(
        date.fromisoformat(nudge["wall"][:10]) >= today + timedelta(days=7) for nudge in ask("plan")
    )
    assert ask("set", "--pause", "none")["paused_until"] is None


def test_quiet_times_can_be_taken_back(ask):
    ask("set", "--quiet", "12:00-24:00")

    assert ask("set", "--quiet", "none")["quiet"] == []


def test_without_json_the_answer_is_sentences(remind):
    on = remind(
        "set",
        "--weekdays",
        "mon,wed,sun",
        "--per-day",
        "8",
        "--gap",
        "120",
        "--quiet",
        "12:00-13:00",
        "--quiet-after-first",
    )
    off = remind("set", "--off")

    lines = on.stdout.splitlines()
    assert lines[:-1] == [
        (
            "Gentle reminders are on: 8 a day, between 09:00 and 20:30, on Monday, Wednesday "
            "and Sunday, at least 120 minutes apart."
        ),
        "Quiet from 12:00 to 13:00.",
        "Only 6 a day fit.",
        "None on a day on which something was kept.",
    ]
    assert lines[-1].startswith("The next one comes on ")
    assert (off.returncode, off.stdout, off.stderr) == (0, "Gentle reminders are off.\n", "")


def test_quiet_times_over_the_whole_window_are_kept_and_told(remind, ask):
    done = remind("set", "--from", "09:00", "--to", "12:00", "--quiet", "08:00-13:00")

    assert done.returncode == 0
    assert "The quiet times leave no minute, so none will come." in done.stdout
    assert ask("plan") == []


@pytest.mark.parametrize(
    "options",
    [
        ["--from", "25:00"], ["--from", "24:00"], ["--to", "24:01"], ["--from", "9"],
        ["--from", ""],
        ["--from", "09:60"], ["--to", "٠٩:٠٠"],
        ["--per-day", "0"], ["--per-day", "9"], ["--per-day", "-3"], ["--gap", "-1"],
        ["--gap", "1441"], ["--gap", "9" * 400],
        ["--quiet", "9-9"], ["--quiet", "09:00-09:00"], ["--quiet", "09:00"],
        ["--quiet", "09:00-25:00"],
        ["--quiet", "none", "--quiet", "9:00-10:00"],
        ["--weekdays", ""], ["--weekdays", "mon-"], ["--weekdays", "mon-tue-wed"],
        ["--weekdays", "noday"], ["--weekdays", "m"],
        ["--at", ""], ["--at", "09:00,"], ["--at", "09:00;10:00"],
        ["--at", ",".join(f"{hour}:00" for hour in range(9))],
        [part for hour in range(13) for part in ("--quiet", f"{hour}:00-{hour}:30")],
    ],
    ids=lambda options: " ".join(options)[:30],
)  # fmt: skip
def test_what_has_no_place_in_a_schedule_is_refused_in_one_sentence_and_changes_nothing(
    remind, journal, options
):
    remind("set", "--per-day", "2")
    before = journal.preferences.get("reminders", None)

    words = assert_refused(remind("set", *options))

    assert "Nothing was changed." in words
    assert before["per_day"] == 2
    assert journal.preferences.get("reminders", None) == before


@pytest.mark.parametrize(
    "options",
    [
        ["--per-day", "x"],
        ["--gap", "1.5"],
        ["--pause", "month"],
        ["--at", "09:00", "--per-day", "2"],
        ["--nonsense"],
        ["words"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2(remind, options):
    assert_refused(remind("set", *options), code=2)


# plan ---------------------------------------------------------------------------------------------


def test_before_anything_was_chosen_and_when_off_nothing_is_planned(ask):
    assert ask("plan") == []
    ask("set", "--per-day", "3")
    assert len(ask("plan")) > 30
    ask("set", "--off")
    assert ask("plan", "--from", "2026-01-05", "--days", "3") == []


def test_a_plan_tells_wall_time_instant_and_prompt_and_is_the_same_again(ask):
    ask("set", "--per-day", "3", "--from", "09:00", "--to", "20:30")

    nudges = ask("plan", "--from", "2026-01-05", "--zone", "America/New_York", "--days", "30")

    assert nudges == ask(
        "plan", "--from", "2026-01-05T00:00-05:00", "--zone", "America/New_York", "--days", "30"
    )
    assert [list(nudge) for nudge in nudges] == [["wall", "utc", "prompt"]] * 90
    assert Counter(nudge["wall"][:10] for nudge in nudges) == {
        str(date(2026, 1, 5) + timedelta(days=n)): 3 for n in range(30)
    }
    for nudge in nudges:
        instant = datetime.fromisoformat(nudge["utc"])
        assert instant.utcoffset() == timedelta(0)
        assert instant.astimezone(ZoneInfo("America/New_York")).replace(
            tzinfo=None
        ) == datetime.fromisoformat(nudge["wall"])
        assert "09:00" <= nudge["wall"][11:] < "20:30"
    assert len({nudge["prompt"] for nudge in nudges}) == min(90, len(PROMPTS))
    assert {nudge["prompt"] for nudge in nudges} <= {prompt.id for prompt in PROMPTS}


def test_all_days_asked_for_are_planned_however_many_reminders_they_hold(ask):
    ask("set", "--per-day", "8", "--gap", "30")

    assert len(ask("plan", "--from", "2026-01-05", "--days", "400")) == 3200


def test_a_naive_instant_is_wall_time_in_the_zone_and_another_is_what_it_says(ask):
    ask("set", "--at", "12:00")

    assert (
        ask("plan", "--from", "2026-01-05T11:59", "--zone", "Asia/Tokyo", "--days", "1")[0]["utc"]
        == "2026-01-05T03:00:00+00:00"
    )
    assert ask("plan", "--from", "2026-01-05T12:00", "--zone", "Asia/Tokyo", "--days", "1") == []
    # Noon in Berlin is evening in Tokyo.
    assert (
        ask("plan", "--from", "2026-01-05T12:00+01:00", "--zone", "Asia/Tokyo", "--days", "1") == []
    )
    assert (
        ask("plan", "--from", "2026-01-05T02:59Z", "--zone", "Asia/Tokyo", "--days", "1")[0]["wall"]
        == "2026-01-05T12:00"
    )


def test_on_the_nights_the_clock_changes_a_skipped_time_moves_forward_and_the_first_of_two_is_meant(
    ask,
):
    ask("set", "--at", "02:30")

    spring = ask("plan", "--from", "2026-03-29", "--zone", "Europe/Berlin", "--days", "1")
    autumn = ask("plan", "--from", "2026-10-25", "--zone", "Europe/Berlin", "--days", "1")

    assert [(nudge["wall"], nudge["utc"]) for nudge in (*spring, *autumn)] == [
        ("2026-03-29T02:30", "2026-03-29T01:30:00+00:00"),
        ("2026-10-25T02:30", "2026-10-25T00:30:00+00:00"),
    ]
    assert ask("plan", "--from", "2026-10-25T02:30", "--zone", "Europe/Berlin", "--days", "1") == []
    assert (
        ask("plan", "--from", "2026-10-25T02:29:59", "--zone", "Europe/Berlin", "--days", "1")
        == autumn
    )


def test_times_after_midnight_belong_to_the_day_the_window_opened(ask):
    ask(
        "set",
        "--per-day",
        "5",
        "--from",
        "22:00",
        "--to",
        "03:00",
        "--weekdays",
        "sat",
        "--gap",
        "30",
    )

    nudges = ask("plan", "--from", "2026-01-09", "--zone", "UTC", "--days", "4")

    assert len(nudges) == 5
    assert {nudge["wall"][:10] for nudge in nudges} == {"2026-01-10", "2026-01-11"}
    assert ask("plan", "--from", "2026-01-11", "--zone", "UTC", "--days", "1") == [
        n for n in nudges if n["wall"] > "2026-01-11T00:00"
    ]


def test_a_day_on_which_something_was_kept_is_quiet_when_that_was_asked_for(
    ask, remind, folder, environment
):
    ask("set", "--per-day", "8", "--from", "00:00", "--to", "00:00", "--quiet-after-first")
    tomorrow = str(datetime.now(BERLIN).date() + timedelta(days=1))
    before = ask("plan")
    subprocess.run(
        command(folder, "keep"), cwd=ROOT, env=environment, check=True, capture_output=True
    )

    assert ask("plan") == [nudge for nudge in before if nudge["wall"] >= tomorrow]


def test_hidden_prompts_are_not_planned(ask, journal):
    ask("set", "--per-day", "8", "--gap", "10")
    journal.preferences.choose("hidden_prompts", [prompt.id for prompt in PROMPTS[3:]], at=NOW)

    assert {nudge["prompt"] for nudge in ask("plan")} == {prompt.id for prompt in PROMPTS[:3]}


def test_what_asks_first_or_was_left_out_is_neither_planned_nor_shown(ask, journal, desktop):
    ask("set", "--per-day", "8", "--gap", "10")
    first = {find(nudge["prompt"]).kind for nudge in ask("plan", "--days", "60")}

    journal.preferences.choose("unasked_kinds", ["memory"], at=NOW)
    journal.preferences.choose("hidden_kinds", [k for k in KINDS if k != "memory"], at=NOW)
    journal.preferences.choose("left_out_senses", ["eating", "hearing"], at=NOW)
    planned = {nudge["prompt"] for nudge in ask("plan", "--days", "60")}
    shown = ask("now")["prompt"]

    assert first == set(KINDS) - {"body", "memory", "own"}
    memories = {prompt.id for prompt in PROMPTS if prompt.kind == "memory"}
    assert planned == memories - {"kitchen", "old-taste", "song"}
    assert shown in planned


def test_a_plan_in_words_names_the_prompt(remind, journal):
    remind("set", "--at", "12:00")
    journal.preferences.choose("hidden_prompts", [prompt.id for prompt in PROMPTS[1:]], at=NOW)

    done = remind("plan", "--from", "2026-01-05", "--days", "1")

    assert done.stdout == f"Monday, 5 January 2026, 12:00  {prompt_words.text(PROMPTS[0])}\n"


@pytest.mark.parametrize(
    "options",
    [
        ["--zone", "Nowhere/Land"], ["--zone", "Europe"], ["--zone", "../../etc/passwd"],
        ["--zone", ""], ["--zone", "/etc/localtime"],
        ["--from", "tomorrow"], ["--from", "2026-13-01"], ["--from", ""], ["--from", "0001-01-01"],
        ["--from", "9999-12-31T23:59Z"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_zone_or_an_instant_that_is_none_is_refused_in_one_sentence(remind, options):
    assert_refused(remind("plan", *options))


@pytest.mark.parametrize("days", ["0", "-1", "99999999", "many"])
def test_days_that_cannot_be_planned_are_wrong_usage(remind, days):
    assert_refused(remind("plan", "--days", days), code=2)


def test_a_damaged_schedule_is_off_and_can_be_set_again(ask, journal):
    for damage in ("on", [1], {"on": True, "per_day": 99}, {"on": True, "quiet": "none"}):
        journal.preferences.choose("reminders", damage, at=NOW)
        assert ask("plan") == []
        assert ask("set", "--per-day", "3")["on"]


# now, run, status ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desktop:
    """A session bus with a program on it that takes notifications and writes them down."""

    address: str
    record: Path

    def shown(self) -> list[str]:
        return [
            json.loads(line)["body"]
            for line in self.record.read_text(encoding="utf-8").splitlines()
        ]


@pytest.fixture
def desktop(tmp_path: Path, environment: dict[str, str]) -> Iterator[Desktop]:
    bus_program = shutil.which("dbus-daemon")
    if not bus_program or not shutil.which("notify-send"):
        if os.environ.get("CI"):
            pytest.fail(
                (
                    "dbus-daemon or notify-send is missing: in continuous integration these "
                    "tests must run"
                ),
                pytrace=False,
            )
        pytest.skip("dbus-daemon or notify-send is missing: run `sh build/prepare.sh test` as root")
    with subprocess.Popen(
        [bus_program, "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    ) as bus:
        address = bus.stdout.readline().strip()
        environment["DBUS_SESSION_BUS_ADDRESS"] = address
        record = tmp_path / "notifications"
        with subprocess.Popen(
            [sys.executable, DAEMON, record], env=environment, stdout=subprocess.PIPE, text=True
        ) as daemon:
            assert daemon.stdout.readline() == "ready\n"
            yield Desktop(address, record)
            daemon.terminate()
        bus.terminate()


def test_now_shows_one_and_status_knows_when(ask, remind, desktop, journal):
    ask("set", "--per-day", "3")
    following = ask("plan")[0]
    assert ask("status")["last_shown"] is None
    before = datetime.now(UTC).replace(microsecond=0)

    shown = ask("now")

    assert shown["prompt"] == following["prompt"]
    assert desktop.shown() == [prompt_words.text(find(shown["prompt"]))]
    status = ask("status")
    assert before <= datetime.fromisoformat(status["last_shown"]) <= datetime.now(UTC)
    assert remind("now").stdout == "The reminder was shown.\n"


def test_one_can_be_shown_with_reminders_off_and_every_prompt_hidden(ask, desktop, journal):
    journal.preferences.choose("hidden_prompts", [prompt.id for prompt in PROMPTS], at=NOW)

    assert ask("now")["prompt"] == ""
    assert desktop.shown() == ["A moment to look up?"]


def test_status_tells_everything_there_is_to_know(ask, desktop):
    schedule = ask("set", "--at", "12:00")

    status = ask("status")

    assert list(status) == ["on", "schedule", "next", "last_shown", "reach", "permission"]
    assert status == {
        "on": True,
        "schedule": schedule,
        "next": ask("plan")[0],
        "last_shown": None,
        "reach": "open",
        "permission": "granted",
    }


def test_where_nothing_shows_notifications_now_and_run_say_so_and_status_is_truthful(ask, remind):
    ask("set")

    assert "shows notifications" in assert_refused(remind("now"))
    assert_refused(remind("run"))
    assert ask("status")["reach"] == "none"
    assert ask("status")["last_shown"] is None
    assert "Nothing here can show them." in remind("status").stdout


def test_run_says_that_reminders_are_off(remind, desktop):
    assert (
        assert_refused(remind("run"))
        == "Gentle reminders are off. Turn them on with `remind set`.\n"
    )


def test_run_stays_tells_the_next_one_hears_of_changes_and_ends_with_ctrl_c(
    ask, remind, desktop, folder, environment
):
    ask("set", "--per-day", "1")
    with subprocess.Popen(
        command(folder, "remind", "run", "--json"),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as stays:
        first = json.loads(stays.stdout.readline())
        assert first == {"next": ask("plan")[0]}

        remind("set", "--off")
        assert json.loads(stays.stdout.readline()) == {"next": None}

        remind("set", "--per-day", "2")
        assert json.loads(stays.stdout.readline()) == {"next": ask("plan")[0]}

        stays.send_signal(signal.SIGINT)
        rest, _ = stays.communicate(timeout=20)
    assert (stays.returncode, rest) == (0, "")
    assert desktop.record.read_text() == ""


class ClockAt:
    """A clock in Berlin that begins where it is told, goes on as time does, and can be set."""

    def __init__(self, text: str) -> None:
        self.set(text)

    def set(self, text: str) -> None:
        self._ahead = datetime.fromisoformat(text).replace(tzinfo=BERLIN) - datetime.now(UTC)

    def now(self) -> datetime:
        return (datetime.now(UTC) + self._ahead).astimezone(BERLIN)

    def zone(self) -> str:
        return BERLIN.key


def stay(
    journal: Journal,
    desktop: Desktop,
    clock: ClockAt,
    monkeypatch: pytest.MonkeyPatch,
    *then: Callable[[], None],
) -> None:
    """Stays in this process, on the real bus; what comes `then` is done one after the other, each
    with a second to take effect.
    """
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
    monkeypatch.setattr(terminal_remind, "clock", clock)
    monkeypatch.setattr(terminal_remind, "_LOOK", 0.05)

    async def for_a_while() -> None:
        staying = asyncio.create_task(
            terminal_remind._Stay(Answers(Path(), True), journal, PlyerNotifier()).run()
        )
        for step in then:
            step()
            await asyncio.wait([staying], timeout=1.5)
        assert not staying.done()
        staying.cancel()
        await asyncio.wait([staying])

    asyncio.run(for_a_while())


def said(capsysbinary: pytest.CaptureFixture[bytes]) -> list[tuple[str, str | None]]:
    lines = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    return [(what, nudge and nudge["wall"]) for line in lines for what, nudge in line.items()]


def test_a_reminder_comes_at_its_time_and_the_next_one_is_told(
    journal, desktop, monkeypatch, capsysbinary
):
    journal.preferences.choose(
        "reminders", as_record(Schedule(on=True, times=(time(9), time(12)))), at=NOW
    )

    stay(
        journal,
        desktop,
        ClockAt("2026-01-05T11:59:59.500"),
        monkeypatch,
        lambda: None,
        lambda: None,
    )

    assert said(capsysbinary) == [
        ("next", "2026-01-05T12:00"),
        ("shown", "2026-01-05T12:00"),
        ("next", "2026-01-06T09:00"),
    ]
    assert len(desktop.shown()) == 1
    assert journal.preferences.get("reminder_last_shown", None).startswith("2026-01-05T12:00:0")


def test_staying_empties_the_bin_as_days_begin_and_a_leap_of_the_clock_is_one_day(
    journal, desktop, monkeypatch
):
    clock = ClockAt("2026-01-05T12:00")
    journal.preferences.choose("reminders", as_record(Schedule(on=True, times=(time(9),))), at=NOW)
    journal.remove(
        journal.keep(Draft(when=at_moment(clock.now())), at=clock.now()).id, at=clock.now()
    )
    live(journal, since=clock.now(), days=BIN_DAYS - 1)
    left = []

    def at_noon_of(day: str) -> Callable[[], None]:
        def begin() -> None:
            left.append(len(journal.page(bin=True)))
            clock.set(f"{day}T12:00")

        return begin

    stay(
        journal,
        desktop,
        clock,
        monkeypatch,
        *map(at_noon_of, ("2026-02-04", "2027-02-05")),
        lambda: None,
    )

    # Thirty days had passed with the journal, one begins here, and a year at once is one more.
    assert (left, journal.page(bin=True)) == ([1, 1], [])


def test_after_a_long_sleep_only_the_last_one_comes_and_only_if_it_is_a_little_late(
    journal, desktop, monkeypatch, capsysbinary
):
    journal.preferences.choose(
        "reminders",
        as_record(Schedule(on=True, times=(time(9), time(11, 50), time(12), time(18)))),
        at=NOW,
    )
    clock = ClockAt("2026-01-05T08:00")

    stay(
        journal,
        desktop,
        clock,
        monkeypatch,
        lambda: None,
        lambda: clock.set("2026-01-05T12:20"),
        lambda: clock.set("2026-01-05T19:00"),
    )

    told = said(capsysbinary)
    assert [wall for what, wall in told if what == "shown"] == ["2026-01-05T12:00"]
    assert told[0] == ("next", "2026-01-05T09:00")
    assert told[-1] == ("next", "2026-01-06T09:00")
    assert len(desktop.shown()) == 1


def test_what_was_due_before_run_was_started_is_not_made_up_for(
    journal, desktop, monkeypatch, capsysbinary
):
    journal.preferences.choose("reminders", as_record(Schedule(on=True, times=(time(9),))), at=NOW)

    stay(journal, desktop, ClockAt("2026-01-05T09:05"), monkeypatch, lambda: None)

    assert said(capsysbinary) == [("next", "2026-01-06T09:00")]
    assert desktop.shown() == []


def test_a_reminder_that_cannot_be_shown_is_told_and_does_not_end_the_waiting(
    journal, desktop, monkeypatch, capsysbinary
):
    journal.preferences.choose("reminders", as_record(Schedule(on=True, times=(time(12),))), at=NOW)
    gone = Desktop(f"unix:path={desktop.record.parent}/nobody", desktop.record)

    stay(journal, gone, ClockAt("2026-01-05T11:59:59.500"), monkeypatch, lambda: None, lambda: None)

    captured = capsysbinary.readouterr()
    assert [json.loads(line)["next"]["wall"] for line in captured.out.splitlines()] == [
        "2026-01-05T12:00",
        "2026-01-06T12:00",
    ]
    assert b"shows notifications" in captured.err
    assert journal.preferences.get("reminder_last_shown", None) is None


# due, install, uninstall --------------------------------------------------------------------------


@pytest.fixture
def noon(environment: dict[str, str]) -> datetime:
    """It is noon, wherever that is now: no test here runs into midnight. The full minute."""
    ahead = 12 - datetime.now(UTC).hour
    environment["TZ"] = f"Etc/GMT{-ahead:+d}" if ahead else "UTC"
    return datetime.now(ZoneInfo(environment["TZ"])).replace(second=0, microsecond=0)


Due = Callable[[], Any]


@pytest.fixture
def due(folder: Path, environment: dict[str, str]) -> Due:
    """What one look shows; it is not waited for while that is on the screen."""

    def due() -> Any:
        with subprocess.Popen(
            command(folder, "remind", "due", "--json"),
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as looks:
            line = looks.stdout.readline()
            looks.terminate()
            assert looks.stderr.read() == ""
        return json.loads(line)

    return due


def at_times(journal: Journal, *ago: int, now: datetime, chosen: datetime = NOW) -> None:
    """Reminders at the full minutes that many minutes ago, chosen at an instant."""
    times = tuple(sorted((now - timedelta(minutes=minutes)).time() for minutes in ago))
    journal.preferences.choose("reminders", as_record(Schedule(on=True, times=times)), at=chosen)


def test_what_is_due_is_shown_once_the_newest_only(due, ask, desktop, journal, noon):
    at_times(journal, 10, 2, now=noon)

    shown = due()

    assert shown["wall"] == f"{noon - timedelta(minutes=2):%Y-%m-%dT%H:%M}"
    assert desktop.shown() == [prompt_words.text(find(shown["prompt"]))]
    assert (due(), len(desktop.shown())) == (None, 1)
    last = datetime.fromisoformat(ask("status")["last_shown"])
    assert timedelta(0) <= datetime.now(UTC) - last < timedelta(minutes=1)


def test_while_it_is_on_the_screen_the_journal_is_free(remind, desktop, journal, folder, noon):
    at_times(journal, 2, now=noon)
    journal.close()
    with subprocess.Popen(
        command(folder, "remind", "due", "--json"),
        cwd=ROOT,
        env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": desktop.address, "TZ": str(noon.tzinfo)},
        stdout=subprocess.PIPE,
    ) as looks:
        assert json.loads(looks.stdout.readline())
        erased = processes.run(
            "--data", str(folder), "erase", "--yes-erase-everything", capture_output=True
        )

        assert looks.poll() is None
        looks.terminate()
    assert (erased.returncode, erased.stderr) == (0, b"")
    assert not folder.exists()


@pytest.mark.parametrize(
    ("ago", "chosen", "why"),
    [
        (50, NOW, "too late"),
        (-3, NOW, "still to come"),
        (5, timedelta(minutes=-2), "chosen after its time"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_due_is_not_shown(due, remind, desktop, journal, noon, ago, chosen, why):
    at = noon + chosen if isinstance(chosen, timedelta) else chosen
    at_times(journal, ago, now=noon, chosen=at)

    assert due() is None
    assert remind("due").stdout == "None is due.\n"
    assert desktop.record.read_text() == ""


def test_a_choice_under_a_clock_that_was_wrong_silences_nothing(due, desktop, journal, noon):
    at_times(journal, 2, now=noon, chosen=noon + timedelta(days=400))

    assert due() is not None


def test_what_the_app_has_taken_is_not_shown_again(due, desktop, journal, noon):
    at_times(journal, 2, now=noon)
    taken = noon - timedelta(minutes=2)
    assert journal.preferences.claim("reminder_turn", taken, now=noon)

    assert due() is None


def test_what_the_app_has_shown_on_its_screen_since_is_not_shown_again(due, desktop, journal, noon):
    at_times(journal, 10, 2, now=noon)
    offered = (noon - timedelta(minutes=1)).isoformat()
    journal.preferences.choose("reminder_offered", offered, at=noon)
    assert due() is None

    journal.preferences.choose("reminder_offered", "2036-01-01T00:00:00+00:00", at=noon)
    assert due() is not None


def test_none_is_due_while_they_are_off_or_enough_was_kept(due, desktop, journal, noon):
    at_times(journal, 2, now=noon)
    off = journal.preferences.get("reminders", None)
    journal.preferences.choose("reminders", {**off, "on": False}, at=NOW)
    assert due() is None

    journal.preferences.choose("reminders", {**off, "quiet_after_first": True}, at=NOW)
    journal.keep(Draft(when=at_moment(noon)), at=noon)
    assert due() is None


def test_where_nothing_shows_it_nobody_else_is_kept_from_it(due, ask, remind, journal, noon):
    at_times(journal, 2, now=noon)

    assert "Nothing here can show a reminder." in assert_refused(remind("due"))
    assert journal.preferences.get("reminder_turn", None) is None
    assert ask("status")["last_shown"] is None


def test_a_look_makes_nothing_and_is_no_day_of_use(due, desktop, journal, folder, noon):
    at_times(journal, 2, now=noon)
    journal.close()
    before = (sorted(folder.iterdir()), days_lived(folder))

    assert due() is not None
    assert due() is None
    assert (sorted(folder.iterdir()), days_lived(folder)) == before


def days_lived(folder: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "glimmers.db")) as conn:
        return conn.execute(
            "SELECT name, value FROM preferences WHERE name LIKE '%lived%'"
        ).fetchall()


def test_where_there_is_no_journal_a_look_makes_none(due, desktop, folder):
    assert due() is None
    assert not folder.exists()


def test_without_a_place_for_answers_as_windows_starts_it_a_look_is_made(
    desktop, journal, folder, environment, noon
):
    at_times(journal, 2, now=noon)
    looks = [*command(folder, "remind", "due")]

    with subprocess.Popen(
        ["sh", "-c", 'exec "$@" >&- 2>&- <&-', "sh", *looks], cwd=ROOT, env=environment
    ) as showing:
        give_up = monotonic() + 30
        while not desktop.record.read_text() and monotonic() < give_up:
            sleep(0.05)
        showing.terminate()
    assert len(desktop.shown()) == 1
    journal.preferences.choose("reminders", {"on": False}, at=NOW)
    quiet = subprocess.run(
        ["sh", "-c", 'exec "$@" >&- 2>&- <&-', "sh", *looks], cwd=ROOT, env=environment
    )
    assert quiet.returncode == 0


def test_a_look_at_a_journal_that_is_put_in_place_just_now_waits_for_the_next(
    remind, desktop, journal, folder, noon
):
    at_times(journal, 2, now=noon)
    journal.close()

    with exclusive_lock(folder / "glimmers.db"):
        said = assert_refused(remind("due"))

    assert "busy" in said
    assert desktop.record.read_text() == ""


def test_it_stays_as_long_as_the_file_that_started_it(
    ask, desktop, journal, folder, environment, noon, tmp_path
):
    at_times(journal, 2, now=noon)
    (entry,) = ask("install")["files"]
    with subprocess.Popen(
        command(folder, "remind", "due", "--while", entry), cwd=ROOT, env=environment
    ) as stays:
        give_up = monotonic() + 30
        while not desktop.record.read_text() and monotonic() < give_up:
            sleep(0.05)
        assert len(desktop.shown()) == 1
        assert stays.poll() is None

        assert ask("uninstall") == {"installed": False, "files": [entry]}
        assert stays.wait(timeout=30) == 0
    assert not (tmp_path / "config" / "autostart").exists()


def test_installing_names_what_it_wrote_twice_is_the_same_and_uninstalling_takes_it_away(
    ask, remind, desktop, tmp_path
):
    ask("set", "--per-day", "3")
    assert ask("status")["reach"] == "open"
    assert not (tmp_path / "config").exists()

    installed = ask("install")

    (file,) = installed["files"]
    assert installed == {"installed": True, "files": [file]}
    assert file.startswith(f"{tmp_path}/config/autostart/glimmers-reminders-")
    assert ask("install") == installed
    assert [str(path) for path in (tmp_path / "config").rglob("*.*")] == [file]
    assert ask("status")["reach"] == "closed"
    assert "with Glimmers closed" in remind("status").stdout

    said = remind("uninstall")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines()[1:] == [file]
    assert list((tmp_path / "config").iterdir()) == []
    again = remind("uninstall")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == "Nothing was installed, so there was nothing to delete.\n"
    assert ask("uninstall") == {"installed": False, "files": []}


def test_installing_says_that_reminders_are_off_and_makes_no_journal(remind, folder):
    done = remind("install")

    assert done.returncode == 0
    assert "Gentle reminders are off." in done.stdout
    assert not folder.exists()
    remind("uninstall")


def test_what_cannot_be_written_is_told_in_a_sentence(remind, tmp_path):
    (tmp_path / "config").write_text("somebody's")

    said = assert_refused(remind("install"))

    assert "could not be written" in said
    assert "nothing was changed" in said


def test_erasing_everything_takes_away_what_starts_reminders(ask, folder, environment, tmp_path):
    ask("set")
    (file,) = ask("install")["files"]

    done = processes.run(
        "--data",
        str(folder),
        "erase",
        "--yes-erase-everything",
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert f"what started them is deleted: {file}." in done.stdout
    assert list((tmp_path / "config").iterdir()) == []
    assert not folder.exists()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
def test_erasing_that_was_cut_short_has_taken_away_what_starts_reminders(
    ask, folder, environment, tmp_path
):
    ask("set")
    (file,) = ask("install")["files"]
    (folder / "inbox").mkdir()
    for number in range(2000):  # so that it takes a while
        (folder / "inbox" / f"01a22866-5e92-7c3e-9b1d-{number:012x}.json").write_text("{}")

    with subprocess.Popen(
        command(folder, "erase", "--yes-erase-everything"), env=environment, cwd=ROOT
    ) as erasing:
        while not (folder / ERASING_MARK).exists():
            assert erasing.poll() is None
        erasing.kill()

    assert (folder / ERASING_MARK).exists()
    assert not Path(file).exists()


# A person's own systemd ---------------------------------------------------------------------------

HERE = Path(__file__).parent


IN_SESSION = ("unshare", "-m", "sh", str(HERE / "logged_in.sh"))


def can_log_in() -> bool:
    """Whether a systemd of one's own can be started here: only root can, and not everywhere."""
    if os.geteuid() != 0 or not Path("/lib/systemd/systemd").exists():
        return False
    environment = {**os.environ, "XDG_RUNTIME_DIR": "/run/person"}
    try:
        tried = subprocess.run(
            [*IN_SESSION, "true"], env=environment, capture_output=True, timeout=30
        )
    except subprocess.TimeoutExpired:
        return False
    return tried.returncode == 0


def test_a_timer_of_systemd_shows_what_is_due_and_goes_without_a_trace(
    journal, environment, tmp_path, folder, noon
):
    if not can_log_in():
        pytest.skip("only root can log in so, and not everywhere")
    at_times(journal, 2, now=noon)
    journal.close()
    record = tmp_path / "notifications"
    awkward = tmp_path / "a 50% $HOME ünï"
    folder.rename(awkward)
    environment["XDG_RUNTIME_DIR"] = "/run/person"
    meets = [sys.executable, HERE / "meets_systemd.py", ROOT, DAEMON, awkward, record]

    done = subprocess.run(
        [*IN_SESSION, *meets], env=environment, capture_output=True, text=True, timeout=120
    )

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert [Path(file).suffix for file in seen["files"]] == [".service", ".timer", ".timer"]
    assert seen["again"] == seen["gone"] == seen["files"]
    assert (seen["reach"], seen["active"]) == ("closed", "active")
    assert "OnCalendar=*-*-* *:00/5:00" in seen["calendar"]
    assert [json.loads(line)["title"] for line in seen["shown"]] == ["Glimmers"]
    assert (seen["known"], seen["enabled"]) == ("", "")
    assert list((tmp_path / "config").iterdir()) == []


def test_commands_that_say_nothing_of_reminders_stay_quick_because_reminders_load_nothing_heavy():
    code = (
        "import sys, app.__main__; print([name for name in ('flet', 'plyer', 'jeepney', "
        "'app.platform.reminding') if name in sys.modules])"
    )

    assert (
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        == "[]\n"
    )
