"""Reminders on an iPhone, told to a stand-in of its notification centre: planned, shown, replaced,
refused, remembered.
"""

from __future__ import annotations

import ast
import asyncio
import gc
import importlib.util
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import NotShownError
from app.core.prompts import PROMPTS
from app.core.reminders import Nudge, plan
from app.core.schedule import Schedule
from app.platform.reminding import ios
from app.words import language
from app.words.prompts import prompt_words
from tests.platform.ios_stand_in import Phone, Request, minutes
from tests.told import advice, refusing

BERLIN = "Europe/Berlin"
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo(BERLIN))
FIRST, SECOND = PROMPTS[0], PROMPTS[1]
FIRST_SAYS, SECOND_SAYS = map(prompt_words.text, (FIRST, SECOND))


class ThePhonesClock:
    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    def now(self) -> datetime:
        return self.phone.now.astimezone(ZoneInfo(self.phone.zone_name))

    def zone(self) -> str | None:
        return self.phone.zone_name


@pytest.fixture(params=[True, False], ids=["properties declared", "properties as methods"])
def phone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    phone = Phone(MORNING, BERLIN)
    phone.declares_properties = request.param
    phone.install(monkeypatch)
    ios._center.cache_clear()
    ios._delegate.cache_clear()
    yield phone
    phone.close()
    ios._center.cache_clear()
    ios._delegate.cache_clear()
    assert phone.crashes == []


@pytest.fixture
def notifier(phone: Phone, tmp_path: Path) -> ios.IosNotifier:
    return ios.IosNotifier(tmp_path, ThePhonesClock(phone))


def at(wall: str, prompt: str = FIRST.id, zone: str = BERLIN) -> Nudge:
    local = datetime.fromisoformat(wall)
    return Nudge(
        wall=local, instant=local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), prompt=prompt
    )


def said(requests: list[Request]) -> list[str]:
    return [request.content.body for request in requests]


def test_what_is_planned_comes_with_glimmers_closed(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-23 09:30"), at("2026-11-23 18:05", SECOND.id)]))
    phone.open = False

    phone.travel(MORNING + minutes(90))

    assert said(phone.shown) == [FIRST_SAYS]
    assert [request.content.title for request in phone.shown] == ["Glimmers"]
    assert phone.shown[0].content.thread
    assert phone.shown[0].content.sound == "default"

    phone.travel(MORNING + timedelta(hours=12))

    assert said(phone.shown) == [FIRST_SAYS, SECOND_SAYS]


def test_what_was_planned_in_another_language_is_planned_anew(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    nudges = [at("2026-11-24 09:00"), at("2026-11-24 12:00", "own-3f9a")]
    asyncio.run(notifier.replace_all(nudges))
    language.speak(language.PSEUDO)
    try:
        asyncio.run(notifier.replace_all(nudges))
        now = [prompt_words.text(FIRST), prompt_words.UNSAID]
    finally:
        language.speak(language.SOURCE)

    assert sorted(said(list(phone.pending.values()))) == sorted(now)
    assert not {FIRST_SAYS, "A moment to look up?"} & set(now)


def test_nothing_of_an_earlier_plan_is_left(phone: Phone, notifier: ios.IosNotifier) -> None:
    old, new = (
        [at(f"2026-11-24 {hour:02}:00") for hour in range(8, 18)],
        [at("2026-11-24 08:00"), at("2026-11-25 12:00")],
    )
    asyncio.run(notifier.replace_all(old))
    asyncio.run(notifier.replace_all(new))

    assert sorted(phone.rings_at(request) for request in phone.pending.values()) == [
        nudge.instant for nudge in new
    ]

    asyncio.run(notifier.replace_all([]))

    assert phone.pending == {}


def test_a_removal_that_takes_long_takes_nothing_new_away(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    phone.laziness = 20
    asyncio.run(notifier.replace_all([at(f"2026-11-{day} 09:00") for day in range(24, 30)]))
    asyncio.run(notifier.replace_all([at(f"2026-11-{day} 09:00") for day in range(26, 30)]))
    asyncio.run(notifier.permission())
    for _ in range(30):
        asyncio.run(notifier.permission())

    assert len(phone.pending) == 4


def test_the_system_is_never_given_more_than_it_holds(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    phone.laziness = 7
    many = plan(
        Schedule(on=True, per_day=8, gap=30, seed="a"),
        after=MORNING,
        zone=ZoneInfo(BERLIN),
        prompts=[prompt.id for prompt in PROMPTS],
        limit=100,
    )
    others = plan(
        Schedule(on=True, per_day=8, gap=30, seed="b"),
        after=MORNING,
        zone=ZoneInfo(BERLIN),
        prompts=[prompt.id for prompt in PROMPTS],
        limit=100,
    )
    assert len(many) > ios.MOST

    for nudges in (many, others, many):
        asyncio.run(notifier.replace_all(nudges))

        assert phone.dropped == []
        assert sorted(phone.rings_at(request) for request in phone.pending.values()) == [
            nudge.instant for nudge in nudges[: ios.MOST]
        ]


def test_nine_in_the_morning_is_nine_wherever_the_phone_is(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-24 09:00")]))

    phone.zone_name = "America/New_York"

    (request,) = phone.pending.values()
    assert phone.rings_at(request).astimezone(ZoneInfo("America/New_York")) == datetime(
        2026, 11, 24, 9, tzinfo=ZoneInfo("America/New_York")
    )


@pytest.mark.parametrize("calendar", ["gregorian", "buddhist", "japanese"])
def test_the_year_is_told_in_the_calendar_of_the_phone(
    phone: Phone, notifier: ios.IosNotifier, calendar: str
) -> None:
    phone.calendar = calendar

    asyncio.run(notifier.replace_all([at("2026-11-24 09:00")]))

    (request,) = phone.pending.values()
    assert phone.rings_at(request) == at("2026-11-24 09:00").instant


def test_a_time_the_clocks_skip_comes_after_the_gap(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    skipped = Nudge(
        wall=datetime(2027, 3, 28, 2, 30),
        instant=datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        prompt=FIRST.id,
    )

    asyncio.run(notifier.replace_all([skipped]))

    (request,) = phone.pending.values()
    assert request.parts == {
        "Year": 2027,
        "Month": 3,
        "Day": 28,
        "Hour": 3,
        "Minute": 30,
        "Second": 0,
    }


def test_what_has_passed_is_not_planned(phone: Phone, notifier: ios.IosNotifier) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-23 07:59"), at("2026-11-23 08:00")]))

    assert phone.pending == {}


@pytest.mark.parametrize("prompt", ["own-3f9a", "no-such-prompt", ""])
def test_a_lock_screen_never_shows_words_of_the_person(
    phone: Phone, notifier: ios.IosNotifier, prompt: str
) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-24 09:00", prompt)]))

    (request,) = phone.pending.values()
    assert request.content.body == "A moment to look up?"


def test_the_system_asks_once_and_the_answer_is_told(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    phone.status = 0
    assert asyncio.run(notifier.permission()) == "unasked"

    phone.person_answers = 1

    assert asyncio.run(notifier.ask()) == "denied"
    phone.person_answers = 2
    assert asyncio.run(notifier.ask()) == "denied"
    phone.status = 2
    assert asyncio.run(notifier.permission()) == "granted"
    assert [options & 1 for options in phone.asked_for] == [0, 0], "no number on the icon"


def test_a_person_may_take_their_time_to_answer(
    phone: Phone, notifier: ios.IosNotifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ios, "TIMEOUT_S", 0.01)
    phone.status = 0
    thinking = threading.Event()
    phone.busy_until(thinking)

    async def ask() -> str:
        asyncio.get_running_loop().call_later(0.2, thinking.set)
        return await notifier.ask()

    monkeypatch.setattr(ios.IosNotifier, "permission", lambda _self: asyncio.sleep(0, "granted"))
    assert asyncio.run(ask()) == "granted"


@pytest.mark.parametrize("status", [0, 1])
def test_without_permission_nothing_is_planned_and_nothing_is_an_error(
    phone: Phone, notifier: ios.IosNotifier, status: int
) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-24 09:00")]))
    phone.status = status

    asyncio.run(notifier.replace_all([at("2026-11-24 09:00"), at("2026-11-25 09:00")]))

    assert phone.pending == {}


def test_one_that_is_refused_is_told_and_the_others_are_planned(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    phone.refuses = lambda request: request.content.body == SECOND_SAYS

    with pytest.raises(NotShownError):
        asyncio.run(
            notifier.replace_all(
                [at("2026-11-24 09:00"), at("2026-11-24 12:00", SECOND.id), at("2026-11-24 15:00")]
            )
        )

    assert len(phone.pending) == 2


@pytest.mark.parametrize("open", [True, False])
def test_send_me_one_now_is_shown_above_glimmers_and_behind_it(
    phone: Phone, notifier: ios.IosNotifier, open: bool
) -> None:
    phone.open = open

    asyncio.run(notifier.show(at("2026-11-23 08:00")))

    assert said(phone.shown) == [FIRST_SAYS]
    assert asyncio.run(notifier.last_shown()) == MORNING


def test_two_sent_now_are_two(phone: Phone, notifier: ios.IosNotifier) -> None:
    for _ in range(2):
        asyncio.run(notifier.show(at("2026-11-23 08:00")))
        phone.travel(phone.now + minutes(1))

    assert len(phone.shown) == 2


def test_not_allowed_is_told_with_where_to_allow_it(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    phone.status = 1

    with pytest.raises(NotShownError) as refusal:
        asyncio.run(notifier.show(at("2026-11-23 08:00")))

    assert "Settings" in advice(refusal.value)
    assert asyncio.run(notifier.last_shown()) is None


def test_taken_and_not_shown_is_told_as_not_shown(
    phone: Phone, notifier: ios.IosNotifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ios, "A_MOMENT", 0.001)
    asyncio.run(notifier.permission())
    phone.delegate = lambda: None

    with refusing(NotShownError, match="did not show"):
        asyncio.run(notifier.show(at("2026-11-23 08:00")))


def test_a_refusal_is_told(phone: Phone, notifier: ios.IosNotifier) -> None:
    phone.refuses = lambda _request: True

    with refusing(NotShownError, match="refused"):
        asyncio.run(notifier.show(at("2026-11-23 08:00")))


def test_a_system_that_does_not_answer_is_not_waited_for_for_ever(
    phone: Phone, notifier: ios.IosNotifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.answers = False

    async def ask() -> None:
        await notifier._answer(
            ios._center().getNotificationSettingsWithCompletionHandler_,
            "object",
            read=ios._permission,
            timeout_s=0.05,
        )

    with refusing(NotShownError, match="did not answer"):
        asyncio.run(ask())
    gc.collect()
    assert len(notifier._handlers) == 1, "the system may still call it"


def test_nobody_waits_any_more_when_the_answer_comes(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    late = threading.Event()
    phone.busy_until(late)

    async def ask() -> None:
        asking = asyncio.create_task(notifier.permission())
        await asyncio.sleep(0.05)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        late.set()
        await notifier.permission()

    asyncio.run(ask())
    assert notifier._handlers == set()


def test_a_loop_that_ended_before_the_answer_is_no_crash(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    late = threading.Event()
    phone.busy_until(late)

    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(notifier.permission(), 0.05))
    late.set()
    phone.close()


def test_handlers_run_on_the_systems_thread_and_answers_arrive_on_ours(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    async def look() -> tuple[str, int]:
        return await notifier.permission(), threading.get_ident()

    answer, ours = asyncio.run(look())

    assert answer == "granted"
    assert phone.threads
    assert ours not in phone.threads


def test_a_tap_opens_the_prompt_and_the_system_is_told_that_it_was_handled(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    asyncio.run(notifier.show(at("2026-11-23 08:00")))

    assert phone.tap(phone.shown[0]) == 1
    assert phone.opened == [f"glimmers://app/capture?prompt={FIRST.id}"]


@pytest.mark.parametrize("link", ["https://example.org/", "glimmers://app/settings", None])
def test_a_tap_opens_no_other_address(
    phone: Phone, notifier: ios.IosNotifier, link: str | None
) -> None:
    asyncio.run(notifier.show(at("2026-11-23 08:00")))
    phone.shown[0].content.info = {} if link is None else {"link": link}

    assert phone.tap(phone.shown[0]) == 1
    assert phone.opened == []


def test_the_last_one_shown_is_known_after_a_restart(
    phone: Phone, notifier: ios.IosNotifier, tmp_path: Path
) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-23 09:30"), at("2026-11-23 18:05")]))
    phone.open = False
    phone.travel(MORNING + minutes(100))

    again = ios.IosNotifier(tmp_path, ThePhonesClock(phone))

    assert asyncio.run(again.last_shown()) == at("2026-11-23 09:30").instant


def test_one_that_was_tapped_away_was_still_shown(phone: Phone, notifier: ios.IosNotifier) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-23 09:30")]))
    phone.open = False
    phone.travel(MORNING + minutes(100))
    phone.delivered.clear()

    assert asyncio.run(notifier.last_shown()) == at("2026-11-23 09:30").instant

    asyncio.run(notifier.replace_all([]))

    assert asyncio.run(notifier.last_shown()) == at("2026-11-23 09:30").instant


def test_one_that_came_while_forbidden_was_not_shown(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-23 09:30")]))
    phone.status = 1
    phone.travel(MORNING + minutes(100))

    assert asyncio.run(notifier.last_shown()) is None


def test_one_that_is_to_come_was_not_shown(phone: Phone, notifier: ios.IosNotifier) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-23 09:30")]))

    assert asyncio.run(notifier.last_shown()) is None


def test_one_that_travelled_west_and_still_waits_was_not_shown(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-23 09:30")]))
    phone.zone_name, phone.open = "America/New_York", False
    phone.travel(MORNING + minutes(100))

    assert asyncio.run(notifier.last_shown()) is None


def test_one_that_was_lost_before_its_time_was_not_shown(
    phone: Phone, notifier: ios.IosNotifier
) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-23 09:30")]))
    phone.pending.clear()

    assert asyncio.run(notifier.last_shown()) is None


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", '{"planned": 3, "last": null}', '{"planned": {"a": "b"}, "last": 1}', "\x00"],
)
def test_a_damaged_memory_is_no_memory(
    phone: Phone, notifier: ios.IosNotifier, tmp_path: Path, damage: str
) -> None:
    (tmp_path / ios.MEMORY).write_text(damage, "utf-8")

    assert asyncio.run(notifier.last_shown()) is None


def test_a_folder_that_cannot_be_written_stops_no_reminder(phone: Phone, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    notifier = ios.IosNotifier(tmp_path / "file", ThePhonesClock(phone))

    asyncio.run(notifier.replace_all([at("2026-11-24 09:00")]))

    assert len(phone.pending) == 1


def test_what_is_remembered_holds_no_words(
    phone: Phone, notifier: ios.IosNotifier, tmp_path: Path
) -> None:
    asyncio.run(notifier.replace_all([at("2026-11-24 09:00")]))

    assert FIRST_SAYS not in (tmp_path / ios.MEMORY).read_text("utf-8")


def test_old_questions_do_not_pile_up(phone: Phone, notifier: ios.IosNotifier) -> None:
    asyncio.run(
        notifier.replace_all(
            [at("2026-11-23 08:30"), at("2026-11-23 09:10"), at("2026-11-23 18:00")]
        )
    )
    phone.open = False
    phone.travel(MORNING + minutes(80))

    asyncio.run(notifier.replace_all([at("2026-11-23 18:00")]))

    assert [when for _, when in phone.delivered] == [at("2026-11-23 09:10").instant]
    assert asyncio.run(notifier.last_shown()) == at("2026-11-23 09:10").instant


def test_only_names_that_rubicon_has_are_asked_of_it() -> None:
    """rubicon itself needs Apple's runtime to be imported, but its source can be read anywhere."""
    # Not `find_spec("rubicon.objc")`, nor an import: both would run the package, which looks for
    # that runtime.
    found = importlib.util.find_spec("rubicon")
    if found is None or not found.submodule_search_locations:
        if os.environ.get("CI"):
            pytest.fail("rubicon-objc is not installed")
        pytest.skip("rubicon-objc is not installed")
    source = Path(next(iter(found.submodule_search_locations))) / "objc"

    def names(module: str) -> set[str]:
        tree = ast.parse((source / f"{module}.py").read_text("utf-8"))
        made = {node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
        given = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        return made | given

    used: dict[str, set[str]] = {}
    for file in ("reminding/ios.py", "backup_exclusion.py"):
        tree = ast.parse((Path(ios.__file__).parents[1] / file).read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rubicon"):
                used.setdefault(node.module or "", set()).update(alias.name for alias in node.names)

    assert used["rubicon.objc"] <= names("__init__")
    assert used["rubicon.objc.runtime"] <= names("runtime")
