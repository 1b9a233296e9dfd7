"""Backups, copies and erasing as the screens ask for them, over a real folder: every session of the
app goes on by itself when the journal under it is another.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import threading
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.backups import Backups
from app.core.errors import (
    BackgroundError,
    BackupError,
    BusyJournalError,
    DamagedJournalError,
    NotSharedError,
    UnknownReasonError,
)
from app.core.glimmers import Draft
from app.core.photos import Picture
from app.core.ports import Went
from app.core.when.times import at_moment
from app.homes.folder import Folder
from app.imaging import pillow_workers
from app.main import _look_after_the_file
from app.platform.clock import SystemClock
from app.platform.file_desk import FileHere
from app.session import session_of
from app.state.yours import Yours
from app.ui.models import Models
from storage.journal import Journal
from storage.photos import PhotoStore
from storage.snapshots.folder import Snapshots
from storage.vault import DATABASE
from tests.device import Computer, Notifications
from tests.made_photos import jpeg
from tests.told import sentence

NOW = datetime(2026, 11, 24, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))


class Desk:
    """Somebody who says where files go, and chooses one."""

    replaces = False

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.wants = True
        self.refuses: Exception | None = None
        self.chooses: Path | None = None
        self.forgot = 0

    async def place_for(self, name: str) -> Path | None:
        """Here, if they want it."""
        return self.folder / name if self.wants else None

    def forget_earlier(self) -> None:
        """Nothing is on its way here."""
        self.forgot += 1

    async def hand_over(self, file: Path) -> tuple[Went, str] | None:
        """It stays."""
        if self.refuses:
            raise self.refuses
        return "folder", str(file.parent)

    async def choose(self) -> FileHere | None:
        """What they chose."""
        return FileHere(self.chooses, name=self.chooses.name) if self.chooses else None


class House:
    """The app of one process on one folder, with as many sessions as are asked for."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.folder, self.desk = folder, desk
        self.home = Folder()
        # They ask their clock for the time alone, which this one tells too.
        self.notifications = Notifications(SystemClock())  # type: ignore[arg-type]
        self.home.__dict__["notifier"] = self.notifications

    async def session(self) -> Models:
        """One more, its journal open."""
        models = session_of(
            self.home, SystemClock(), phone=False, new_here=False, on_open=lambda *_: None
        ).models
        await models.opening.run()
        return models

    @property
    def snapshots(self) -> Snapshots:
        """The journal's copies of itself."""
        return Snapshots(self.folder / DATABASE)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("GLIMMERS_DATA", str(tmp_path / "journal"))
    desk = Desk(tmp_path / "elsewhere")
    monkeypatch.setattr(Folder, "_desk", lambda _home: desk)
    return House(tmp_path / "journal", desk)


@asynccontextmanager
async def living(house: House) -> AsyncIterator[Models]:
    """A session, and the end of its house."""
    models = await house.session()
    try:
        yield models
    finally:
        async with house.home.alone():
            pass


def yours(models: Models) -> Yours:
    found = models.yours()
    assert found is not None
    return found


async def keeps(models: Models, *notes: str) -> None:
    opened = models.opening.opened
    assert opened is not None
    for note in notes:
        draft = Draft(when=at_moment(NOW), note=note)
        await opened.write(lambda journal, draft=draft: journal.keep(draft, at=NOW))


def notes(models: Models) -> set[str]:
    assert models.opening.opened is not None
    return {glimmer.note for glimmer in models.opening.opened.journal.page()}


async def chosen(models: Models, house: House, path: Path) -> Yours:
    house.desk.chooses = path
    one = yours(models)
    await one.choose()
    return one


async def backed_up(models: Models, house: House, passphrase: str = "") -> Path:
    one = yours(models)
    await one.back_up(passphrase)
    assert one.problem is None
    assert one.saved is not None
    return Path(one.saved.folder) / one.saved.name


# A backup -----------------------------------------------------------------------------------------


async def test_a_backup_is_told_with_what_is_in_it_and_where_it_is(house):
    async with living(house) as models:
        await keeps(models, "steam over the cup", "rain")
        one = yours(models)
        await one.measure()
        path = await backed_up(models, house)

        assert one.size is not None
        assert one.size > 0
        assert path.name == f"Glimmers backup {SystemClock().now().date()}.zip"
        assert path.stat().st_size == one.saved.made.size
        assert one.saved.made.contents.glimmers == 2
        assert one.last == SystemClock().now().date()
        assert one.work is None


async def test_who_would_rather_not_say_where_has_no_backup_and_no_problem(house):
    async with living(house) as models:
        house.desk.wants = False
        one = yours(models)
        await one.back_up()

        assert (one.saved, one.problem, one.last) == (None, None, None)


async def test_a_stopped_backup_leaves_nothing(house, monkeypatch):
    async with living(house) as models:
        await keeps(models, "rain")
        one = yours(models)
        go_on = threading.Event()
        exchange: Any = one._exchange
        before = exchange._back_up

        def slowly(*given: Any) -> Any:
            go_on.wait(10)
            return before(*given)

        monkeypatch.setattr(exchange, "_back_up", slowly)
        making = asyncio.create_task(one.back_up())
        await asyncio.sleep(0.05)
        one.stop()
        told = one.work
        go_on.set()
        await making

        assert told is not None
        assert told.stopping
        assert (one.saved, one.problem, one.work) == (None, None, None)
        assert list(house.desk.folder.iterdir()) == []


async def test_a_backup_that_nobody_took_is_told(house):
    async with living(house) as models:
        house.desk.refuses = NotSharedError("file")
        one = yours(models)
        await one.back_up()

        assert isinstance(one.problem, NotSharedError)
        assert one.saved is None


async def test_what_nobody_foresaw_is_told_and_the_next_try_can_begin(house):
    async with living(house) as models:
        house.desk.refuses = ValueError("a bug")
        one = yours(models)
        await one.back_up()
        told = one.problem
        house.desk.refuses = None
        (house.desk.folder / f"Glimmers backup {SystemClock().now().date()}.zip").unlink()
        await one.back_up()

        assert isinstance(told, UnknownReasonError)
        assert one.problem is None
        assert one.saved is not None


# Files for other programs -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "name", "inside"),
    [
        ("site", "Glimmers website", "index.html"),
        ("markdown", "Glimmers Markdown", "2026/2026-11-24.md"),
        ("csv", "Glimmers table", "glimmers.csv"),
        ("json", "Glimmers JSON", "glimmers.json"),
    ],
)
async def test_all_of_it_leaves_as_one_file(house, form, name, inside):
    async with living(house) as models:
        await keeps(models, "steam over the cup", "rain")
        one = yours(models)
        await one.export(form)
        assert one.exported is not None
        asked, saved = one.exported
        path = Path(saved.folder) / saved.name
        with zipfile.ZipFile(path) as opened:
            names = opened.namelist()
        one.leave()

        assert (asked, saved.made.glimmers, saved.went) == (form, 2, "folder")
        assert path.name == f"{name} {SystemClock().now().date()}.zip"
        assert inside in names
        assert (one.exported, one.problem, one.work) == (None, None, None)
        assert one.last is None, "it is no backup"


async def test_a_stopped_export_leaves_nothing_and_the_next_can_begin(house, monkeypatch):
    async with living(house) as models:
        await keeps(models, "rain")
        one = yours(models)
        go_on = threading.Event()
        exchange: Any = one._exchange
        before = exchange._export

        def slowly(*given: Any) -> Any:
            go_on.wait(10)
            return before(*given)

        monkeypatch.setattr(exchange, "_export", slowly)
        making = asyncio.create_task(one.export("site"))
        await asyncio.sleep(0.05)
        one.stop()
        told = one.work
        go_on.set()
        await making
        stopped = one.exported, one.problem, list(house.desk.folder.iterdir())
        await one.export("site")

        assert told is not None
        assert (told.task, told.stopping) == ("exporting", True)
        assert stopped == (None, None, [])
        assert one.exported is not None


async def test_an_export_that_nobody_wanted_after_all_is_none_and_one_that_failed_is_told(house):
    async with living(house) as models:
        await keeps(models, "rain")
        one = yours(models)
        house.desk.wants = False
        await one.export("csv")
        unwanted = one.exported, one.problem
        house.desk.wants = True
        path = house.desk.folder / f"Glimmers table {SystemClock().now().date()}.zip"
        path.write_text("mine")
        await one.export("csv")

        assert unwanted == (None, None)
        assert one.exported is None
        assert one.problem is not None
        told = sentence(one.problem)
        assert told.endswith("Your journal is as it was. Choose another place for the file.")
        assert path.read_text() == "mine"


# And back -----------------------------------------------------------------------------------------


async def test_a_backup_is_added_to_what_is_here(house):
    async with living(house) as models:
        await keeps(models, "steam over the cup")
        path = await backed_up(models, house)
        await yours(models).erase()
        await keeps(models, "rain")
        assert models.opening.opened is not None
        heard: list[int] = []
        models.opening.opened.listen(lambda: heard.append(1))
        one = await chosen(models, house, path)
        found = one.found
        await one.merge()

        assert found is not None
        assert (found.contents.glimmers, found.compared.new) == (1, 1)
        assert one.brought is not None
        assert one.brought[0] == "merge"
        assert one.file is None
        assert notes(models) == {"steam over the cup", "rain"}
        assert heard


async def test_a_sealed_one_asks_for_its_passphrase_and_says_when_it_is_another(house):
    async with living(house) as models:
        await keeps(models, "rain")
        path = await backed_up(models, house, "seven small lamps")
        one = await chosen(models, house, path)
        asked, first = one.sealed, one.problem
        await one.look("eight small lamps")
        wrong, still = one.problem, one.file
        await one.look("seven small lamps")

        assert path.suffix == ".glimmers"
        assert asked
        assert first is None
        assert isinstance(wrong, BackupError)
        assert wrong.why == "passphrase"
        assert still is not None
        assert one.problem is None
        assert one.found is not None
        assert one.found.contents.glimmers == 1


async def test_one_that_is_still_on_its_way_can_be_stopped_and_looked_into_again(house, tmp_path):
    async with living(house) as models:
        await keeps(models, "rain")
        content = (await backed_up(models, house)).read_bytes()
        copy, given_up = tmp_path / "copy", []

        async def bring() -> None:
            try:
                await asyncio.sleep(0 if given_up else 60)
            except asyncio.CancelledError:
                given_up.append(True)
                raise
            copy.write_bytes(content)

        one = yours(models)
        one.file = FileHere(copy, name="backup.zip", bring=bring)
        looking = asyncio.create_task(one.look())
        await asyncio.sleep(0.05)
        one.stop()
        await asyncio.wait_for(looking, 10)
        stopped = (one.found, one.problem, one.work)
        await one.look()

        assert stopped == (None, None, None)
        assert given_up
        assert one.found is not None


async def test_what_is_no_backup_is_told_and_put_down(house):
    async with living(house) as models:
        other = house.desk.folder / "holiday.zip"
        other.write_bytes(b"PK nothing of ours")
        one = await chosen(models, house, other)

        assert isinstance(one.problem, BackupError)
        assert (one.file, one.found) == (None, None)


async def test_in_its_place_is_what_was_in_the_backup_and_all_sessions_go_on(house):
    async with living(house) as models:
        another = await house.session()
        await keeps(models, "steam over the cup")
        path = await backed_up(models, house)
        await keeps(models, "rain")
        before = another.opening.opened
        one = await chosen(models, house, path)
        await one.replace()
        closed = another.opening.was_closed
        await _look_after_the_file(another, house.home)

        assert one.problem is None
        assert one.brought is not None
        assert one.brought[0] == "replace"
        assert closed
        assert another.opening.done
        assert another.opening.opened is not before
        assert another.opening.opened is models.opening.opened
        assert notes(models) == notes(another) == {"steam over the cup"}
        assert [copy.why for copy in house.snapshots.all()] == ["restore"]
        assert not one.is_due()


async def test_a_tap_waits_while_another_journal_is_put_in_place(house, monkeypatch):
    async with living(house) as models:
        await keeps(models, "steam over the cup")
        path = await backed_up(models, house)
        one = await chosen(models, house, path)
        alone = house.home.alone
        kept: list[asyncio.Task[None]] = []

        @asynccontextmanager
        async def with_a_tap() -> AsyncIterator[None]:
            async with alone():
                kept.append(asyncio.create_task(models.capture.keep()))
                await asyncio.sleep(0.05)
                yield

        exchange: Any = one._exchange
        monkeypatch.setattr(exchange, "_alone", with_a_tap)
        await one.replace()
        await kept[0]

        assert models.capture.problem is None
        assert notes(models) == {"steam over the cup", ""}


async def test_what_cannot_replace_it_leaves_the_journal_open_as_it_was(house):
    async with living(house) as models:
        await keeps(models, "steam over the cup")
        path = await backed_up(models, house)
        one = await chosen(models, house, path)
        path.write_bytes(path.read_bytes()[:-1] + b"!")
        await keeps(models, "rain")
        before = models.opening.opened
        await one.replace()

        assert isinstance(one.problem, BackupError)
        assert models.opening.opened is before, "it was not closed for a file that is only checked"
        assert notes(models) == {"steam over the cup", "rain"}
        await keeps(models, "wind")


async def test_another_program_that_has_it_open_is_told(house):
    async with living(house) as models:
        await keeps(models, "steam over the cup")
        path = await backed_up(models, house)
        one = await chosen(models, house, path)
        with contextlib.closing(Journal.open(house.folder / DATABASE)):
            await one.replace()

        assert isinstance(one.problem, BusyJournalError)
        assert notes(models) == {"steam over the cup"}


# Copies -------------------------------------------------------------------------------------------


async def test_who_has_left_while_it_was_compared_is_not_asked(house, monkeypatch):
    async with living(house) as models:
        await keeps(models, "steam over the cup")
        house.snapshots.take("day", now=NOW)
        one = yours(models)
        await one.see_copies()
        assert one.copies is not None
        go_on = asyncio.Event()
        compare = one._exchange.difference

        async def slowly(copy: Any) -> Any:
            await go_on.wait()
            return await compare(copy)

        monkeypatch.setattr(one._exchange, "difference", slowly)
        comparing = asyncio.create_task(one.consider(one.copies[0]))
        await asyncio.sleep(0)
        one.leave()
        go_on.set()
        await comparing
        left = one.chosen, one.difference, one.work, one.problem
        await one.consider(one.copies[0])

        assert left == (None, None, None, None)
        assert one.chosen == one.copies[0]


async def test_a_copy_says_what_would_change_and_is_gone_back_to(house):
    async with living(house) as models:
        await keeps(models, "steam over the cup")
        house.snapshots.take("day", now=NOW)
        await keeps(models, "rain")
        one = yours(models)
        await one.see_copies()
        assert one.copies is not None
        (copy,) = one.copies
        await one.consider(copy)
        would = one.difference
        await one.go_back()

        assert would is not None
        assert (would.then, would.now, would.gone) == (1, 2, 1)
        assert one.problem is None
        assert one.went_back == copy
        assert one.copied
        assert notes(models) == {"steam over the cup"}
        assert [each.why for each in one.copies] == ["back", "day"]


async def test_of_a_damaged_journal_the_last_good_copy_is_found_and_opens(house):
    async with living(house) as models:
        await keeps(models, "steam over the cup", "rain")
        house.snapshots.take("day", now=NOW)
        house.snapshots.take("day", now=NOW + timedelta(days=1))
    path = house.snapshots.path(house.snapshots.all()[-1])
    path.write_bytes(b"nothing")
    database = house.folder / DATABASE
    with database.open("r+b") as file:
        file.write(bytes(200))
    async with living(house) as models:
        problem = models.opening.problem
        one = yours(models)
        await one.find_last_good()
        await one.see_copies()  # on another page, from which somebody comes back
        good = one.last_good
        asked = one.chosen
        await one.go_back_to_last_good()

        assert isinstance(problem, DamagedJournalError)
        assert good is not None
        assert good[0].at.date() == NOW.date()
        assert asked is None
        assert not one.copied  # it is set aside, and nobody can go back to it
        assert one.problem is None
        assert models.opening.problem is None
        assert notes(models) == {"steam over the cup", "rain"}


# Everything ---------------------------------------------------------------------------------------


async def test_erased_is_erased_and_it_is_the_first_day_again(house):
    async with living(house) as models:
        await keeps(models, "Zitronenfalter")
        store = (await house.home.darkroom()).store
        picture = Picture(display=b"\xff\xd8 Z", thumbnail=b"\xff\xd8 z", width=4, height=3)
        photo = await store.put(picture)
        house.snapshots.take("day", now=NOW)
        one = yours(models)
        await one.erase()

        assert one.problem is None
        assert one.erased is not None
        assert one.erased.files > 1
        assert house.desk.forgot == 1
        assert house.notifications.plans == 1
        assert house.notifications.planned == ()
        assert models.opening.new_here
        assert notes(models) == set()
        left = [path for path in house.folder.rglob("*") if path.is_file()]
        assert not any(b"Zitronenfalter" in path.read_bytes() for path in left)
        assert house.snapshots.all() == []
        await keeps(models, "rain")
        assert await store.put(picture) == photo


@pytest.mark.parametrize("late", ["opened", "written"])
async def test_a_photo_that_is_on_its_way_in_is_not_left_behind(house, tmp_path, monkeypatch, late):
    """In another window, say, or from the inbox."""
    begun, erased = threading.Event(), threading.Event()
    where, name = {
        "opened": (pillow_workers, "bring_in"),
        "written": (PhotoStore, "_put"),
    }[late]
    does = getattr(where, name)

    def slowly(*given: Any, **named: Any) -> Any:
        begun.set()
        erased.wait(0.5)  # no longer: erasing may wait for this
        return does(*given, **named)

    monkeypatch.setattr(where, name, slowly)
    (tmp_path / "photo.jpg").write_bytes(jpeg())
    async with living(house) as models:
        await keeps(models, "Zitronenfalter")
        (glimmer,) = models.opening.opened.journal.page()
        chosen = dataclasses.make_dataclass("Chosen", ["handle"])(tmp_path / "photo.jpg")
        adding = asyncio.create_task(models.photos.add(glimmer.id, [chosen]))
        await asyncio.to_thread(begun.wait)
        await yours(models).erase()
        erased.set()
        await adding

        assert yours(models).problem is None
        assert not list((house.folder / "photos").rglob("*.jpg*"))


async def test_erasing_takes_away_what_starts_reminders_by_itself(house):
    computer = house.home.__dict__["background"] = Computer()
    computer.files = computer.writes()
    uninstall, there = computer.uninstall, []
    computer.uninstall = lambda: (there.append((house.folder / DATABASE).exists()), uninstall())[1]
    async with living(house) as models:
        await keeps(models, "Zitronenfalter")
        await yours(models).erase()

        assert yours(models).problem is None
        assert (computer.asked, computer.files) == (["uninstall"], [])
        assert there == [True], "before the journal: a kill on the way would leave it for good"


async def test_what_starts_reminders_and_stays_is_named_and_all_else_is_erased(house):
    computer = house.home.__dict__["background"] = Computer()
    computer.files = computer.writes()
    computer.refuses = BackgroundError("left", files="/home/somebody/x.timer")
    async with living(house) as models:
        await keeps(models, "Zitronenfalter")
        one = yours(models)
        await one.erase()

        assert one.problem is not None
        said = sentence(one.problem)
        assert said.startswith("Everything that was kept here is deleted, but ")
        assert "/home/somebody/x.timer" in said
        assert models.opening.new_here
        assert notes(models) == set()


async def test_other_windows_are_as_on_the_first_day_too(house):
    async with living(house) as models:
        other = await house.session()
        await keeps(models, "steam over the cup")
        assert not other.opening.new_here
        await yours(models).erase()
        await _look_after_the_file(other, house.home)

        assert other.opening.done
        assert other.opening.new_here
        assert notes(other) == set()


# The quiet word -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "kept", "due"),
    [
        (Backups(), 9, False),
        (Backups(), 10, True),
        (Backups(offered=NOW - timedelta(days=400)), 10, False),
        (Backups(made=NOW - timedelta(days=89)), 1, False),
        (Backups(made=NOW - timedelta(days=90)), 1, True),
        (Backups(made=NOW - timedelta(days=90), offered=NOW - timedelta(days=29)), 1, False),
        (Backups(made=NOW - timedelta(days=90), offered=NOW - timedelta(days=31)), 1, True),
        (Backups(made=NOW - timedelta(days=90), offered=NOW + timedelta(days=2)), 1, False),
        (Backups(made=NOW + timedelta(days=900)), 100, False),
    ],
)
def test_a_backup_is_offered_once_and_when_the_last_one_is_old(known, kept, due):
    assert known.is_due(kept=kept, now=NOW) == due


def test_what_is_known_of_backups_is_stored_and_what_is_broken_is_not_known():
    known = Backups(made=NOW, offered=NOW + timedelta(days=1))

    assert Backups.from_record(known.to_record()) == known
    assert Backups.from_record({"made": "2026-11-24T20:15:00", "offered": 7}) == Backups()
    assert Backups.from_record("nothing") == Backups()
    assert replace(known, made=None).to_record() == {
        "offered": (NOW + timedelta(days=1)).isoformat()
    }


async def test_after_ten_glimmers_one_is_offered_until_somebody_answers(house):
    async with living(house) as models:
        await keeps(models, *map(str, range(9)))
        one = yours(models)
        before = one.is_due()
        await keeps(models, "the tenth")
        due = one.is_due()
        await one.answer()

        assert (before, due, one.is_due()) == (False, True, False)
