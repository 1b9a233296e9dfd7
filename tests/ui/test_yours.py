"""Yours to keep, on the screen, over a real folder: a backup and back, the journal's copies,
erasing, and the way back where the journal is damaged.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import flet as ft
import pytest
from flet.messaging.protocol import MessageAction

from app.core.errors import DamagedJournalError, DataClearedError, NotSharedError
from app.core.glimmers import Draft
from app.core.when.times import at_moment
from app.homes.folder import Folder
from app.platform.clock import SystemClock
from app.state.exchange import Exchange
from app.state.opening import Opened
from app.state.yours import Yours
from app.ui import routes
from app.ui.today import offer
from app.ui.today import screen as today
from app.words.screens import words
from storage.snapshots.folder import Snapshots
from storage.vault import DATABASE
from tests.device import Device, Session
from tests.state.test_yours import Desk
from tests.ui.test_collages import until


class House(Device):
    """A device whose journal lies in a real folder."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        super().__init__()
        self.folder, self.desk = folder, desk
        self.home = Folder()
        self.home.__dict__["notifier"] = self.notifications

    async def open(self) -> Opened:
        """The folder's."""
        return await self.home.open()

    @property
    def opened(self) -> Opened:
        """The folder's, as it is now."""
        assert self.home._opened is not None
        return self.home._opened

    def exchange(self) -> Exchange:
        """The folder's."""
        return self.home.exchange()

    @property
    def snapshots(self) -> Snapshots:
        """The journal's copies of itself."""
        return Snapshots(self.folder / DATABASE)

    async def keeps_words(self, *notes: str) -> None:
        """Past the screens."""
        opened, now = await self.open(), SystemClock().now()
        for note in notes:
            draft = Draft(when=at_moment(now), note=note)
            await opened.write(lambda journal, draft=draft: journal.keep(draft, at=now))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("GLIMMERS_DATA", str(tmp_path / "journal"))
    desk = Desk(tmp_path / "elsewhere")
    monkeypatch.setattr(Folder, "_desk", lambda _home: desk)
    return House(tmp_path / "journal", desk)


@asynccontextmanager
async def at(house: House, route: str, **screen: Any) -> AsyncIterator[Session]:
    """The app on this page, and the end of its house."""
    session = await Session.begin(house, route=route, **screen)
    try:
        yield session
    finally:
        async with house.home.alone():
            pass


def yours(session: Session) -> Yours:
    found = session.models.yours()
    assert found is not None
    return found


async def done(session: Session, is_done: Callable[[Yours], Any]) -> None:
    one = yours(session)
    await until(session, lambda: one.work is None and bool(is_done(one)))


def notes(house: House) -> set[str]:
    return {glimmer.note for glimmer in house.opened.journal.page()}


async def a_backup(session: Session) -> None:
    await session.go(routes.BACK_UP)
    await until(session, lambda: session.has("It will take about 1 MB."))
    await session.tap(words.MAKE_BACKUP)
    await done(session, lambda one: one.saved)
    session.device.desk.chooses = next(session.device.desk.folder.iterdir())


# Ways ---------------------------------------------------------------------------------------------


async def test_settings_lead_there_and_where_a_home_has_no_such_way_there_is_no_row(house):
    async with at(house, routes.SETTINGS) as screen:
        there = screen.has(words.YOURS)
        await screen.tap(words.YOURS)
        names = screen.names()
    without = await Session.begin(Device(), route=routes.SETTINGS)

    assert there
    assert [name for name in names if "backup" in name.lower()] == [
        f"{words.BACK_UP}. {words.NO_BACKUP_YET}",
        words.BRING_BACK,
    ]
    assert not without.has(words.YOURS)
    await without.go(routes.YOURS)
    assert without.has(words.NOT_FOUND)


# A backup -----------------------------------------------------------------------------------------


async def test_a_backup_is_made_and_said_where_it_is(house):
    await house.keeps_words("steam over the cup", "rain")
    async with at(house, routes.YOURS) as screen:
        await a_backup(screen)

        assert screen.has(words.BACKED_UP)
        assert screen.has(f"lies in {house.desk.folder}.")
        assert screen.has("It holds 2 glimmers, of")
        await screen.go(routes.YOURS)
        assert screen.has("The last backup was made here on")
        await screen.go(routes.BACK_UP)
        assert not screen.has(words.BACKED_UP)


async def test_sealing_asks_for_a_passphrase_and_says_what_it_means(house):
    await house.keeps_words("rain")
    async with at(house, routes.BACK_UP) as screen:
        plain = screen.has(words.OPEN_WHY)
        await screen.switch("seal", on=True)
        sealed = screen.has(words.SEALED_WHY)
        box = screen.keyed("passphrase")
        learnt = box.autocorrect, box.enable_suggestions, box.smart_quotes_type
        await screen.tap(words.MAKE_BACKUP)
        lacks = screen.has(words.NO_PASSPHRASE)
        await screen.fill("passphrase", "seven small lamps")
        await screen.fire(screen.keyed("passphrase"), "submit")
        await done(screen, lambda one: one.saved)

        assert plain
        assert sealed
        assert learnt == (False, False, False)
        assert lacks
        assert not screen.has(words.NO_PASSPHRASE)
        assert [path.suffix for path in house.desk.folder.iterdir()] == [".glimmers"]


async def test_who_left_meanwhile_is_told_of_the_backup_once(house, monkeypatch):
    await house.keeps_words("rain")
    go_on = asyncio.Event()
    async with at(house, routes.BACK_UP) as screen:
        place_for = house.desk.place_for

        async def slowly(name: str) -> Path | None:
            await go_on.wait()
            return await place_for(name)

        monkeypatch.setattr(house.desk, "place_for", slowly)
        await until(screen, lambda: screen.holds(words.MAKE_BACKUP))
        await screen.tap(words.MAKE_BACKUP)
        await screen.go(routes.YOURS)
        shown = screen.has(words.DOING["backing up"])
        go_on.set()
        await done(screen, lambda one: one.saved)
        await screen.go(routes.BACK_UP)
        told = screen.has(words.BACKED_UP)
        await screen.go(routes.YOURS)
        await screen.go(routes.BACK_UP)
        await until(screen, lambda: screen.holds(words.MAKE_BACKUP))

        assert shown
        assert told
        assert not screen.has(words.BACKED_UP)


# Files for other programs -------------------------------------------------------------------------


async def test_a_file_for_another_program_is_chosen_made_and_said_how_it_opens(house):
    await house.keeps_words("steam over the cup", "rain")
    async with at(house, routes.YOURS) as screen:
        await screen.tap(words.EXPORT)
        await until(screen, lambda: screen.has("It will take about 1 MB."))
        labels = [each.label for each in screen.every(ft.Radio)]
        told = [*words.FORMS_WHY.values(), words.EXPORT_NO_BACKUP]
        missing = [each for each in told if not screen.has(each)]
        (group,) = screen.every(ft.RadioGroup)
        first = group.value
        await screen.choose("csv")
        await screen.tap(words.MAKE_EXPORT)
        await done(screen, lambda one: one.exported)

        assert labels == list(words.FORMS.values())
        assert missing == []
        assert first == "site"
        assert screen.has(words.EXPORTED)
        assert screen.has("It holds 2 glimmers.")
        assert screen.has(f"lies in {house.desk.folder}.")
        assert screen.has(words.EXPORT_OPENS["csv"])
        assert not screen.holds(words.MAKE_EXPORT)
        assert [path.name[:14] for path in house.desk.folder.iterdir()] == ["Glimmers table"]
        await screen.go(routes.YOURS)
        await screen.go(routes.EXPORT)
        assert not screen.has(words.EXPORTED)
        assert screen.holds(words.MAKE_EXPORT)


async def test_where_nothing_came_of_it_the_keyboard_is_at_the_button_again(house):
    """The button is away while the work goes on, and would take the focus with it."""
    await house.keeps_words("rain")
    house.desk.refuses = NotSharedError("file")
    for route, button in (
        (routes.BACK_UP, words.MAKE_BACKUP),
        (routes.EXPORT, words.MAKE_EXPORT),
    ):
        async with at(house, route) as screen:
            await until(screen, lambda: screen.has("It will take about 1 MB."))
            focused = sent_to_focus(screen)
            await screen.tap(button)
            await done(screen, lambda one: one.problem)
            await screen.settle()

            assert screen.has("The file could not be handed over.")
            assert sent_to_focus(screen) == [*focused, screen.keyed(button)._i]


def sent_to_focus(screen: Session) -> list[int]:
    """Controls that were given the keyboard, in their order."""
    sent = screen.connection.sent
    asked = [each.body for each in sent if each.action is MessageAction.INVOKE_METHOD]
    return [body["control_id"] for body in asked if body["name"] == "focus"]


# And back -----------------------------------------------------------------------------------------


async def test_a_sealed_backup_is_opened_shown_and_added(house):
    await house.keeps_words("steam over the cup")
    async with at(house, routes.BACK_UP) as screen:
        await screen.switch("seal", on=True)
        await screen.fill("passphrase", "seven small lamps")
        await screen.tap(words.MAKE_BACKUP)
        await done(screen, lambda one: one.saved)
        house.desk.chooses = next(house.desk.folder.iterdir())
        await screen.go(routes.BRING_BACK)
        await screen.tap(words.CHOOSE_BACKUP)
        await done(screen, lambda one: one.sealed)
        asked = screen.has(words.IS_SEALED)
        await screen.tap(words.OPEN_IT)  # nothing is typed yet
        await screen.settle()
        at_work = yours(screen).work
        await screen.fill("passphrase", "another")
        await screen.tap(words.OPEN_IT)
        await done(screen, lambda one: one.problem)
        refused = screen.has("This passphrase does not open the backup.")
        await screen.fill("passphrase", "seven small lamps")
        await screen.tap(words.OPEN_IT)
        await done(screen, lambda one: one.found)
        found = screen.has(words.ALL_HERE)
        await screen.tap(words.ADD_TO_HERE)
        await done(screen, lambda one: one.brought)

        assert asked
        assert at_work is None
        assert refused
        assert found
        assert screen.has(words.ADDED)
        assert notes(house) == {"steam over the cup"}


async def test_in_place_of_what_is_here_is_asked_and_then_done(house):
    await house.keeps_words("steam over the cup")
    async with at(house, routes.YOURS) as screen:
        await a_backup(screen)
        await house.keeps_words("rain")
        await screen.go(routes.BRING_BACK)
        await screen.tap(words.CHOOSE_BACKUP)
        await done(screen, lambda one: one.found)
        await screen.tap("put")
        asked = screen.has(words.ASK_PUT_MORE)
        before = notes(house)
        await screen.tap("put yes")
        await done(screen, lambda one: one.brought)

        assert asked
        assert before == {"steam over the cup", "rain"}
        assert screen.has(words.IN_PLACE)
        assert screen.has(words.WAS_COPIED)
        assert notes(house) == {"steam over the cup"}
        await screen.go(routes.GO_BACK)
        await until(screen, lambda: screen.has("made before a backup came back"))


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (DataClearedError(), words.ASK_PUT_MORE_ALONE),
        (DamagedJournalError(), words.ASK_PUT_MORE_DAMAGED),
    ],
)
async def test_of_a_journal_that_is_not_open_it_says_what_becomes_of_its_file(house, gone, said):
    await house.keeps_words("steam over the cup")
    async with at(house, routes.YOURS) as screen:
        await a_backup(screen)
        await screen.go(routes.BRING_BACK)
        await screen.tap(words.CHOOSE_BACKUP)
        await done(screen, lambda one: one.found)
        screen.run(screen.models.opening.lose, gone)
        await screen.settle()
        await screen.tap(words.PUT_IN_PLACE)

        assert screen.has(said)
        assert screen.has("set aside") == (said == words.ASK_PUT_MORE_DAMAGED)


async def test_what_is_no_backup_is_told_in_a_sentence(house):
    async with at(house, routes.BRING_BACK) as screen:
        house.desk.chooses = house.desk.folder / "holiday.zip"
        house.desk.chooses.write_bytes(b"PK nothing of ours")
        await screen.tap(words.CHOOSE_BACKUP)
        await done(screen, lambda one: one.problem)

        assert screen.has("Nothing was changed.")
        assert screen.has(words.CHOOSE_BACKUP)


# Copies -------------------------------------------------------------------------------------------


async def test_without_a_copy_it_says_when_the_first_comes(house):
    async with at(house, routes.GO_BACK) as screen:
        await until(screen, lambda: screen.has(words.NO_COPY))


async def test_what_would_change_is_shown_before_it_goes_back(house):
    await house.keeps_words("steam over the cup")
    copy = house.snapshots.take("day", now=SystemClock().now())
    await house.keeps_words("rain")
    async with at(house, routes.GO_BACK) as screen:
        await until(screen, lambda: screen.holds(copy.id))
        await screen.tap(copy.id)
        await done(screen, lambda one: one.difference)
        told = screen.has("Then there was 1 glimmer. Now there are 2. 1 that was not there then")
        before = notes(house)
        await screen.tap("go back yes")
        await done(screen, lambda one: one.went_back)

        assert told
        assert before == {"steam over the cup", "rain"}
        assert notes(house) == {"steam over the cup"}
        assert screen.has("Your journal is as it was on")


async def test_where_the_journal_is_damaged_the_last_good_copy_is_offered(house):
    await house.keeps_words("steam over the cup", "rain")
    house.snapshots.take("day", now=SystemClock().now() - timedelta(days=1))
    async with house.home.alone():
        with (house.folder / DATABASE).open("r+b") as file:
            file.write(bytes(200))
    async with at(house, routes.TODAY) as screen:
        await until(screen, lambda: screen.has(words.LAST_GOOD))
        told = screen.has("It holds 2 glimmers.")
        await screen.tap(words.GO_BACK_TO_IT)
        await until(screen, lambda: screen.models.opening.done)
        await screen.settle()

        assert told
        assert notes(house) == {"steam over the cup", "rain"}
        assert not screen.has(words.TROUBLE_TITLE)


async def test_a_damaged_journal_is_not_called_a_copy_and_the_offer_stays(house):
    await house.keeps_words("steam over the cup")
    copy = house.snapshots.take("day", now=SystemClock().now() - timedelta(days=1))
    await house.keeps_words("rain")
    async with house.home.alone():
        with (house.folder / DATABASE).open("r+b") as file:
            file.write(bytes(100))
    async with at(house, routes.TODAY) as screen:
        await until(screen, lambda: screen.has(words.LAST_GOOD))
        await screen.go(routes.GO_BACK)
        await until(screen, lambda: screen.holds(copy.id))
        await screen.tap(copy.id)
        await done(screen, lambda one: one.difference)
        told = screen.has("1 of these is not in the copy, and does not come back with it.")
        promised = screen.has("it stays in a copy")
        await screen.tap(words.STAY_HERE)
        await screen.go(routes.TODAY)
        offered = screen.has(words.LAST_GOOD)
        await screen.go(routes.GO_BACK)
        await until(screen, lambda: screen.holds(copy.id))
        await screen.tap(copy.id)
        await done(screen, lambda one: one.difference)
        await screen.tap("go back yes")
        await done(screen, lambda one: one.went_back)

        assert told
        assert not promised
        assert offered
        assert screen.has("Your journal is as it was on")
        assert not screen.has(words.WAS_COPIED)


async def test_the_ways_back_are_there_where_the_journal_is_damaged(house):
    await house.keeps_words("steam over the cup")
    async with house.home.alone():
        with (house.folder / DATABASE).open("r+b") as file:
            file.write(bytes(200))
    async with at(house, routes.TODAY) as screen:
        told = screen.has(words.DAMAGED_ADVICE)  # this device is a phone, which has no terminal
        sent_to_terminal = screen.has("doctor")
        await screen.tap(words.OTHER_WAYS)

        assert told
        assert not sent_to_terminal
        assert screen.page.route == routes.YOURS
        assert screen.has(words.BRING_BACK)
        assert not screen.has(words.NO_BACKUP_YET)  # nobody can know


# The quiet word -----------------------------------------------------------------------------------


async def test_the_tenth_glimmer_brings_a_quiet_offer_that_can_be_sent_away(house, monkeypatch):
    monkeypatch.setattr(today, "SETTLES", 0.0)
    monkeypatch.setattr(offer, "AFTER", 0.0)
    await house.keeps_words(*map(str, range(9)))
    async with at(house, routes.TODAY) as screen:
        await screen.run_and_settle(lambda: screen.models.preferences.answer("reminders"))
        await rests(screen)
        before = screen.holds(words.BACKUP_OFFER)
        await screen.tap("notice")
        await rests(screen)
        offered = screen.holds(words.BACKUP_OFFER)
        await screen.tap(words.NOT_NOW)
        await rests(screen)

        assert (before, offered) == (False, True)
        assert not screen.holds(words.BACKUP_OFFER)
        assert not yours(screen).is_due()


async def test_the_offer_leads_to_the_backup(house, monkeypatch):
    monkeypatch.setattr(today, "SETTLES", 0.0)
    monkeypatch.setattr(offer, "AFTER", 0.0)
    await house.keeps_words(*map(str, range(10)))
    async with at(house, routes.TODAY) as screen:
        await screen.run_and_settle(lambda: screen.models.preferences.answer("reminders"))
        await rests(screen)
        await screen.tap(words.BACKUP_OFFER)
        await rests(screen)

        assert screen.page.route == routes.BACK_UP
        await screen.go(routes.TODAY)
        await rests(screen)
        assert not screen.holds(words.BACKUP_OFFER)


async def rests(screen: Session) -> None:
    await asyncio.sleep(0.03)
    await screen.settle()


# Everything ---------------------------------------------------------------------------------------


async def test_erasing_takes_two_steps_and_then_it_is_the_first_day(house):
    await house.keeps_words("Zitronenfalter")
    async with at(house, routes.ERASE) as screen:
        hidden = not screen.holds(words.ERASE_EVERYTHING)
        await screen.switch("sure", on=True)
        await screen.tap(words.ERASE_EVERYTHING)
        asked = screen.has(words.ASK_ERASE)
        before = notes(house)
        await screen.tap("erase yes")
        await done(screen, lambda one: one.erased)
        told = screen.has(words.ERASED_ALL)
        await screen.tap(words.TO_TODAY)

        assert hidden
        assert asked
        assert before == {"Zitronenfalter"}
        assert told
        assert notes(house) == set()
        assert screen.models.opening.new_here
        assert screen.page.route == routes.TODAY


async def test_keeping_everything_changes_nothing(house):
    await house.keeps_words("Zitronenfalter")
    async with at(house, routes.ERASE) as screen:
        await screen.switch("sure", on=True)
        await screen.tap(words.ERASE_EVERYTHING)
        await screen.tap(words.KEEP_EVERYTHING)

        assert notes(house) == {"Zitronenfalter"}
        assert not screen.every(ft.AlertDialog)
