"""The one way into the journal: nothing is shown as chosen, changed or kept before it
is durable.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import KEEPING, DiskError, NoRoomError, UnknownReasonError
from app.core.reminders import LAST_SHOWN, OFFERED, PREFERENCE, instant_from
from app.state import reminders as state
from app.state.preferences import Preferences
from app.state.reminders import Reminders
from app.state.writing import translated_error
from app.ui.models import Models
from storage.journal import Journal
from tests.device import Device, Session, at
from tests.made_photos import jpeg
from tests.told import refusing, sentence

STATE = Path(__file__).resolve().parents[2] / "app" / "state"

Verb = Callable[[Models], Awaitable[Any]]


class Watched(Device):
    """A device that knows whether everything that was written has reached the disk."""

    def __init__(self, *options: Any) -> None:
        super().__init__(*options)
        self.durable = self.written

    @property
    def written(self) -> int:
        """Rows changed so far."""
        return self.journal._conn.total_changes

    async def flush(self) -> None:
        """As any device does it; what was written until then is durable."""
        written = self.written
        await super().flush()
        self.durable = written


async def settled() -> None:
    """Until what goes on beside has its turn."""
    for _ in range(20):
        await asyncio.sleep(0)


# What was chosen ----------------------------------------------------------------------------------

CHOICES: dict[str, tuple[Callable[[Preferences], Awaitable[Any]], Callable[[Preferences], Any]]] = {
    "the look": (lambda one: one.choose_look("night"), lambda one: one.look),
    "the half of the earth": (
        lambda one: one.choose_hemisphere(southern=True),
        lambda one: one.southern,
    ),
    "full size": (lambda one: one.keep_originals(originals=True), lambda one: one.originals),
    "a kind": (lambda one: one.choose_kind("people", shown=False), lambda one: one.kinds),
    "not this one": (lambda one: one.not_this_one(), lambda one: (one.hidden, one.prompt)),
    "one's own": (lambda one: one.write_own("Which stair creaked?"), lambda one: one.own),
    "all again": (lambda one: one.show_hidden(), lambda one: one.hidden),
    "no longer one's own": (lambda one: one.remove_own(one.own[0].id), lambda one: one.own),
}


async def with_something_chosen(device: Device) -> Preferences:
    """Somebody wrote two prompts of their own and refused one of ours, before."""
    before = (await device.ready_models()).preferences
    await before.write_own("What did the kettle sing?")
    await before.write_own("Which page lay open?")
    await before.not_this_one()
    return (await device.ready_models()).preferences


@pytest.mark.parametrize("choice", CHOICES)
async def test_a_choice_is_shown_as_made_only_once_it_is_durable(choice: str):
    device = Watched()
    preferences = await with_something_chosen(device)
    choose, chosen = CHOICES[choice]
    before = chosen(preferences)
    device.disk.clear()

    choosing = asyncio.create_task(choose(preferences))
    await settled()
    preferences.prompt_order()  # reminders ask for it at every change of the journal
    preferences.begin_day()
    meanwhile = chosen(preferences)
    device.disk.set()
    await choosing

    assert meanwhile == before
    assert chosen(preferences) != before
    assert preferences.problem is None
    await settled()
    assert device.durable == device.written


@pytest.mark.parametrize("choice", CHOICES)
async def test_a_choice_that_the_disk_refuses_holds_for_now_and_that_is_told(choice: str):
    device = Device()
    preferences = await with_something_chosen(device)
    choose, chosen = CHOICES[choice]
    before = chosen(preferences)
    device.full = NoRoomError()

    await choose(preferences)

    assert chosen(preferences) != before
    assert sentence(preferences.problem) == sentence(NoRoomError())


async def test_a_choice_that_could_not_be_written_is_written_with_the_next_one():
    device = Device()
    preferences = (await device.ready_models()).preferences
    device.journal._conn.execute("PRAGMA query_only = ON")
    await preferences.choose_look("night")
    told = preferences.problem

    device.journal._conn.execute("PRAGMA query_only = OFF")
    await preferences.choose_hemisphere(southern=True)
    later = (await device.ready_models()).preferences

    assert "your choice could not be remembered" in sentence(told)
    assert preferences.problem is None
    assert (later.look, later.southern) == ("night", True)


async def test_of_two_choices_made_while_the_disk_is_slow_the_last_one_is_shown_and_kept():
    device = Device()
    preferences = (await device.ready_models()).preferences
    device.disk.clear()

    choosing = [asyncio.create_task(preferences.choose_look(look)) for look in ("night", "day")]
    await settled()
    device.disk.set()
    await asyncio.gather(*choosing)

    assert preferences.look == (await device.ready_models()).preferences.look == "day"


async def test_what_was_chosen_while_the_journal_was_opening_reaches_the_disk():
    device = Watched()
    models = device.models()
    await models.preferences.choose_look("night")

    await models.opening.run()
    await settled()

    assert device.journal.preferences.get("look", None) == "night"
    assert device.durable == device.written


async def test_a_choice_that_was_not_remembered_says_so_on_the_screen():
    device = Device()
    screen = await Session.begin(device, route="/settings/look")
    device.full = NoRoomError()

    await screen.choose("night")

    assert sentence(NoRoomError()) in screen.live()


# Reminders ----------------------------------------------------------------------------------------


async def reminders_of(device: Device) -> Reminders:
    reminders = (await device.ready_models()).reminders()
    reminders.attach(device.opened)
    return reminders


async def test_reminders_are_shown_as_on_and_planned_only_once_that_is_durable(monkeypatch):
    monkeypatch.setattr(state, "CALM", 0.0)
    device = Device("2026-11-22 10:00")
    reminders = await reminders_of(device)
    planning = asyncio.create_task(reminders.run())
    await settled()
    device.disk.clear()

    turning = asyncio.create_task(reminders.turn(on=True))
    await settled()
    meanwhile = reminders.schedule.on, device.notifications.planned
    device.disk.set()
    await turning
    await settled()
    planning.cancel()

    assert meanwhile == (False, ())
    assert reminders.schedule.on
    assert device.notifications.planned


async def test_two_choices_about_reminders_made_while_the_disk_is_slow_both_hold():
    device = Device()
    reminders = await reminders_of(device)
    device.disk.clear()

    choosing = [
        asyncio.create_task(reminders.change(**each))
        for each in ({"per_day": 2}, {"start": time(8)})
    ]
    await settled()
    device.disk.set()
    await asyncio.gather(*choosing)

    again = await reminders_of(device)
    assert (again.schedule.per_day, again.schedule.start) == (2, time(8))


async def test_a_schedule_that_the_disk_refused_is_neither_shown_nor_stored():
    device = Device()
    reminders = await reminders_of(device)
    await reminders.change(per_day=2)
    device.full = NoRoomError()

    await reminders.change(per_day=5)

    assert isinstance(reminders.problem, NoRoomError)
    assert reminders.schedule.per_day == 2
    assert device.journal.preferences.get(PREFERENCE, None)["per_day"] == 2


async def test_when_one_was_last_shown_and_offered_reaches_the_disk():
    device = Watched("2026-11-22 10:00")
    reminders = await reminders_of(device)

    await reminders.turn(on=True)
    await reminders.send_now()

    assert instant_from(device.journal.preferences.get(LAST_SHOWN, None)) == at("2026-11-22 10:00")
    assert instant_from(device.journal.preferences.get(OFFERED, None)) == at("2026-11-22 10:00")
    assert device.durable == device.written


# Everything else ----------------------------------------------------------------------------------


async def _kept(models: Models) -> None:
    await models.capture.keep()


async def _undone(models: Models) -> None:
    await models.capture.keep()
    await models.capture.undo()


async def _written(models: Models) -> None:
    await models.capture.keep()
    assert models.capture.kept
    await models.capture.kept.write("tea with @Noor")
    await models.capture.kept.undo()
    await models.capture.kept.let_go()


async def _erased(models: Models) -> None:
    (glimmer,) = models.timeline.today
    await models.timeline.put_back(glimmer.id)
    await models.timeline.erase(glimmer.id)


async def _renamed(models: Models) -> None:
    await models.names().rename("person", "Sam", "Samira")
    await models.names().merge("person", "Samira", "Noor")
    await models.names().remove("person", "Noor")


async def _another_prompt(models: Models) -> None:
    models.preferences.another()
    models.preferences.offer("moon")
    await settled()


async def _photo_and_its_day(models: Models) -> None:
    (glimmer,) = models.timeline.today
    await models.photos.choose(glimmer.id)
    assert models.photos.outcome
    await models.photos.use_date()


@pytest.mark.parametrize(
    "verb", [_kept, _undone, _written, _erased, _renamed, _another_prompt, _photo_and_its_day]
)
async def test_whatever_a_session_writes_has_reached_the_disk_when_it_is_done(verb: Verb):
    device = Watched("2026-11-22 18:42")
    device.keeps("tea", people=("Sam", "Noor"))
    device.source.chosen = [jpeg(taken="2019:03:14 10:20:30")]
    models = await device.ready_models()
    before = device.written

    await verb(models)

    assert device.written > before
    assert device.durable == device.written


async def test_a_photos_day_that_could_not_be_taken_over_is_offered_again():
    device = Device("2026-11-22 18:42")
    glimmer = device.keeps("found in a box")
    device.source.chosen = [jpeg(taken="2019:03:14 10:20:30")]
    models = await device.ready_models()
    await models.photos.choose(glimmer.id)
    offered = models.photos.outcome
    device.full = NoRoomError()

    with pytest.raises(NoRoomError):
        await models.photos.use_date()

    assert models.photos.outcome == offered


async def test_a_day_that_begins_while_the_app_is_open_reaches_the_disk():
    device = Watched()
    device.journal.begin_day(now=at("2026-11-22 10:00"))

    begun = [device.journal.begin_day(now=at(f"2026-11-2{day} 10:00")) for day in (2, 3, 3)]

    assert begun == [False, True, False]  # what `app.main` asks before it flushes


# In words -----------------------------------------------------------------------------------------


def fails(error: Exception) -> Callable[[Journal], None]:
    def change(_journal: Journal) -> None:
        raise error

    return change


async def test_an_error_of_the_system_is_told_by_its_cause(caplog):
    with pytest.raises(DiskError) as told:
        await Device().opened.write(fails(OSError(5, "canary")))

    assert "canary" not in sentence(told.value)


async def test_an_error_nobody_foresaw_is_a_sentence_and_logged_whole(caplog):
    with refusing(UnknownReasonError, match="for a reason Glimmers does not know") as told:
        await Device().opened.write(fails(RuntimeError("canary")))

    assert "canary" not in sentence(told.value)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert caplog.records[0].exc_info


async def test_what_is_passed_on_in_words_is_logged_once(caplog):
    device = Device()
    device.full = NoRoomError()
    with pytest.raises(NoRoomError) as told:
        await device.opened.write(lambda _journal: None)

    again = translated_error(told.value, KEEPING)

    assert again is told.value
    assert len(caplog.records) == 1


async def test_what_the_disk_refused_is_taken_back_where_that_is_asked_for():
    device = Device()
    device.full = NoRoomError()

    with pytest.raises(NoRoomError):
        await device.opened.write(
            lambda journal: journal.preferences.choose("look", "night", at=device.clock.now()),
            undo=lambda journal, _: journal.preferences.choose(
                "look", "day", at=device.clock.now()
            ),
        )

    assert device.journal.preferences.get("look", None) == "day"


def test_no_other_part_of_the_state_makes_the_journal_durable_by_itself():
    flushing = {path.name for path in STATE.glob("*.py") if "flush()" in path.read_text("utf-8")}
    spelled = [
        path.name
        for path in STATE.parent.rglob("*.py")
        if re.search("for a reason Glimmers does not know", path.read_text("utf-8"))
    ]

    assert flushing == {"writing.py"}
    assert spelled == ["errors.py"]


# What is shown ------------------------------------------------------------------------------------


async def test_what_was_kept_is_in_no_list_before_it_is_durable():
    device = Device()
    models = await device.ready_models()
    device.disk.clear()
    keeping = asyncio.create_task(models.capture.keep())
    await settled()
    meanwhile = models.timeline.today, models.capture.kept

    device.disk.set()
    await keeping

    assert meanwhile == ((), None)
    assert models.capture.kept is not None
    assert models.timeline.today == (models.capture.kept.glimmer,)


async def test_kept_is_said_before_anything_else_is_read_anew():
    models = await Device().ready_models()
    order: list[str] = []

    def read_anew(_sender: object, field: str | None) -> None:
        order.append(str(field))

    def said(_sender: object, _field: str | None) -> None:
        order.append("the card")

    models.timeline.subscribe(read_anew)
    models.capture.card.subscribe(said)
    await models.capture.keep()

    assert order[0] == "the card"
    assert "today" in order


async def test_a_card_that_fails_never_says_that_a_kept_glimmer_was_not(monkeypatch):
    device = Device()
    models = await device.ready_models()

    def fails(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(models.capture, "_editing", fails)

    with pytest.raises(RuntimeError):
        await models.capture.keep()

    assert (device.journal.count(), models.capture.problem) == (1, None)
    assert len(models.timeline.today) == 1
    assert not models.capture.busy


async def test_of_two_writes_at_once_nothing_is_shown_before_both_are_durable():
    models = await Device().ready_models()
    assert models.opening.opened
    with models.opening.opened.untold():
        await models.capture.keep()
        meanwhile = models.timeline.today

    assert meanwhile == ()
    assert len(models.timeline.today) == 1


async def test_what_the_disk_refused_was_in_no_list():
    device = Device()
    models = await device.ready_models()
    device.full = NoRoomError()
    shown: list[object] = []
    models.timeline.subscribe(lambda _sender, field: shown.append(field))

    await models.capture.keep()

    assert models.timeline.today == ()
    assert "today" not in shown


async def test_a_list_that_went_away_meanwhile_is_told_nothing():
    device = Device()
    opened, told = device.opened, 0

    def tell() -> None:
        nonlocal told
        told += 1

    stop = opened.listen(tell)
    device.disk.clear()
    writing = asyncio.create_task(
        opened.write(
            lambda journal: journal.preferences.choose("look", "night", at=at("2026-11-22 09:00"))
        )
    )
    await settled()
    stop()
    device.disk.set()
    await writing

    assert told == 0
